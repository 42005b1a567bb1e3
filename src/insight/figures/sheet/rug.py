"""Places side by side on paper: a table whose answers are coloured and worded."""

from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.comparison import ComparedFigure, Rug, RugRow, verdict_mark
from insight.figures.sheet.lettering import PALETTE, in_mm, lettering
from insight.figures.sheet.sheet import Format, Size, Words, rendered, sheet

LABEL_SHARE = 0.29
HEAD_SHARE, KEY_SHARE = 0.12, 0.05
KEY = "▲ higher   ▼ lower   ○ similar   no symbol: not tested"
HIGHEST_ROW_MM = 12
FAINT = 0.16
NAME_LETTERS, ANSWER_LETTERS = 14, 20
LABEL_LETTERS = {Size.HALF: 44, Size.FULL: 36, Size.WIDE: 44}


def paper_rug(rug: Rug, words: Words, size: Size, kind: Format) -> bytes:
    """The comparison as a file, without what a sheet has no room for."""
    made = sheet(words, size)
    rows = [row for row in rug.rows if not row.is_detail]
    line = in_mm(made.size.foot_pt) / made.high_mm
    high = min(1 - HEAD_SHARE - KEY_SHARE, HIGHEST_ROW_MM * len(rows) / made.high_mm)
    axes = made.axes(x=LABEL_SHARE, y=1 - HEAD_SHARE - high, width=1 - LABEL_SHARE, height=high)
    axes.set_axis_off()
    axes.set_xlim(0, len(rug.places) + 1)
    axes.set_ylim(len(rows), 0)
    ink = lettering(PALETTE.text, made.size.foot_pt)
    for at, name in enumerate((f"Compared with: {rug.comparator}", *rug.places)):
        lines = "\n".join(wrap(name, NAME_LETTERS, max_lines=3, placeholder="…"))
        axes.text(at + 0.5, -0.12, lines, ha="center", va="bottom", weight="bold", **ink)
    for at, row in enumerate(rows):
        _row(axes, at, row, ink, size, is_high=high / len(rows) > 3 * line)
    made.figure.text(made.left, made.bottom, KEY, va="bottom", **ink)
    return rendered(made, kind, words)


def _row(  # noqa: PLR0913 - where, what and how
    axes: Axes, at: int, row: RugRow, ink: dict[str, Any], size: Size, *, is_high: bool
) -> None:
    axes.axhline(at, color=PALETTE.rule, linewidth=0.5, zorder=0)
    left = -LABEL_SHARE / (1 - LABEL_SHARE)
    beside = ink | {"transform": axes.get_yaxis_transform(), "va": "center"}
    axes.text(left, at + 0.5, "\n".join(wrap(row.named, LABEL_LETTERS[size])), **beside)
    muted = ink | {"color": PALETTE.text_muted}
    axes.text(0.5, at + 0.5, row.comparator, ha="center", va="center", **muted)
    for column, cell in enumerate(row.cells, start=1):
        _draw_cell(axes, (column, at), cell, row.need, ink, size, is_high=is_high)


def _draw_cell(  # noqa: PLR0913 - where, what and how
    axes: Axes,
    place: tuple[int, int],
    cell: ComparedFigure,
    need: int,
    ink: dict[str, Any],
    size: Size,
    *,
    is_high: bool,
) -> None:
    """The figure, coloured and marked by its answer; on half a page that is its sign alone.

    In a row that is not high enough for two lines, the interval is beside the figure.
    """
    column, at = place
    mark = verdict_mark(cell.answer, need, PALETTE)
    answer = "" if size is Size.HALF else "\n".join(wrap(cell.answer, ANSWER_LETTERS))
    between = " · " if size is Size.WIDE else "\n"
    if not is_high:
        between, answer = "; ", answer.replace("\n", " ")
    words = between.join(filter(None, (cell.interval, answer)))
    figure, look = cell.text, ink
    if mark is not None:
        corner, fill = (column + 0.03, at + 0.06), (mark.colour, FAINT)
        box = Rectangle(corner, 0.94, 0.88, linewidth=0.6, facecolor=fill, edgecolor=mark.colour)
        axes.add_patch(box)
        figure = f"{mark.glyph} {figure}"
        look = ink | {"color": mark.colour, "weight": "bold"}
    middle = {"ha": "center", "va": "center"}
    if words and not is_high:
        figure, words = f"{figure} ({words})", ""
    axes.text(column + 0.5, at + (0.29 if words else 0.5), figure, **middle | look)
    look = ink | {"color": PALETTE.text_muted}
    axes.text(column + 0.5, at + (0.76 if size is Size.HALF else 0.7), words, **middle | look)
