"""Charts of how estimates agree with published figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from insight.figures.caption import in_figure
from insight.figures.comparison import verdict_mark
from insight.figures.palette import Palette
from insight.figures.screen.charts import (
    WORD_PX,
    axis_title,
    base_layout,
    key_above,
    value_axis,
    word_rows,
)
from insight.figures.screen.ranks import shorten_name

ROW_PX = 18
HEAD_PX, FOOT_PX = 44, 46
SCATTER_PX = 520
ROOM = 0.04
"""Free ground beside the outermost points, as a share of the axis."""


@dataclass(frozen=True)
class CorrelationPairs:
    """Two correlations of each place, the first place at the top.

    Of published figures with the model, and with deprivation; `own` is the row of the
    study area, None where it is not among them.
    """

    names: Sequence[str]
    model: np.ndarray
    imd: np.ndarray
    own: int | None


def agreement_dots(pairs: CorrelationPairs, palette: Palette) -> go.Figure:
    """Two dots a place: agreement with the model beside that with deprivation."""
    rows = np.arange(len(pairs.names))
    names = [in_figure(shorten_name(name)) for name in pairs.names]
    whole = [in_figure(name) for name in pairs.names]
    gap = np.full(len(rows), np.nan)
    traces = [
        go.Scatter(
            x=np.column_stack([pairs.imd, pairs.model, gap]).ravel(),
            y=np.repeat(rows, 3),
            mode="lines",
            line={"color": palette.rule, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    ]
    for x, symbol, size, colour, name in (
        (pairs.imd, "diamond-open", 8, palette.text_muted, "Deprivation (IMD) alone"),
        (pairs.model, "circle", 9, palette.categorical.colours[0], "Our model"),
    ):
        said = f"{name[0].lower()}{name[1:]}".replace(" (IMD)", "")
        traces.append(
            go.Scatter(
                x=x,
                y=rows,
                mode="markers",
                marker={"symbol": symbol, "size": size, "color": colour},
                name=name,
                customdata=whole,
                hovertemplate=f"%{{customdata}}<br>{said} %{{x:.2f}}<extra></extra>",
            )
        )
    shapes = []
    if pairs.own is not None:
        names[pairs.own] = f"<b>{names[pairs.own]}</b>"
        ends = {"x0": 0, "x1": 1, "y0": pairs.own - 0.5, "y1": pairs.own + 0.5}
        look = {"fillcolor": palette.surface, "line": {"color": palette.border, "width": 1}}
        shapes.append({"type": "rect", "xref": "paper", "layer": "below", **ends, **look})
    lowest = min(0.0, float(np.nanmin([pairs.model, pairs.imd])))
    return go.Figure(
        traces,
        layout={
            **base_layout(palette),
            "height": ROW_PX * len(rows) + HEAD_PX + FOOT_PX,
            "margin": {"l": 8, "r": 12, "t": HEAD_PX, "b": FOOT_PX},
            "shapes": shapes,
            "showlegend": True,
            "legend": key_above(1),
            "xaxis": value_axis(
                palette,
                range=[lowest - ROOM, 1 + ROOM],
                dtick=0.2,
                title=axis_title("Correlation within districts", 6),
                tickfont={"size": WORD_PX},
            ),
            "yaxis": word_rows(names, palette) | {"automargin": True, "showgrid": False},
        },
    )


@dataclass(frozen=True)
class Points:
    """Areas by their estimate and their published share, per cent.

    `outside` is 1 where the published share is above the estimate's interval, -1 where it
    is below, 0 where it is inside.
    """

    names: Sequence[str]
    estimated: np.ndarray
    published: np.ndarray
    outside: np.ndarray


def agreement_scatter(points: Points, palette: Palette) -> go.Figure:
    """Published shares by estimated ones, with the line on which they are equal."""
    both = np.concatenate([points.estimated, points.published])
    names = np.array([in_figure(name) for name in points.names])
    room = max(1.0, ROOM * float(both.max() - both.min()))
    ends = [float(both.min()) - room, float(both.max()) + room]
    traces = [
        go.Scatter(
            x=ends,
            y=ends,
            mode="lines",
            line={"color": palette.text_muted, "dash": "dot", "width": 1.5},
            name="Equal",
            hoverinfo="skip",
        )
    ]
    for side, answer, words in (
        (1, "higher", "Published above the 95% CI"),
        (0, "similar", "Inside the 95% CI"),
        (-1, "lower", "Published below the 95% CI"),
    ):
        at, mark = np.flatnonzero(points.outside == side), verdict_mark(answer, 1, palette)
        if not len(at) or mark is None:
            continue
        traces.append(
            go.Scatter(
                x=points.estimated[at],
                y=points.published[at],
                mode="markers",
                marker={"symbol": mark.marker, "size": 9, "color": mark.colour},
                name=f"{words} ({len(at)})",
                customdata=names[at],
                hovertemplate="%{customdata}<br>published %{y:.1f}%, "
                "estimated %{x:.1f}%<extra></extra>",
            )
        )
    axis = value_axis(palette, range=ends, ticksuffix="%", nticks=7)
    return go.Figure(
        traces,
        layout={
            **base_layout(palette),
            "height": SCATTER_PX,
            "margin": {"l": 56, "r": 12, "t": 64, "b": 48},
            "showlegend": True,
            "legend": key_above(1),
            "xaxis": axis | {"title": axis_title("Estimated, adults inactive", 6)},
            "yaxis": axis | {"title": axis_title("Published, adults inactive", 6)},
        },
    )
