"""One page about one place: card, map, words and comparison on a single sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from insight.figures.palette import Palette, palette_for
from insight.figures.sheet.maps import (
    PaperLayer,
    draw_ground,
    draw_legend,
    draw_north,
    draw_scale_bar,
)
from insight.figures.sheet.sheet import (
    FAMILY,
    MM_PER_INCH,
    PT_PER_INCH,
    SIZES,
    Format,
    Sheet,
    Size,
    Words,
    broken,
    rendered,
    sheet,
)

PICTURE_MM = (170, 72)
LEADING = 1.32
BULLET = "• "


@dataclass(frozen=True)
class Room:
    """A part of the sheet, as shares of its room.

    Attributes
    ----------
    x, y, width, height
        From the bottom left.
    """

    x: float
    y: float
    width: float
    height: float


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
        Room(0, 0.9, 1, 0.1),
        Room(0, 0.5, 0.66, 0.385),
        Room(0.68, 0.5, 0.32, 0.385),
        Room(0, 0.27, 1, 0.22),
        Room(0, 0, 1, 0.26),
        17,
    ),
    Size.WIDE: Rooms(
        Room(0, 0.82, 1, 0.18),
        Room(0, 0.21, 0.36, 0.58),
        Room(0, 0, 0.36, 0.19),
        Room(0.38, 0.43, 0.62, 0.37),
        Room(0.38, 0, 0.62, 0.42),
        9,
    ),
    Size.HALF: Rooms(
        Room(0, 0.79, 1, 0.21),
        Room(0, 0.24, 0.4, 0.52),
        Room(0, 0, 0.4, 0.22),
        Room(0.42, 0.36, 0.58, 0.4),
        Room(0.42, 0, 0.58, 0.34),
        6,
    ),
}


@dataclass(frozen=True)
class ProfileParts:
    """What stands on a profile, as it is written.

    Attributes
    ----------
    headlines
        Value, label and note of each.
    sentences
        What stands out; the first matter most, and those that do not fit are
        left out, which is said.
    headings, rows
        The comparison; the first rows matter most.
    layer
        The map, its members marked.
    """

    headlines: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layer: PaperLayer


def paper_profile(parts: ProfileParts, words: Words, size: Size, kind: Format) -> bytes:
    """The profile as a file."""
    made = sheet(words, size)
    palette = palette_for("light")
    rooms = ROOMS[size]
    _card(_axes(made, rooms.card), made, parts.headlines, palette)
    ground = _axes(made, rooms.map)
    draw_ground(ground, parts.layer, palette)
    draw_scale_bar(ground, made, palette)
    draw_north(ground, made, palette)
    ground.add_patch(
        Rectangle((0, 0), 1, 1, transform=ground.transAxes, fill=False,
                  edgecolor=palette.border, linewidth=0.5, zorder=9)
    )  # fmt: skip
    draw_legend(
        _axes(made, rooms.legend), made, parts.layer, palette,
        share=rooms.legend.width, columns=1 if size is Size.FULL else 2,
        pt=made.size.foot_pt,
    )  # fmt: skip
    words_room = _axes(made, rooms.said)
    left_out = _said(words_room, made, rooms.said, parts.sentences, palette)
    _table(_axes(made, rooms.table), made, rooms, parts, left_out, palette)
    return rendered(made, kind, words)


def place_picture(layer: PaperLayer, words: Words) -> bytes:
    """The map of a profile alone, as PNG, for a document that has the words itself."""
    palette = palette_for("light")
    figure = Figure(
        figsize=(PICTURE_MM[0] / MM_PER_INCH, PICTURE_MM[1] / MM_PER_INCH), facecolor="white"
    )
    FigureCanvasAgg(figure)
    made = Sheet(figure, SIZES[Size.HALF], 0.01, 0.01, 0.98, 0.98)
    ground = _axes(made, Room(0, 0, 0.66, 1))
    draw_ground(ground, layer, palette)
    draw_scale_bar(ground, made, palette)
    draw_north(ground, made, palette)
    draw_legend(
        _axes(made, Room(0.68, 0, 0.32, 1)), made, layer, palette, share=0.28,
        pt=made.size.foot_pt,
    )  # fmt: skip
    return rendered(made, Format.PNG, words)


def _axes(made: Sheet, room: Room) -> Axes:
    axes = made.axes(x=room.x, y=room.y, width=room.width, height=room.height)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return axes


def _card(
    axes: Axes, made: Sheet, headlines: Sequence[tuple[str, str, str]], palette: Palette
) -> None:
    """The large numbers, each with what it is and what to hold it against."""
    count = len(headlines)
    small = made.size.foot_pt
    for at, (value, label, note) in enumerate(headlines):
        left = at / count
        axes.add_patch(
            Rectangle((left + 0.003, 0.02), 1 / count - 0.006, 0.96, fill=False,
                      edgecolor=palette.border, linewidth=0.6)
        )  # fmt: skip
        axes.text(
            left + 0.015, 0.92, value, size=1.5 * made.size.text_pt, weight="bold",
            family=FAMILY, color=palette.text, va="top",
        )  # fmt: skip
        lines = [
            *broken(label, made.size, small, share=0.9 / count),
            *broken(note, made.size, 0.88 * small, share=0.86 / count),
        ]
        axes.text(
            left + 0.015, 0.6, "\n".join(lines[:5]), size=0.88 * small,
            family=FAMILY, color=palette.text_muted, va="top", linespacing=1.2,
        )  # fmt: skip


def _said(axes: Axes, made: Sheet, room: Room, sentences: Sequence[str], palette: Palette) -> int:
    """The sentences that fit, whole, and how many are left out."""
    pt = made.size.text_pt if made.size.width_mm < 300 else 0.9 * made.size.text_pt
    high_mm = room.height * made.height * made.size.height_mm
    fits = int(high_mm / (pt / PT_PER_INCH * MM_PER_INCH * LEADING))
    lines: list[str] = []
    shown = 0
    for sentence in sentences:
        own = broken(BULLET + sentence, made.size, pt, share=room.width * 0.97)
        if len(lines) + len(own) > fits:
            break
        lines += own
        shown += 1
    axes.text(
        0, 1, "\n".join(lines), size=pt, family=FAMILY, color=palette.text, va="top",
        linespacing=LEADING,
    )  # fmt: skip
    return len(sentences) - shown


def _table(  # noqa: PLR0913 - where, what, and how it is drawn
    axes: Axes, made: Sheet, rooms: Rooms, parts: ProfileParts, left_out: int, palette: Palette
) -> None:
    """The comparison, its first column wider."""
    small = made.size.foot_pt * (0.85 if rooms is ROOMS[Size.HALF] else 1)
    shown = parts.rows[: rooms.rows]
    columns = len(parts.headings)
    first = 0.34 if rooms is ROOMS[Size.HALF] else 0.42
    step = (1 - first) / max(columns - 1, 1)
    edges = [0.0, *(first + at * step for at in range(columns - 1))]
    letters = max(10, int(step * rooms.table.width * made.size.width_mm / small * 3.9))
    tall = 1 / (rooms.rows + 3)
    for x, name in zip(edges, parts.headings, strict=True):
        axes.text(
            x, 1, "\n".join(wrap(name, letters, max_lines=2, placeholder="…")),
            size=small, weight="bold", family=FAMILY, color=palette.text, va="top",
            linespacing=1.1,
        )  # fmt: skip
    for at, row in enumerate(shown):
        y = 1 - (at + 2.1) * tall
        axes.axhline(y, color=palette.rule, linewidth=0.5)
        for x, cell in zip(edges, row, strict=True):
            axes.text(
                x, y - tall / 2, cell, size=small, family=FAMILY, color=palette.text,
                va="center",
            )  # fmt: skip
    missing = []
    if len(parts.rows) > len(shown):
        missing.append(f"{len(parts.rows) - len(shown)} more rows")
    if left_out:
        missing.append(f"{left_out} more sentences")
    if missing:
        axes.text(
            0, 0, f"{' and '.join(missing)} do not fit here; see the full page.",
            size=0.9 * small, family=FAMILY, color=palette.text_muted, va="bottom",
        )  # fmt: skip
