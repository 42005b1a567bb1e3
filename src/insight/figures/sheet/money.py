"""Charts of money on paper: what is placed, and who it reaches."""

from typing import Any

from matplotlib.ticker import MaxNLocator

from insight.figures.money import CurvesChart, PlacedChart
from insight.figures.sheet.charts import styled, styled_rows
from insight.figures.sheet.lettering import PALETTE, lettering
from insight.figures.sheet.sheet import Format, Size, Words, rendered, sheet

NAME_SHARE, WORDS_SHARE = 0.34, 0.2
HIGHEST_ROW_MM = 13
FOOT_SHARE = 0.12
SQUARE_MM = {Size.HALF: 70, Size.FULL: 100, Size.WIDE: 110}
"""Side of the square that curves are drawn in, at the most."""
DASHES = {"solid": "-", "dash": "--", "dot": ":"}
THINNER = 2 / 3


def paper_placed(chart: PlacedChart, words: Words, size: Size, kind: Format) -> bytes:
    """How much of the money has a place, a bar for each part."""
    made = sheet(words, size)
    rows = max(len(chart.segments), 1)
    high = min(1 - FOOT_SHARE, HIGHEST_ROW_MM * rows / made.high_mm)
    axes = made.axes(x=NAME_SHARE, y=1 - high, width=1 - NAME_SHARE - WORDS_SHARE, height=high)
    styled_rows(axes, made, rows)
    ink = PALETTE.categorical.colours[0]
    beside = lettering(PALETTE.text, made.size.foot_pt, va="center")
    beside["transform"] = axes.get_yaxis_transform()
    for at, each in enumerate(chart.segments):
        look: dict[str, Any] = {"facecolor": "white", "hatch": "..."} if at else {"facecolor": ink}
        axes.barh(at, each.pounds, height=0.62, edgecolor=ink, linewidth=0.6, **look)
        axes.text(-0.02, at, each.words, ha="right", **beside)
        axes.text(1.02, at, f"£{each.pounds:,.0f}", ha="left", **beside)
    axes.xaxis.set_major_formatter(lambda value, _: f"£{value:,.0f}")
    axes.xaxis.set_major_locator(MaxNLocator(4))
    return rendered(made, kind, words)


def paper_curves(chart: CurvesChart, words: Words, size: Size, kind: Format) -> bytes:
    """The curves of money and of need in a square, with their names beside it."""
    made = sheet(words, size)
    width_mm, height_mm = made.wide_mm, made.high_mm
    side = min(SQUARE_MM[size], 0.62 * width_mm, (1 - FOOT_SHARE) * height_mm)
    axes = made.axes(x=0.1, y=1 - side / height_mm, width=side / width_mm, height=side / height_mm)
    styled(axes, made, "both")
    within, colours = axes.transAxes, PALETTE.categorical.colours
    beside = lettering(PALETTE.text, made.size.foot_pt, va="center", transform=within)
    # The last is drawn on top, and named first.
    for row, curve in zip((2, 1, 0), chart.curves, strict=True):
        colour = PALETTE.text_muted if curve.ink is None else colours[curve.ink]
        look: dict[str, Any] = {"color": colour, "linestyle": DASHES[curve.dash]}
        look["linewidth"] = THINNER * curve.width
        axes.plot(curve.residents, curve.amount, **look)
        y = 0.96 - row * 0.09
        axes.plot([1.05, 1.13], [y, y], transform=within, clip_on=False, **look)
        axes.text(1.15, y, curve.name, **beside)
    ticks = range(0, 101, 20)
    texts = [f"{each}%" for each in ticks]
    axes.set(xlim=(0, 100), ylim=(0, 100), xticks=ticks, yticks=ticks)
    axes.set(xticklabels=texts, yticklabels=texts)
    axes.set_xlabel(chart.axis, **lettering(PALETTE.text_muted, made.size.foot_pt))
    return rendered(made, kind, words)
