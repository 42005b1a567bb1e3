"""The record of one neighbourhood over time, lane by lane."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout

LANE_PX = 26
LEFT_PX, HEAD_PX, AXIS_PX = 84, 52, 30
MARK_PX, CHOSEN_PX = 11, 2
SOURCE_LETTERS = 150
MARGIN_DAYS = 30
SYMBOLS = ("square", "circle", "diamond", "triangle-up", "star")
"""One for each lane, so that lanes differ by more than their place."""


@dataclass(frozen=True)
class Event:
    """Something that is dated.

    Attributes
    ----------
    day
        Its day.
    lane
        Number of its lane, 0 at the top.
    words
        What it is, as people wrote it.
    """

    day: date
    lane: int
    words: str


def timeline(
    events: Sequence[Event], *, day: date, lanes: Sequence[str], caption: Caption, palette: Palette
) -> go.Figure:
    """Draw the events; what is later than the chosen day is hollow.

    Several of one lane and day are one mark with their number.

    Parameters
    ----------
    events
        In any order.
    day
        The day as on which the record is shown.
    lanes
        Names of the lanes, from the top.
    caption
        Title, subtitle and source.
    palette
        Colours of the reader's theme.
    """
    below = source_px(caption, letters=SOURCE_LETTERS)
    days = [event.day for event in events] or [day]
    first = min(*days, day) - timedelta(days=MARGIN_DAYS)
    last = max(*days, day) + timedelta(days=MARGIN_DAYS)
    notes = [
        source_note(caption, palette, below_px=AXIS_PX, letters=SOURCE_LETTERS)
        | {"xshift": MARGIN_PX - LEFT_PX}
    ]
    if not events:
        notes.append(_nothing(palette))
    return go.Figure(
        [_marks(lane, events, day, palette) for lane in range(len(lanes))],
        layout={
            **base_layout(palette),
            "height": timeline_px(len(lanes), caption),
            "margin": {"l": LEFT_PX, "r": 14, "t": HEAD_PX, "b": AXIS_PX + below},
            "title": heading(caption, palette, type_px=15),
            "showlegend": False,
            "dragmode": False,
            "xaxis": {
                "range": [first.isoformat(), last.isoformat()],
                "type": "date",
                "fixedrange": True,
                "gridcolor": palette.rule,
                "tickformat": "%b %Y",
                "nticks": 10,
            },
            "yaxis": {
                "range": [len(lanes) - 0.4, -0.6],
                "tickvals": list(range(len(lanes))),
                "ticktext": list(lanes),
                "fixedrange": True,
                "gridcolor": palette.rule,
                "zeroline": False,
            },
            "shapes": [
                {
                    "type": "line", "xref": "x", "yref": "paper",
                    "x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1,
                    "line": {"color": palette.text, "width": CHOSEN_PX},
                }
            ],
            "annotations": notes,
        },
    )  # fmt: skip


def timeline_px(lanes: int, caption: Caption) -> int:
    """Height of the figure."""
    return (
        HEAD_PX + LANE_PX * lanes + AXIS_PX
        + source_px(caption, letters=SOURCE_LETTERS)
    )  # fmt: skip


def _marks(lane: int, events: Sequence[Event], day: date, palette: Palette) -> go.Scatter:
    """One mark for each day of a lane."""
    own = [event for event in events if event.lane == lane]
    counts = Counter(event.day for event in own)
    days = sorted(counts)
    words = {
        each: "<br>".join(in_figure(event.words) for event in own if event.day == each)
        for each in days
    }
    symbol = SYMBOLS[lane % len(SYMBOLS)]
    colour = palette.standings.always.colour
    return go.Scatter(
        x=[each.isoformat() for each in days],
        y=[lane] * len(days),
        mode="markers+text",
        marker={
            "symbol": [symbol + ("-open" if each > day else "") for each in days],
            "size": MARK_PX,
            "color": colour,
            "line": {"width": 1.5, "color": colour},
        },
        text=[str(counts[each]) if counts[each] > 1 else "" for each in days],
        textposition="middle right",
        textfont={"size": 11, "color": palette.text},
        customdata=[[f"{each.day} {each:%B %Y}", words[each]] for each in days],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )


def _nothing(palette: Palette) -> dict[str, object]:
    return {
        "text": "Nothing is recorded yet",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": 13, "color": palette.text_muted},
    }
