"""Small maps beside each other, all with the same classes."""

from math import ceil

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from insight.figures.area_map import Legend
from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.multiples import SmallMaps
from insight.figures.palette import Palette
from insight.figures.screen.base_map import areas, class_colours, framed
from insight.figures.screen.charts import base_layout
from insight.figures.screen.legend import LegendColumn
from insight.figures.screen.maps import legend_entries

COLUMNS = 5
TITLE_PX, NAME_PX = 64, 20
LETTERS = 150
"""Of the source line that fit beside each other."""


def multiples(  # noqa: PLR0913 - each is a record of one concern
    chart: SmallMaps, url: str, legend: Legend, caption: Caption, *, palette: Palette, height: int
) -> go.Figure:
    """Small maps in rows, each filling its frame; `url` is that of the boundaries."""
    panels = chart.panels
    # Two rows of a few, so that each map is as large as can be.
    columns = min(COLUMNS, max(2, ceil(len(panels) / 2)))
    rows = ceil(len(panels) / columns)
    entries = legend_entries(chart.layer, legend, palette)
    key = LegendColumn.of(legend.title, entries)
    is_full = len(panels) == rows * columns
    beneath_px = key.height_beneath if is_full else 0
    foot_px = beneath_px + source_px(caption, letters=LETTERS)
    room = height - TITLE_PX - foot_px
    traces: list[BaseTraceType] = []
    frames: dict[str, object] = {}
    notes = []
    for at, panel in enumerate(panels):
        geo = "geo" if at == 0 else f"geo{at + 1}"
        row, column = divmod(at, columns)
        left, top = column / columns, 1 - row / rows
        up = [1 - (row + 1) / rows + 0.02, top - 2 * NAME_PX / room]
        frames[geo] = framed(panel.bounds, [left + 0.005, left + 1 / columns - 0.005], up)
        traces.append(areas(url, chart.layer.part(panel.at), palette).update(geo=geo))
        notes.append(
            {
                "text": f"<b>{in_figure(panel.name)}</b><br>{in_figure(panel.words)}",
                **{"xref": "paper", "yref": "paper", "x": left + 0.5 / columns, "y": top},
                **{"xanchor": "center", "yanchor": "top", "showarrow": False},
                "font": {"size": 12, "color": palette.text},
            }
        )
    where = key.beneath(foot_px, height)
    if not is_full:
        left = (columns - 1) / columns + 0.005
        where = key.look() | {"x": left, "xanchor": "left", "y": 1 / rows, "yanchor": "top"}
    return go.Figure(
        [*traces, *entries],
        layout={
            **base_layout(palette),
            "paper_bgcolor": palette.background,
            "height": height,
            "margin": {"l": MARGIN_PX, "r": MARGIN_PX, "t": TITLE_PX, "b": foot_px},
            "title": heading(caption, palette, type_px=18),
            "coloraxis": class_colours(legend.ramp.colours),
            "legend": where,
            "annotations": [
                *notes,
                source_note(caption, palette, below_px=beneath_px + MARGIN_PX, letters=LETTERS),
            ],
            **frames,
        },
    )
