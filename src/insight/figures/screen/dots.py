"""Circles on a map and what their sizes mean."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from insight.figures.dots import Dots
from insight.figures.palette import Palette
from insight.figures.screen.legend import TITLE_LINE_PX, TYPE_PX

GAP_PX, INDENT_PX = 5, 10
OPACITY = 0.75


class Corner(NamedTuple):
    """Left and top of the key of sizes: pixels from a side (0 left, 1 right) and foot of a plot."""

    side: int
    left: float
    top: float


def dot_marks(dots: Dots, palette: Palette, geo: str) -> go.Scattergeo:
    """The circles, the smallest on top, so that none hides another."""
    order = (-dots.amounts).argsort()
    return go.Scattergeo(
        lon=dots.longitudes[order].round(4),
        lat=dots.latitudes[order].round(4),
        mode="markers",
        marker={
            "size": dots.diameters(dots.amounts[order]).round(1),
            "color": palette.sequential.colours[2],
            "opacity": OPACITY,
            "line": {"color": palette.background, "width": 0.8},
        },
        hoverinfo="skip",
        showlegend=False,
        geo=geo,
    )


def key_height(dots: Dots) -> float:
    """Pixels that the key of sizes needs."""
    return GAP_PX + TITLE_LINE_PX + float((dots.diameters(dots.key) + GAP_PX).sum())


def size_key(dots: Dots, palette: Palette, at: Corner) -> dict[str, list[dict[str, Any]]]:
    """Shapes and annotations that say what some sizes mean, one beneath the other."""
    anchor: dict[str, Any] = {"xref": "paper", "yref": "paper"}
    words = {**anchor, "x": at.side, "y": 0, "xanchor": "left", "showarrow": False}
    words["font"] = {"size": TYPE_PX, "color": palette.text}
    drawn = {**anchor, "type": "circle", "xsizemode": "pixel", "ysizemode": "pixel"}
    drawn |= {"xanchor": at.side, "yanchor": 0, "fillcolor": palette.sequential.colours[2]}
    drawn |= {"opacity": OPACITY, "line": {"color": palette.background, "width": 0.8}}
    y = at.top - GAP_PX
    title = {"text": dots.title, "xshift": at.left + 2, "yshift": y, "yanchor": "top"}
    annotations, shapes = [words | title], []
    y -= TITLE_LINE_PX
    sizes = dots.diameters(dots.key)
    widest = float(np.max(sizes, initial=0))
    for amount, size in zip(dots.key, sizes.tolist(), strict=True):
        x = at.left + INDENT_PX + widest / 2
        y -= GAP_PX + size / 2
        ends = {"x0": x - size / 2, "x1": x + size / 2, "y0": y - size / 2, "y1": y + size / 2}
        shapes.append(drawn | ends)
        beside = {"xshift": at.left + 2 * INDENT_PX + widest, "yshift": y, "yanchor": "middle"}
        annotations.append(words | beside | {"text": dots.said(float(amount))})
        y -= size / 2
    return {"shapes": shapes, "annotations": annotations}
