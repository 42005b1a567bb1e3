"""Facts of one neighbourhood: any set of LSOAs, however it came about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from insight.analysis.small_areas import SmallAreas, share_of
from insight.errors import InsightError
from insight.geography.levels import Places
from insight.measures import deprivation
from insight.pack.catalogue import (
    DOMAINS,
    INDICATORS,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
    PARTS,
    RATES,
    Level,
)
from insight.pack.pack import Pack
from insight.verdicts import verdict
from insight.words import listed, percent, rounded_people, small_areas_of

DECILES = range(1, 11)

MOST_PLACES_NAMED = 2
"""MSOA names that a suggested name is put together from."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of a set of LSOAs, of people of mid-2022.

    `members` and `districts` are codes; `adults` are 16 and over. `inactive` is their share with
    its 95% confidence interval `low` to `high`: surveyed, not estimated, if it is whole districts.
    `inactive_district` is the surveyed rate of its district (of the largest part), `inactive_whole`
    that of the study area; all are proportions. `by_decile` has ``lsoas`` and ``people`` by
    national IMD 2025 decile, 1 to 10. `score` is the mean IMD score over residents, `percentile`
    the share of England's LSOAs (per cent) less deprived than its residents' own on average;
    `domains` and `parts` have the same by indicator key. `rates` are per cent of people, missing
    where no LSOA has one, and `without` is how many have none. `deciles_2019` are those of each
    2011 LSOA it was made of.
    """

    members: tuple[str, ...]
    name: str
    districts: tuple[str, ...]
    people: int
    adults: int
    inactive: float
    low: float
    high: float
    is_surveyed: bool
    period: str
    inactive_district: float
    inactive_whole: float
    by_decile: pd.DataFrame
    score: float
    percentile: float
    domains: dict[str, float]
    parts: dict[str, float]
    rates: dict[str, float]
    without: dict[str, int]
    ages: dict[str, int]
    deciles_2019: tuple[int, ...]

    def lsoas_to(self, decile: int) -> int:
        """LSOAs in the most deprived deciles up to one."""
        return int(self.by_decile.loc[:decile, "lsoas"].sum())

    @property
    def basis(self) -> str:
        """What the share rests on, in a word."""
        return "survey" if self.is_surveyed else "estimate"

    def verdict(self, rate: float) -> str:
        """How its share compares with a rate, in words."""
        return verdict(self.low, self.high, rate).against


def facts(pack: Pack, known: Places, areas: SmallAreas, members: Sequence[str]) -> Facts:
    """Put together what is known of some LSOAs.

    Raises
    ------
    InsightError
        If there are none, or one is not of the study area.
    ContractError
        If a table that is needed cannot be used.
    """
    codes = sorted(set(members))
    unknown = [code for code in codes if code not in known.district_of.index]
    if not codes or unknown:
        raise InsightError(
            f"{len(unknown)} of {len(codes)} areas are not small areas (LSOAs) in this data version"
            + (f", first {unknown[0]!r}." if unknown else ".")
            + " Choose at least one area."
        )
    people = pack.table("population").loc[codes]
    ranks = pack.table("deprivation").loc[codes]
    residents = people["population"]
    activity = share_of(areas, "inactive", codes, known.district_of)
    district = residents.groupby(known.district_of.loc[codes]).sum()
    first = str(district.idxmax())
    positions = _positions(ranks, people, ("imd", *DOMAINS, *PARTS))
    return Facts(
        members=tuple(codes),
        name=suggested_name(known, residents),
        districts=tuple(district.sort_values(ascending=False).index),
        people=int(residents.sum()),
        adults=int(people["adults_16_plus"].sum()),
        inactive=activity.share,
        low=activity.low,
        high=activity.high,
        is_surveyed=activity.is_surveyed,
        period=areas.period,
        inactive_district=float(cast("float", areas.districts.at[first, "inactive"])),
        inactive_whole=areas.whole,
        by_decile=_by_decile(ranks["imd_decile"], residents),
        score=_mean(ranks["imd_score"], residents),
        percentile=positions["imd"],
        domains={key: positions[key] for key in DOMAINS},
        parts={key: positions[key] for key in PARTS},
        rates={key: _rate(ranks, people, key) for key in RATES},
        without={key: int(ranks[INDICATORS[key].column].isna().sum()) for key in RATES},
        ages={
            "0 to 15": int(people["children_0_15"].sum()),
            "16 to 59": int((people["adults_16_plus"] - people["older_60_plus"]).sum()),
            "60 and over": int(people["older_60_plus"].sum()),
        },
        deciles_2019=_deciles_2019(pack, codes),
    )


def _positions(
    ranks: pd.DataFrame, people: pd.DataFrame, keys: Collection[str]
) -> dict[str, float]:
    """Share of England's LSOAs, per cent, less deprived than its residents' own on average."""
    whole, found = _as_one(ranks), pd.Series(dtype=float)
    # All of the same people at once: one at a time is most of the time of a list.
    used = {key: INDICATORS[key] for key in keys}
    for weights in {one.weights for one in used.values()}:
        columns = {one.column: key for key, one in used.items() if one.weights == weights}
        position = deprivation.average_position(
            ranks[[*columns]], people[weights], whole, NATIONAL_LSOAS_2025
        )
        found = pd.concat([found, position.iloc[0].rename(columns)])
    return {key: float(found[key]) for key in keys}


def _as_one(areas: pd.DataFrame) -> pd.Series:
    """One place that all of them are in; grouping by a number is quicker than by a word."""
    return pd.Series(0, index=areas.index)


def _rate(ranks: pd.DataFrame, people: pd.DataFrame, key: str) -> float:
    one = INDICATORS[key]
    whole = _as_one(ranks)
    return float(deprivation.average_rate(ranks[one.column], people[one.weights], whole).iloc[0])


def _mean(values: pd.Series, weights: pd.Series) -> float:
    total = weights.sum()
    return float((values * weights).sum() / total) if total else float("nan")


def _by_decile(deciles: pd.Series, residents: pd.Series) -> pd.DataFrame:
    grouped = residents.groupby(deciles)
    table = pd.DataFrame({"lsoas": grouped.size(), "people": grouped.sum()})
    return table.reindex(DECILES, fill_value=0)


def _deciles_2019(pack: Pack, codes: list[str]) -> tuple[int, ...]:
    """Deciles of the 2011 LSOAs that share ground with some areas."""
    if not pack.is_usable("imd2019", "lsoa_links"):
        return ()
    links = pack.table("lsoa_links").reset_index()
    former = links.loc[links["lsoa21cd"].isin(codes), "lsoa11cd"].unique()
    ranks = pack.table("imd2019").loc[former, "imd2019_rank"]
    return tuple(sorted(deprivation.decile(ranks, NATIONAL_LSOAS_2019)))


def suggested_name(known: Places, residents: pd.Series) -> str:
    """A name from the MSOAs that most people of some LSOAs live in."""
    msoa = known.msoa_of.loc[residents.index]
    names = known.levels[Level.MSOA]["place"]
    order = residents.groupby(msoa).sum().sort_values(ascending=False)
    places = list(dict.fromkeys(str(names[code]) for code in order.index))
    return listed(places[:MOST_PLACES_NAMED])


def deprivation_words(found: Facts) -> str:
    """How many of its LSOAs are among England's most deprived, in words."""
    count, first = len(found.members), found.lsoas_to(1)
    second = found.lsoas_to(2) - first
    if count == 1:
        tenth = found.by_decile["lsoas"].idxmax()
        return f"its one area is in national IMD decile {tenth}"
    if first == count:
        every = "both" if count == 2 else f"all {count}"
        return f"{every} areas are in England’s most deprived 10%"
    if not first + second:
        tenth = found.by_decile["lsoas"].gt(0).idxmax()
        return (
            f"none of its {count} areas is in England’s most deprived 20% "
            f"(the most deprived is in decile {tenth})"
        )
    is_are = "is" if (first or second) == 1 else "are"
    if not first:
        return f"{second} of {count} areas {is_are} in England’s second most deprived 10%"
    more = f" and {second} in the next 10%" if second else ""
    return f"{first} of {count} areas {is_are} in England’s most deprived 10%{more}"


def inactivity_words(found: Facts, short: str) -> str:
    """Its estimate against the whole, in words."""
    return (
        f"{percent(found.inactive)} of adults inactive ({found.basis} "
        f"{found.period}, 95% confidence interval {percent(found.low)} to "
        f"{percent(found.high)}), "
        f"{found.verdict(found.inactive_whole)} {short} ({percent(found.inactive_whole)})"
    )


def reason(found: Facts, short: str) -> str:
    """Why a neighbourhood may be on a list, by rule."""
    words = deprivation_words(found)
    return (
        f"{rounded_people(found.people).capitalize()} in "
        f"{small_areas_of(len(found.members))}. "
        f"{inactivity_words(found, short)}. {words[:1].upper()}{words[1:]}."
    )
