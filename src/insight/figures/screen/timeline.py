"""The record of one neighbourhood over time on screen."""

import plotly.graph_objects as go

from insight.figures.caption import Caption, in_figure
from insight.figures.palette import Palette
from insight.figures.screen.charts import Margins, captioned
from insight.figures.timeline import TimelineChart

LANE_PX = 26
MARGINS = Margins(left=84, right=14, top=52, foot=30)
MARK_PX, CHOSEN_PX = 11, 2
SYMBOLS = ("square", "circle", "diamond", "triangle-up", "star")
"""One for each lane, so that lanes differ by more than their place."""


def timeline(chart: TimelineChart, caption: Caption, palette: Palette) -> go.Figure:
    """Draw the events; several of one lane and day are one mark with their number."""
    lanes, day = list(chart.lanes), chart.day.isoformat()
    nothing = {
        "text": "Nothing is recorded yet",
        **{"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False},
        "font": {"size": 13, "color": palette.text_muted},
    }
    height, notes = LANE_PX * len(lanes), [] if chart.events else [nothing]
    layout = captioned(caption, palette, MARGINS, height=height, type_px=15, notes=notes)
    axis = {"fixedrange": True, "gridcolor": palette.rule}
    return go.Figure(
        [_marks(chart, lane, palette) for lane in range(len(lanes))],
        layout=layout
        | {
            "xaxis": axis
            | {"range": [each.isoformat() for each in chart.span], "type": "date"}
            | {"tickformat": "%b %Y", "nticks": 10},
            "yaxis": axis
            | {"range": [len(lanes) - 0.4, -0.6], "zeroline": False}
            | {"tickvals": list(range(len(lanes))), "ticktext": lanes},
            "shapes": [
                {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
                | {"x0": day, "x1": day, "line": {"color": palette.text, "width": CHOSEN_PX}}
            ],
        },
    )


def _marks(chart: TimelineChart, lane: int, palette: Palette) -> go.Scatter:
    """One mark for each day of a lane."""
    days, symbol = chart.marks(lane), SYMBOLS[lane % len(SYMBOLS)]
    colour = palette.standings.always.colour
    return go.Scatter(
        x=[each.isoformat() for each in days],
        y=[lane] * len(days),
        mode="markers+text",
        marker={
            "symbol": [symbol + ("-open" if each > chart.day else "") for each in days],
            "size": MARK_PX,
            "color": colour,
            "line": {"width": 1.5, "color": colour},
        },
        text=[str(len(words)) if len(words) > 1 else "" for words in days.values()],
        textposition="middle right",
        textfont={"size": 11, "color": palette.text},
        customdata=[
            [f"{each.day} {each:%B %Y}", "<br>".join(map(in_figure, words))]
            for each, words in days.items()
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )
