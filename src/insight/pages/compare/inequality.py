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
    "Two periods can be compared only if the question, the ages and the edition of the "
    "deprivation index are the same in both, and other people were asked."
)
ENDS = (
    "The ends are those of the line through all groups, not the first and the last "
    "group. The index says nothing of causes."
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
    return f"{gap.about.title}: {_gap_words(gap.last)}{when}"


def _gap_words(found: PeriodIndex) -> str:
    points = found.gap
    end = "the most deprived end than at the least deprived end"
    word = "higher" if points.slope_index >= 0 else "lower"
    size = f"{number(abs(points.slope_index), 1)} points"
    if not points.has_interval:
        return f"{size} {word} at {end}, without an interval, so that chance is not ruled out"
    if points.slope_low <= 0 <= points.slope_high:
        return (
            "no difference between the most and the least deprived can be told from "
            f"chance ({signed(points.slope_low)} to {signed(points.slope_high)} "
            "points at the most deprived end)"
        )
    return f"{size} ({_span(points.slope_low, points.slope_high)}) {word} at {end}"


def ratio_words(gap: Gap) -> str:
    """How many times the one end is the other; empty if there is no ratio."""
    ratio = gap.last.gap
    if isnan(ratio.relative_index):
        return ""
    ends = (
        ""
        if isnan(ratio.relative_low)
        else f" ({number(ratio.relative_low, 2)} to {number(ratio.relative_high, 2)})"
    )
    return (
        f"By the line, the share at the most deprived end is "
        f"{number(ratio.relative_index, 2)} times{ends} that at the least deprived end."
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
        f"The intervals of {off} of {len(groups)} groups leave out the line: the "
        "gradient is not an even one, and the groups say more than the index."
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
            f"It cannot be said whether the gap narrowed {between}: a period has no intervals.",
        )
    return (_slope_change(earlier, later, found, between), _ratio_change(one, other, found))


def _slope_change(
    earlier: PeriodIndex, later: PeriodIndex, found: IndexChange, between: str
) -> str:
    one, other = earlier.gap.slope_index, later.gap.slope_index
    if found.slope_low <= 0 <= found.slope_high:
        return (
            f"It cannot be said that the gap narrowed or widened {between}: the "
            f"difference of {signed(found.slope)} points could be chance "
            f"({signed(found.slope_low)} to {signed(found.slope_high)})."
        )
    span = f"{number(abs(found.slope), 1)} points ({_span(found.slope_low, found.slope_high)})"
    if one * other < 0:
        return (
            f"The gap changed sides {between}, by {span}: {_gap_words(earlier)} in "
            f"{earlier.period}; {_gap_words(later)} in {later.period}."
        )
    word = "narrowed" if abs(other) < abs(one) else "widened"
    return f"The gap {word} {between}, by {span}."


def _ratio_change(one: Inequality, other: Inequality, found: IndexChange) -> str:
    """The same of the ratio, which may go another way than the points."""
    if isnan(found.ratio_low):
        return ""
    went = (
        f"The ratio of the two ends went from {number(one.relative_index, 2)} to "
        f"{number(other.relative_index, 2)}"
    )
    if found.ratio_low <= 1 <= found.ratio_high:
        return f"{went}, which could be chance."
    before, after = log(one.relative_index), log(other.relative_index)
    if before * after < 0:
        return f"{went}, to the other side."
    word = "narrowed" if abs(after) < abs(before) else "widened"
    return f"{went}, so that the relative gap {word}."


def headlines(gap: Gap) -> tuple[Headline, ...]:
    """Slope and relative index as OHID writes them."""
    index = gap.last.index.scaled(abs(POINTS))
    has_ratio = not isnan(index.relative_index)
    return (
        Headline(
            "Slope index (SII)",
            f"{signed(index.slope_index)} points",
            f"95% confidence interval {signed(index.slope_low)} to {signed(index.slope_high)}"
            if index.has_interval
            else "no interval",
            "The least deprived end less the most deprived end, by the line. Negative: "
            "the share is lower among the least deprived.",
        ),
        Headline(
            "Relative index (RII)",
            number(index.relative_index, 2) if has_ratio else "none",
            f"95% confidence interval {number(index.relative_low, 2)} to "
            f"{number(index.relative_high, 2)}"
            if not isnan(index.relative_low)
            else "no interval",
            "The least deprived end divided by the most deprived end. 1 is no inequality.",
        ),
    )


def limits_words(gap: Gap) -> str:
    """What the intervals of the groups rest on, where they were not given."""
    groups = gap.last.groups
    if "low" not in groups:
        return "Without limits or a number of answers no interval can be given: bring one of them."
    if gap.table.has_limits:
        return ""
    return (
        "Intervals of the groups were worked out from the number of answers (Wilson). "
        "Weighted answers are worth fewer: give the effective number, or the "
        "intervals are too narrow."
    )


def method_words(gap: Gap) -> str:
    """How the indices are made, and from how many draws."""
    drawn = (
        f" Intervals: {DRAWS:,} seeded simulations from the groups’ own."
        if gap.last.index.has_interval
        else ""
    )
    return (
        "Method of the Office for Health Improvement and Disparities: a line through "
        f"the {counted(gap.table.groups, 'group')} on the logit scale, each at the "
        f"middle of its share of the people and weighted by it.{drawn} {ENDS}"
    )


def _span(low: float, high: float) -> str:
    """An interval that leaves out 0, by its size."""
    near, far = sorted((abs(low), abs(high)))
    return f"{number(near, 1)} to {number(far, 1)}"
