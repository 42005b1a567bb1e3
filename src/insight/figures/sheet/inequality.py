"""Shares by group of deprivation with the line through them, on paper."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.inequality import AXIS, HEADROOM, LEAST, MOST, Gradient, shifts
from insight.figures.sheet.charts import styled
from insight.figures.sheet.sheet import (
    FAMILY,
    MM_PER_INCH,
    PT_PER_INCH,
    Format,
    Sheet,
    Size,
    Words,
    rendered,
    sheet,
)

LEFT_SHARE = {Size.HALF: 0.09, Size.FULL: 0.1, Size.WIDE: 0.075}
"""Of the room's width, for the figures and the unit of the axis."""
FOOT_SHARE = {Size.HALF: 0.2, Size.FULL: 0.11, Size.WIDE: 0.17}
"""Of the room's height, for the groups and the words of the axis."""
TOP_SHARE = {Size.HALF: 0.13, Size.FULL: 0.06, Size.WIDE: 0.11}
"""Of the room's height, for the two lines of the legend."""
HIGHEST_MM = 170
"""A taller chart would make the slope look steeper than on the other sheets."""
MARKERS = ("o", "D")
LINES = ("-", (0, (5, 3)))
MOST_FIGURES = 10
"""Groups whose figures are written above their dots."""
NEAREST = 1.25
"""Between the figures at the ends of two lines, of the size of their type."""


def paper_gradient(  # noqa: PLR0913 - what is drawn, and the sheet
    gradients: Sequence[Gradient],
    words: Words,
    size: Size,
    kind: Format,
    *,
    unit: str,
    empty: str = "There is no table.",
) -> bytes:
    """Dots with intervals and the line through them, as a file.

    Parameters
    ----------
    gradients
        Of one period, or of the earlier and the later one; the last is drawn full.
    words, size, kind
        Of the sheet.
    unit
        What the shares are of, beside the axis.
    empty
        What is said where there is nothing to draw.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    axes = _axes(made, size, palette)
    axes.set_ylabel(
        _short(unit), size=made.size.text_pt, family=FAMILY,
        color=palette.text_muted,
    )  # fmt: skip
    if not gradients:
        axes.set_xticks([])
        axes.text(
            0.5, 0.5, empty, transform=axes.transAxes, ha="center", va="center",
            size=made.size.text_pt, family=FAMILY, color=palette.text_muted,
        )  # fmt: skip
        return rendered(made, kind, words)
    order = list(zip(gradients, shifts(len(gradients)), strict=True))[::-1]
    for at, (gradient, shift) in enumerate(order):
        _draw(axes, gradient, at, shift, palette)
    top = max(each.highest for each in gradients) * HEADROOM
    axes.set_ylim(0, top)
    _name_groups(axes, gradients[-1], made)
    _write_figures(axes, gradients, made, palette)
    for end in (0, -1):
        _write_ends(axes, gradients, end, top, made)
    axes.legend(
        # Filled column by column: one for each period.
        loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False,
        borderaxespad=0.2, handlelength=2.4, columnspacing=1.6,
        prop={"family": FAMILY, "size": made.size.foot_pt},
        labelcolor=palette.text,
    )  # fmt: skip
    return rendered(made, kind, words)


def _axes(made: Sheet, size: Size, palette: Palette) -> Axes:
    left, foot, top = LEFT_SHARE[size], FOOT_SHARE[size], TOP_SHARE[size]
    room_mm = made.height * made.size.height_mm
    high = min(1 - foot - top, HIGHEST_MM / room_mm)
    axes = made.axes(x=left, y=1 - top - high, width=1 - left, height=high)
    styled(axes, made, palette)
    axes.grid(visible=False, axis="x")
    axes.grid(visible=True, axis="y", color=palette.rule, linewidth=0.5)
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.set_xlim(-0.07, 1.07)
    axes.set_xlabel(
        AXIS, size=made.size.text_pt, family=FAMILY, color=palette.text_muted,
        labelpad=4,
    )  # fmt: skip
    return axes


def _draw(axes: Axes, gradient: Gradient, at: int, shift: float, palette: Palette) -> None:
    colour = palette.categorical.colours[0] if at == 0 else palette.text_muted
    said = f"{_short(gradient.name)}: " if gradient.name else ""
    ranks = [rank + shift for rank in gradient.ranks]
    axes.plot(
        gradient.line_ranks, gradient.line_values, color=colour, linewidth=1.2,
        linestyle=LINES[at], label=_literal(f"{said}line, its ends in bold"),
    )  # fmt: skip
    if gradient.highs:
        axes.vlines(ranks, gradient.lows, gradient.highs, color=colour, linewidth=1.1)
    axes.plot(
        ranks, gradient.values, linestyle="", marker=MARKERS[at], color=colour,
        markersize=5, markerfacecolor=colour if at == 0 else "white",
        markeredgewidth=0.8,
        label=_literal(
            f"{said}groups"
            + (", lines are 95% confidence intervals" if gradient.highs else "")
        ),
    )  # fmt: skip


def _name_groups(axes: Axes, gradient: Gradient, made: Sheet) -> None:
    count = len(gradient.ranks)
    ends = {1: f"\n{MOST}", count: f"\n{LEAST}"}
    axes.set_xticks(
        gradient.ranks,
        [f"{at}{ends.get(at, '')}" for at in range(1, count + 1)],
        size=made.size.foot_pt,
        family=FAMILY,
    )


def _write_figures(
    axes: Axes, gradients: Sequence[Gradient], made: Sheet, palette: Palette
) -> None:
    """The figure of each group beside its dot, where one period leaves the room."""
    last = gradients[-1]
    if len(gradients) > 1 or len(last.ranks) > MOST_FIGURES:
        return
    tops = last.highs or last.values
    for rank, value, top in zip(last.ranks, last.values, tops, strict=True):
        axes.annotate(
            f"{value:.1f}%", (rank, top), xytext=(0, 3 if last.highs else 6),
            textcoords="offset points", ha="center", va="bottom", family=FAMILY,
            size=made.size.foot_pt, color=palette.text,
        )  # fmt: skip


def _write_ends(
    axes: Axes, gradients: Sequence[Gradient], end: int, top: float, made: Sheet
) -> None:
    """The figures between which the slope index lies, beside the line's end."""
    palette = palette_for("light")
    ends = sorted((each.line_values[end], at) for at, each in enumerate(gradients[::-1]))
    places = [value for value, _ in ends]
    high_mm = axes.get_position().height * made.size.height_mm
    type_mm = made.size.foot_pt / PT_PER_INCH * MM_PER_INCH
    nearest = NEAREST * type_mm / high_mm * top
    if len(places) > 1 and (lack := nearest - (places[1] - places[0])) > 0:
        places = [places[0] - lack / 2, places[1] + lack / 2]
    for place, (value, at) in zip(places, ends, strict=True):
        axes.text(
            -0.008 if end == 0 else 1.008, place, f"{value:.1f}%",
            ha="right" if end == 0 else "left", va="center", weight="bold",
            color=palette.categorical.colours[0] if at == 0 else palette.text_muted,
            family=FAMILY, size=made.size.foot_pt,
        )  # fmt: skip


MOST_LETTERS = 28
"""Of a name in the legend or beside the axis, which have one line."""


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"


def _literal(text: str) -> str:
    """Dollars as they are; a name that begins with _ would be left out of a legend."""
    shown = text.replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown
