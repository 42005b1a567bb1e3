"""Shares by group of deprivation with the line through them, for the screen."""

import plotly.graph_objects as go

from insight.figures.caption import in_figure
from insight.figures.inequality import AXIS, UNIT, Gradient, GradientChart
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout, legend_row, name_axis, value_axis, whiskers
from insight.figures.watermark import watermarked

CHART_PX = 340
SYMBOLS = ("circle", "diamond-open")
DASHES = ("solid", "dash")


def gradient_figure(chart: GradientChart, palette: Palette) -> go.Figure:
    """Dots with intervals and the line through them; the last period is drawn full."""
    names = chart.group_names
    traces = [
        trace
        for at, (gradient, shift) in enumerate(chart.drawn)
        for trace in (_line(gradient, at, palette), _dots(gradient, names, at, shift, palette))
    ]
    plot = go.Figure(traces).update_layout(
        **base_layout(palette),
        height=CHART_PX,
        margin={"l": 52, "r": 12, "t": 40, "b": 62},
        showlegend=True,
        legend=legend_row(y=1.02),
        xaxis=name_axis(
            range=[-0.08, 1.08],
            tickvals=list(chart.last.ranks),
            ticktext=[name.replace("\n", "<br>") for name in names],
            title={"text": AXIS, "standoff": 6},
            tickangle=0,
            zeroline=False,
            linecolor=palette.border,
        ),
        yaxis=value_axis(
            palette,
            range=[0, chart.top],
            title={"text": UNIT, "standoff": 6},
            ticksuffix="%",
            nticks=6,
        ),
    )
    return watermarked(plot, palette) if chart.is_illustrative else plot


def _look(gradient: Gradient, at: int, palette: Palette) -> tuple[str, str]:
    """Ink of a period, and what its entries begin with."""
    name = in_figure(gradient.name)
    ink = palette.text_muted if at else palette.categorical.colours[0]
    return ink, f"{name}: " if name else ""


def _line(gradient: Gradient, at: int, palette: Palette) -> go.Scatter:
    """The line of one period, with its ends in figures for the one drawn full."""
    ink, said = _look(gradient, at, palette)
    values = list(gradient.line_values)
    ends = () if at else (0, len(values) - 1)
    texts = [f"<b>{value:.1f}%</b>" if i in ends else "" for i, value in enumerate(values)]
    return go.Scatter(
        x=list(gradient.line_ranks),
        y=values,
        mode="lines+text",
        text=texts,
        textposition=["middle right" if i else "middle left" for i in range(len(values))],
        textfont={"color": ink, "size": 13},
        line={"color": ink, "width": 2, "dash": DASHES[at]},
        name=f"{said}line",
        hovertemplate=f"{said}line %{{y:.1f}}%<extra></extra>",
    )


def _dots(
    gradient: Gradient, names: list[str], at: int, shift: float, palette: Palette
) -> go.Scatter:
    """The groups of one period, with their intervals where they have some."""
    ink, said = _look(gradient, at, palette)
    values, lows, highs = gradient.values, gradient.lows, gradient.highs
    error, ranges = None, [""] * len(values)
    if highs:
        error = whiskers(values, lows, highs, ink, thickness=1.5, width=4)
        ranges = [
            f" (95% confidence interval {low:.1f}% to {high:.1f}%)"
            for low, high in zip(lows, highs, strict=True)
        ]
    texts = [
        f"{said}group {name.replace(chr(10), ' ')}: {value:.1f}%{span}"
        for name, value, span in zip(names, values, ranges, strict=True)
    ]
    return go.Scatter(
        x=[rank + shift for rank in gradient.ranks],
        y=list(values),
        mode="markers",
        marker={"symbol": SYMBOLS[at], "size": 10, "color": ink},
        error_y=error,
        name=f"{said}groups" + (" with 95% confidence intervals" if highs else ""),
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )
