"""Maps of one indicator."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from insight.figures.area_map import Legend, MapLayer, class_entries
from insight.figures.caption import Caption
from insight.figures.dots import Dots
from insight.figures.highlights import Highlights, MarkedAreas, entry
from insight.figures.labels import Name
from insight.figures.palette import Palette
from insight.figures.screen.base_map import (
    Outlines,
    class_colours,
    map_frame,
    map_layers,
    map_layout,
    name_layers,
)
from insight.figures.screen.dots import dot_marks, key_height, size_key
from insight.figures.screen.legend import LegendColumn
from insight.figures.screen.wide_map import framed, is_wide, wide_map

CIRCLES_PX = (4, 7, 10, 13, 16)
"""Diameters of the five classes of a count, for a few dozen areas.

Plotly draws no legend mark above 16, so that a larger circle would lie there.
"""

CROWD = 60


def area_map(  # noqa: PLR0913 - each is a record of one concern
    outlines: Outlines,
    layer: MapLayer,
    legend: Legend,
    caption: Caption,
    *,
    palette: Palette,
    selected: int | None,
    height: int,
    marked: MarkedAreas | None = None,
    marks: Sequence[Name] = (),
    dots: Dots | None = None,
) -> go.Figure:
    """A map of classed areas, or of counts as circles, the areas `marked` outlined.

    Amounts are laid over it as `dots`.
    """
    wide = is_wide(layer)
    if wide:
        outlines = replace(outlines, inset=None)
        drawn = wide_map(outlines, layer, legend, palette=palette, selected=selected)
        plain = replace(outlines, names=())
        frame = map_frame(plain, caption, LegendColumn.of(legend.title, drawn), height)
        return framed(drawn, outlines, map_layout(outlines, frame, palette), legend, palette)
    symbols = [_circles(outlines, layer, legend)] if layer.is_count else []
    highlights = Highlights(selected, marked, marks)
    traces = map_layers(outlines, layer, highlights, palette=palette, symbols=symbols)
    traces += legend_entries(layer, legend, palette)
    if dots is not None:
        geos = ("geo",) if outlines.inset is None else ("geo", "geo2")
        traces += [dot_marks(dots, palette, geo) for geo in geos]
    more_px = key_height(dots) if dots is not None else 0
    column = LegendColumn.of(legend.title, traces, more_px)
    frame = map_frame(outlines, caption, column, height, marks=marks)
    traces += name_layers(frame, palette)
    layout = map_layout(outlines, frame, palette)
    if dots is not None and frame.more is not None:
        for name, drawn in size_key(dots, palette, frame.more).items():
            layout[name] = [*layout.get(name, []), *drawn]
    fills = legend.ramp.colours
    if layer.is_count:
        fills = (palette.surface,) * len(fills)
    layout["coloraxis"] = class_colours(fills)
    return go.Figure(traces, layout=layout)


def _circles(outlines: Outlines, layer: MapLayer, legend: Legend) -> go.Scattergeo:
    """Counts as circles: colour would make large empty areas shout."""
    has_figure = layer.bands >= 0
    sizes = np.array(_diameters(len(layer.ids)))[layer.bands[has_figure]]
    return go.Scattergeo(
        geojson=outlines.areas_url,
        locationmode="geojson-id",
        locations=layer.ids[has_figure],
        mode="markers",
        marker={
            "size": sizes.astype("float32"),
            "color": legend.ramp.colours[2],
            "opacity": 0.75,
            "line": {"color": legend.ramp.labels[2], "width": 0.5},
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _diameters(areas: int) -> list[float]:
    """Diameters of the five classes, so that circles of many areas stay apart."""
    shrink = min(1.0, (CROWD / max(areas, 1)) ** 0.5)
    return [round(max(2.0, shrink * size), 1) for size in CIRCLES_PX]


def legend_entries(layer: MapLayer, legend: Legend, palette: Palette) -> list[go.Scattergeo]:
    """A swatch with words and count for each class, the most first."""
    edge = {"color": palette.border, "width": 1}
    entries = []
    for band, words in class_entries(legend.labels, layer.bands):
        look = {"symbol": "square", "size": 15, "color": legend.ramp.colours[band]}
        if layer.is_count:
            size, colour = _diameters(len(layer.ids))[band], legend.ramp.colours[2]
            look = {"symbol": "circle", "size": size, "color": colour}
        entries.append(entry(words, look | {"line": edge}))
    return entries
