"""The gap between the most and the least deprived in a table that a reader brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, log

import pandas as pd

from insight.analysis.view import Headline
from insight.measures.inequality import (
    DRAWS,
    SEED,
    IndexChange,
    Inequality,
    Method,
    change,
    inequality,
    relative_ranks,
    share_limits,
)
from insight.tables.group_table import GroupTable
from insight.words import counted, number, signed

POINTS = -100
"""From proportions, least less most deprived, to points by which the most deprived
end is higher."""
STRAYS = 2
"""Groups off the line that are more than chance would mostly give."""
COMPARABLE = (
    "Compare two periods only if both use the same question, ages and edition of the deprivation "
    "index, and surveyed different people."
)
ENDS = (
    "The most and least deprived ends are the ends of the line, not the first and last group. The "
    "index does not show causes."
)

EXAMPLE = """\
group,population,sample,value,period,provenance
1 (most deprived),200000,900,37.5,2021/22,illustrative
2,210000,950,31.0,2021/22,illustrative
3,220000,1000,26.5,2021/22,illustrative
4,230000,1050,23.5,2021/22,illustrative
5 (least deprived),240000,1100,20.0,2021/22,illustrative
1 (most deprived),200000,900,33.0,2024/25,illustrative
2,210000,950,29.0,2024/25,illustrative
3,220000,1000,25.5,2024/25,illustrative
4,230000,1050,23.0,2024/25,illustrative
5 (least deprived),240000,1100,20.5,2024/25,illustrative""".replace(",", "\t")
"""Made up to show what to paste; it says so in its last column."""


@dataclass(frozen=True)
class TableDescription:
    """What the reader says of the table: what the shares are of, whose, and by whom."""

    measure: str = ""
    place: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        """What the shares are of; “The share” if that was not said."""
        return " ".join(self.measure.split()) or "The share"


EXAMPLE_ABOUT = TableDescription(
    "Example share of adults inactive", "an example place", "Example survey"
)
"""Of the illustrative table."""


@dataclass(frozen=True, eq=False)
class PeriodIndex:
    """The index of one period, of shares as proportions.

    `period` is empty if the table has none; `groups` have limits where they are known.
    """

    period: str
    groups: pd.DataFrame
    index: Inequality

    @property
    def gap(self) -> Inequality:
        """In points by which the most deprived end is higher."""
        return self.index.scaled(POINTS)


@dataclass(frozen=True, eq=False)
class Gap:
    """The index of a table: of one period, or of the earlier and the later one."""

    table: GroupTable
    about: TableDescription
    periods: tuple[PeriodIndex, ...]

    @property
    def last(self) -> PeriodIndex:
        """The only or the later period."""
        return self.periods[-1]


def gap_of(table: GroupTable, about: TableDescription, periods: Sequence[str]) -> Gap:
    """Slope and relative index of one of the table's periods, or of two, the earlier first.

    Raises
    ------
    InequalityError
        If a group's share, limits or people cannot be.
    """
    return Gap(table, about, tuple(_index(table, each) for each in periods))


def _index(table: GroupTable, period: str) -> PeriodIndex:
    # Named by their labels, by which a fault is found in the reader's own table.
    groups = table.of(period).set_index("label")
    if not table.has_limits and groups["answers"].notna().all():
        limits = share_limits(groups["value"], groups["answers"])
        groups = groups.assign(low=limits["low"], high=limits["high"])
    if groups["low"].isna().all():
        groups = groups.drop(columns=["low", "high"])
    # By the table's own order: a period has one interval in every comparison.
    seed = SEED + table.periods.index(period)
    return PeriodIndex(period, groups, inequality(groups, Method.SHARE_LOGIT, seed=seed))


def finding(gap: Gap) -> str:
    """How far apart the two ends are, by rule, in a sentence."""
    when = f" in {gap.last.period}" if gap.last.period else ""
    return f"{gap.about.title}{when}: {_gap_words(gap.last)}"


def short_finding(gap: Gap) -> str:
    """The same without what is measured, when, and the interval."""
    said = _gap_words(gap.last).partition(" (")[0]
    return f"{said[:1].upper()}{said[1:]}"


def _gap_words(found: PeriodIndex) -> str:
    points = found.gap
    end = "among the most deprived than the least deprived"
    word = "higher" if points.slope_index >= 0 else "lower"
    size = f"{number(abs(points.slope_index), 1)} percentage points"
    if not points.has_interval:
        return f"{size} {word} {end} (not tested, no confidence interval)"
    if points.slope_low <= 0 <= points.slope_high:
        return (
            "no clear difference between the most and least deprived (95% CI "
            f"{signed(points.slope_low)} to {signed(points.slope_high)} percentage points)"
        )
    return f"{size} {word} {end} (95% CI {_span(points.slope_low, points.slope_high)})"


def ratio_words(gap: Gap) -> str:
    """How many times the one end is the other; empty if there is no ratio."""
    ratio = gap.last.gap
    if isnan(ratio.relative_index):
        return ""
    ends = (
        ""
        if isnan(ratio.relative_low)
        else f" (95% CI {number(ratio.relative_low, 2)} to {number(ratio.relative_high, 2)})"
    )
    return (
        "The share among the most deprived is "
        f"{number(ratio.relative_index, 2)} times{ends} that among the least deprived."
    )


def fit_words(gap: Gap) -> str:
    """Whether the groups follow the line, where their intervals can say."""
    groups, line = gap.last.groups, gap.last.index.line
    if "low" not in groups or line is None:
        return ""
    fitted = [line.at(rank) for rank in relative_ranks(groups["population"])]
    off = int(((groups["low"] > fitted) | (groups["high"] < fitted)).sum())
    if off < STRAYS:
        return ""
    return (
        f"{off} of {len(groups)} groups are clearly off the line, so the gap is not even. Look at "
        "the groups rather than the index."
    )


def change_words(gap: Gap) -> tuple[str, ...]:
    """Whether the gap can be said to have narrowed, in points and as a ratio."""
    if len(gap.periods) < 2:
        return ()
    earlier, later = gap.periods
    between = f"between {earlier.period} and {later.period}"
    one, other = earlier.gap, later.gap
    found = change(one, other)
    if isnan(found.slope_low):
        return (
            f"We cannot say whether the gap changed {between}, because a period has no confidence "
            "intervals.",
        )
    return (_slope_change(earlier, later, found, between), _ratio_change(one, other, found))


def _slope_change(
    earlier: PeriodIndex, later: PeriodIndex, found: IndexChange, between: str
) -> str:
    one, other = earlier.gap.slope_index, later.gap.slope_index
    if found.slope_low <= 0 <= found.slope_high:
        return (
            f"There is no clear change in the gap {between}. The difference is "
            f"{signed(found.slope)} percentage points (95% CI {signed(found.slope_low)} to "
            f"{signed(found.slope_high)})."
        )
    size = f"{number(abs(found.slope), 1)} percentage points"
    span = f"{size} (95% CI {_span(found.slope_low, found.slope_high)})"
    if one * other < 0:
        return (
            f"The gap reversed {between}, by {span}. In {earlier.period} it was "
            f"{_gap_words(earlier)}. In {later.period} it was {_gap_words(later)}."
        )
    word = "narrowed" if abs(other) < abs(one) else "widened"
    return f"The gap {word} {between}, by {span}."


def _ratio_change(one: Inequality, other: Inequality, found: IndexChange) -> str:
    """The same of the ratio, which may go another way than the points."""
    if isnan(found.ratio_low):
        return ""
    went = (
        f"The ratio between the most and least deprived went from "
        f"{number(one.relative_index, 2)} to {number(other.relative_index, 2)}"
    )
    if found.ratio_low <= 1 <= found.ratio_high:
        return f"{went}, which is no clear change."
    before, after = log(one.relative_index), log(other.relative_index)
    if before * after < 0:
        return f"{went}, so it reversed."
    word = "narrowed" if abs(after) < abs(before) else "widened"
    return f"{went}, so the relative gap {word}."


def headlines(gap: Gap) -> tuple[Headline, ...]:
    """Slope and relative index as OHID writes them."""
    index = gap.last.index.scaled(abs(POINTS))
    has_ratio = not isnan(index.relative_index)
    return (
        Headline(
            "Slope index of inequality (SII)",
            f"{signed(index.slope_index)} points",
            f"95% confidence interval {signed(index.slope_low)} to {signed(index.slope_high)}"
            if index.has_interval
            else "no confidence interval",
            "The gap between the least and the most deprived. A negative value means the share is "
            "lower among the least deprived.",
        ),
        Headline(
            "Relative index of inequality (RII)",
            number(index.relative_index, 2) if has_ratio else "none",
            f"95% confidence interval {number(index.relative_low, 2)} to "
            f"{number(index.relative_high, 2)}"
            if not isnan(index.relative_low)
            else "no confidence interval",
            "The share among the least deprived divided by that among the most. A value of 1 "
            "means no inequality.",
        ),
    )


def limits_words(gap: Gap) -> str:
    """What the intervals of the groups rest on, where they were not given."""
    groups = gap.last.groups
    if "low" not in groups:
        return (
            "To get confidence intervals, add the limits or the number of responses to your table."
        )
    if gap.table.has_limits:
        return ""
    return (
        "We worked out the groups’ confidence intervals from the number of responses (Wilson "
        "method). If responses are weighted, give the effective number, or the confidence "
        "intervals are too narrow."
    )


def method_words(gap: Gap) -> str:
    """How the indices are made, and from how many draws."""
    drawn = (
        f" Confidence intervals come from {DRAWS:,} simulations."
        if gap.last.index.has_interval
        else ""
    )
    return (
        "Technical detail: this is the method of the Office for Health Improvement and "
        f"Disparities. We fit a line through the {counted(gap.table.groups, 'group')} on the logit "
        f"scale. Each group is at the middle of its share of people and weighted by it.{drawn} "
        f"{ENDS}"
    )


def _span(low: float, high: float) -> str:
    """An interval that leaves out 0, by its size."""
    near, far = sorted((abs(low), abs(high)))
    return f"{number(near, 1)} to {number(far, 1)}"
