"""Charts of money on the screen: what is placed, and how it is shared out."""

import plotly.graph_objects as go

from insight.figures.caption import Caption
from insight.figures.money import Curve, CurvesChart, PlacedChart
from insight.figures.palette import Palette
from insight.figures.screen.charts import (
    COLUMN_LETTERS,
    WORD_PX,
    Margins,
    axis_title,
    base_layout,
    captioned,
    value_axis,
)

CURVE_PX, BAR_PX = 292, 30
MARGINS = Margins(left=52, right=12, top=66, foot=46)
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
    axis = value_axis(palette, range=[0, 100.5], ticksuffix="%")
    layout = captioned(caption, palette, MARGINS, height=CURVE_PX, letters=COLUMN_LETTERS) | {
        "showlegend": True,
        "legend": {
            **_free_corner(chart),
            "font": {"size": WORD_PX},
            "bgcolor": palette.background,
            "traceorder": "reversed",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": axis | {"title": axis_title(chart.axis, 4)},
        "yaxis": axis,
    }
    return go.Figure([_line(each, palette) for each in chart.curves], layout=layout)


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
