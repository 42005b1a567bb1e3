"""Maps of tens of thousands of areas, drawn by the graphics card.

An SVG map of so many is painted once and then answers no more. This one has no names
and no inset: names need a font from a server, and there is no room for a corner.
"""

from math import cos, log2, radians
from typing import Any

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from insight.figures.area_map import Legend, MapLayer, class_entries
from insight.figures.highlights import cased, entry, flat
from insight.figures.palette import Palette
from insight.figures.screen.base_map import NO_FIGURE, Outlines, class_colours, filled

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


def wide_map(
    outlines: Outlines, layer: MapLayer, legend: Legend, *, palette: Palette, selected: int | None
) -> list[BaseTraceType]:
    """Classed areas without lines between them."""
    thin = {"color": palette.district_outline.line, "width": DISTRICT_PX}
    traces = [
        # The position goes without saying: a third number for each would be too much.
        filled(outlines.areas_url, layer, {"width": 0}, go.Choroplethmap),
        *_without_figure(outlines.areas_url, layer, palette),
        flat(outlines.districts_url, outlines.district_ids, thin, draws=go.Choroplethmap),
    ]
    if selected is not None:
        line = palette.selected_outline
        traces += cased(outlines.areas_url, [selected], line, go.Choroplethmap)
    return traces + [
        _entry(words, legend.ramp.colours[band])
        for band, words in class_entries(legend.labels, layer.bands)
    ]


def framed(
    traces: list[BaseTraceType],
    outlines: Outlines,
    layout: dict[str, Any],
    legend: Legend,
    palette: Palette,
) -> go.Figure:
    """The areas in the frame of an SVG map, with its words."""
    kept = {name: part for name, part in layout.items() if not name.startswith("geo")}
    kept["coloraxis"] = class_colours(legend.ramp.colours)
    kept["map"] = _frame(outlines, palette, layout["height"])
    return go.Figure(traces, layout=kept)


def _without_figure(url: str, layer: MapLayer, palette: Palette) -> list[BaseTraceType]:
    empty = layer.ids[layer.bands < 0]
    if not len(empty):
        return []
    fill = palette.no_data.fill
    look = {"hovertemplate": NO_FIGURE, "unselected": {"marker": {"opacity": 1}}}
    areas = flat(url, empty, {"width": 0}, fill=fill, draws=go.Choroplethmap, **look)
    return [areas, _entry(f"No figure · {len(empty)}", fill)]


def _entry(words: str, colour: str) -> go.Scattermap:
    return entry(words, {"size": 15, "color": colour}, go.Scattermap)


def _frame(outlines: Outlines, palette: Palette, height: int) -> dict[str, object]:
    """Centre and zoom at which all that is shown is seen, on plain ground."""
    west, south, east, north = outlines.bounds
    middle = (south + north) / 2
    across = (east - west) * cos(radians(middle)) or 1
    room = WIDTH_SHARE * height
    degrees = max(across, (north - south) * WIDTH_SHARE)
    paint = {"background-color": palette.background}
    ground = {"id": "ground", "type": "background", "paint": paint}
    return {
        # No tiles, no fonts, no pictures: nothing is fetched for it.
        "style": {"version": 8, "sources": {"none": NO_SOURCE}, "layers": [ground]},
        "center": {"lon": (west + east) / 2, "lat": middle},
        "zoom": log2(room * 360 * cos(radians(middle)) / (TILE_PX * degrees)) - 0.1,
    }
