"""Places side by side on paper: a table whose answers are coloured and worded."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from insight.figures.palette import Palette, Verdict, palette_for
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, rendered, sheet

LABEL_SHARE = 0.29
"""Of the room's width, for the names of the measures."""
HEAD_SHARE, KEY_SHARE = 0.12, 0.05
KEY = "▲ higher   ▼ lower   ○ similar   without a sign: not tested"
HIGHEST_ROW_MM = 12
FAINT = 0.16
"""How much of an answer's colour its cell has."""
NAME_LETTERS, ANSWER_LETTERS = 14, 20
LABEL_LETTERS = {Size.HALF: 44, Size.FULL: 36, Size.WIDE: 44}


@dataclass(frozen=True)
class RugCell:
    """One figure of one place.

    Attributes
    ----------
    figure
        As written, with its unit.
    interval, answer
        Small beneath it; on half a page the answer is its sign alone.
    mark
        Colour and sign of the answer; None where there is none.
    """

    figure: str
    interval: str
    answer: str
    mark: Verdict | None


@dataclass(frozen=True)
class RugRow:
    """One measure.

    Attributes
    ----------
    label
        What it is.
    comparator
        The comparator's figure, as written.
    cells
        One for each place.
    """

    label: str
    comparator: str
    cells: tuple[RugCell, ...]


def paper_rug(  # noqa: PLR0913 - heads, rows, and the sheet
    places: Sequence[str],
    comparator: str,
    rows: Sequence[RugRow],
    words: Words,
    size: Size,
    kind: Format,
) -> bytes:
    """The comparison as a file.

    Parameters
    ----------
    places, comparator
        Heads of the columns.
    rows
        From the top.
    words, size, kind
        Of the sheet.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    room_mm = made.height * made.size.height_mm
    high = min(1 - HEAD_SHARE - KEY_SHARE, HIGHEST_ROW_MM * len(rows) / room_mm)
    axes = made.axes(x=LABEL_SHARE, y=1 - HEAD_SHARE - high, width=1 - LABEL_SHARE, height=high)
    axes.set_axis_off()
    columns = len(places) + 1
    axes.set_xlim(0, columns)
    axes.set_ylim(len(rows), 0)
    for at, name in enumerate([comparator, *places]):
        lines = wrap(name, NAME_LETTERS, max_lines=3, placeholder="…")
        axes.text(
            at + 0.5, -0.12, "\n".join(lines), ha="center", va="bottom",
            size=made.size.foot_pt, weight="bold", family=FAMILY, color=palette.text,
        )  # fmt: skip
    for at, row in enumerate(rows):
        _row(axes, at, row, made, size, palette)
    made.figure.text(
        made.left, made.bottom, KEY, size=made.size.foot_pt, family=FAMILY,
        color=palette.text, va="bottom",
    )  # fmt: skip
    return rendered(made, kind, words)


def _row(  # noqa: PLR0913 - where, what, and how it is drawn
    axes: Axes, at: int, row: RugRow, made: Sheet, size: Size, palette: Palette
) -> None:
    small = made.size.foot_pt
    axes.axhline(at, color=palette.rule, linewidth=0.5, zorder=0)
    left = -LABEL_SHARE / (1 - LABEL_SHARE)
    axes.text(
        left, at + 0.5, "\n".join(wrap(row.label, LABEL_LETTERS[size])),
        transform=axes.get_yaxis_transform(), va="center", size=small, family=FAMILY,
        color=palette.text, linespacing=1.1,
    )  # fmt: skip
    axes.text(
        0.5, at + 0.5, row.comparator, ha="center", va="center", size=small,
        family=FAMILY, color=palette.text_muted,
    )  # fmt: skip
    for column, cell in enumerate(row.cells, start=1):
        if cell.mark is not None:
            axes.add_patch(
                Rectangle(
                    (column + 0.03, at + 0.06), 0.94, 0.88, linewidth=0.6,
                    facecolor=(cell.mark.colour, FAINT), edgecolor=cell.mark.colour,
                )
            )  # fmt: skip
        sign = f"{cell.mark.glyph} " if cell.mark else ""
        _cell_words(axes, column + 0.5, at, cell, sign, made, size, palette)


def _cell_words(  # noqa: PLR0913 - where, what, and how it is drawn
    axes: Axes, x: float, at: int, cell: RugCell, sign: str, made: Sheet, size: Size,
    palette: Palette,
) -> None:  # fmt: skip
    small = made.size.foot_pt
    answer = "" if size is Size.HALF else "\n".join(wrap(cell.answer, ANSWER_LETTERS))
    between = " · " if size is Size.WIDE else "\n"
    words = between.join(part for part in (cell.interval, answer) if part)
    colour = cell.mark.colour if cell.mark else palette.text
    axes.text(
        x, at + (0.29 if words else 0.5), f"{sign}{cell.figure}", ha="center",
        va="center", size=small, family=FAMILY, color=colour,
        weight="bold" if cell.mark else "normal",
    )  # fmt: skip
    axes.text(
        x, at + (0.76 if size is Size.HALF else 0.7), words, ha="center", va="center",
        size=0.74 * small, family=FAMILY, color=palette.text_muted, linespacing=1.05,
    )  # fmt: skip
