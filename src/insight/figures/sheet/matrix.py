"""The matrix of the working model on paper: stages by position, word and fill."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.matrix import LADDER, ColumnHead, MatrixChart, RowHead, Square, key_words
from insight.figures.sheet.lettering import PALETTE, lettering
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet
from insight.records.steps import shortened

HEAD_SHARE = {Size.HALF: 0.23, Size.FULL: 0.12, Size.WIDE: 0.16}
KEY_SHARE = {Size.HALF: 0.12, Size.FULL: 0.06, Size.WIDE: 0.07}
LEFT_SHARE, RIGHT_SHARE = 0.2, 0.09
HIGHEST_ROW_MM = 13
CELL_SHARE = 0.9
BOX_SHARE = 0.15
NAME_LETTERS = {Size.HALF: 22, Size.FULL: 22, Size.WIDE: 34}
SYSTEM_LETTERS = 10
MOST_ROWS = {Size.HALF: 6, Size.FULL: 30, Size.WIDE: 12}
"""More do not fit to be read; the sheet says how many are left out."""


def paper_matrix(chart: MatrixChart, words: Words, size: Size, kind: Format) -> bytes:
    """The matrix as a file, the greatest needs first if not all rows fit."""
    shown = chart.rows[: MOST_ROWS[size]]
    made, top = sheet(words, size), HEAD_SHARE[size]
    high = min(1 - top - KEY_SHARE[size], HIGHEST_ROW_MM * len(shown) / made.high_mm)
    axes = made.axes(
        x=LEFT_SHARE, y=1 - top - high, width=1 - LEFT_SHARE - RIGHT_SHARE, height=high
    )
    axes.set_axis_off()
    axes.set_xlim(0, max(len(chart.columns), 1))
    axes.set_ylim(max(len(shown), 1), 0)
    for at in range(len(shown) + 1):
        axes.axhline(at, color=PALETTE.rule, linewidth=0.6, zorder=0)
    small = CELL_SHARE * made.size.foot_pt
    for square in chart.squares:
        if square.row < len(shown):
            _cell(axes, square, small)
    _row_heads(axes, shown, NAME_LETTERS[size], made.size.foot_pt)
    _column_heads(axes, chart.columns, made.size.foot_pt)
    _key(made, len(chart.rows) - len(shown))
    return rendered(made, kind, words)


def _cell(axes: Axes, square: Square, small: float) -> None:
    ink, warn = PALETTE.standings.always.colour, PALETTE.verdicts.more_need
    x, y = square.column + 0.5, square.row
    if square.is_absent:
        frame = Rectangle((x - 0.42, y + 0.1), 0.84, 0.8, fill=False, linestyle="--")
        frame.set(edgecolor=warn, linewidth=0.8)
        axes.add_patch(frame)
    for box, look in enumerate(square.boxes):
        left = x + (box - LADDER / 2) * BOX_SHARE
        patch = Rectangle((left, y + 0.12), BOX_SHARE * 0.86, 0.2, linewidth=0.7)
        patch.set(facecolor=ink if look == "filled" else "white")
        patch.set(edgecolor=PALETTE.border if look == "empty" else ink)
        patch.set(hatch="////" if look == "old" else None)
        axes.add_patch(patch)
    if square.has_mark:
        (mark,) = axes.plot([x], [y + 0.22], "x" if square.is_ended else "D", color=ink)
        mark.set(markersize=4, markerfacecolor="white" if square.is_stale else ink)
    colour = warn if square.is_absent else PALETTE.text
    style = lettering(colour, small, ha="center", va="center", linespacing=1.15)
    axes.text(x, square.middle, "\n".join(square.lines), **style)


def _row_heads(axes: Axes, rows: Sequence[RowHead], letters: int, pt: float) -> None:
    """Name and need at the left, systems and flag at the right."""
    left = -LEFT_SHARE / (1 - LEFT_SHARE - RIGHT_SHARE)
    row = {"transform": axes.get_yaxis_transform(), "va": "center"}
    text, muted = (lettering(ink, pt, **row) for ink in (PALETTE.text, PALETTE.text_muted))
    warn = lettering(PALETTE.verdicts.more_need, CELL_SHARE * pt, **row)
    for at, head in enumerate(rows):
        axes.text(left, at + 0.36, shortened(head.name, letters), weight="bold", **text)
        axes.text(left, at + 0.7, head.words, **muted)
        axes.text(1.01, at + (0.18 if head.flag else 0.5), head.margin, **text)
        axes.text(1.01, at + 0.66, head.flag.replace(", ", ",\n"), **warn)


def _column_heads(axes: Axes, columns: Sequence[ColumnHead], pt: float) -> None:
    """Name of each system, and in how many places it is."""
    middle = {"ha": "center", "va": "bottom"}
    muted = lettering(PALETTE.text_muted, CELL_SHARE * pt, **middle)
    bold = lettering(PALETTE.text, CELL_SHARE * pt, weight="bold", **middle)
    above = bold | {"xytext": (0, 1.6 * pt), "annotation_clip": False}
    for at, column in enumerate(columns):
        under = (at + 0.5, -0.08)
        axes.text(*under, column.margin, **muted)
        name = "\n".join(column.lines(SYSTEM_LETTERS))
        axes.annotate(name, under, textcoords="offset points", **above)


def _key(made: Sheet, left_out: int) -> None:
    more = f"   {left_out} more rows do not fit here." if left_out else ""
    lines = broken(key_words("hatched") + more, made.size, made.size.foot_pt)
    style = lettering(PALETTE.text_muted, 0.95 * made.size.foot_pt, va="bottom")
    made.figure.text(made.left, made.bottom, "\n".join(lines), **style)
