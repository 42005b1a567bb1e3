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


@dataclass(frozen=True)
class Compared:
    """A place to be compared: a set of LSOAs with a name.

    Attributes
    ----------
    key
        Code, id of a saved neighbourhood, or `WHOLE`.
    name, kind
        What it is called and what it is.
    members
        Codes of its LSOAs.
    """

    key: str
    name: str
    kind: PlaceKind
    members: tuple[str, ...]


def place_of(known: Places, key: str, whole: str) -> Compared | None:
    """An area of any level, or the whole; None if the code is of none.

    Parameters
    ----------
    known
        The areas.
    key
        Code, or `WHOLE`.
    whole
        What the whole study area is called.
    """
    if key == WHOLE:
        return Compared(WHOLE, whole, PlaceKind.WHOLE, tuple(known.district_of.index))
    level = known.level_of(key)
    if level is None:
        return None
    kind = {
        Level.LSOA: PlaceKind.LSOA,
        Level.MSOA: PlaceKind.MSOA,
        Level.LOCALITY: PlaceKind.LOCALITY,
    }
    name = known.title(key)
    if level is Level.LOCALITY:
        name = str(known.levels[level].at[key, "place"])
    parent = known.parent(level)
    return Compared(key, name, kind[level], tuple(parent.index[parent.eq(key)]))


def in_order(places: Sequence[Compared]) -> tuple[Compared, ...]:
    """The larger kinds of place first, each by name."""
    order = list(PlaceKind)
    return tuple(sorted(places, key=lambda each: (order.index(each.kind), each.name)))


def likely_places(areas: SmallAreas, districts: Sequence[str]) -> tuple[str, ...]:
    """Localities to begin with: those chosen, then the least active, up to six.

    Parameters
    ----------
    areas
        Whose localities have surveyed rates.
    districts
        Codes of the districts that the reader looks at.
    """
    rates = areas.districts["inactive"].sort_values(ascending=False)
    order = [*districts, *(str(code) for code in rates.index)]
    return tuple(dict.fromkeys(order))[:MOST_PLACES]
