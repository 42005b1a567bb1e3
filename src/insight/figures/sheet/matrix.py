"""The matrix of the working model on paper: stages by position, word and fill."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.matrix import KEY_WORDS, LADDER, STALE_MARK, ColumnHead, RowHead, Square
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, broken, rendered, sheet
from insight.records.steps import shortened

HEAD_SHARE, KEY_SHARE = 0.16, 0.07
"""Of the room's height, for the names of the systems and for the key."""
LEFT_SHARE, RIGHT_SHARE = 0.22, 0.1
HIGHEST_ROW_MM = 13
CELL_SHARE = 0.9
"""Size of the type in a cell, as a share of that of the foot."""
BOX_SHARE = 0.15
"""Of a cell's width, for one of its four boxes."""
NAME_LETTERS = {Size.HALF: 24, Size.FULL: 26, Size.WIDE: 34}
SYSTEM_LETTERS = 10
MOST_ROWS = {Size.HALF: 10, Size.FULL: 30, Size.WIDE: 12}
"""More do not fit to be read; the sheet says how many are left out."""


def paper_matrix(  # noqa: PLR0913 - two heads, the cells, and the sheet
    rows: Sequence[RowHead],
    columns: Sequence[ColumnHead],
    squares: Sequence[Square],
    words: Words,
    size: Size,
    kind: Format,
) -> bytes:
    """The matrix as a file, the greatest needs first if not all rows fit."""
    shown = rows[: MOST_ROWS[size]]
    made = sheet(words, size)
    palette = palette_for("light")
    room_mm = made.height * made.size.height_mm
    high = min(1 - HEAD_SHARE - KEY_SHARE, HIGHEST_ROW_MM * len(shown) / room_mm)
    axes = made.axes(
        x=LEFT_SHARE, y=1 - HEAD_SHARE - high, width=1 - LEFT_SHARE - RIGHT_SHARE, height=high
    )
    axes.set_axis_off()
    axes.set_xlim(0, max(len(columns), 1))
    axes.set_ylim(max(len(shown), 1), 0)
    for at in range(len(shown) + 1):
        axes.axhline(at, color=palette.rule, linewidth=0.6, zorder=0)
    for square in squares:
        if square.row < len(shown):
            _cell(axes, square, made, palette)
    _row_heads(axes, shown, made, size, palette)
    _column_heads(axes, columns, made, palette)
    _key(made, len(rows) - len(shown), palette)
    return rendered(made, kind, words)


def _cell(axes: Axes, square: Square, made: Sheet, palette: Palette) -> None:
    ink = palette.standings.always.colour
    warn = palette.verdicts.higher.colour
    x, y = square.column + 0.5, square.row
    if square.is_absent:
        axes.add_patch(
            Rectangle((square.column + 0.08, y + 0.1), 0.84, 0.8, fill=False,
                      edgecolor=warn, linewidth=0.8, linestyle="--")
        )  # fmt: skip
    if square.stage and not square.is_ended:
        for box in range(LADDER):
            left = x + (box - LADDER / 2) * BOX_SHARE
            is_filled = box < square.stage
            axes.add_patch(
                Rectangle(
                    (left, y + 0.12), BOX_SHARE * 0.86, 0.2, linewidth=0.7,
                    facecolor=ink if is_filled and not square.is_stale else "white",
                    edgecolor=ink if is_filled else palette.border,
                    hatch="////" if is_filled and square.is_stale else None,
                )
            )  # fmt: skip
    elif square.is_present or square.is_ended:
        axes.plot(
            [x], [y + 0.22], marker="x" if square.is_ended else "D", markersize=4,
            markerfacecolor="white" if square.is_stale else ink, markeredgecolor=ink,
            linestyle="",
        )  # fmt: skip
    axes.text(
        x, y + (0.66 if square.words else 0.5), _text(square), ha="center",
        va="center", size=CELL_SHARE * made.size.foot_pt, family=FAMILY,
        linespacing=1.15, color=warn if square.is_absent else palette.text,
    )  # fmt: skip


def _text(square: Square) -> str:
    if not square.words:
        return "absent" if square.is_absent else "–"
    mark = f"{STALE_MARK} " if square.is_stale else ""
    return f"{square.words}\n{mark}{square.when}"


def _row_heads(
    axes: Axes, rows: Sequence[RowHead], made: Sheet, size: Size, palette: Palette
) -> None:
    """Name and need at the left, systems and flag at the right."""
    left = -LEFT_SHARE / (1 - LEFT_SHARE - RIGHT_SHARE)
    beside: dict[str, Any] = {
        "transform": axes.get_yaxis_transform(),
        "va": "center",
        "family": FAMILY,
        "size": made.size.foot_pt,
    }
    warn, small = palette.verdicts.higher.colour, CELL_SHARE * made.size.foot_pt
    for at, row in enumerate(rows):
        name = shortened(row.name, NAME_LETTERS[size])
        axes.text(left, at + 0.36, name, weight="bold", color=palette.text, **beside)
        axes.text(left, at + 0.7, row.words, color=palette.text_muted, **beside)
        axes.text(
            1.01, at + (0.18 if row.flag else 0.5), row.margin, color=palette.text,
            **beside,
        )  # fmt: skip
        flag = row.flag.replace(", ", ",\n")
        axes.text(1.01, at + 0.66, flag, color=warn, **{**beside, "size": small})


def _column_heads(axes: Axes, columns: Sequence[ColumnHead], made: Sheet, palette: Palette) -> None:
    """Name of each system, and in how many places it is."""
    small: dict[str, Any] = {
        "family": FAMILY, "size": CELL_SHARE * made.size.foot_pt, "ha": "center",
        "va": "bottom",
    }  # fmt: skip
    for at, column in enumerate(columns):
        lines = wrap(column.name, SYSTEM_LETTERS, max_lines=3, placeholder="…")
        under = (at + 0.5, -0.08)
        axes.text(*under, column.margin, color=palette.text_muted, **small)
        axes.annotate(
            "\n".join(lines), under, xytext=(0, 1.6 * made.size.foot_pt),
            textcoords="offset points", weight="bold", color=palette.text,
            annotation_clip=False, **small,
        )  # fmt: skip


def _key(made: Sheet, left_out: int, palette: Palette) -> None:
    more = f"   {left_out} more rows do not fit here." if left_out else ""
    words = KEY_WORDS.replace("hollow", "hatched") + more
    lines = broken(words, made.size, made.size.foot_pt)
    made.figure.text(
        made.left, made.bottom, "\n".join(lines), size=0.95 * made.size.foot_pt,
        family=FAMILY, color=palette.text_muted, va="bottom",
    )  # fmt: skip
