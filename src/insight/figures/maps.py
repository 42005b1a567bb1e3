"""The one function that draws a map for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go

from insight.figures.charts import base_layout
from insight.figures.labels import Name, without_overlap
from insight.figures.palette import Outline, Palette, Ramp

CIRCLES_PX = (4, 7, 10, 13, 16)
"""Diameters of the five classes of a count, for a few dozen areas.

Plotly draws no legend mark above 16, so that a larger circle would lie there.
"""

CROWD = 60
"""Areas above which circles shrink, with the root of their number."""

SHOWN_DECIMALS = 1
"""More than any statistic shows under the pointer."""

TITLE_PX = 58
LEGEND_PX = 84
"""A title and three rows: on a narrow map two entries stand beside each other."""
ENTRY_PX = 168
SMALL_SOURCE_PX = 66
SOURCE_PX = 52
MARGIN_PX = 4
NAME_PX = 12
SMALL_PX = 450
"""Below this height type is smaller and no names are written."""
LINE, SMALL_LINE = 96, 68
"""Characters of the source line that fit beside each other."""
EDGE = 0.03
"""Empty ground left around what is shown, as a share of its extent."""


@dataclass(frozen=True)
class Inset:
    """A crowded part of the map, drawn again and larger in an empty corner.

    Attributes
    ----------
    title
        What the part is called.
    at
        Which areas it has, as positions in the layer.
    bounds
        West, south, east and north, in degrees.
    corner
        West, south, east and north of its frame, as shares of the map's.
    """

    title: str
    at: np.ndarray
    bounds: tuple[float, float, float, float]
    corner: tuple[float, float, float, float]


@dataclass(frozen=True)
class Outlines:
    """Boundaries that the browser fetches by address.

    Attributes
    ----------
    areas_url, districts_url
        Addresses of GeoJSON files with integer ids and ``name`` properties.
    district_ids
        Ids of the districts that are outlined.
    names
        What is written on the map.
    bounds
        West, south, east and north of what is shown, in degrees.
    inset
        A part that is drawn again, if one is too crowded to be read.
    """

    areas_url: str
    districts_url: str
    district_ids: Sequence[int]
    names: Sequence[Name]
    bounds: tuple[float, float, float, float]
    inset: Inset | None = None


@dataclass(frozen=True)
class Layer:
    """What the areas of a map carry, all of the same length.

    Attributes
    ----------
    ids
        Integer ids of the areas, as in the boundaries.
    bands
        Class of each, 0 to 4, or -1 where there is no figure.
    values, positions
        Numbers for the text under the pointer; no positions where they are the
        values.
    hover
        Plotly template of that text: ``customdata[0]`` is the value and
        ``customdata[1]`` the position, if there is one.
    is_count
        Counts are drawn as circles.
    """

    ids: np.ndarray
    bands: np.ndarray
    values: np.ndarray
    positions: np.ndarray | None
    hover: str
    is_count: bool

    def part(self, at: np.ndarray) -> "Layer":
        """Some of the areas, by position or by yes and no."""
        positions = None if self.positions is None else self.positions[at]
        return replace(
            self,
            ids=self.ids[at],
            bands=self.bands[at],
            values=self.values[at],
            positions=positions,
        )


@dataclass(frozen=True)
class Legend:
    """Title and words of the classes, class 0 first; empty words are left out."""

    title: str
    labels: tuple[str, ...]
    ramp: Ramp


@dataclass(frozen=True)
class Caption:
    """Words inside the figure, so that a picture of it is complete."""

    title: str
    subtitle: str
    source: str


def area_map(  # noqa: PLR0913 - each is a record of one concern
    outlines: Outlines,
    layer: Layer,
    legend: Legend,
    caption: Caption,
    *,
    palette: Palette,
    selected: int | None,
    height: int,
) -> go.Figure:
    """A map of classed areas, or of counts as circles.

    Parameters
    ----------
    outlines, layer, legend, caption
        Boundaries, values, legend and words.
    palette
        Colours of the reader's theme.
    selected
        Id of the chosen area, drawn with a strong outline.
    height
        Of the whole figure, in pixels.
    """
    traces = [_areas(outlines, layer.part(layer.bands >= 0), palette)]
    if outlines.inset is not None:
        traces += _inset(outlines, outlines.inset, layer, palette, selected)
    if layer.is_count:
        traces.append(_circles(outlines, layer, legend))
    traces += _no_data(outlines, layer, palette)
    traces += _outline(
        outlines.districts_url, outlines.district_ids, palette.district_outline
    )
    if selected is not None:
        traces += _outline(outlines.areas_url, [selected], palette.selected_outline)
    if len(outlines.names) > 1 and height >= SMALL_PX:
        traces.append(_names(outlines, height, palette))
    traces += _legend_entries(layer, legend, palette)
    layout = _layout(outlines, legend, caption, palette, height)
    layout["coloraxis"] = _colours(layer, legend, palette)
    if outlines.inset is not None:
        layout |= _inset_layout(outlines.inset, layout, palette)
    return go.Figure(traces, layout=layout)


def _colours(layer: Layer, legend: Legend, palette: Palette) -> dict[str, object]:
    """One colour a class."""
    fills = legend.ramp.colours
    if layer.is_count:
        fills = (palette.surface,) * len(fills)
    classes = len(fills)
    return {
        "cmin": -0.5,
        "cmax": classes - 0.5,
        "showscale": False,
        "colorscale": [
            (edge / classes, fill)
            for at, fill in enumerate(fills)
            for edge in (at, at + 1)
        ],
    }


def _areas(outlines: Outlines, layer: Layer, palette: Palette) -> go.Choropleth:
    """The areas, filled by class, or plain beneath circles."""
    return go.Choropleth(
        geojson=outlines.areas_url,
        locations=layer.ids,
        z=layer.bands.astype("uint8"),
        coloraxis="coloraxis",
        showlegend=False,
        customdata=_customdata(layer),
        hovertemplate=layer.hover,
        marker={
            "line": {
                "color": palette.rule if layer.is_count else palette.area_outline,
                "width": palette.area_outline_width,
            }
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _inset(
    outlines: Outlines,
    inset: Inset,
    layer: Layer,
    palette: Palette,
    selected: int | None,
) -> list[go.Choropleth]:
    """The areas of the inset, coloured and named as on the map itself."""
    part = layer.part(inset.at)
    traces = [_areas(outlines, part, palette)]
    if selected is not None and selected in part.ids:
        traces += _outline(outlines.areas_url, [selected], palette.selected_outline)
    return [trace.update(geo="geo2") for trace in traces]


def _inset_layout(
    inset: Inset, layout: dict[str, Any], palette: Palette
) -> dict[str, object]:
    west, south, east, north = inset.bounds
    left, bottom, right, top = inset.corner
    title = {
        "text": f"{inset.title}, enlarged",
        "xref": "paper",
        "yref": "paper",
        "x": (left + right) / 2,
        "y": top,
        "xanchor": "center",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": NAME_PX, "color": palette.text_muted},
    }
    return {
        "geo2": layout["geo"]
        | {
            "domain": {"x": [left, right], "y": [bottom, top]},
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
        },
        "annotations": [*layout["annotations"], title],
    }


def _customdata(layer: Layer) -> np.ndarray | list[list[float]]:
    columns = [layer.values]
    if layer.positions is not None:
        columns.append(layer.positions)
    return _compact(np.column_stack(columns))


def _compact(numbers: np.ndarray) -> np.ndarray | list[list[float]]:
    """The same numbers in the fewest bytes that keep them as they are shown.

    Two bytes for each whole number; others as they are written, for their binary
    form hardly shrinks on the way.
    """
    is_whole = bool(np.isfinite(numbers).all() and (numbers % 1 == 0).all())
    if is_whole and numbers.min() >= 0 and numbers.max() < 2**16:
        return numbers.astype("uint16")
    return np.round(numbers, SHOWN_DECIMALS).tolist()


def _circles(outlines: Outlines, layer: Layer, legend: Legend) -> go.Scattergeo:
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


def _no_data(
    outlines: Outlines, layer: Layer, palette: Palette
) -> list[go.Choropleth | go.Scattergeo]:
    """A cross on each area without a figure: a mark, not one more shade."""
    empty = layer.ids[layer.bands < 0]
    if not len(empty):
        return []
    fill = palette.no_data.fill
    return [
        go.Choropleth(
            geojson=outlines.areas_url,
            locations=empty,
            z=np.zeros(len(empty), dtype="uint8"),
            colorscale=[(0, fill), (1, fill)],
            showscale=False,
            showlegend=False,
            hovertemplate="<b>%{properties.name}</b><br>%{properties.code}<br>"
            "No figure: not published<extra></extra>",
            marker={"line": {"color": palette.no_data.outline, "width": 0.5}},
            unselected={"marker": {"opacity": 1}},
        ),
        go.Scattergeo(
            geojson=outlines.areas_url,
            locationmode="geojson-id",
            locations=empty,
            mode="markers",
            marker=_cross(palette),
            name=f"No figure · {len(empty)}",
            hoverinfo="skip",
            legendrank=2000,
        ),
    ]


def _cross(palette: Palette) -> dict[str, object]:
    return {
        "symbol": "x-thin",
        "size": 9,
        "line": {"color": palette.no_data.outline, "width": 1.5},
    }


def _outline(url: str, ids: Sequence[int], line: Outline) -> list[go.Choropleth]:
    """A line over its wider casing, around each of some areas."""
    return [
        go.Choropleth(
            geojson=url,
            locations=np.array(ids, dtype="uint16"),
            z=np.zeros(len(ids), dtype="uint8"),
            colorscale=[(0, "rgba(0,0,0,0)"), (1, "rgba(0,0,0,0)")],
            marker={"line": {"color": colour, "width": width}},
            showscale=False,
            showlegend=False,
            hoverinfo="skip",
        )
        for colour, width in (
            (line.casing, line.casing_width),
            (line.line, line.line_width),
        )
    ]


def _names(outlines: Outlines, height: int, palette: Palette) -> go.Scattergeo:
    """Names in ink with a glow of the page's colour, to be read on any fill."""
    glow = f"0 0 3px {palette.background}"
    names = without_overlap(
        [
            replace(name, text=name.text.replace(" & ", "<br>& "))
            for name in outlines.names
        ],
        outlines.bounds,
        width_px=height - TITLE_PX - LEGEND_PX - SOURCE_PX,
        type_px=NAME_PX,
    )
    return go.Scattergeo(
        lon=[name.longitude for name in names],
        lat=[name.latitude for name in names],
        text=[name.text for name in names],
        mode="text",
        textfont={
            "size": NAME_PX,
            "color": palette.text,
            "weight": 600,
            "shadow": ",".join([glow] * 5),
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _legend_entries(
    layer: Layer, legend: Legend, palette: Palette
) -> list[go.Scattergeo]:
    """A swatch with words and count for each class, the most first."""
    counts = np.bincount(layer.bands[layer.bands >= 0], minlength=len(legend.labels))
    entries = []
    for band in reversed(range(len(legend.labels))):
        if not legend.labels[band]:
            continue
        swatch: dict[str, object] = {
            "symbol": "square",
            "size": 15,
            "color": legend.ramp.colours[band],
            "line": {"color": palette.border, "width": 1},
        }
        if layer.is_count:
            swatch |= {"symbol": "circle", "size": _diameters(len(layer.ids))[band]}
            swatch["color"] = legend.ramp.colours[2]
        entries.append(
            go.Scattergeo(
                lon=[None],
                lat=[None],
                mode="markers",
                marker=swatch,
                name=f"{legend.labels[band]} · {counts[band]}",
                hoverinfo="skip",
                showlegend=True,
            )
        )
    return entries


def _layout(
    outlines: Outlines,
    legend: Legend,
    caption: Caption,
    palette: Palette,
    height: int,
) -> dict[str, Any]:
    is_small = height < SMALL_PX
    source_px = SMALL_SOURCE_PX if is_small else SOURCE_PX
    west, south, east, north = outlines.bounds
    across, up = EDGE * (east - west), EDGE * (north - south)
    return {
        **base_layout(palette),
        "height": height,
        "dragmode": "pan",
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": palette.text_muted,
            "activecolor": palette.text,
            "orientation": "h",
        },
        "clickmode": "event+select",
        "margin": {
            "l": MARGIN_PX,
            "r": MARGIN_PX,
            "t": TITLE_PX,
            "b": LEGEND_PX + source_px,
        },
        "title": {
            "text": f"{caption.title}<br><span style='font-size:13px;font-weight:400;"
            f"color:{palette.text_muted}'>{caption.subtitle}</span>",
            "font": {"size": 15 if is_small else 18, "weight": 600},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"l": MARGIN_PX, "t": 22},
        },
        "geo": {
            # Said outright: beside an inset, plotly would halve it.
            "domain": {"x": [0, 1], "y": [0, 1]},
            "visible": False,
            "bgcolor": "rgba(0,0,0,0)",
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [west - across, east + across]},
            "lataxis": {"range": [south - up, north + up]},
            "resolution": 110,
        },
        "legend": {
            "title": {"text": legend.title, "side": "top", "font": {"size": 12}},
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": source_px / height,
            "yref": "container",
            "yanchor": "bottom",
            "entrywidth": ENTRY_PX,
            "font": {"size": 12},
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
        "annotations": [
            {
                "text": "<br>".join(
                    wrap(caption.source, SMALL_LINE if is_small else LINE)
                ),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0,
                "yshift": -(LEGEND_PX + 4),
                "xanchor": "left",
                "yanchor": "top",
                "align": "left",
                "showarrow": False,
                "font": {"size": 10.5, "color": palette.text_muted},
            }
        ],
    }
