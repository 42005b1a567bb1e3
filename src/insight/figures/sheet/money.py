"""Charts of money on paper: what is placed, and who it reaches."""

from typing import Any

from matplotlib.ticker import MaxNLocator

from insight.figures.money import CurvesChart, PlacedChart
from insight.figures.palette import palette_for
from insight.figures.sheet.charts import styled
from insight.figures.sheet.sheet import FAMILY, Format, Size, Words, rendered, sheet

NAME_SHARE, WORDS_SHARE = 0.34, 0.2
HIGHEST_ROW_MM = 13
FOOT_SHARE = 0.12
SQUARE_MM = {Size.HALF: 70, Size.FULL: 120, Size.WIDE: 110}
"""Side of the square that curves are drawn in, at the most."""
DASHES = {"solid": "-", "dash": "--", "dot": ":"}
THINNER = 2 / 3
"""Of the width of a line on the screen."""


def paper_placed(chart: PlacedChart, words: Words, size: Size, kind: Format) -> bytes:
    """How much of the money has a place, a bar for each part."""
    made = sheet(words, size)
    palette = palette_for("light")
    rows = max(len(chart.segments), 1)
    room_mm = made.height * made.size.height_mm
    high = min(1 - FOOT_SHARE, HIGHEST_ROW_MM * rows / room_mm)
    axes = made.axes(x=NAME_SHARE, y=1 - high, width=1 - NAME_SHARE - WORDS_SHARE, height=high)
    styled(axes, made, palette)
    ink = palette.categorical.colours[0]
    type_: dict[str, Any] = {"family": FAMILY, "size": made.size.foot_pt, "color": palette.text}
    for at, each in enumerate(chart.segments):
        look: dict[str, Any] = {"facecolor": "white", "hatch": "..."} if at else {"facecolor": ink}
        axes.barh(at, each.pounds, height=0.62, edgecolor=ink, linewidth=0.6, **look)
        beside = axes.get_yaxis_transform()
        for x, text, side in ((-0.02, each.words, "right"), (1.02, f"£{each.pounds:,.0f}", "left")):
            axes.text(x, at, text, transform=beside, ha=side, va="center", **type_)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: f"£{value:,.0f}")
    axes.xaxis.set_major_locator(MaxNLocator(4))
    return rendered(made, kind, words)


def paper_curves(chart: CurvesChart, words: Words, size: Size, kind: Format) -> bytes:
    """The curves of money and of need in a square, with their names beside it."""
    made = sheet(words, size)
    palette = palette_for("light")
    width_mm = made.width * made.size.width_mm
    height_mm = made.height * made.size.height_mm
    side = min(SQUARE_MM[size], 0.62 * width_mm, (1 - FOOT_SHARE) * height_mm)
    axes = made.axes(x=0.1, y=1 - side / height_mm, width=side / width_mm, height=side / height_mm)
    styled(axes, made, palette)
    axes.grid(visible=True, axis="y", color=palette.rule, linewidth=0.5)
    type_: dict[str, Any] = {"family": FAMILY, "size": made.size.foot_pt}
    within, colours = axes.transAxes, palette.categorical.colours
    # The last is drawn on top, and named first.
    for row, curve in zip((2, 1, 0), chart.curves, strict=True):
        colour = palette.text_muted if curve.ink is None else colours[curve.ink]
        look: dict[str, Any] = {"color": colour, "linestyle": DASHES[curve.dash]}
        look["linewidth"] = THINNER * curve.width
        axes.plot(curve.residents, curve.amount, **look)
        y = 0.96 - row * 0.09
        axes.plot([1.05, 1.13], [y, y], transform=within, clip_on=False, **look)
        axes.text(1.15, y, curve.name, transform=within, va="center", color=palette.text, **type_)
    ticks = range(0, 101, 20)
    texts = [f"{each}%" for each in ticks]
    axes.set(xlim=(0, 100), ylim=(0, 100), xticks=ticks, yticks=ticks)
    axes.set(xticklabels=texts, yticklabels=texts)
    axes.set_xlabel(chart.axis, color=palette.text_muted, **type_)
    return rendered(made, kind, words)
