"""Places beside a comparator: dots with intervals, ordered bars, a coloured table."""

from dataclasses import dataclass
from enum import StrEnum

from insight.figures.palette import Mark, Palette
from insight.verdicts import Verdict, need_of
from insight.words import number, percent

MARKERS = {"higher": "triangle-up", "lower": "triangle-down", "similar": "circle-open"}
"""Shapes of the verdicts, which no other answer has."""


class Answer(StrEnum):
    """How a figure compares, in words, and by them whether chance was asked."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "similar"
    ABOVE = "above"
    BELOW = "below"
    SAME = "the same"
    ITSELF = "comparator"
    NONE = ""

    @property
    def is_tested(self) -> bool:
        """Whether it says what an interval or the publisher's test says."""
        return self in MARKERS


@dataclass(frozen=True)
class ComparedFigure:
    """One figure in the unit of its measure, with its interval and how it compares."""

    value: float | None
    low: float | None
    high: float | None
    answer: Answer
    decimals: int
    sign: str = "%"

    @property
    def text(self) -> str:
        """The figure as it is shown.

        Examples
        --------
        >>> ComparedFigure(27.93, 24.1, 32.0, Answer.HIGHER, 1).text
        '27.9%'
        """
        return written(self.value, self.decimals, self.sign)

    @property
    def interval(self) -> str:
        """Its interval, empty if it has none.

        Examples
        --------
        >>> ComparedFigure(27.93, 24.1, 32.0, Answer.HIGHER, 0).interval
        '24–32'
        """
        if self.low is None or self.high is None:
            return ""
        return f"{number(self.low, self.decimals)}–{number(self.high, self.decimals)}"

    @property
    def words(self) -> str:
        """Interval and answer."""
        return " · ".join(filter(None, (self.interval, self.answer)))


def written(value: float | None, decimals: int, sign: str) -> str:
    """A figure with its sign, per cent if it has one; or that there is none."""
    if value is None:
        return "no figure"
    return percent(value / 100, decimals) if sign else number(value, decimals)


def verdict_mark(answer: str, need: int, palette: Palette) -> Mark | None:
    """How an answer is marked, as `need_of`; None where chance was not asked."""
    said = need_of(answer, need)
    if said is None:
        return None
    colours = palette.verdicts
    colour = {1: colours.more_need, -1: colours.less_need}.get(said, colours.neither)
    return Mark(colour, MARKERS[answer], Verdict(answer).glyph)


@dataclass(frozen=True)
class Comparator:
    """What figures are held against; `figure` is its value as written."""

    value: float
    name: str
    figure: str

    @property
    def words(self) -> str:
        """Beside its line."""
        return f"{self.name} {self.figure}"


@dataclass(frozen=True)
class SpreadRow:
    """A figure, as written and with its 95% interval if it has one, and how it compares.

    The answer is ``higher``, ``similar`` or ``lower``, or empty where chance was not asked.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    answer: str
    figure: str
    words: str


@dataclass(frozen=True)
class Bar:
    """A bar with its figure in words; filled if it is pointed out."""

    name: str
    value: float
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class SpreadChart:
    """Dots with their intervals, from the top; `sign` follows figures of the axis.

    `need` is 1 where a high figure is more need, -1 where it is less, 0 where neither.
    """

    rows: tuple[SpreadRow, ...]
    axis: str
    comparator: Comparator | None = None
    sign: str = "%"
    need: int = 1

    @property
    def has_intervals(self) -> bool:
        """Whether any row has one."""
        return any(row.low is not None and row.high is not None for row in self.rows)


@dataclass(frozen=True)
class BarChart:
    """Bars from the top; `sign` stands behind figures of the axis."""

    rows: tuple[Bar, ...]
    axis: str
    comparator: Comparator | None = None
    sign: str = "%"


def row_words(chart: SpreadChart | BarChart) -> str:
    """The rows of a chart in words."""
    return "; ".join(f"{row.name} {row.words}" for row in chart.rows)


@dataclass(frozen=True)
class RugRow:
    """One measure of the comparator and of each place, under the heading of its shelf.

    `named` is the label with its unit, where that is not per cent; a sheet leaves details out;
    `need` is as of `SpreadChart`.
    """

    shelf: str
    label: str
    named: str
    comparator: str
    cells: tuple[ComparedFigure, ...]
    is_detail: bool
    need: int


@dataclass(frozen=True)
class Rug:
    """Measures of places: a table whose answers are coloured, marked and worded."""

    comparator: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[RugRow, ...]
