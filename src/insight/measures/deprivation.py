"""Deprivation of areas and of sets of areas, by the publisher's own formulas.

Formulas: English Indices of Deprivation, technical report, summary measures for
higher-level geographies.
"""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import pandas as pd

from insight.measures.alignment import same_index

Values = TypeVar("Values", pd.Series, pd.DataFrame)

MOST_DEPRIVED_TENTH = 10
EXTENT_END = 30  # percentiles between which the weight of `extent` slides from 0.95 to 0.05


def decile(rank: pd.Series, national: int) -> pd.Series:
    """National decile of each rank, 1 being the most deprived 10%.

    ``ceil(10 * rank / national)``, the publisher's cut: neither `qcut` nor equal counts give the
    same groups.

    `rank`: national rank, 1 for the most deprived, indexed by area.

    Whole numbers from 1 to 10, missing where the rank is.

    Examples
    --------
    >>> decile(pd.Series([1, 3375, 3376, 33755]), 33755).tolist()
    [1, 1, 2, 10]
    >>> decile(pd.Series([1, None]), 33755).tolist()
    [1, <NA>]
    """
    found = np.ceil(10 * rank / national)
    return found.astype("Int64" if rank.hasnans else "int64").rename("decile")


def percentile(rank: pd.Series, national: int) -> pd.Series:
    """National percentile of each rank, 1 being the most deprived 1%.

    Examples
    --------
    >>> percentile(pd.Series([1, 338, 33755]), 33755).tolist()
    [1, 2, 100]
    """
    return np.ceil(100 * rank / national).astype("int64").rename("percentile")


def reversed_rank(rank: Values, national: int) -> Values:
    """Rank counted from the least deprived, as the summary measures use it.

    Examples
    --------
    >>> reversed_rank(pd.Series([1, 33755]), 33755).tolist()
    [33755, 1]
    """
    return _named(national + 1 - rank, "reversed_rank")


def _named(values: Values, name: str) -> Values:
    return values.rename(name) if isinstance(values, pd.Series) else values


def weighted_mean(values: Values, population: pd.Series, parent: pd.Series) -> Values:
    """Mean over residents of values of small areas, for each parent area.

    `values`: any quantity, or a column for each of several.

    On the sorted codes of `parent`; missing where nobody lives or where the value of any of its
    LSOAs is.

    Examples
    --------
    >>> weighted_mean(
    ...     pd.Series([10.0, 20.0]), pd.Series([100, 300]), pd.Series(["A", "A"])
    ... ).tolist()
    [17.5]
    """
    first = values if isinstance(values, pd.Series) else values.iloc[:, 0]
    _same_areas(first, population, parent)
    total = population.groupby(parent).sum()
    weighted = values.mul(population, axis="index").groupby(parent).sum(skipna=False)
    return weighted.div(total.where(total > 0), axis="index")


def average_score(score: pd.Series, population: pd.Series, parent: pd.Series) -> pd.Series:
    """Official average score of each parent area: mean score over residents."""
    return weighted_mean(score, population, parent).rename("average_score")


def average_rate(rate: pd.Series, people: pd.Series, parent: pd.Series) -> pd.Series:
    """Share of people of each parent area out of the shares of its LSOAs.

    The mean of the shares over the people that they are shares of, which are the publisher's
    denominators. An LSOA without a share is left out with its people: a district is not without a
    figure because one of its LSOAs is.

    `rate`: proportion from 0 to 1, indexed by LSOA; missing where none is published. `people`:
    those it is a share of, such as children aged 0 to 15, indexed by LSOA.

    Per cent, on the sorted codes of `parent`; missing where no LSOA has a share, or where none of
    those people live.

    Examples
    --------
    >>> average_rate(
    ...     pd.Series([0.1, 0.4, None]), pd.Series([100, 200, 50]), pd.Series(["A"] * 3)
    ... ).round(9).tolist()
    [30.0]
    """
    _same_areas(rate, people, parent)
    found = weighted_mean(rate.fillna(0), people.where(rate.notna(), 0), parent)
    return (100 * found).rename("rate_pct")


def average_rank(rank: Values, population: pd.Series, parent: pd.Series, national: int) -> Values:
    """Official average rank: mean over residents of the *reversed* rank.

    Higher is more deprived, as the publisher has it.
    """
    reverse = reversed_rank(rank, national)
    return _named(weighted_mean(reverse, population, parent), "average_rank")


def average_position(
    rank: Values, population: pd.Series, parent: pd.Series, national: int
) -> Values:
    """Share of England's LSOAs less deprived than a resident's own, on average.

    The average rank put on a scale that reads by itself: 100 times (average rank
    less 1) over the number of LSOAs.

    `rank`: national rank, or a column for each of several.

    Per cent, on the codes of `parent`; higher is more deprived.

    Examples
    --------
    >>> rank, people = pd.Series([1, 3]), pd.Series([10, 10])
    >>> average_position(rank, people, pd.Series(["A", "A"]), 4).tolist()
    [50.0]
    """
    mean = average_rank(rank, population, parent, national)
    return _named(100 * (mean - 1) / national, "average_position_pct")


def proportion_most_deprived(rank: pd.Series, parent: pd.Series, national: int) -> pd.Series:
    """Official proportion of LSOAs in the most deprived 10%: a count, unweighted."""
    _same_areas(rank, parent)
    is_first = decile(rank, national).eq(1)
    return is_first.groupby(parent).mean().rename("proportion_most_deprived")


def extent(rank: pd.Series, population: pd.Series, parent: pd.Series, national: int) -> pd.Series:
    """Official extent: residents in the most deprived 30%, on a sliding weight.

    Weight 1 in the most deprived 10%; 0.95 in the eleventh percentile, falling
    evenly to 0.05 in the thirtieth; 0 beyond.

    Proportion from 0 to 1, on the codes of `parent`.
    """
    position = percentile(rank, national)
    weight = (0.95 - (position - 11) * 0.9 / 19).clip(upper=1.0)
    weight = weight.mask(position <= MOST_DEPRIVED_TENTH, 1.0)
    weight = weight.mask(position > EXTENT_END, 0.0)
    return weighted_mean(weight, population, parent).rename("extent")


def residents_in_most_deprived(
    rank: pd.Series, population: pd.Series, parent: pd.Series, national: int, *, deciles: int
) -> pd.Series:
    """Residents of LSOAs in the national deciles 1 to `deciles`, inclusive.

    Persons, on the codes of `parent`.
    """
    _same_areas(rank, population, parent)
    is_in = decile(rank, national).le(deciles)
    counted = population.where(is_in, 0).groupby(parent).sum()
    return counted.rename("residents_in_most_deprived")


def _same_areas(first: pd.Series, *others: pd.Series) -> None:
    for other in others:
        between = f"{first.name!r} and {other.name!r}"
        same_index(first.index, other.index, noun="areas", between=between)


ENGLAND_POSITION = 50.0  # average position of England's LSOAs in a national ranking, per cent


def worst_domain(positions: Mapping[str, float]) -> str | None:
    """The most deprived domain of a place, if it is worse than England's average.

    `positions`: per cent of England's LSOAs that are less deprived, on average, than the
    residents' own, by domain.

    Examples
    --------
    >>> worst_domain({"crime": 60.0, "health": 55.0}), worst_domain({"crime": 50.0})
    ('crime', None)
    """
    key = max(positions, key=lambda each: positions[each])
    return key if positions[key] > ENGLAND_POSITION else None


def best_domain(positions: Mapping[str, float]) -> str | None:
    """The least deprived domain of a place, if it is better than England's average.

    Examples
    --------
    >>> best_domain({"crime": 60.0, "health": 45.0}), best_domain({"crime": 50.0})
    ('health', None)
    """
    key = min(positions, key=lambda each: positions[each])
    return key if positions[key] < ENGLAND_POSITION else None
