"""The record of one neighbourhood over time on paper, with its entries in words."""

from datetime import date

import matplotlib.dates as mdates
from matplotlib.axes import Axes

from insight.figures.sheet.charts import styled_rows
from insight.figures.sheet.lettering import PALETTE, in_mm, lettering
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet
from insight.figures.timeline import TimelineChart

LANES_SHARE = {Size.HALF: 0.46, Size.FULL: 0.28, Size.WIDE: 0.5}
"""Of the room's height, for the lanes; the entries stand beneath."""
NAME_SHARE = 0.12
COLUMNS = 2
MARKERS = ("s", "o", "D", "^", "*")
"""One for each lane, so that lanes differ by more than their place."""
LEADING = 1.35
FEW_DAYS = 200
FIRST_DAY = date(1970, 1, 1)


def paper_timeline(chart: TimelineChart, words: Words, size: Size, kind: Format) -> bytes:
    """The record as a file; what is later than the day is hollow."""
    made = sheet(words, size)
    _lanes(made, chart, LANES_SHARE[size])
    _entries(made, chart, 1 - LANES_SHARE[size])
    return rendered(made, kind, words)


def _lanes(made: Sheet, chart: TimelineChart, share: float) -> None:
    axes = made.axes(x=NAME_SHARE, y=1 - share + 0.06, width=1 - NAME_SHARE, height=share - 0.06)
    styled_rows(axes, made, len(chart.lanes))
    ink = PALETTE.standings.always.colour
    pt, where = made.size.foot_pt, axes.get_yaxis_transform()
    beside = lettering(PALETTE.text, 0.9 * pt, va="center", xytext=(4, 0))
    names = lettering(PALETTE.text, pt, va="center", ha="right", transform=where)
    for lane, name in enumerate(chart.lanes):
        for day, words in chart.marks(lane).items():
            at = _number(day)
            (mark,) = axes.plot([at], [lane], MARKERS[lane % len(MARKERS)], color=ink)
            mark.set(markersize=4.5, markerfacecolor="white" if day > chart.day else ink)
            if len(words) > 1:
                axes.annotate(str(len(words)), (at, lane), textcoords="offset points", **beside)
        axes.text(-0.01, lane, name, **names)
    first, last = chart.span
    axes.set_xlim(_number(first), _number(last))
    axes.axvline(_number(chart.day), color=PALETTE.text, linewidth=1)
    _date_axis(axes)


def _date_axis(axes: Axes) -> None:
    """Months, or days where the record spans less than a few months."""
    low, high = axes.get_xlim()
    form = "%b %Y" if high - low > FEW_DAYS else "%d %b %Y"
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.DateFormatter(form))  # type: ignore[no-untyped-call]


def _number(day: date) -> float:
    """A day as matplotlib counts them."""
    return float((day - FIRST_DAY).days)


def _entries(made: Sheet, chart: TimelineChart, share: float) -> None:
    """What each mark is, the latest first, as many as fit; the others are counted."""
    pt = made.size.foot_pt
    fits = int(share * made.high_mm / (in_mm(pt) * LEADING)) - 1
    columns: list[list[str]] = [[]]
    left_out = len(chart.events)
    for event in chart.newest_first:
        said = f"{event.day.day} {event.day:%b %Y} · {chart.lanes[event.lane]}: {event.words}"
        own = broken(said, made.size, pt, share=0.96 / COLUMNS)
        if len(columns[-1]) + len(own) > fits:
            if len(columns) == COLUMNS:
                break
            columns.append([])
        columns[-1] += own
        left_out -= 1
    if left_out:
        columns[-1].append(f"{left_out} earlier entries do not fit here.")
    style = lettering(PALETTE.text, pt, va="top", linespacing=LEADING)
    for at, lines in enumerate(columns):
        text = "\n".join(lines) or "Nothing is recorded yet."
        left = made.left + at / COLUMNS * made.width
        made.figure.text(left, made.bottom + share * made.height, text, **style)
