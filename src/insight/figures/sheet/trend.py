"""A share over the survey years on paper, with its range, beside England's."""

from insight.figures.sheet.charts import styled
from insight.figures.sheet.lettering import PALETTE, lettering
from insight.figures.sheet.sheet import Format, Size, Words, broken, rendered, sheet
from insight.figures.trend import TrendChart

LEFT_SHARE, RIGHT_SHARE, FOOT_SHARE = 0.07, 0.2, 0.1
HIGHEST_SHARE = {Size.HALF: 0.95, Size.FULL: 0.5, Size.WIDE: 0.95}
"""Of the room's height, so that lines keep their slope on a tall page."""
NAME_SHARE = 0.95 * RIGHT_SHARE
APART = 0.06
"""Least distance of two names at the ends of lines, as a share of the axis."""


def paper_trend(chart: TrendChart, words: Words, size: Size, kind: Format) -> bytes:
    """The share as a line in its range, England's as a broken line."""
    made = sheet(words, size)
    high_share = HIGHEST_SHARE[size] - FOOT_SHARE
    axes = made.axes(
        x=LEFT_SHARE, y=1 - high_share, width=1 - LEFT_SHARE - RIGHT_SHARE, height=high_share
    )
    styled(axes, made, "y")
    at = list(range(len(chart.shares)))
    ink = PALETTE.categorical.colours[0]
    axes.fill_between(
        at, chart.low.to_numpy(), chart.high.to_numpy(), facecolor=ink, alpha=0.18, linewidth=0
    )
    axes.plot(at, chart.shares.to_numpy(), color=ink, linewidth=1.6, marker="o", markersize=4)
    axes.plot(at, chart.england.to_numpy(), color=PALETTE.text_muted, linewidth=1.2, linestyle=":")
    top = chart.top
    axes.set_ylim(0, top)
    axes.set_xlim(-0.3, len(at) - 0.7)
    axes.set_xticks(at, [str(year) for year in chart.shares.index])
    tens = range(0, int(top) + 1, 10)
    axes.set_yticks(tens, [f"{each}%" for each in tens])
    mine, other = float(chart.shares.iloc[-1]), float(chart.england.iloc[-1])
    if abs(mine - other) < APART * top:
        middle = (mine + other) / 2
        half = APART * top / 2 * (1 if mine >= other else -1)
        ends = (middle + half, middle - half)
    else:
        ends = (mine, other)
    pt = made.size.foot_pt
    name = broken(f"{chart.name} {mine:.1f}%", made.size, pt, share=NAME_SHARE, weight="bold")
    sides = ("bottom", "top") if mine >= other else ("top", "bottom")
    for y, text, colour, side in (
        (ends[0], "\n".join(name), ink, sides[0] if len(name) > 1 else "center"),
        (ends[1], f"England {other:.1f}%", PALETTE.text_muted, "center"),
    ):
        look = lettering(colour, pt, weight="bold", va=side, xytext=(6, 0))
        look |= {"textcoords": "offset points", "annotation_clip": False}
        axes.annotate(text, (at[-1], y), **look)
    return rendered(made, kind, words)
