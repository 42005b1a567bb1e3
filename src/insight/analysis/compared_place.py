"""Places that can be compared: any set of LSOAs with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from insight.analysis.small_areas import SmallAreas
from insight.geography.levels import Places
from insight.pack.catalogue import Level

WHOLE = "all"
"""Key of the whole study area among the places."""

MOST_PLACES = 6


class PlaceKind(StrEnum):
    """What a place is; the order is that in which places stand side by side."""

    WHOLE = "whole area"
    LOCALITY = "locality"
    NEIGHBOURHOOD = "neighbourhood"
    MSOA = "MSOA"
    LSOA = "LSOA"

    @property
    def noun(self) -> str:
        """What readers call it."""
        return "district" if self is PlaceKind.LOCALITY else self.value


@dataclass(frozen=True)
class Compared:
    """A set of LSOAs, by their codes, with a name.

    `key` is a code, the id of a saved neighbourhood, or `WHOLE`; what `is_example` is not real; a
    district that the reader chose for all pages `is_chosen`.
    """

    key: str
    name: str
    kind: PlaceKind
    members: tuple[str, ...]
    is_example: bool = False
    is_chosen: bool = False


def place_of(known: Places, key: str, whole: str) -> Compared | None:
    """The area of a code, or the whole, called `whole`; None if the code is of none."""
    if key == WHOLE:
        return Compared(WHOLE, whole, PlaceKind.WHOLE, tuple(known.district_of.index))
    level = known.level_of(key)
    if level is None or level.name not in PlaceKind.__members__:
        return None
    is_locality = level is Level.LOCALITY
    name = str(known.levels[level].at[key, "place"]) if is_locality else known.title(key)
    parent = known.parent(level)
    return Compared(key, name, PlaceKind[level.name], tuple(parent.index[parent.eq(key)]))


def in_order(places: Sequence[Compared]) -> tuple[Compared, ...]:
    """The district that was chosen, then the larger kinds of place first, each by name."""
    order = list(PlaceKind)
    return tuple(
        sorted(places, key=lambda each: (not each.is_chosen, order.index(each.kind), each.name))
    )


def likely_places(areas: SmallAreas, districts: Sequence[str]) -> tuple[str, ...]:
    """Localities to begin with: those looked at, then the least active, up to six."""
    rates = areas.districts["inactive"].sort_values(ascending=False)
    order = [*districts, *(str(code) for code in rates.index)]
    return tuple(dict.fromkeys(order))[:MOST_PLACES]
