"""One page about one place: card, map, words and comparison on a single sheet."""

from dataclasses import dataclass

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

PICTURE_MM = (170, 62)
LEADING = 1.32
BULLET = "• "
MOST_CARD_LINES = 5
FIRST_COLUMN = 0.4
"""Of the table's width."""


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
        card=(0, 0.865, 1, 0.135),
        map=(0, 0.58, 0.5, 0.27),
        legend=(0, 0.44, 0.5, 0.13),
        said=(0.52, 0.44, 0.48, 0.41),
        table=(0, 0, 1, 0.43),
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
        card=(0, 0.71, 1, 0.29),
        map=(0, 0.44, 0.3, 0.25),
        legend=(0, 0, 0.3, 0.43),
        said=(0.32, 0.6, 0.68, 0.1),
        table=(0.32, 0, 0.68, 0.58),
        rows=5,
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
    columns = 1 if size is Size.HALF else 2
    ground = _map(made, chart.layer, rooms.map, rooms.legend, columns=columns)
    frame = Rectangle((0, 0), 1, 1, transform=ground.transAxes, fill=False, zorder=9)
    frame.set(edgecolor=PALETTE.border, linewidth=0.5)
    ground.add_patch(frame)
    _said(made, rooms.said, chart.sentences)
    _table(made, size, chart)
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
    small = lettering(PALETTE.text_muted, pt, va="top", linespacing=1.2)
    for at, (value, label, note) in enumerate(chart.headlines):
        left = at * step
        frame = Rectangle((left + 0.003, 0.02), step - 0.006, 0.96, fill=False)
        frame.set(edgecolor=PALETTE.border, linewidth=0.6)
        axes.add_patch(frame)
        axes.text(left + 0.015, 0.92, value, **large)
        lines = broken(label, made.size, pt, share=0.9 * step)
        lines += broken(note, made.size, pt, share=0.86 * step)
        axes.text(left + 0.015, 0.7, "\n".join(lines[:MOST_CARD_LINES]), **small)


def _said(made: Sheet, room: Room, sentences: tuple[str, ...]) -> None:
    """The sentences that fit, whole."""
    pt = made.size.foot_pt + 1
    fits = int(room[3] * made.high_mm / (in_mm(pt) * LEADING))
    lines: list[str] = []
    for sentence in sentences:
        own = broken(BULLET + sentence, made.size, pt, share=room[2] * 0.97)
        if len(lines) + len(own) > fits:
            break
        lines += own
    style = lettering(PALETTE.text, pt, va="top", linespacing=LEADING)
    _axes(made, room).text(0, 1, "\n".join(lines), **style)


def _table(made: Sheet, size: Size, chart: ProfileChart) -> None:
    """The comparison, its first column wider."""
    rooms, is_half = ROOMS[size], size is Size.HALF
    axes = _axes(made, rooms.table)
    small, count = made.size.foot_pt, len(chart.headings)
    shares = [FIRST_COLUMN, *[(1 - FIRST_COLUMN) / max(count - 1, 1)] * (count - 1)]
    edges = [sum(shares[:at]) for at in range(count)]
    lines_each = 2 if is_half else 1
    tall = 1 / (lines_each * rooms.rows + 3.4) * lines_each
    bold = lettering(PALETTE.text, small, va="top", weight="bold")
    plain = lettering(PALETTE.text, small, va="center")

    def fitting(text: str, share: float, weight: str = "normal") -> str:
        room = 0.96 * share * rooms.table[2]
        lines = broken(text, made.size, small, share=room, weight=weight)
        return "\n".join(lines[:2])

    for x, name, share in zip(edges, chart.headings, shares, strict=True):
        axes.text(x, 1, fitting(name, share, "bold"), **bold)
    top = 1 - 2.4 * tall / lines_each
    for at, row in enumerate(chart.rows[: rooms.rows]):
        y = top - at * tall
        axes.axhline(y, color=PALETTE.rule, linewidth=0.5)
        for x, cell, share in zip(edges, row, shares, strict=True):
            axes.text(x, y - tall / 2, fitting(cell, share), **plain)
    if len(chart.rows) > rooms.rows:
        style = lettering(PALETTE.text_muted, small, va="bottom")
        axes.text(0, 0, f"The full page has all {len(chart.rows)} measures.", **style)
