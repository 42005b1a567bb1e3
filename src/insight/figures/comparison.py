"""Places beside a comparator: dots with intervals, ordered bars, a coloured table."""

from dataclasses import dataclass

from insight.figures.palette import Palette, Verdict

TESTED = {"higher": "higher", "similar": "alike", "lower": "lower"}
"""Answers that chance was asked for, and what marks them in a palette's verdicts."""


def verdict_mark(answer: str, palette: Palette) -> Verdict | None:
    """How an answer is marked; None where chance was not asked."""
    return getattr(palette.verdicts, TESTED[answer]) if answer in TESTED else None


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
class Spread:
    """A figure with its 95% interval, if it has one.

    Attributes
    ----------
    answer
        ``higher``, ``similar`` or ``lower``; empty where chance was not asked.
    figure
        The value as written.
    words
        The same with its interval, for beside the row.
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
    """Dots with their intervals, from the top; `sign` stands behind figures of the axis."""

    rows: tuple[Spread, ...]
    axis: str
    comparator: Comparator | None = None
    sign: str = "%"


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
class RugCell:
    """A figure of one place, its interval and how it compares, as written."""

    figure: str
    interval: str
    answer: str

    @property
    def words(self) -> str:
        """Interval and answer."""
        return " · ".join(filter(None, (self.interval, self.answer)))


@dataclass(frozen=True)
class RugRow:
    """One measure of the comparator and of each place.

    Attributes
    ----------
    shelf
        Heading that it stands under, with its unit.
    label
        What is measured; `named` has the unit, where that is not per cent.
    is_detail
        Whether a sheet has no room for it.
    """

    shelf: str
    label: str
    named: str
    comparator: str
    cells: tuple[RugCell, ...]
    is_detail: bool


@dataclass(frozen=True)
class Rug:
    """Measures of places: a table whose answers are coloured, marked and worded."""

    comparator: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[RugRow, ...]
