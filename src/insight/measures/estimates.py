"""Activity of small areas, estimated so that it agrees with the district's survey.

The estimator is synthetic and raked to known totals (structure preserving estimation,
Purcell and Kish 1980): the odds ratios between the areas of a district are those of a
seed, such as the predictions of a model, and the level is the district's own.
"""

from typing import TypeVar, cast

import numpy as np
import pandas as pd

from insight.errors import AlignmentError
from insight.measures.alignment import same_index
from insight.measures.intervals import Z_95

CATEGORIES = ("inactive", "fairly", "active")
"""The three levels of adults, which add up to all of them."""

TOLERANCE = 1e-13
MOST_ROUNDS = 500
LONGEST_STEP = 1.0
"""On the logit scale; the slope changes by a factor of e over it at the most, so that
steps cannot go to and fro for ever."""


Numbers = TypeVar("Numbers", np.ndarray, pd.Series, pd.DataFrame)


def logit(share: Numbers) -> Numbers:
    """Natural logarithm of the odds of a proportion between 0 and 1."""
    return cast("Numbers", np.log(share) - np.log1p(-share))


def expit(odds: Numbers) -> Numbers:
    """Proportion whose `logit` is given."""
    return cast("Numbers", 1 / (1 + np.exp(-odds)))


def benchmarked(
    seeds: pd.DataFrame, adults: pd.Series, parent: pd.Series, targets: pd.DataFrame
) -> pd.DataFrame:
    """Shares of each level in each small area, raked to the rates of their parents.

    Iterative proportional fitting of ``adults x seed`` to the adults of each area and to the
    parent's number in each level. With two levels it is the same as one shift of all the parent's
    areas on the logit scale.

    `seeds`: proportions, columns ``inactive``, ``fairly``, ``active``, indexed by area; only their
    odds ratios within a parent matter. `targets`: surveyed proportions by parent code, with the
    columns of `seeds`.

    Proportions that add up to 1 in each area, and over the adults of each parent to its target;
    missing where the parent has no target or no adults. Raises `AlignmentError` if the first three
    are not on the same areas, or a parent has no row.
    """
    for other, name in ((adults, "adults"), (parent, "parents")):
        same_index(seeds.index, other.index, noun="areas", between=f"seeds and {name}")
    codes, groups = np.unique(parent.to_numpy(), return_inverse=True)
    unknown = pd.Index(codes).difference(targets.index)
    if len(unknown):
        raise AlignmentError(
            f"{len(unknown)} of {len(codes)} larger areas have no surveyed rate, first "
            f"{unknown[0]!r}. Check that both tables use the same codes."
        )
    wanted = targets.loc[codes, list(seeds.columns)].to_numpy(dtype=float)
    people = np.zeros(len(codes))
    np.add.at(people, groups, adults.to_numpy(dtype=float))
    weight = adults.to_numpy(dtype=float) / np.where(people > 0, people, 1)[groups]
    shares = _raked(seeds.to_numpy(dtype=float), weight, groups, wanted)
    has_none = (people == 0) | np.isnan(wanted).any(axis=1)
    shares[has_none[groups]] = np.nan
    return pd.DataFrame(shares, index=seeds.index, columns=seeds.columns)


def _raked(
    seeds: np.ndarray, weight: np.ndarray, groups: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """Proportions by area whose weighted sums by group are as wanted."""
    factors = np.ones_like(wanted)
    for _ in range(MOST_ROUNDS):
        shares = seeds * factors[groups]
        shares /= shares.sum(axis=1, keepdims=True)
        reached = np.zeros_like(wanted)
        np.add.at(reached, groups, shares * weight[:, None])
        ratio = np.divide(wanted, reached, out=np.ones_like(wanted), where=reached > 0)
        factors *= ratio
        if np.nanmax(np.abs(ratio - 1), initial=0) < TOLERANCE:
            break
    return shares


def shifted(seed: pd.Series, weights: pd.Series, target: float) -> pd.Series:
    """Proportions of the areas of one parent, all moved by one step in their logit.

    `seed`: proportion of each area, strictly between 0 and 1.

    Examples
    --------
    >>> seed, adults = pd.Series([0.2, 0.4]), pd.Series([1, 1])
    >>> shifted(seed, adults, 0.35).round(3).tolist()
    [0.241, 0.459]
    """
    found = rebenchmarked(
        logit(seed.to_numpy(dtype=float))[None, :],
        weights.to_numpy(dtype=float),
        np.zeros(1, dtype=int),
        np.array([[target]]),
    )
    return pd.Series(found[0], index=seed.index)


def rebenchmarked(
    odds: np.ndarray, adults: np.ndarray, starts: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """Many draws at once: shift each group's logits until its mean is as wanted.

    Newton's method on a strictly increasing function, for all draws and groups together.

    Proportions, of the shape of `odds`.

    `odds`: logits, one row per draw and one column per area, areas sorted by group. `starts`: first
    column of each group. `targets`: proportions wanted, one row per draw and one column per group.
    """
    people = np.add.reduceat(adults, starts)
    sizes = np.diff(np.append(starts, len(adults)))
    group = np.repeat(np.arange(len(starts)), sizes)
    weight = adults / people[group]
    middle = np.add.reduceat(odds * weight, starts, axis=1)
    shift = logit(targets) - middle
    for _ in range(MOST_ROUNDS):
        shares = expit(odds + shift[:, group])
        gap = np.add.reduceat(shares * weight, starts, axis=1) - targets
        if np.abs(gap).max(initial=0) < TOLERANCE:
            break
        slope = np.add.reduceat(shares * (1 - shares) * weight, starts, axis=1)
        # Where the curve is flat a full step would leave it for good.
        shift -= np.clip(gap / slope, -LONGEST_STEP, LONGEST_STEP)
    return shares


def interval(share: pd.Series, logit_error: pd.Series, *, z: float = Z_95) -> pd.DataFrame:
    """Lower and upper limit of a proportion with an error on the logit scale.

    ``low`` and ``high``, proportions.

    Examples
    --------
    >>> error = pd.Series([(0.12**2 + 0.20**2) ** 0.5])
    >>> interval(pd.Series([0.38]), error).round(3).to_numpy().tolist()
    [[0.28, 0.492]]
    """
    middle = logit(share)
    return pd.DataFrame(
        {"low": expit(middle - z * logit_error), "high": expit(middle + z * logit_error)}
    )
