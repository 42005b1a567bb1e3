"""Fair reach: how the places on a list are shared out between districts."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd


class Reach(StrEnum):
    """Who competes with whom for the places on the list."""

    ALL = "all"
    QUOTA = "quota"
    COUNTY = "county"


@dataclass(frozen=True)
class Rules:
    """How many places there are and who may have them.

    `each`: places that every district with eligible areas gets before the rest are given by
    need; 0 for none.
    """

    places: int
    is_eligible: np.ndarray
    group: np.ndarray
    each: int = 0


def rules(
    district: pd.Series, places: int, reach: Reach, *, districts: tuple[str, ...] = (), city: str
) -> Rules:
    """The rules of one mode.

    `places`: places on the list; never more than there are eligible areas. `reach`: all together;
    an equal share for each district, what cannot be shared equally going by need; or all without
    the city. `districts`: only areas of these are eligible; empty for all.
    """
    group = np.unique(district.to_numpy(), return_inverse=True)[1]
    eligible = np.ones(len(district), dtype=bool)
    if districts:
        eligible &= district.isin(districts).to_numpy()
    if reach is Reach.COUNTY:
        eligible &= district.ne(city).to_numpy()
    count = min(places, int(eligible.sum()))
    each = 0
    if reach is Reach.QUOTA and eligible.any():
        each = count // len(np.unique(group[eligible]))
    return Rules(count, eligible, group, each)


def listed(ranks: np.ndarray, wanted: Rules) -> np.ndarray:
    """Which areas are on the list, for many rankings at once.

    `ranks`: one row per ranking and one column per area, 1 for the greatest need, no ties.

    Of the shape of `ranks`, `places` true in each row.
    """
    shape = ranks.shape
    if wanted.places == 0:
        return np.zeros(shape, dtype=bool)
    beyond = ranks.shape[1] + 1
    left = np.where(wanted.is_eligible, ranks, beyond)
    first = np.zeros(shape, dtype=bool)
    if wanted.each:
        for number in np.unique(wanted.group[wanted.is_eligible]):
            at = np.flatnonzero((wanted.group == number) & wanted.is_eligible)
            first[:, at] = _lowest(left[:, at], wanted.each)
        left = np.where(first, beyond, left)
    still = wanted.places - int(first[0].sum())
    return first | _lowest(left, still)


def _lowest(ranks: np.ndarray, count: int) -> np.ndarray:
    """The `count` lowest of each row, which has no ties among them."""
    if count <= 0:
        return np.zeros(ranks.shape, dtype=bool)
    if count >= ranks.shape[1]:
        return np.ones(ranks.shape, dtype=bool)
    limit = np.partition(ranks, count - 1, axis=1)[:, count - 1]
    return ranks <= limit[:, None]


def hidden_pockets(
    rank: pd.Series, district: pd.Series, average: pd.Series, *, each: int
) -> pd.DataFrame:
    """The most deprived areas of the districts that are well off on average.

    `rank`: national deprivation rank of each area, 1 for the most deprived. `average`: deprivation
    of each district, higher being more deprived.

    ``district``, ``rank`` and ``above_district`` (how many ranks the area is more deprived than the
    median area of its district), for the districts below the median of `average`, best-off district
    first, indexed by area.
    """
    calm = average[average < average.median()].sort_values().index
    median = rank.groupby(district).median()
    parts = []
    for code in calm:
        worst = rank[district.eq(code)].nsmallest(each)
        above = (median[code] - worst).round().astype("int64")
        parts.append(pd.DataFrame({"district": code, "rank": worst, "above_district": above}))
    if not parts:
        return pd.DataFrame(columns=["district", "rank", "above_district"])
    return pd.concat(parts)
