"""Charts on paper: one look for their axes, dots with ranges, and lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.bars import Bar
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, rendered, sheet

NAME_SHARE = {Size.HALF: 0.3, Size.FULL: 0.32, Size.WIDE: 0.24}
"""Of the room's width, for the names at the left."""
FOOT_SHARE = 0.1
"""Of the room's height, for the words of the axis."""
TOP_SHARE = 0.06
"""Of the room's height, for the words of the comparator."""
HIGHEST_ROW_MM = 11

VERDICT_MARKERS = {"higher": "^", "lower": "v", "alike": "o"}
"""Shapes of the answers when places are compared."""
UNTESTED_MARKER = "s"


@dataclass(frozen=True)
class RangeRow:
    """One row of dots with ranges.

    Attributes
    ----------
    name
        At the left.
    value, low, high
        The dot and the ends of its line; None where there is none.
    words
        At the right, such as the figure with its interval.
    marker
        Of matplotlib; another shape for each verdict, so that grey tells them apart.
    colour
        Of the dot.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    words: str
    marker: str
    colour: str


def lettering(colour: str, size: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """How words are written, as matplotlib's texts take it."""
    return {"family": FAMILY, "color": colour, "size": size} | more


def styled(axes: Axes, made: Sheet, palette: Palette) -> None:
    """One look for all charts: no box, faint lines across, small type."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(palette.border)
    axes.tick_params(
        colors=palette.text_muted, labelsize=made.size.foot_pt, labelfontfamily=FAMILY,
        length=2, width=0.5,
    )  # fmt: skip
    axes.grid(visible=True, axis="x", color=palette.rule, linewidth=0.5)
    axes.set_axisbelow(True)


def paper_spreads(  # noqa: PLR0913 - rows, axis, and the sheet
    rows: Sequence[RangeRow],
    words: Words,
    size: Size,
    kind: Format,
    *,
    axis: str,
    comparator: tuple[float, str] | None = None,
) -> bytes:
    """Dots with ranges as a file, a row for each place.

    Parameters
    ----------
    rows
        From the top.
    words, size, kind
        Of the sheet.
    axis
        Measure and unit, under the axis.
    comparator
        Value and words of a line to compare with.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    axes = _rows_axes(made, size, len(rows), axis, palette)
    for at, row in enumerate(rows):
        if row.value is not None:
            _dot(axes, at, row.value, row, palette)
        _beside(axes, at, row.name, row.words, made, palette)
    _compare_line(axes, comparator, made, palette)
    return rendered(made, kind, words)


def paper_bars(  # noqa: PLR0913 - rows, axis, and the sheet
    rows: Sequence[Bar],
    words: Words,
    size: Size,
    kind: Format,
    *,
    axis: str,
    comparator: tuple[float, str] | None = None,
) -> bytes:
    """Ordered bars as a file; parameters as `paper_spreads`."""
    made = sheet(words, size)
    palette = palette_for("light")
    axes = _rows_axes(made, size, len(rows), axis, palette)
    colour = palette.categorical.colours[0]
    for at, row in enumerate(rows):
        axes.barh(
            at, row.value, height=0.62, edgecolor=colour, linewidth=0.6,
            facecolor=colour if row.is_chosen else "white",
            hatch=None if row.is_chosen else "...",
        )  # fmt: skip
        _beside(axes, at, row.name, row.words, made, palette)
    axes.set_xlim(left=0)
    _compare_line(axes, comparator, made, palette)
    return rendered(made, kind, words)


def _rows_axes(made: Sheet, size: Size, count: int, axis: str, palette: Palette) -> Axes:
    """Axes with room for names at the left and figures at the right."""
    names = NAME_SHARE[size]
    room_mm = made.height * made.size.height_mm
    high = min(1 - FOOT_SHARE - TOP_SHARE, HIGHEST_ROW_MM * max(count, 1) / room_mm)
    axes = made.axes(x=names, y=1 - TOP_SHARE - high, width=1 - 2 * names, height=high)
    styled(axes, made, palette)
    axes.set_ylim(max(count, 1) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xlabel(axis, size=made.size.text_pt, family=FAMILY, color=palette.text_muted)
    if not count:
        axes.text(
            0.5, 0.5, "No figure for these places.", transform=axes.transAxes,
            ha="center", va="center", size=made.size.text_pt, family=FAMILY,
            color=palette.text_muted,
        )  # fmt: skip
    return axes


def _compare_line(
    axes: Axes, comparator: tuple[float, str] | None, made: Sheet, palette: Palette
) -> None:
    if comparator is None:
        return
    value, said = comparator
    axes.axvline(value, color=palette.text, linewidth=0.9, linestyle="--", zorder=3)
    axes.annotate(
        said, (value, 1), xycoords=axes.get_xaxis_transform(), xytext=(0, 3),
        textcoords="offset points", ha="center", va="bottom", family=FAMILY,
        size=made.size.foot_pt, color=palette.text, annotation_clip=False,
    )  # fmt: skip


def _dot(axes: Axes, at: int, value: float, row: RangeRow, palette: Palette) -> None:
    if row.low is not None and row.high is not None:
        axes.plot([row.low, row.high], [at, at], color=row.colour, linewidth=1.1)
    axes.plot(
        [value], [at], marker=row.marker, color=row.colour, markersize=5,
        linestyle="", markeredgecolor=palette.text, markeredgewidth=0.4,
    )  # fmt: skip


def _beside(  # noqa: PLR0913 - where, what, and how it is drawn
    axes: Axes, at: int, name: str, words: str, made: Sheet, palette: Palette
) -> None:
    """Name at the left and figure at the right of a row."""
    for x, text, side in ((-0.02, name, "right"), (1.02, words, "left")):
        axes.text(
            x, at, text, transform=axes.get_yaxis_transform(), ha=side, va="center",
            family=FAMILY, size=made.size.foot_pt, color=palette.text,
        )  # fmt: skip
