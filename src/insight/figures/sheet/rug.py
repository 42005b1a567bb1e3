"""Places side by side on paper: a table whose answers are coloured and worded."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.comparison import ComparedFigure, Rug, RugRow, verdict_mark
from insight.figures.palette import Mark
from insight.figures.sheet.lettering import PALETTE, in_mm, lettering
from insight.figures.sheet.sheet import Format, Size, Words, rendered, sheet

LABEL_SHARE = 0.29
HEAD_SHARE, KEY_SHARE = 0.12, 0.05
KEY = "▲ higher   ▼ lower   ○ similar   no symbol: not tested"
LEAST_LINES, MOST_LINES = 1.2, 1.6
"""How far apart lines of a row may be, as multiples of the size of the type.

Where there is not so much room, answers are signs alone.
"""
GAP = 0.5
"""Of each row, in lines, besides its text."""
LETTER_SHARE, FEWEST_LETTERS = 0.5, 8
"""Width of a letter as a share of the size of the type; the least that a cell is wrapped to."""
FAINT = 0.16
NAME_LETTERS = 14
LABEL_LETTERS = {Size.HALF: 44, Size.FULL: 36, Size.WIDE: 44}


def paper_rug(rug: Rug, words: Words, size: Size, kind: Format) -> bytes:
    """The comparison as a file, without what a sheet has no room for.

    A row is as high as the lines of its fullest cell ask for, so that none meets another.
    """
    made = sheet(words, size)
    rows = [row for row in rug.rows if not row.is_detail]
    line = in_mm(made.size.foot_pt) / made.high_mm
    column_mm = (1 - LABEL_SHARE) * made.wide_mm / (len(rug.places) + 1)
    letters = max(FEWEST_LETTERS, int(column_mm / (in_mm(made.size.foot_pt) * LETTER_SHARE)))
    under = [[_under(cell, letters) for cell in row.cells] for row in rows]
    if _apart(rows, under, size) < LEAST_LINES * line:
        under = [[_under(cell, 0) for cell in row.cells] for row in rows]
    each_line = min(_apart(rows, under, size), MOST_LINES * line)
    heights = [(count + GAP) * each_line for count in _lines(rows, under, size)]
    high = sum(heights)
    axes = made.axes(x=LABEL_SHARE, y=1 - HEAD_SHARE - high, width=1 - LABEL_SHARE, height=high)
    axes.set_axis_off()
    axes.set_xlim(0, len(rug.places) + 1)
    axes.set_ylim(high, 0)
    ink = lettering(PALETTE.text, made.size.foot_pt)
    for at, name in enumerate((f"Compared with: {rug.comparator}", *rug.places)):
        heading = "\n".join(wrap(name, NAME_LETTERS, max_lines=3, placeholder="…"))
        axes.text(at + 0.5, -line / 2, heading, ha="center", va="bottom", weight="bold", **ink)
    top = 0.0
    for row, words_under, height in zip(rows, under, heights, strict=True):
        _row(axes, (top, height), row, words_under, ink, LABEL_LETTERS[size])
        top += height
    made.figure.text(made.left, made.bottom, KEY, va="bottom", **ink)
    return rendered(made, kind, words)


def _lines(rows: Sequence[RugRow], under: Sequence[list[list[str]]], size: Size) -> list[int]:
    """Lines of the fullest cell of each row, its label among them."""
    return [
        max(1 + max(map(len, each), default=0), len(wrap(row.named, LABEL_LETTERS[size])))
        for row, each in zip(rows, under, strict=True)
    ]


def _apart(rows: Sequence[RugRow], under: Sequence[list[list[str]]], size: Size) -> float:
    """Share of the sheet that there is for each line, if the rows fill it."""
    lines = _lines(rows, under, size)
    return (1 - HEAD_SHARE - KEY_SHARE) / (sum(lines) + GAP * len(lines))


def _under(cell: ComparedFigure, letters: int) -> list[str]:
    """Lines below a figure of so many letters; where that is none its answer is the sign alone."""
    answer = wrap(cell.answer, letters) if letters else []
    return [*filter(None, (cell.interval,)), *answer]


def _row(  # noqa: PLR0913 - where, what and how
    axes: Axes,
    band: tuple[float, float],
    row: RugRow,
    under: list[list[str]],
    ink: dict[str, Any],
    letters: int,
) -> None:
    top, height = band
    axes.axhline(top, color=PALETTE.rule, linewidth=0.5, zorder=0)
    left, middle = -LABEL_SHARE / (1 - LABEL_SHARE), top + height / 2
    beside = ink | {"transform": axes.get_yaxis_transform(), "va": "center"}
    axes.text(left, middle, "\n".join(wrap(row.named, letters)), **beside)
    muted = ink | {"color": PALETTE.text_muted}
    axes.text(0.5, middle, row.comparator, ha="center", va="center", **muted)
    for column, (cell, lines) in enumerate(zip(row.cells, under, strict=True), start=1):
        _draw_cell(
            axes, column, band, cell, lines, verdict_mark(cell.answer, row.need, PALETTE), ink
        )


def _draw_cell(  # noqa: PLR0913 - where, what and how
    axes: Axes,
    column: int,
    band: tuple[float, float],
    cell: ComparedFigure,
    lines: list[str],
    mark: Mark | None,
    ink: dict[str, Any],
) -> None:
    """The figure, coloured and marked by its answer, over its interval and the answer in words."""
    top, height = band
    figure, look = cell.text, ink
    if mark is not None:
        corner, fill = (column + 0.03, top + 0.05 * height), (mark.colour, FAINT)
        box = Rectangle(
            corner, 0.94, 0.9 * height, linewidth=0.6, facecolor=fill, edgecolor=mark.colour
        )
        axes.add_patch(box)
        figure = f"{mark.glyph} {figure}"
        look = ink | {"color": mark.colour, "weight": "bold"}
    middle = {"ha": "center", "va": "center"}
    each = 0.8 * height / (1 + len(lines))
    axes.text(column + 0.5, top + 0.1 * height + each / 2, figure, **middle | look)
    look = ink | {"color": PALETTE.text_muted}
    below = top + 0.1 * height + each * (1 + len(lines) / 2)
    axes.text(column + 0.5, below, "\n".join(lines), **middle | look)
