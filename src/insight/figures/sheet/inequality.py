"""Shares by group of deprivation with the line through them, on paper."""

from matplotlib.axes import Axes

from insight.figures.inequality import AXIS, UNIT, Gradient, GradientChart
from insight.figures.sheet.charts import styled
from insight.figures.sheet.lettering import FAMILIES, PALETTE, in_mm, lettering
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, rendered, sheet

LEFT_SHARE = {Size.HALF: 0.09, Size.FULL: 0.1, Size.WIDE: 0.075}
FOOT_SHARE = {Size.HALF: 0.2, Size.FULL: 0.11, Size.WIDE: 0.17}
TOP_SHARE = {Size.HALF: 0.13, Size.FULL: 0.06, Size.WIDE: 0.11}
HIGHEST_MM = 170
"""A taller chart would make the slope look steeper than on the other sheets."""
MARKERS = ("o", "D")
LINES = ("-", (0, (5, 3)))
MOST_FIGURES = 10
"""Groups whose figures are written above their dots."""
NEAREST = 1.25
"""Between the figures at the ends of two lines, of the size of their type."""
MOST_LETTERS = 28
"""Of a name in the legend, which has one line."""


def paper_gradient(chart: GradientChart, words: Words, size: Size, kind: Format) -> bytes:
    """Dots with intervals and the line through them; the last period is drawn full."""
    made = sheet(words, size)
    axes = _axes(chart, made, size)
    for at, (gradient, shift) in enumerate(chart.drawn):
        _draw(axes, gradient, at, shift)
    names = chart.group_names
    axes.set_xticks(chart.last.ranks, names, size=made.size.foot_pt, family=FAMILIES)
    last = chart.last
    if len(chart.periods) == 1 and len(last.ranks) <= MOST_FIGURES:
        above = {"xytext": (0, 3 if last.highs else 6), "textcoords": "offset points"}
        ink = lettering(PALETTE.text, made.size.foot_pt, ha="center", va="bottom")
        for rank, value, top in zip(
            last.ranks, last.values, last.highs or last.values, strict=True
        ):
            axes.annotate(f"{value:.1f}%", (rank, top), **above | ink)
    for end in (0, -1):
        _write_ends(axes, chart, end, made)
    axes.legend(
        # Filled column by column: one for each period.
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=2,
        frameon=False,
        borderaxespad=0.2,
        handlelength=2.4,
        columnspacing=1.6,
        prop={"family": FAMILIES, "size": made.size.foot_pt},
        labelcolor=PALETTE.text,
    )
    return rendered(made, kind, words)


def _axes(chart: GradientChart, made: Sheet, size: Size) -> Axes:
    left, foot, top = LEFT_SHARE[size], FOOT_SHARE[size], TOP_SHARE[size]
    high = min(1 - foot - top, HIGHEST_MM / made.high_mm)
    axes = made.axes(x=left, y=1 - top - high, width=1 - left, height=high)
    styled(axes, made, "y")
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.set_xlim(-0.07, 1.07)
    axes.set_ylim(0, chart.top)
    ink = lettering(PALETTE.text_muted, made.size.text_pt)
    axes.set_xlabel(AXIS, labelpad=4, **ink)
    axes.set_ylabel(UNIT, **ink)
    return axes


def _draw(axes: Axes, gradient: Gradient, at: int, shift: float) -> None:
    """The line and the dots of one period."""
    ink = _ink(at)
    said = f"{_short(gradient.name)}: " if gradient.name else ""
    ranks = [rank + shift for rank in gradient.ranks]
    axes.plot(
        gradient.line_ranks,
        gradient.line_values,
        color=ink,
        linewidth=1.2,
        linestyle=LINES[at],
        label=_literal(f"{said}line, with its ends in bold"),
    )
    if gradient.highs:
        axes.vlines(ranks, gradient.lows, gradient.highs, color=ink, linewidth=1.1)
    what = ", with 95% confidence intervals" if gradient.highs else ""
    axes.plot(
        ranks,
        gradient.values,
        MARKERS[at],
        color=ink,
        markersize=5,
        markerfacecolor="white" if at else ink,
        markeredgewidth=0.8,
        label=_literal(f"{said}groups{what}"),
    )


def _ink(at: int) -> str:
    return PALETTE.text_muted if at else PALETTE.categorical.colours[0]


def _write_ends(axes: Axes, chart: GradientChart, end: int, made: Sheet) -> None:
    """The figures between which the slope index lies, beside the line's end."""
    ends = sorted((each.line_values[end], at) for at, (each, _) in enumerate(chart.drawn))
    places = [value for value, _ in ends]
    high_mm = axes.get_position().height * made.size.height_mm
    type_mm = in_mm(made.size.foot_pt)
    nearest = NEAREST * type_mm / high_mm * chart.top
    if len(places) > 1 and (lack := nearest - (places[1] - places[0])) > 0:
        places = [places[0] - lack / 2, places[1] + lack / 2]
    x, side = (-0.008, "right") if end == 0 else (1.008, "left")
    for place, (value, at) in zip(places, ends, strict=True):
        ink = lettering(_ink(at), made.size.foot_pt, ha=side, va="center", weight="bold")
        axes.text(x, place, f"{value:.1f}%", **ink)


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"


def _literal(text: str) -> str:
    """Dollars as they are; a name that begins with _ would be left out of a legend."""
    shown = text.replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown
