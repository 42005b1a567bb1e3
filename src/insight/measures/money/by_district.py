"""What a choice of districts means for money.

A table of entries is that of `insight.measures.money.by_area`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import pandas as pd

from insight.measures.money.by_area import AreaLookup
from insight.records.kinds.investments import Place


class DistrictReach(StrEnum):
    """How an investment lies to the districts that are looked at."""

    INSIDE = "inside"
    """Recorded for them alone, at whatever level."""
    SHARED = "shared"
    """Recorded for one of them, and for another that is not looked at."""
    AREA = "area"
    """Recorded for all of the study area."""
    ELSEWHERE = "elsewhere"
    """Recorded as spent outside the study area."""
    UNKNOWN = "unknown"
    """Recorded without a place, or for one whose district is not known."""
    OTHER = "other"
    """Recorded for other districts alone: it leaves every sum."""


RULE = (
    "When districts are selected, totals leave out investment recorded only for other "
    "districts. Investment that is shared, for the whole area, spent elsewhere or without a "
    "location is kept and shown separately. Only investment recorded in the selected "
    "districts is mapped to them."
)
"""The rule that `reach` keeps, for pages and files."""


def districts_of(table: pd.DataFrame, ground: AreaLookup) -> pd.Series:
    """Districts that each investment is recorded for.

    `table`: entries; a ward whose district is known counts as recorded for that.

    Tuples of codes, in order, on the index of `table`; empty where no district is recorded, or one
    of the places is not found. What lies beyond the study area has an empty code.
    """
    lsoas = {code: (home,) for code, home in ground.district_of.items()}
    hoods = {
        key: tuple(dict.fromkeys(ground.district_of.get(code, "") for code in codes))
        for key, codes in ground.members.items()
    }
    found: Mapping[str, Mapping[str, tuple[str, ...]]] = {
        str(Place.LSOA): lsoas,
        str(Place.NEIGHBOURHOOD): hoods,
    }

    def one(place: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        if place == Place.DISTRICT:
            return tuple(sorted(codes))
        homes = [found.get(place, {}).get(code, ()) for code in codes]
        return tuple(sorted({home for each in homes for home in each})) * all(homes)

    rows = zip(table["place"].astype(str), table["codes"], strict=True)
    return pd.Series([one(*row) for row in rows], table.index, dtype=object)


def reach(place: pd.Series, districts: pd.Series, chosen: Sequence[str]) -> pd.Series:
    """How each investment lies to some districts; every one has one `DistrictReach`.

    So the money inside each single district, shared by several, for the whole area,
    elsewhere and unknown is the total of the ledger.

    Examples
    --------
    >>> places = pd.Series(["lsoa", "district", "district", "area"])
    >>> homes = pd.Series([("A",), ("A", "B"), ("B",), ()])
    >>> [str(each) for each in reach(places, homes, ["A"])]
    ['inside', 'shared', 'other', 'area']
    """
    wide = {str(Place.AREA): DistrictReach.AREA, str(Place.ELSEWHERE): DistrictReach.ELSEWHERE}
    wanted = set(chosen)

    def one(level: str, homes: tuple[str, ...]) -> DistrictReach:
        if not homes:
            return wide.get(level, DistrictReach.UNKNOWN)
        if wanted.isdisjoint(homes):
            return DistrictReach.OTHER
        return DistrictReach.INSIDE if wanted.issuperset(homes) else DistrictReach.SHARED

    rows = zip(place.astype(str), districts, strict=True)
    return pd.Series([one(*row) for row in rows], place.index, dtype=object)
