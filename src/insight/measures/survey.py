"""What the survey of adults can say: its error, its years and districts together.

The survey's answers are weighted and the publisher's intervals are not always at
hand, so the size of its sampling error has to be assumed. `RESPONDENTS` is chosen so
that the publisher's own verdicts come out: all 6,158 comparisons of a district with
England that Fingertips publishes for indicators 93014 (active) and 93015 (inactive),
2015/16 to 2024/25, say "better" or "worse" where the 95% confidence interval leaves
out England's value. Wilson's interval of the published share gives the same verdict

=================  =====  =====  =====  =====  =====  =====  =====  =====
answers              296    370    400    450    500    550    600    700
=================  =====  =====  =====  =====  =====  =====  =====  =====
93014, per cent     85.2   90.6   92.3   94.7   95.5   94.9   93.1   91.3
93015, per cent     84.7   89.7   91.8   93.8   94.9   94.7   93.9   91.2
both, per cent      85.0   90.1   92.0   94.3   95.2   94.8   93.5   91.3
=================  =====  =====  =====  =====  =====  =====  =====  =====

So 500 answers without a design effect agree best; 370 (500 with a design effect of
1.35) and 296 (400 with it) find too few differences. For the two years since 2023/24
alone 400 would agree slightly better (93.9 against 92.8%), for 2022/23 to 2024/25
together it would not: one figure is used for all years.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, log, nan, sqrt

import pandas as pd

from insight.measures.alignment import same_index
from insight.measures.estimates import expit, interval, logit
from insight.measures.intervals import Z_95
from insight.verdicts import Verdict, verdict

RESPONDENTS = 500  # answers that a district's share of one year counts for, design effect included
YEARS_POOLED = 3  # survey years put together unless somebody asks for others: one alone is noisy
PANDEMIC_YEAR = "2020/21"  # the year whose fieldwork fell in the restrictions of the pandemic


@dataclass(frozen=True)
class Estimate:
    """A surveyed share of one place with its 95% confidence interval, proportions."""

    share: float
    low: float
    high: float


def survey_error(share: pd.Series, answers: float = RESPONDENTS) -> pd.Series:
    """Standard error of a surveyed proportion, on the logit scale.

    ``1 / sqrt(n p (1 - p))``, from the variance of a proportion by the delta method.

    `answers`: effective number of answers in each area.

    Examples
    --------
    >>> survey_error(pd.Series([0.22])).round(4).tolist()
    [0.108]
    """
    return 1 / (answers * share * (1 - share)) ** 0.5


def error_of_limits(low: pd.DataFrame, high: pd.DataFrame) -> pd.DataFrame:
    """Standard error on the logit scale that published 95% limits stand for.

    `low` and `high`: proportions, of one shape. Limits at 0 or 1, or of no width, tell nothing.

    Examples
    --------
    >>> ends = pd.DataFrame({"A": [0.186]}), pd.DataFrame({"A": [0.258]})
    >>> error_of_limits(*ends).round(3).to_numpy().tolist()
    [[0.107]]
    """
    known = low.gt(0) & high.lt(1) & high.gt(low)
    return (logit(high.where(known)) - logit(low.where(known))) / (2 * Z_95)


def pooled_years(shares: pd.DataFrame, errors: pd.DataFrame) -> pd.DataFrame:
    """One rate for each area from several survey years, with its standard error.

    The mean on the logit scale, each year weighted by the inverse of its sampling variance; years
    that were not published for an area are left out.

    `shares`: proportions, 0 to 1: one row per area and one column per survey year. `errors`:
    standard errors of their logits, of the same shape.

    ``rate`` (proportion) and ``logit_error`` on the rows of `shares`; missing where no year was
    published.
    """
    weight = (1 / errors**2).where(shares.notna())
    total = weight.sum(axis="columns", min_count=1)
    mean = (logit(shares) * weight).sum(axis="columns", min_count=1) / total
    return pd.DataFrame({"rate": expit(mean), "logit_error": 1 / total**0.5})


def together(rates: pd.DataFrame, adults: pd.Series) -> Estimate:
    """Share of several districts together: the mean over their adults.

    The districts are surveyed independently, so the variance of the mean is
    ``sum((w_i / W)^2 v_i)`` with ``v_i = (p_i (1 - p_i) s_i)^2`` of each district's own rate p and
    standard error s on the logit scale. The mean of one district is its rate. The interval is
    symmetric on the logit scale.

    `rates`: ``rate`` and ``logit_error`` of each district, as of `pooled_years`.

    Missing throughout if a district has no rate.

    Examples
    --------
    >>> rates = pd.DataFrame({"rate": [0.2, 0.3], "logit_error": [0.1, 0.1]})
    >>> found = together(rates, pd.Series([300, 100]))
    >>> [round(each, 3) for each in (found.share, found.low, found.high)]
    [0.225, 0.2, 0.252]
    """
    same_index(rates.index, adults.index, noun="districts", between="rates and adults")
    share, error = _mean_and_error(rates, adults)
    odds_error = error / (share * (1 - share))
    ends = interval(pd.Series([share]), pd.Series([odds_error])).iloc[0]
    return Estimate(share, float(ends["low"]), float(ends["high"]))


def _mean_and_error(rates: pd.DataFrame, adults: pd.Series) -> tuple[float, float]:
    """Mean over adults, and its standard error, both proportions."""
    weight = adults / adults.sum()
    rate = rates["rate"]
    share = float((weight * rate).sum(skipna=False))
    parts = (weight * rate * (1 - rate) * rates["logit_error"]) ** 2
    return share, float(parts.sum(skipna=False)) ** 0.5


@dataclass(frozen=True)
class TrendChange:
    """From the years at one end of a trend to those at the other, proportions.

    `noise`: how far chance alone moves the difference in 95 of 100 cases.
    """

    first: float
    last: float
    noise: float

    @property
    def verdict(self) -> Verdict:
        """``higher`` or ``lower`` at the end, or ``similar``."""
        gap = self.last - self.first
        return verdict(gap - self.noise, gap + self.noise, 0.0)


def change(first: pd.DataFrame, last: pd.DataFrame, adults: pd.Series) -> TrendChange:
    """How the share of some districts together changed between independent years.

    `first` and `last`: ``rate`` and ``logit_error`` of each district, as of `pooled_years`,
    of years of which none is in both.
    """
    (start, one), (end, other) = (_mean_and_error(each, adults) for each in (first, last))
    return TrendChange(start, end, Z_95 * sqrt(one**2 + other**2))


def probability(low: float, high: float, comparator: float) -> float:
    """Two-sided p-value of a share's difference from a figure.

    Of the normal distribution on the logit scale, so that it is below 0.05 exactly
    where `verdict` finds a difference by the same interval.

    `low` and `high`: 95% limits of the share, proportions, symmetric on the logit scale.

    Examples
    --------
    >>> round(probability(0.2, 0.3, 0.3), 6)
    0.05
    """
    if not verdict(low, high, comparator) or not 0 < low < high < 1:
        return nan
    if not 0 < comparator < 1:
        return 0.0
    ends = [log(each) - log(1 - each) for each in (low, high, comparator)]
    middle, error = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / (2 * Z_95)
    return erfc(abs(middle - ends[2]) / error / sqrt(2))


def differ_together(probabilities: pd.Series, level: float = 0.05) -> pd.Series:
    """Which of several comparisons differ when all are looked at together.

    Benjamini and Hochberg's (1995) procedure: of the n p-values in order, all up to the largest k
    with ``p_(k) <= k level / n`` differ. On average at most a share of `level` of the differences
    found is chance.

    `probabilities`: p-value of each comparison; missing ones are not compared. `level`: share of
    false differences that is allowed.

    Whether each differs, on the index of `probabilities`.

    Examples
    --------
    >>> differ_together(pd.Series([0.01, 0.04, 0.03, 0.2])).tolist()
    [True, False, False, False]
    """
    order = probabilities.dropna().sort_values()
    allowed = pd.Series(range(1, len(order) + 1), order.index) * level / len(order)
    passed = order[order.le(allowed)]
    return probabilities.le(passed.max() if len(passed) else -1.0)


def has_pandemic_year(years: Iterable[str]) -> bool:
    """Whether one of some survey years is the year of the pandemic."""
    return PANDEMIC_YEAR in set(years)
