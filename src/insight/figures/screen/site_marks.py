"""Sites of several kinds laid over a map, told apart by shape and by colour."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from insight.figures.palette import Palette

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "star", "triangle-down", "hexagon")
"""As many as are told apart at `MARK_PX`, in any colour or none."""

MARK_PX, RING_PX = 9, 1.2


def site_marks(
    names: Mapping[str, str], marks: pd.DataFrame, palette: Palette, legend: str
) -> list[go.Scattergeo]:
    """A shape and a colour for each kind, ringed to show on any fill.

    `names` has the kinds by key, as many as `SHAPES` at most; `marks` has ``key``, ``longitude``,
    ``latitude`` and ``words``. A kind without marks keeps its shape. The entries stand in the
    legend of that name, or in none.
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
                legend=legend or None,
                showlegend=bool(legend),
                unselected={"marker": {"opacity": 1}},
            )
        )
    return traces
