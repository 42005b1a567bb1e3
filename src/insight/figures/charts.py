"""Charts for the screen."""

import pandas as pd
import plotly.graph_objects as go

from insight.figures.palette import Palette

FONT = "Source Sans, Source Sans Pro, sans-serif"
FONT_PX = 14
CHART_PX = 280


def base_layout(palette: Palette) -> dict[str, object]:
    """What every figure shares: no template, the palette's ink, no padding."""
    return {
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": FONT_PX, "color": palette.text},
        "hoverlabel": {
            "bgcolor": palette.background,
            "bordercolor": palette.border,
            "font": {"family": FONT, "size": FONT_PX, "color": palette.text},
            "align": "left",
        },
    }


def trend(  # noqa: PLR0913 - four aligned series and two ways to show them
    shares: pd.Series,
    low: pd.Series,
    high: pd.Series,
    england: pd.Series,
    *,
    name: str,
    palette: Palette,
) -> go.Figure:
    """A share over the years with its range, beside England's.

    Parameters
    ----------
    shares, low, high, england
        Per cent, indexed by survey year.
    name
        The place, written at the end of its line.
    palette
        Colours of the reader's theme.
    """
    years = list(shares.index)
    mine, other = palette.categorical.colours[0], palette.text_muted
    faint = f"rgba({','.join(str(int(mine[i : i + 2], 16)) for i in (1, 3, 5))},0.16)"
    plot = go.Figure(
        [
            go.Scatter(
                x=years + years[::-1],
                y=[*high.round(1), *low.round(1)[::-1]],
                fill="toself",
                fillcolor=faint,
                line={"width": 0},
                hoverinfo="skip",
                name="95% range",
            ),
            go.Scatter(
                x=years,
                y=england,
                mode="lines",
                line={"color": other, "width": 2, "dash": "dot"},
                name="England",
                hovertemplate="England %{x}: %{y:.1f}%<extra></extra>",
            ),
            go.Scatter(
                x=years,
                y=shares,
                mode="lines+markers",
                line={"color": mine, "width": 2.5},
                marker={"size": 7},
                name=name,
                hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
            ),
        ]
    )
    top = max(40.0, float(high.max()) + 2)
    return plot.update_layout(
        **base_layout(palette),
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "reversed",
        },
        height=CHART_PX,
        margin={"l": 44, "r": 12, "t": 36, "b": 28},
        xaxis={"showgrid": False, "fixedrange": True, "linecolor": palette.border},
        yaxis={
            "range": [0, top],
            "ticksuffix": "%",
            "nticks": 5,
            "gridcolor": palette.rule,
            "zeroline": False,
            "fixedrange": True,
        },
    )
