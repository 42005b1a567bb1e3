"""One page about one place: card, map, words and comparison on a single sheet."""

from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.sheet.lettering import PALETTE, in_mm, lettering
from insight.figures.sheet.maps import PaperLayer, draw_ground, draw_legend, draw_north
from insight.figures.sheet.sheet import (
    SIZES,
    Format,
    Sheet,
    Size,
    Words,
    blank,
    broken,
    rendered,
    sheet,
)

PICTURE_MM = (170, 72)
LEADING = 1.32
BULLET = "• "
MOST_CARD_LINES = 5


Room = tuple[float, float, float, float]
"""A part of the sheet, as shares of its room: left, bottom, width and height."""


@dataclass(frozen=True)
class Rooms:
    """Where the parts of a profile stand, and how many rows fit."""

    card: Room
    map: Room
    legend: Room
    said: Room
    table: Room
    rows: int


ROOMS = {
    Size.FULL: Rooms(
        card=(0, 0.9, 1, 0.1),
        map=(0, 0.5, 0.66, 0.385),
        legend=(0.68, 0.5, 0.32, 0.385),
        said=(0, 0.27, 1, 0.22),
        table=(0, 0, 1, 0.26),
        rows=17,
    ),
    Size.WIDE: Rooms(
        card=(0, 0.82, 1, 0.18),
        map=(0, 0.21, 0.36, 0.58),
        legend=(0, 0, 0.36, 0.19),
        said=(0.38, 0.43, 0.62, 0.37),
        table=(0.38, 0, 0.62, 0.42),
        rows=9,
    ),
    Size.HALF: Rooms(
        card=(0, 0.79, 1, 0.21),
        map=(0, 0.24, 0.4, 0.52),
        legend=(0, 0, 0.4, 0.22),
        said=(0.42, 0.36, 0.58, 0.4),
        table=(0.42, 0, 0.58, 0.34),
        rows=6,
    ),
}


@dataclass(frozen=True)
class ProfileChart:
    """What stands on a profile, as it is written; the first matter most, the map has its marks.

    Headlines are value, label and note; headings and rows are the comparison.
    """

    headlines: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layer: PaperLayer


def paper_profile(chart: ProfileChart, words: Words, size: Size, kind: Format) -> bytes:
    """The profile as a file."""
    made = sheet(words, size)
    rooms = ROOMS[size]
    _card(_axes(made, rooms.card), made, chart)
    columns = 1 if size is Size.FULL else 2
    ground = _map(made, chart.layer, rooms.map, rooms.legend, columns=columns)
    frame = Rectangle((0, 0), 1, 1, transform=ground.transAxes, fill=False, zorder=9)
    frame.set(edgecolor=PALETTE.border, linewidth=0.5)
    ground.add_patch(frame)
    left_out = _said(made, rooms.said, chart.sentences)
    _table(made, size, chart, left_out)
    return rendered(made, kind, words)


def place_picture(layer: PaperLayer, words: Words) -> bytes:
    """The map of a profile alone, as PNG, for a document that has the words itself."""
    made = Sheet(blank(*PICTURE_MM), SIZES[Size.HALF], 0.01, 0.01, 0.98, 0.98)
    _map(made, layer, (0, 0, 0.66, 1), (0.68, 0, 0.32, 1), share=0.28)
    return rendered(made, Format.PNG, words)


def _map(  # noqa: PLR0913 - what, and where it stands
    made: Sheet,
    layer: PaperLayer,
    room: Room,
    legend: Room,
    *,
    columns: int = 1,
    share: float | None = None,
) -> Axes:
    """The map with its scale and legend; `share` is how much of a line the legend has."""
    ground = _axes(made, room)
    draw_ground(ground, layer, made)
    draw_north(ground, made)
    beside, share = _axes(made, legend), share or legend[2]
    draw_legend(beside, made, layer, share=share, columns=columns, pt=made.size.foot_pt)
    return ground


def _axes(made: Sheet, room: Room) -> Axes:
    x, y, width, height = room
    axes = made.axes(x=x, y=y, width=width, height=height)
    axes.set_axis_off()
    return axes


def _card(axes: Axes, made: Sheet, chart: ProfileChart) -> None:
    """The large numbers, each with what it is and what to hold it against."""
    step, pt = 1 / len(chart.headlines), made.size.foot_pt
    large = lettering(PALETTE.text, 1.5 * made.size.text_pt, va="top", weight="bold")
    small = lettering(PALETTE.text_muted, 0.88 * pt, va="top", linespacing=1.2)
    for at, (value, label, note) in enumerate(chart.headlines):
        left = at * step
        frame = Rectangle((left + 0.003, 0.02), step - 0.006, 0.96, fill=False)
        frame.set(edgecolor=PALETTE.border, linewidth=0.6)
        axes.add_patch(frame)
        axes.text(left + 0.015, 0.92, value, **large)
        lines = broken(label, made.size, pt, share=0.9 * step)
        lines += broken(note, made.size, 0.88 * pt, share=0.86 * step)
        axes.text(left + 0.015, 0.6, "\n".join(lines[:MOST_CARD_LINES]), **small)


def _said(made: Sheet, room: Room, sentences: tuple[str, ...]) -> int:
    """The sentences that fit, whole; how many are left out."""
    pt = made.size.text_pt if made.size.width_mm < 300 else 0.9 * made.size.text_pt
    fits = int(room[3] * made.high_mm / (in_mm(pt) * LEADING))
    lines: list[str] = []
    left_out = len(sentences)
    for sentence in sentences:
        own = broken(BULLET + sentence, made.size, pt, share=room[2] * 0.97)
        if len(lines) + len(own) > fits:
            break
        lines += own
        left_out -= 1
    style = lettering(PALETTE.text, pt, va="top", linespacing=LEADING)
    _axes(made, room).text(0, 1, "\n".join(lines), **style)
    return left_out


def _table(made: Sheet, size: Size, chart: ProfileChart, left_out: int) -> None:
    """The comparison, its first column wider."""
    rooms, is_half = ROOMS[size], size is Size.HALF
    axes = _axes(made, rooms.table)
    small = made.size.foot_pt * (0.85 if is_half else 1)
    first, columns = 0.34 if is_half else 0.42, len(chart.headings)
    step = (1 - first) / max(columns - 1, 1)
    edges = [0.0, *(first + at * step for at in range(columns - 1))]
    letters = max(10, int(step * rooms.table[2] * made.size.width_mm / small * 3.9))
    tall = 1 / (rooms.rows + 3)
    bold = lettering(PALETTE.text, small, va="top", weight="bold", linespacing=1.1)
    plain = lettering(PALETTE.text, small, va="center")
    for x, name in zip(edges, chart.headings, strict=True):
        axes.text(x, 1, "\n".join(wrap(name, letters, max_lines=2, placeholder="…")), **bold)
    for at, row in enumerate(chart.rows[: rooms.rows]):
        y = 1 - (at + 2.1) * tall
        axes.axhline(y, color=PALETTE.rule, linewidth=0.5)
        for x, cell in zip(edges, row, strict=True):
            axes.text(x, y - tall / 2, cell, **plain)
    more = {"rows": len(chart.rows) - rooms.rows, "sentences": left_out}
    missing = " and ".join(f"{count} more {what}" for what, count in more.items() if count > 0)
    if missing:
        style = lettering(PALETTE.text_muted, 0.9 * small, va="bottom")
        axes.text(0, 0, f"{missing} do not fit here. See the full page.", **style)
