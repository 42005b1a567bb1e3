"""Need of areas from several inputs: put on one scale, weighted, ranked, classed."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.alignment import same_index


class Scaling(StrEnum):
    """How inputs of different units are put on one scale; higher is more need."""

    PERCENTILE = "percentile"
    Z = "z"
    MINMAX = "minmax"


class Mean(StrEnum):
    """How the scaled inputs are put together."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


METHODS = tuple(
    (scaling, mean)
    for scaling in Scaling
    for mean in Mean
    if (scaling, mean) != (Scaling.Z, Mean.GEOMETRIC)
)
"""Every pair with a meaning: a geometric mean needs values that are not negative."""

HIGH, MIDDLE, LOW = 2, 1, 0


def scaled(values: np.ndarray, scaling: Scaling) -> np.ndarray:
    """Put each row of values on one scale.

    `values`: one column per area, higher being more need; any number of rows, each scaled by
    itself. No value is missing. `scaling`: percentile: ``(average rank - 0.5) / n``, ties sharing
    their mean rank. Z: distance from the mean in standard deviations (of the population). Min-max:
    0 for the lowest and 1 for the highest. Where all values are equal they are all 0.5, 0 and 0.5.

    Examples
    --------
    >>> scaled(np.array([[10.0, 30.0, 30.0, 20.0]]), Scaling.PERCENTILE).tolist()
    [[0.125, 0.75, 0.75, 0.375]]
    >>> scaled(np.array([[0.0, 5.0, 10.0]]), Scaling.MINMAX).tolist()
    [[0.0, 0.5, 1.0]]
    """
    if scaling is Scaling.PERCENTILE:
        return (_average_ranks(values) - 0.5) / values.shape[1]
    if scaling is Scaling.Z:
        centred = values - values.mean(axis=1, keepdims=True)
        spread = values.std(axis=1, keepdims=True)
        return np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
    low = values.min(axis=1, keepdims=True)
    width = values.max(axis=1, keepdims=True) - low
    middle = np.full_like(values, 0.5, dtype=float)
    return np.divide(values - low, width, out=middle, where=width > 0)


def _average_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 for the lowest of each row; equal values share their mean rank."""
    rows, columns = values.shape
    order = values.argsort(axis=1)
    ascending = np.take_along_axis(values, order, axis=1)
    at = np.arange(columns)
    is_first = np.ones((rows, columns), dtype=bool)
    is_first[:, 1:] = ascending[:, 1:] != ascending[:, :-1]
    first = np.maximum.accumulate(np.where(is_first, at, 0), axis=1)
    is_last = np.ones((rows, columns), dtype=bool)
    is_last[:, :-1] = is_first[:, 1:]
    backwards = np.where(is_last, at, columns)[:, ::-1]
    last = np.minimum.accumulate(backwards, axis=1)[:, ::-1]
    ranks = np.empty((rows, columns))
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=1)
    return ranks


def combined(inputs: np.ndarray, weights: np.ndarray, mean: Mean) -> np.ndarray:
    """Weighted mean of scaled inputs.

    `inputs`: one plane per input, then rows and areas. `weights`: one row of non-negative weights
    per row of areas; they are rescaled to 1. `mean`: arithmetic (a lack in one input is made up by
    another) or geometric (only in part; needs inputs that are not negative).

    Examples
    --------
    >>> three = np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    >>> combined(three, np.ones((1, 3)), Mean.GEOMETRIC).round(6).tolist()
    [[1.817121]]
    >>> combined(three, np.array([[1.0, 1, 2]]), Mean.GEOMETRIC).round(6).tolist()
    [[2.059767]]
    """
    share = weights / weights.sum(axis=1, keepdims=True)
    if mean is Mean.ARITHMETIC:
        return np.einsum("ird,ri->rd", inputs, share)
    total = np.zeros(inputs.shape[1:])
    # The logarithm of 0 is what makes the mean 0; without weight it must not.
    with np.errstate(divide="ignore", invalid="ignore"):
        for plane, part in zip(inputs, share.T[:, :, None], strict=True):
            total += np.where(part > 0, part * np.log(plane), 0.0)
    return np.exp(total)


def need_score(
    inputs: pd.DataFrame, weights: Mapping[str, float], *, scaling: Scaling, mean: Mean
) -> pd.Series:
    """Score of each area: its inputs scaled among all rows and put together.

    `inputs`: one row per area and one column per input, higher being more need. `weights`: weight
    of each column; any unit, not negative. Inputs without a weight are left out.

    Named ``need``, higher being more need, on the index of `inputs`. Raises `InsightError` if no
    input has a weight, or a geometric mean of z-scores is asked for.
    """
    if (scaling, mean) not in METHODS:
        raise InsightError(
            "A geometric mean does not work with z-scores, because half of them are "
            "negative. Choose percentiles or min-max instead."
        )
    used = [name for name, weight in weights.items() if weight > 0]
    if not used:
        raise InsightError("Every weight is 0. Give at least one input a weight.")
    columns = inputs[used].to_numpy(dtype=float).T
    planes = scaled(columns, scaling)[:, None, :]
    wanted = np.array([[weights[name] for name in used]], dtype=float)
    found = combined(planes, wanted, mean)[0]
    return pd.Series(found, index=inputs.index, name="need")


def ranked(need: pd.Series, then_by: pd.Series) -> pd.Series:
    """Rank of each area, 1 for the greatest need; no two share a rank.

    `then_by`: what decides between equal scores, lower first (the national rank); then the
    area's code does.

    Examples
    --------
    >>> need, rank = pd.Series([2.0, 3.0, 2.0]), pd.Series([7, 9, 5])
    >>> ranked(need, rank).tolist()
    [3, 1, 2]
    """
    same_index(need.index, then_by.index, noun="areas", between="need and ranks")
    order = np.lexsort((need.index.to_numpy(), then_by.to_numpy(), -need.to_numpy()))
    ranks = np.empty(len(order), dtype="int64")
    ranks[order] = np.arange(1, len(order) + 1)
    return pd.Series(ranks, index=need.index, name="rank")


def ties(need: pd.Series) -> pd.Series:
    """How many others have the score of each area; missing where it has none.

    Scores that agree to nine decimals are the same: the rest is how they were added up.

    Examples
    --------
    >>> ties(pd.Series([2.0, 3.0, 2.0, 2.0 + 1e-12])).tolist()
    [2, 0, 2, 2]
    """
    score = need.round(9)
    return score.groupby(score).transform("size") - 1


def activity_class(low: pd.Series, high: pd.Series, comparator: float) -> pd.Series:
    """Above, around or below a rate, by whether the interval excludes it.

    2 where the whole interval is above `comparator`, 0 where it is below, 1
    where the two cannot be told apart.

    Examples
    --------
    >>> activity_class(pd.Series([0.3, 0.2, 0.1]), pd.Series([0.4, 0.3, 0.2]), 0.25)
    ... # doctest: +NORMALIZE_WHITESPACE
    0    2
    1    1
    2    0
    dtype: int8
    """
    above, below = low.gt(comparator), high.lt(comparator)
    return (1 + above.astype("int8") - below.astype("int8")).astype("int8")


def deprivation_class(decile: pd.Series, *, most_to: int, middle_to: int) -> pd.Series:
    """Most, middle or least deprived, by national decile.

    2 for deciles 1 to `most_to`, 1 up to `middle_to`, 0 beyond.

    Examples
    --------
    >>> deprivation_class(pd.Series([1, 2, 3, 6]), most_to=2, middle_to=5).tolist()
    [2, 2, 1, 0]
    """
    return (decile.le(most_to).astype("int8") + decile.le(middle_to)).astype("int8")
