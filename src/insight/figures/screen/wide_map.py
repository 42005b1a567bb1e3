"""Maps of tens of thousands of areas, drawn by the graphics card.

An SVG map of so many is painted once and then answers no more. This one has no names
and no inset: names need a font from a server, and there is no room for a corner.
"""

from collections.abc import Sequence
from math import cos, log2, radians

import numpy as np
import plotly.graph_objects as go

from insight.figures.area_map import MapLayer
from insight.figures.highlights import CLEAR
from insight.figures.palette import Palette, Ramp
from insight.figures.screen.base_map import NO_FIGURE, Outlines, class_colours, customdata

MOST_AS_SVG = 6_000
"""Areas up to which a map is drawn as SVG, with names, inset and circles."""

DISTRICT_PX = 0.6
"""Hundreds of districts would otherwise hide what is in them."""

TILE_PX = 512
"""The world's width at zoom 0."""
WIDTH_SHARE = 0.62
"""Width of the map's frame over its height, at which all of it is to be seen."""


NO_SOURCE = {"type": "geojson", "data": {"type": "Point", "coordinates": [0, 0]}}
"""A style needs a source, and no layer draws this one.

Plotly drops an empty object on the way to the renderer, which then takes the style for
a faulty one: the map loses track of its layers, and neither zooms nor is cleaned up.
"""


def is_wide(layer: MapLayer) -> bool:
    """Whether there are too many areas for an SVG map."""
    return len(layer.ids) > MOST_AS_SVG


def wide_map(  # noqa: PLR0913 - each is a record of one concern
    outlines: Outlines,
    layer: MapLayer,
    entries: Sequence[tuple[str, str]],
    ramp: Ramp,
    layout: dict[str, object],
    *,
    palette: Palette,
    selected: int | None,
    height: int,
) -> go.Figure:
    """A map of classed areas without lines between them."""
    traces: list[go.Choroplethmap | go.Scattermap] = [
        _filled(outlines.areas_url, layer.part(layer.bands >= 0)),
        *_without_figure(outlines.areas_url, layer, palette),
        _line(
            outlines.districts_url,
            outlines.district_ids,
            palette.district_outline.line,
            DISTRICT_PX,
        ),
    ]
    if selected is not None:
        line = palette.selected_outline
        traces += [
            _line(outlines.areas_url, [selected], line.casing, line.casing_width),
            _line(outlines.areas_url, [selected], line.line, line.line_width),
        ]
    traces += [_entry(words, colour) for words, colour in entries]
    kept = {name: part for name, part in layout.items() if not name.startswith("geo")}
    kept["coloraxis"] = class_colours(ramp.colours)
    return go.Figure(traces, layout={**kept, "map": _frame(outlines, palette, height)})


def _filled(url: str, layer: MapLayer) -> go.Choroplethmap:
    # The position goes without saying: a third number for each would be too much.
    return go.Choroplethmap(
        geojson=url,
        locations=layer.ids,
        z=layer.bands.astype("uint8"),
        coloraxis="coloraxis",
        customdata=customdata(layer),
        hovertemplate=layer.hover,
        marker={"line": {"width": 0}},
        showlegend=False,
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _without_figure(
    url: str, layer: MapLayer, palette: Palette
) -> list[go.Choroplethmap | go.Scattermap]:
    empty = layer.ids[layer.bands < 0]
    if not len(empty):
        return []
    fill = palette.no_data.fill
    return [
        go.Choroplethmap(
            geojson=url,
            locations=empty,
            z=np.zeros(len(empty), dtype="uint8"),
            colorscale=[(0, fill), (1, fill)],
            showscale=False,
            showlegend=False,
            hovertemplate=NO_FIGURE,
            marker={"line": {"width": 0}},
            unselected={"marker": {"opacity": 1}},
        ),
        _entry(f"No figure · {len(empty)}", fill),
    ]


def _line(url: str, ids: Sequence[int], colour: str, width_px: float) -> go.Choroplethmap:
    return go.Choroplethmap(
        geojson=url,
        locations=np.array(ids, dtype="uint16"),
        z=np.zeros(len(ids), dtype="uint8"),
        colorscale=[(0, CLEAR), (1, CLEAR)],
        marker={"line": {"color": colour, "width": width_px}},
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _entry(words: str, colour: str) -> go.Scattermap:
    return go.Scattermap(
        lon=[None],
        lat=[None],
        mode="markers",
        marker={"size": 15, "color": colour},
        name=words,
        hoverinfo="skip",
        showlegend=True,
    )


def _frame(outlines: Outlines, palette: Palette, height: int) -> dict[str, object]:
    """Centre and zoom at which all that is shown is seen, on plain ground."""
    west, south, east, north = outlines.bounds
    middle = (south + north) / 2
    across = (east - west) * cos(radians(middle)) or 1
    room = WIDTH_SHARE * height
    degrees = max(across, (north - south) * WIDTH_SHARE)
    return {
        # No tiles, no fonts, no pictures: nothing is fetched for it.
        "style": {
            "version": 8,
            "sources": {"none": NO_SOURCE},
            "layers": [
                {
                    "id": "ground",
                    "type": "background",
                    "paint": {"background-color": palette.background},
                }
            ],
        },
        "center": {"lon": (west + east) / 2, "lat": middle},
        "zoom": log2(room * 360 * cos(radians(middle)) / (TILE_PX * degrees)) - 0.1,
    }
