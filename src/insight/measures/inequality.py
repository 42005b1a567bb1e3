"""Slope and relative index of inequality of groups in order of deprivation.

Method of the Office for Health Improvement and Disparities (PHEindicatormethods, ``phe_sii``) after
Low and Low (2004), “Measuring the gap: quantifying and comparing local health inequalities”,
Journal of Public Health 26: a line through the groups, each at the middle of its share of the
people and weighted by it, and an interval by drawing each group's figure anew from its own
interval.

Sign: the line runs from the most deprived (0) to the least deprived (1). A negative slope index of
a share inactive means less inactivity among the least deprived; the relative index is then below 1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isnan, nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.errors import InsightError
from insight.measures.intervals import Z_95, wilson

FEWEST_GROUPS = 5  # below which OHID's method gives no index
MOST_GROUPS = 20  # twentieths; with more, one small group moves the line
DRAWS = 100_000
SEED = 20_040_388
TAILS = (0.025, 0.975)
NEEDED = ("position", "population", "value")
LIMITS = ("low", "high")

Floats = NDArray[np.float64]


class InequalityError(InsightError):
    """The groups do not bear an index of inequality."""


class Method(StrEnum):
    """What the figures of the groups are, and what the line is drawn through."""

    STRAIGHT = "straight line"
    """Any figure with a symmetric interval, such as years of life."""
    SHARE_STRAIGHT = "straight line through shares"
    """Proportions; drawn on the logit scale, the line through the shares."""
    SHARE_LOGIT = "line on the logit scale"
    """Proportions; drawn and fitted on the logit scale, so that the line stays
    between 0 and 1."""


@dataclass(frozen=True)
class FittedLine:
    """The line through the groups.

    On the scale of the method: logits for `Method.SHARE_LOGIT`.
    """

    intercept: float
    slope: float
    method: Method

    def at(self, rank: float) -> float:
        """The figure at a relative rank, 0 the most and 1 the least deprived."""
        found = self.intercept + self.slope * rank
        return float(_expit(found)) if self.method is Method.SHARE_LOGIT else found


@dataclass(frozen=True)
class Inequality:
    """Slope and relative index with their 95% intervals, missing where they cannot be told."""

    # SII: figure at the least deprived end less that at the most deprived, in the figures' unit.
    slope_index: float
    relative_index: float  # RII: ratio of the two; missing where the line is not above 0 at both
    slope_low: float
    slope_high: float
    relative_low: float
    relative_high: float
    groups: int
    line: FittedLine | None  # None after `scaled`
    # What the intervals are taken from; empty where there is none.
    slope_draws: Floats = field(repr=False, compare=False)
    relative_draws: Floats = field(repr=False, compare=False)

    @property
    def has_interval(self) -> bool:
        """Whether the groups came with intervals."""
        return not isnan(self.slope_low)

    def scaled(self, factor: float) -> "Inequality":
        """The same in another unit; a negative factor turns the direction round.

        `factor`: by which the slope index is multiplied, such as -100 for percentage points by
        which the most deprived end is higher. Where it is negative the relative index is inverted.
        Raises `InequalityError` if it is 0.
        """
        if factor == 0:
            raise InequalityError("The factor is 0. Use one such as 100 or -100.")
        power = -1 if factor < 0 else 1
        slope_low, slope_high = sorted((self.slope_low * factor, self.slope_high * factor))
        relative_low, relative_high = sorted((self.relative_low**power, self.relative_high**power))
        return Inequality(
            self.slope_index * factor,
            self.relative_index**power,
            slope_low,
            slope_high,
            relative_low,
            relative_high,
            self.groups,
            None,
            self.slope_draws * factor,
            self.relative_draws**power,
        )


@dataclass(frozen=True)
class IndexChange:
    """How two indices of the same groups differ, later less earlier.

    `slope`: of the slope index, with its 95% interval. `ratio`: later relative index as a multiple
    of the earlier one, with its interval.
    """

    slope: float
    slope_low: float
    slope_high: float
    ratio: float
    ratio_low: float
    ratio_high: float


def relative_ranks(population: pd.Series) -> pd.Series:
    """Middle of each group's share of the people.

    `population`: people of each group, the most deprived first.

    0 to 1, named ``relative_rank``.

    Examples
    --------
    >>> relative_ranks(pd.Series([12, 10, 78])).round(2).tolist()
    [0.06, 0.17, 0.61]
    """
    share = population / population.sum()
    return (share.cumsum() - share / 2).rename("relative_rank")


def share_limits(shares: pd.Series, answers: pd.Series) -> pd.DataFrame:
    """95% limits of proportions from the number of answers, by Wilson's formula.

    `shares`: proportions, 0 to 1. `answers`: people asked; the effective number if answers are
    weighted.

    ``low`` and ``high``, on the index of `shares`. Raises `InequalityError` if a share is no
    proportion or nobody was asked in a group.

    Examples
    --------
    >>> share_limits(pd.Series([0.65]), pd.Series([100])).round(6).iloc[0].tolist()
    [0.552544, 0.736358]
    """
    _refuse(
        ~shares.between(0, 1), "a share that is not between 0 and 1", "Give shares from 0 to 1."
    )
    rule = "no respondents"
    _refuse(~(answers > 0), rule, "Give the number of respondents in each group.")
    limits = [wilson(p, n) for p, n in zip(shares, answers, strict=True)]
    return pd.DataFrame(limits, index=shares.index, columns=list(LIMITS))


def inequality(
    table: pd.DataFrame, method: Method = Method.SHARE_LOGIT, *, seed: int = SEED
) -> Inequality:
    """Slope and relative index of inequality.

    `table`: a row a group, in any order: ``position`` (1 is the most deprived), ``population``
    (people) and ``value``; with ``low`` and ``high``, its 95% limits, the indices have intervals.
    `seed`: of the draws; two independent tables need two seeds. Raises `InequalityError` if there
    are fewer than five groups, or a group lacks a figure, people or a place in the order, or its
    figure or limits cannot be.

    Examples
    --------
    >>> groups = pd.DataFrame(
    ...     {
    ...         "position": [1, 2, 3, 4, 5],
    ...         "population": [200, 210, 220, 230, 240],
    ...         "value": [0.32, 0.28, 0.25, 0.22, 0.19],
    ...     }
    ... )
    >>> found = inequality(groups, Method.SHARE_STRAIGHT)
    >>> round(found.slope_index, 6), round(found.relative_index, 6)
    (-0.158977, 0.516169)
    """
    groups = _checked(table, method)
    weights = _line_weights(groups["population"])
    values = groups["value"].to_numpy(float)
    fitted = _logit(values) if method is Method.SHARE_LOGIT else values
    intercept, slope = (float(each) for each in weights @ fitted)
    line = FittedLine(intercept, slope, method)
    slopes, relatives = _simulated(groups, method, weights, seed)
    slope_ends, relative_ends = _ends(slopes), _ends(relatives)
    return Inequality(
        line.at(1) - line.at(0),
        _ratio(line.at(1), line.at(0)),
        *slope_ends,
        *relative_ends,
        len(groups),
        line,
        slopes,
        relatives,
    )


def change(earlier: Inequality, later: Inequality) -> IndexChange:
    """How the indices of two periods differ, with intervals from their draws.

    `earlier` and `later`: of independent samples, drawn with different seeds. Raises
    `InequalityError` if the two have another number of groups.
    """
    if earlier.groups != later.groups:
        raise InequalityError(
            f"The earlier period has {earlier.groups} groups and the later has "
            f"{later.groups}. Compare tables with the same groups."
        )
    has_slopes = len(earlier.slope_draws) and len(later.slope_draws)
    has_ratios = len(earlier.relative_draws) and len(later.relative_draws)
    slopes = later.slope_draws - earlier.slope_draws if has_slopes else _NONE
    ratios = later.relative_draws / earlier.relative_draws if has_ratios else _NONE
    return IndexChange(
        later.slope_index - earlier.slope_index,
        *_ends(slopes),
        later.relative_index / earlier.relative_index,
        *_ends(ratios),
    )


_NONE: Floats = np.empty(0)


def _checked(table: pd.DataFrame, method: Method) -> pd.DataFrame:
    """The groups in order, after every figure was found fit."""
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise InequalityError(
            f"{len(missing)} of the {len(NEEDED)} columns of the groups are missing, "
            f"first {missing[0]!r}. Include position, population and value."
        )
    if not FEWEST_GROUPS <= len(table) <= MOST_GROUPS:
        raise InequalityError(
            f"The table has {len(table)} groups. An inequality index needs {FEWEST_GROUPS} to "
            f"{MOST_GROUPS}, such as fifths or tenths."
        )
    columns = [*NEEDED, *(name for name in LIMITS if name in table)]
    groups = table[columns].astype(float).sort_values("position", kind="stable")
    _refuse(
        ~groups.map(np.isfinite).all(axis="columns"),
        "a missing figure",
        "An index needs every group. Include the suppressed ones, or use broader groups.",
    )
    _refuse(
        groups["position"].duplicated(keep=False),
        "a position that is used twice",
        "Number the groups from 1, the most deprived.",
    )
    _refuse(
        groups["population"] <= 0,
        "a population that is not above 0",
        "Give the population of every group.",
    )
    if method is not Method.STRAIGHT:
        _check_shares(groups, method)
    if set(LIMITS) <= set(groups):
        _refuse(
            (groups["low"] > groups["value"]) | (groups["high"] < groups["value"]),
            "confidence limits that do not contain the figure",
            "Check that the lower limit comes first.",
        )
    return groups


def _check_shares(groups: pd.DataFrame, method: Method) -> None:
    shares = groups.drop(columns=["position", "population"])
    _refuse(
        ((shares < 0) | (shares > 1)).any(axis="columns"),
        "a share or limit that is not between 0 and 1",
        "Give proportions, such as 0.32 for 32%.",
    )
    on_logits = shares if method is Method.SHARE_LOGIT else shares.drop(columns="value")
    _refuse(
        on_logits.isin((0, 1)).any(axis="columns"),
        "a share or limit of exactly 0% or 100%",
        "The logit scale cannot use these. Use broader groups, or give the number of "
        "respondents instead of the limits.",
    )


def _refuse(is_bad: pd.Series, rule: str, remedy: str) -> None:
    count = int(is_bad.sum())
    if count:
        first, verb = is_bad.index[is_bad.to_numpy()][0], "has" if count == 1 else "have"
        raise InequalityError(
            f"{count} of {len(is_bad)} groups {verb} {rule}, first {first!r}. {remedy}"
        )


def _line_weights(population: pd.Series) -> Floats:
    """Two rows by which the figures of the groups give intercept and slope."""
    share = (population / population.sum()).to_numpy(float)
    ranks = relative_ranks(population).to_numpy(float)
    design = np.column_stack([np.ones_like(ranks), ranks])
    weighted = design.T * share
    return np.linalg.solve(weighted @ design, weighted)


def _simulated(
    groups: pd.DataFrame, method: Method, weights: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Draws of the slope and of the relative index; empty without limits."""
    if not set(LIMITS) <= set(groups):
        return _NONE, _NONE
    is_share = method is not Method.STRAIGHT
    columns = (groups[name].to_numpy(float) for name in ("value", *LIMITS))
    if is_share:
        columns = (_logit(column) for column in columns)
    centre, low, high = columns
    error = (high - low) / (2 * Z_95)
    random = np.random.default_rng(seed)
    drawn = centre + error * random.standard_normal((DRAWS, len(groups)))
    if method is Method.SHARE_STRAIGHT:
        drawn = _expit(drawn)
    intercepts, slopes = weights @ drawn.T
    most, least = intercepts, intercepts + slopes
    if method is Method.SHARE_LOGIT:
        most, least = _expit(most), _expit(least)
    has_ratio = bool((most > 0).all() and (least > 0).all())
    return least - most, least / most if has_ratio else _NONE


def _ratio(least: float, most: float) -> float:
    return least / most if least > 0 and most > 0 else nan


def _ends(drawn: Floats) -> tuple[float, float]:
    if not len(drawn):
        return nan, nan
    low, high = np.quantile(drawn, TAILS)
    return float(low), float(high)


def _logit(share: Floats) -> Floats:
    return np.log(share / (1 - share))


def _expit(logit: Floats | float) -> Floats:
    return 1 / (1 + np.exp(-np.asarray(logit, dtype=float)))
