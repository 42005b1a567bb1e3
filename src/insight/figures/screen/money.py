"""Charts of money on the screen: what is placed, and how it is shared out."""

import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, source_note, source_px
from insight.figures.money import Curve, CurvesChart, PlacedChart
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout

LINE = 96
CURVE_PX = 300
HEAD_PX = 58
FOOT_PX = 46
BAR_PX = 30
LEFT_PX = 52
DARK = 3
"""Shade of the palette for what is placed; paler ones follow in turns."""
NAMED_FROM = 0.09
"""Share of the bar from which a part has room for its words."""


def placed_bar(chart: PlacedChart, palette: Palette) -> go.Figure:
    """The parts in one bar; those below nothing, paid back, are left to the words."""
    fills, inks = palette.sequential.colours, palette.sequential.labels
    bars = [
        go.Bar(
            x=[each.pounds],
            y=[""],
            orientation="h",
            name=each.words,
            text=[each.words if each.pounds / chart.whole > NAMED_FROM else ""],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 12, "color": inks[shade]},
            marker={"color": fills[shade], "line": {"color": palette.background, "width": 1.5}},
            hovertemplate=f"£%{{x:,.0f}} {each.words}<extra></extra>",
        )
        for at, each in enumerate(chart.segments)
        for shade in [at % 2 if at else DARK]
        if each.pence > 0
    ]
    layout = {
        "barmode": "stack",
        "bargap": 0,
        "height": BAR_PX,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {"visible": False, "fixedrange": True, "range": [0, chart.whole]},
        "yaxis": {"visible": False, "fixedrange": True},
    }
    return go.Figure(bars, layout=base_layout(palette) | layout)


def concentration_curves(chart: CurvesChart, caption: Caption, palette: Palette) -> go.Figure:
    """The curves of money and of need beside that of equal shares."""
    source = source_px(caption, letters=LINE)
    axis = {
        "range": [0, 100.5],
        "ticksuffix": "%",
        "gridcolor": palette.rule,
        "zeroline": False,
        "fixedrange": True,
    }
    title = {"text": chart.axis, "font": {"size": 12}, "standoff": 4}
    note = source_note(caption, palette, below_px=FOOT_PX, letters=LINE)
    layout = {
        "height": HEAD_PX + CURVE_PX + FOOT_PX + source,
        "margin": {"l": LEFT_PX, "r": 12, "t": HEAD_PX + 8, "b": FOOT_PX + source},
        "title": heading(caption, palette, type_px=16),
        "dragmode": False,
        "showlegend": True,
        "legend": {
            **_free_corner(chart),
            "font": {"size": 12},
            "bgcolor": palette.background,
            "traceorder": "reversed",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": {**axis, "title": title},
        "yaxis": axis,
        "annotations": [{**note, "xshift": MARGIN_PX - LEFT_PX}],
    }
    traces = [_line(each, palette) for each in chart.curves]
    return go.Figure(traces, layout=base_layout(palette) | layout)


def _free_corner(chart: CurvesChart) -> dict[str, object]:
    """Where the legend covers no curve: beneath one above the diagonal, or over it."""
    if chart.is_above:
        return {"x": 0.99, "xanchor": "right", "y": 0.02, "yanchor": "bottom"}
    return {"x": 0.01, "xanchor": "left", "y": 0.98, "yanchor": "top"}


def _line(curve: Curve, palette: Palette) -> go.Scatter:
    said = "The most deprived %{x:.0f}% of residents: %{y:.0f}%<extra>"
    is_muted = curve.ink is None
    colour = palette.text_muted if curve.ink is None else palette.categorical.colours[curve.ink]
    return go.Scatter(
        x=curve.residents,
        y=curve.amount,
        mode="lines",
        line={"color": colour, "dash": curve.dash, "width": curve.width},
        name=curve.name,
        hoverinfo="skip" if is_muted else None,
        hovertemplate=None if is_muted else f"{said}{curve.name}</extra>",
    )
