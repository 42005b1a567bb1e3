"""Sites of several kinds laid over a map, told apart by shape and by colour."""

from collections.abc import Mapping
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from insight.figures.caption import SOURCE_LINE_PX
from insight.figures.palette import Palette

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "star", "triangle-down", "hexagon")
"""As many as are told apart at `MARK_PX`, in any colour or none."""

MARK_PX, RING_PX = 9, 1.2
ROW_PX, PAD_PX, ENTRY_PX = 19, 10, 190
OWN_ROWS = 3
"""Rows that a map keeps room for without any layer."""
LINE_LETTERS = 90
IN_A_ROW = 2
"""Entries beside each other in the narrowest column that a map is drawn in."""


def site_marks(
    names: Mapping[str, str], marks: pd.DataFrame, palette: Palette, *, has_entry: bool = True
) -> list[go.Scattergeo]:
    """A shape and a colour for each kind, ringed to show on any fill.

    `names` has the kinds by key, as many as `SHAPES` at most; `marks` has ``key``, ``longitude``,
    ``latitude`` and ``words``. A kind without marks keeps its shape.
    """
    # Maps are blue: the blue comes last.
    colours = palette.categorical.colours[::-1]
    traces = []
    for at, (key, name) in enumerate(names.items()):
        own = marks[marks["key"].eq(key)]
        look = {"symbol": SHAPES[at], "size": MARK_PX, "color": colours[at % len(colours)]}
        edge = {"width": RING_PX, "color": palette.background}
        traces.append(
            go.Scattergeo(
                # An entry of the legend needs a point, if only one that is nowhere.
                lon=own["longitude"].tolist() or [None],
                lat=own["latitude"].tolist() or [None],
                mode="markers",
                marker=look | {"line": edge},
                text=own["words"].tolist() or [""],
                hovertemplate="%{text}<extra></extra>",
                name=name,
                legend="legend2",
                showlegend=has_entry,
                unselected={"marker": {"opacity": 1}},
            )
        )
    return traces


def with_room(plot: go.Figure, kinds: int, source: str, *, is_fixed: bool) -> go.Figure:
    """A legend of so many kinds between a map's own legend and its source."""
    layout = plot.layout
    lines = wrap(source, LINE_LETTERS)
    foot_px = layout.height * layout.legend.y + SOURCE_LINE_PX * len(lines)
    room_px = PAD_PX + ROW_PX * (_rows(kinds) + _more_rows(plot))
    more_px = room_px + SOURCE_LINE_PX * len(lines)
    height = layout.height + (0 if is_fixed else more_px)
    note = layout.annotations[0]
    note.update(yshift=note.yshift - room_px, text="<br>".join((note.text, *lines)))
    plot.update_layout(
        height=height,
        margin_b=layout.margin.b + more_px,
        legend_y=(foot_px + PAD_PX + ROW_PX * _rows(kinds)) / height,
        legend2={
            **layout.legend.to_plotly_json(),
            "title": {"text": ""},
            "y": foot_px / height,
            "entrywidth": ENTRY_PX,
        },
    )
    return plot


def _rows(entries: int) -> int:
    return -(-entries // IN_A_ROW)


def _more_rows(plot: go.Figure) -> int:
    """Rows of the map's own legend beyond those that it has room for."""
    own = [each for each in plot.data if each.showlegend and each.legend != "legend2"]
    return max(0, _rows(len(own)) - OWN_ROWS)
