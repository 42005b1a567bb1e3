"""Small maps beside each other, all with the same classes."""

from math import ceil

import plotly.graph_objects as go

from insight.figures.area_map import MapLayer
from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note
from insight.figures.highlights import CLEAR
from insight.figures.multiples import SmallMap, SmallMaps
from insight.figures.palette import Palette
from insight.figures.screen.base_map import EDGE, class_colours, customdata
from insight.figures.screen.charts import base_layout, legend_row
from insight.figures.screen.maps import Legend, legend_entries

COLUMNS = 5
TITLE_PX, FOOT_PX, NAME_PX = 64, 150, 20
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
    room = height - TITLE_PX - FOOT_PX
    traces: list[go.Choropleth | go.Scattergeo] = []
    frames: dict[str, object] = {}
    notes = []
    for at, panel in enumerate(panels):
        geo = "geo" if at == 0 else f"geo{at + 1}"
        row, column = divmod(at, columns)
        left, top = column / columns, 1 - row / rows
        low = 1 - (row + 1) / rows + 0.02
        name_share = 2 * NAME_PX / room
        frames[geo] = _frame(panel, left, left + 1 / columns, low, top - name_share)
        traces.append(_areas(chart.layer.part(panel.at), url, geo, palette))
        notes.append(
            {
                "x": left + 0.5 / columns,
                "y": top,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "center",
                "yanchor": "top",
                "text": f"<b>{in_figure(panel.name)}</b><br>{in_figure(panel.words)}",
                "showarrow": False,
                "font": {"size": 12, "color": palette.text},
            }
        )
    traces += legend_entries(chart.layer, legend, palette)
    return go.Figure(
        traces,
        layout={
            **base_layout(palette),
            "height": height,
            "margin": {"l": MARGIN_PX, "r": MARGIN_PX, "t": TITLE_PX, "b": FOOT_PX},
            "title": heading(caption, palette, type_px=18),
            "coloraxis": class_colours(legend.ramp.colours),
            "legend": legend_row(
                title={"text": legend.title, "side": "top", "font": {"size": 12}},
                xanchor="left",
                y=0,
                yanchor="top",
                font={"size": 12},
                bgcolor=CLEAR,
            ),
            "annotations": [
                *notes,
                source_note(caption, palette, below_px=FOOT_PX - 66, letters=LETTERS),
            ],
            **frames,
        },
    )


def _frame(panel: SmallMap, left: float, right: float, low: float, top: float) -> dict[str, object]:
    west, south, east, north = panel.bounds
    across, up = EDGE * (east - west), EDGE * (north - south)
    return {
        "domain": {"x": [left + 0.005, right - 0.005], "y": [low, top]},
        "visible": False,
        "bgcolor": CLEAR,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west - across, east + across]},
        "lataxis": {"range": [south - up, north + up]},
        "resolution": 110,
    }


def _areas(layer: MapLayer, url: str, geo: str, palette: Palette) -> go.Choropleth:
    shown = layer.part(layer.bands >= 0)
    line = {"color": palette.area_outline, "width": palette.area_outline_width}
    return go.Choropleth(
        geojson=url,
        locations=shown.ids,
        z=shown.bands.astype("uint8"),
        coloraxis="coloraxis",
        geo=geo,
        showlegend=False,
        customdata=customdata(shown),
        hovertemplate=layer.hover,
        marker={"line": line},
    )
