"""Charts of money: what is placed, and how it is shared out."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, source_note, source_px
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout

LINE = 96
CURVE_PX = 300
HEAD_PX = 58
FOOT_PX = 46
BAR_PX = 30
PENCE = 100


@dataclass(frozen=True)
class Segment:
    """One part of the bar of what is placed.

    Attributes
    ----------
    key
        Which part it is.
    words
        What it is called.
    pence
        How much.
    """

    key: str
    words: str
    pence: int


def placed_bar(segments: Sequence[Segment], *, palette: Palette) -> go.Figure:
    """How much of the money has a place: a dark part, then paler ones without.

    Parts below nothing, where more was paid back than given, are left to the words.
    """
    fills = palette.sequential.colours
    shades = (fills[3], *(fills[at] for at in (1, 0, 1, 0, 1, 0, 1)))
    inks = palette.sequential.labels
    ink = (inks[3], *(inks[at] for at in (1, 0, 1, 0, 1, 0, 1)))
    whole = sum(each.pence for each in segments if each.pence > 0) or 1
    bars = [
        go.Bar(
            x=[each.pence / PENCE],
            y=[""],
            orientation="h",
            name=each.words,
            text=[each.words if each.pence / whole > 0.09 else ""],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 12, "color": ink[at]},
            marker={"color": shades[at], "line": {"color": palette.background, "width": 1.5}},
            hovertemplate=f"£%{{x:,.0f}} {each.words}<extra></extra>",
        )
        for at, each in enumerate(segments)
        if each.pence > 0
    ]
    return go.Figure(
        bars,
        layout={
            **base_layout(palette),
            "barmode": "stack",
            "bargap": 0,
            "height": BAR_PX,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "dragmode": False,
            "xaxis": {"visible": False, "fixedrange": True, "range": [0, whole / PENCE]},
            "yaxis": {"visible": False, "fixedrange": True},
        },
    )


def concentration_curves(
    spend: pd.DataFrame,
    need: pd.DataFrame,
    *,
    names: tuple[str, str],
    caption: Caption,
    palette: Palette,
) -> go.Figure:
    """Cumulative shares of money and of need, the most deprived people first.

    Parameters
    ----------
    spend, need
        ``people_share`` and ``amount_share``, proportions from 0 to 1.
    names
        What the two curves are called.
    caption
        Title, subtitle and source.
    palette
        Colours of the reader's theme.
    """
    source = source_px(caption, letters=LINE)
    equal = go.Scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line={"color": palette.text_muted, "dash": "dot", "width": 1.5},
        name="The same for each resident",
        hoverinfo="skip",
    )
    lines = [
        equal,
        _curve(need, names[1], palette.categorical.colours[3], dash="dash", width=2),
        _curve(spend, names[0], palette.categorical.colours[0], dash="solid", width=3),
    ]
    axis = {
        "range": [0, 100.5],
        "ticksuffix": "%",
        "gridcolor": palette.rule,
        "zeroline": False,
        "fixedrange": True,
    }
    return go.Figure(
        lines,
        layout={
            **base_layout(palette),
            "height": HEAD_PX + CURVE_PX + FOOT_PX + source,
            "margin": {"l": 52, "r": 12, "t": HEAD_PX + 8, "b": FOOT_PX + source},
            "title": heading(caption, palette, type_px=16),
            "dragmode": False,
            "showlegend": True,
            "legend": _free_corner(spend)
            | {
                "font": {"size": 12},
                "bgcolor": palette.background,
                "traceorder": "reversed",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "xaxis": axis
            | {
                "title": {
                    "text": "Residents, the most deprived first",
                    "font": {"size": 12},
                    "standoff": 4,
                }
            },
            "yaxis": axis,
            "annotations": [
                source_note(caption, palette, below_px=FOOT_PX, letters=LINE)
                | {"xshift": MARGIN_PX - 52}
            ],
        },
    )


def _free_corner(spend: pd.DataFrame) -> dict[str, object]:
    """Where the legend covers no curve: beneath one above the diagonal, or over it."""
    if (spend["amount_share"] - spend["people_share"]).mean() >= 0:
        return {"x": 0.99, "xanchor": "right", "y": 0.02, "yanchor": "bottom"}
    return {"x": 0.01, "xanchor": "left", "y": 0.98, "yanchor": "top"}


def _curve(shares: pd.DataFrame, name: str, colour: str, *, dash: str, width: int) -> go.Scatter:
    percents = (100 * shares).round(1)
    return go.Scatter(
        x=percents["people_share"],
        y=percents["amount_share"],
        mode="lines",
        line={"color": colour, "dash": dash, "width": width},
        name=name,
        hovertemplate="The most deprived %{x:.0f}% of residents: %{y:.0f}%"
        f"<extra>{name}</extra>",
    )
