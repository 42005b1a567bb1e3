"""Whether money goes where need is: concentration, ratios and what would move.

Areas stand in the order of their deprivation, the most deprived first; a negative index means that
money is concentrated in the most deprived areas. Formulas: Kakwani, Wagstaff and van Doorslaer
(1997), “Socioeconomic inequalities in health”; O'Donnell and others (2008), “Analyzing Health
Equity Using Household Survey Data”, World Bank, chapter 8. Intervals are worked out on Fisher's
scale, the inverse hyperbolic tangent, because an index cannot leave -1 to 1.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import atanh, floor, nan, sqrt, tanh
from statistics import NormalDist

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.alignment import same_index

FEWEST = 2  # groups of areas that differ in deprivation, without which there is no index
FEWEST_FOR_INTERVAL = 5
"""Groups below which a 95% interval would say more about them than the money."""


class EquityError(InsightError):
    """There is nothing that equity could be reckoned on."""


NOTHING = 1e-12  # differences below this are those of floating point


@dataclass(frozen=True)
class Concentration:
    """A concentration index with its 95% interval."""

    index: float  # from -1 (all in the most deprived) to 1 for amounts that are not negative
    # Standard error by the convenient regression on groups of equally deprived areas; missing where
    # there are only two groups.
    error: float
    # By Student's t on Fisher's scale, so within -1 and 1; missing below five groups, where fewer
    # than three degrees of freedom are left, and where the index itself is not within -1 and 1,
    # which takes areas that paid back more than they got.
    low: float
    high: float
    areas: int
    left_out: int  # areas that lack a figure or people


@dataclass(frozen=True)
class IndexBounds:
    """How far money without a place could move an index.

    `low` and `high`: if all of it went to the most, and to the least, deprived area. `placed`: the
    index of the money that has a place.
    """

    low: float
    high: float
    placed: float


def concentration(amount: pd.Series, over: pd.Series, rank: pd.Series) -> Concentration:
    """Concentration index of an amount over people, by deprivation.

    Raises `EquityError` if fewer than two areas of different deprivation have figures, the amount
    adds up to nothing, or money is recorded where there are no people.

    `amount`: total of each area, such as pence or inactive adults. `over`: people of each area:
    residents, or those in need for the index of spend against need. Areas without a figure, or
    without people and amount, are left out and counted. `rank`: deprivation of each area, lower is
    more deprived; equal areas are one.

    Examples
    --------
    >>> people, rank = pd.Series([10, 10]), pd.Series([1, 2])
    >>> concentration(pd.Series([100, 100]), people, rank).index
    0.0
    >>> concentration(pd.Series([100, 0]), people, rank).index
    -0.5
    """
    groups = _groups(amount, over, rank)
    # What is left of rounding where money is just in proportion is no finding.
    index, error = (
        0.0 if abs(each) <= NOTHING else each for each in (_index(groups), _error(groups))
    )
    low, high = _interval(index, error, len(groups))
    areas = int(groups["areas"].sum())
    return Concentration(index, error, low, high, areas, len(amount) - areas)


def concentration_curve(amount: pd.Series, over: pd.Series, rank: pd.Series) -> pd.DataFrame:
    """Points of the concentration curve, from (0, 0) to (1, 1).

    ``people_share`` and ``amount_share``, cumulative from the most deprived.
    """
    groups = _groups(amount, over, rank)
    steps = groups[["over", "amount"]].cumsum() / groups[["over", "amount"]].sum()
    points = np.vstack([[0.0, 0.0], steps.to_numpy()])
    return pd.DataFrame(points, columns=["people_share", "amount_share"])


def progressivity(spend: pd.Series, need: pd.Series, people: pd.Series, rank: pd.Series) -> float:
    """Index of spend less index of need, as Kakwani's for taxes.

    Negative where money is concentrated in deprived areas more than need is. It is
    the difference of two indices from -1 to 1, so it lies from -2 (all money in the
    most deprived area, all need in the least) to 2.
    """
    of_spend = concentration(spend, people, rank).index
    return of_spend - concentration(need, people, rank).index


def equity_ratio(spend: pd.Series, need: pd.Series) -> pd.Series:
    """Share of the money over share of the need, for each area; 1 is proportional.

    `need`: such as inactive adults, on the same areas; areas without a figure are in neither share.

    Named ``equity_ratio``; missing where need is missing or 0. Raises `EquityError` if there is no
    money or no need.

    Examples
    --------
    >>> equity_ratio(pd.Series([300, 100]), pd.Series([10, 10])).tolist()
    [1.5, 0.5]
    """
    money, needed = _shares(spend, need)
    ratio = money / needed.where(needed > 0)
    return ratio.reindex(spend.index).rename("equity_ratio")


def moves(spend: pd.Series, need: pd.Series) -> pd.DataFrame:
    """What each area would have if money were in proportion to need.

    `need`: such as inactive adults, on the same areas; areas without a figure keep what they have
    and are in neither total.

    On the index of `spend`, in whole pence: ``pence`` now; ``fair_pence``, the area's share of the
    need, which add up to the money there is, rounded by the largest remainder (equal ones in the
    order of the index's labels); and ``difference_pence``, fair less now, so that it is positive
    where more money would go. The last two are missing where need is.

    Examples
    --------
    >>> moves(pd.Series([300, 100]), pd.Series([10, 10]))
       pence  fair_pence  difference_pence
    0    300         200              -100
    1    100         200               100
    """
    _shares(spend, need)
    has_need = need.notna()
    total = int(spend[has_need].sum())
    fair = _shared_out(total, need[has_need]).reindex(spend.index)
    pence = spend.astype("Int64")
    return pd.DataFrame({"pence": pence, "fair_pence": fair, "difference_pence": fair - pence})


def to_match_need(spend: pd.Series, need: pd.Series) -> int:
    """Pence that would have to move for money to be in proportion to need.

    What the areas that have too little would get, which is what the others would give.

    Examples
    --------
    >>> to_match_need(pd.Series([300, 100]), pd.Series([10, 10]))
    100
    """
    difference = moves(spend, need)["difference_pence"]
    return int(difference[difference > 0].sum())


def bounds(amount: pd.Series, over: pd.Series, rank: pd.Series, *, unplaced: int) -> IndexBounds:
    """Between what the index must be, wherever in these areas the rest went.

    `unplaced`: money of the study area that has no place at this level, in the unit of `amount`, 0
    or more. The bounds hold for money that went to these areas as a whole: what was paid in and
    paid back is one sum. They are means of indices, weighted by money, and so lie within -1 and 1
    where the index does. Raises `EquityError` as for `concentration`, or if more was paid back than
    given without a place.
    """
    groups = _groups(amount, over, rank)
    placed, index = float(groups["amount"].sum()), _index(groups)
    if unplaced < 0:
        raise EquityError(
            "More unmapped investment was paid back than given at this level, so we cannot give "
            "a range for the index. Check investments that were paid back."
        )
    share = groups["over"] / groups["over"].sum()
    # An index is linear in the money, and all of it in one area has a known index.
    ends = (float(share.iloc[0]) - 1, 1 - float(share.iloc[-1]))
    found = [(placed * index + unplaced * end) / (placed + unplaced) for end in ends]
    return IndexBounds(min(found), max(found), index)


def _groups(amount: pd.Series, over: pd.Series, rank: pd.Series) -> pd.DataFrame:
    """Amount and people of each distinct rank, the most deprived first."""
    for other in (over, rank):
        same_index(amount.index, other.index, noun="areas", between="the inputs")
    table = pd.DataFrame({"amount": amount, "over": over, "rank": rank})
    table = table.astype(float).dropna()
    is_empty = table["over"].le(0)
    stray = is_empty & table["amount"].ne(0)
    if stray.any():
        raise EquityError(
            f"{int(stray.sum()):,} of {len(table):,} areas have investment but no people, "
            f"first {stray.idxmax()!r}. Leave them out."
        )
    table = table[~is_empty].assign(areas=1)
    groups = table.groupby("rank", sort=True)[["amount", "over", "areas"]].sum()
    if len(groups) < FEWEST:
        raise EquityError(
            f"Only {len(groups):,} of {len(amount):,} areas have figures and different "
            "deprivation. An index needs at least 2. Select more areas."
        )
    if groups["amount"].sum() <= 0:
        raise EquityError(
            f"Investment recorded for these {int(groups['areas'].sum()):,} areas adds up to £0, so "
            "we cannot work out how it is shared. Record investments at this level first."
        )
    return groups


def _index(groups: pd.DataFrame) -> float:
    """Twice the weighted mean of amount by fractional rank, less 1."""
    share = groups["over"] / groups["over"].sum()
    middle = share.cumsum() - share / 2
    money = groups["amount"] / groups["amount"].sum()
    return float(2 * (money * middle).sum() - 1)


def _error(groups: pd.DataFrame) -> float:
    """Standard error of the slope of the convenient regression, grouped data."""
    if len(groups) <= FEWEST:
        return nan
    people = groups["over"].to_numpy()
    share = people / people.sum()
    middle = share.cumsum() - share / 2
    rate = groups["amount"].to_numpy() / people
    variance = float(share @ (middle - share @ middle) ** 2)
    root = np.sqrt(share)
    left = 2 * variance * rate / float(share @ rate) * root
    right = np.column_stack([middle * root, root])
    solved = np.linalg.solve(right.T @ right, right.T @ left)
    rest = left - right @ solved
    spread = float(rest @ rest) / (len(groups) - 2)
    return sqrt(spread * np.linalg.inv(right.T @ right)[0, 0])


def _interval(index: float, error: float, groups: int) -> tuple[float, float]:
    """95% interval of an index, which cannot leave -1 to 1."""
    if groups < FEWEST_FOR_INTERVAL or not -1 < index < 1:
        return nan, nan
    # The scale stretches by 1 / (1 - index squared) where the index is.
    half = _student(groups - 2) * error / (1 - index**2)
    return tanh(atanh(index) - half), tanh(atanh(index) + half)


def _student(freedom: int) -> float:
    """Quantile 0.975 of Student's t, within 0.2% from 3 degrees of freedom on.

    By the series in 1 / `freedom` (Abramowitz and Stegun, 26.7.5).

    Examples
    --------
    >>> [round(_student(freedom), 2) for freedom in (3, 7, 632)]
    [3.18, 2.36, 1.96]
    """
    z = NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def _shared_out(total: int, need: pd.Series) -> pd.Series:
    """A whole number in proportion to need, in whole parts that add up to it."""
    # Fractions, because a quota of many digits would lose pence as a float.
    exact = [Fraction(float(value)) for value in need]
    whole = sum(exact)
    quota = pd.Series([total * value / whole for value in exact], need.index)
    part = quota.map(floor).astype("int64")
    order = (part - quota).sort_index().sort_values(kind="stable").index
    part.loc[order[: total - int(part.sum())]] += 1
    return part.astype("Int64")


def _shares(spend: pd.Series, need: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Share of money and of need of each area that has a figure."""
    same_index(spend.index, need.index, noun="areas", between="spend and need")
    has_need = need.notna()
    money, needed = spend[has_need].astype(float), need[has_need].astype(float)
    if money.sum() <= 0 or needed.sum() <= 0:
        raise EquityError(
            f"There is no investment, or no need, in these {len(spend):,} areas, so we cannot "
            "compare them. Record investments at this level first."
        )
    return money / money.sum(), needed / needed.sum()
