"""The record of one neighbourhood over time on paper, with its entries in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import matplotlib.dates as mdates
from matplotlib.axes import Axes

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.timeline import MARGIN_DAYS, Event
from insight.figures.sheet.charts import styled
from insight.figures.sheet.sheet import (
    FAMILY,
    MM_PER_INCH,
    PT_PER_INCH,
    Format,
    Sheet,
    Size,
    Words,
    broken,
    rendered,
    sheet,
)

LANES_SHARE = {Size.HALF: 0.46, Size.FULL: 0.28, Size.WIDE: 0.5}
"""Of the room's height, for the lanes; the entries stand beneath."""
NAME_SHARE = 0.12
COLUMNS = 2
"""Of the entries."""
MARKERS = ("s", "o", "D", "^", "*")
"""One for each lane, so that lanes differ by more than their place."""
LEADING = 1.35
FEW_DAYS = 200
FIRST_DAY = date(1970, 1, 1)


def paper_timeline(  # noqa: PLR0913 - events, day, lanes, and the sheet
    events: Sequence[Event], day: date, lanes: Sequence[str], words: Words, size: Size, kind: Format
) -> bytes:
    """The record as a file; what is later than the day is hollow.

    Parameters
    ----------
    events
        In any order.
    day
        The day as on which the record is shown.
    lanes
        Names of the lanes, from the top.
    words, size, kind
        Of the sheet.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    share = LANES_SHARE[size]
    _lanes(made, events, day, lanes, share, palette)
    _entries(made, events, lanes, share, palette)
    return rendered(made, kind, words)


def _lanes(  # noqa: PLR0913 - what, and where it stands
    made: Sheet,
    events: Sequence[Event],
    day: date,
    lanes: Sequence[str],
    share: float,
    palette: Palette,
) -> None:
    axes = made.axes(x=NAME_SHARE, y=1 - share + 0.06, width=1 - NAME_SHARE, height=share - 0.06)
    styled(axes, made, palette)
    ink = palette.standings.always.colour
    for lane, name in enumerate(lanes):
        counts = Counter(event.day for event in events if event.lane == lane)
        for at, number in sorted(counts.items()):
            axes.plot(
                [_number(at)], [lane], marker=MARKERS[lane % len(MARKERS)],
                color=ink, markersize=4.5, linestyle="", markeredgecolor=ink,
                markerfacecolor="white" if at > day else ink,
            )  # fmt: skip
            if number > 1:
                axes.annotate(
                    str(number), (_number(at), lane), xytext=(4, 0),
                    textcoords="offset points", va="center", family=FAMILY,
                    size=0.9 * made.size.foot_pt, color=palette.text,
                )  # fmt: skip
        axes.text(
            -0.01, lane, name, transform=axes.get_yaxis_transform(), ha="right",
            va="center", family=FAMILY, size=made.size.foot_pt, color=palette.text,
        )  # fmt: skip
    days = [event.day for event in events] or [day]
    margin = timedelta(days=MARGIN_DAYS)
    axes.set_xlim(_number(min(*days, day) - margin), _number(max(*days, day) + margin))
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_yticks([])
    axes.axvline(_number(day), color=palette.text, linewidth=1)
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


def _entries(
    made: Sheet, events: Sequence[Event], lanes: Sequence[str], share: float, palette: Palette
) -> None:
    """What each mark is, the latest first, as many as fit; the others are counted."""
    pt = made.size.foot_pt
    high_mm = (1 - share) * made.height * made.size.height_mm
    fits = int(high_mm / (pt / PT_PER_INCH * MM_PER_INCH * LEADING)) - 1
    order = sorted(events, key=lambda event: (event.day, -event.lane), reverse=True)
    columns: list[list[str]] = [[]]
    shown = 0
    for event in order:
        when = f"{event.day.day} {event.day:%b %Y}"
        said = f"{when} · {lanes[event.lane]}: {event.words}"
        own = broken(said, made.size, pt, share=0.96 / COLUMNS)
        if len(columns[-1]) + len(own) > fits:
            if len(columns) == COLUMNS:
                break
            columns.append([])
        columns[-1] += own
        shown += 1
    if len(order) > shown:
        columns[-1].append(f"{len(order) - shown} earlier entries do not fit here.")
    for at, lines in enumerate(columns):
        made.figure.text(
            made.left + at / COLUMNS * made.width,
            made.bottom + (1 - share) * made.height,
            "\n".join(lines) or "Nothing is recorded yet.", size=pt, family=FAMILY,
            color=palette.text, va="top", linespacing=LEADING,
        )  # fmt: skip
