"""What every map of areas has: fills, gaps, outlines, names, an inset and a frame."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from insight.figures.area_map import MapLayer
from insight.figures.caption import MARGIN_PX, Caption, heading, source_note, source_px
from insight.figures.highlights import CLEAR, NAME_PX, Highlights, cased, discs, flat, marked_entry
from insight.figures.labels import Name, without_overlap
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout

SHOWN_DECIMALS = 1
"""More than any statistic shows under the pointer."""

TITLE_PX = 58
LEGEND_PX = 84
"""A title and three rows: on a narrow map two entries stand beside each other."""
SMALL_SOURCE_PX = 66
SOURCE_PX = 52
SMALL_PX = 450
"""Below this height type is smaller and no names are written."""
LONGEST_TITLE = 48
"""Letters that stand in large type beside the buttons; more are set smaller."""
LINE, SMALL_LINE = 96, 68
"""Characters of the source line that fit beside each other."""
EDGE = 0.03
"""Empty ground left around what is shown, as a share of its extent."""


Bounds = tuple[float, float, float, float]
"""West, south, east and north, in degrees unless said."""


@dataclass(frozen=True)
class Inset:
    """A crowded part of the map, drawn again and larger in an empty corner.

    `at` are positions in the layer; the corner is in shares of the map's frame.
    """

    title: str
    at: np.ndarray
    bounds: Bounds
    corner: Bounds


@dataclass(frozen=True)
class Outlines:
    """Boundaries that the browser fetches by address, and what of them is shown."""

    areas_url: str
    districts_url: str
    district_ids: Sequence[int]
    names: Sequence[Name]
    bounds: Bounds
    inset: Inset | None = None


def map_layers(  # noqa: PLR0913 - each is a record of one concern
    outlines: Outlines,
    layer: MapLayer,
    pointed: Highlights,
    *,
    palette: Palette,
    height: int,
    symbols: Sequence[BaseTraceType] = (),
) -> list[BaseTraceType]:
    """Everything on the ground of a map, the lowest first."""
    traces: list[BaseTraceType] = [areas(outlines.areas_url, layer, palette)]
    if outlines.inset is not None:
        traces += _inset(outlines, outlines.inset, layer, palette, pointed)
    traces += symbols
    traces += _no_data(outlines, layer, palette)
    traces += cased(outlines.districts_url, outlines.district_ids, palette.district_outline)
    traces += pointed.outlines(outlines.areas_url, palette)
    if len(outlines.names) > 1 and height >= SMALL_PX:
        traces.append(_names(outlines, pointed.marks, height, palette))
    if pointed.marks:
        inset = None if outlines.inset is None else outlines.inset.bounds
        traces += discs(pointed.marks, inset, palette)
    if pointed.marked is not None and pointed.marked.words:
        traces.append(marked_entry(pointed.marked, palette))
    return traces


def class_colours(fills: Sequence[str]) -> dict[str, object]:
    """A colour axis with one flat colour for each class from 0."""
    classes = len(fills)
    return {
        "cmin": -0.5,
        "cmax": classes - 0.5,
        "showscale": False,
        "colorscale": [
            (edge / classes, fill) for at, fill in enumerate(fills) for edge in (at, at + 1)
        ],
    }


def areas(url: str, layer: MapLayer, palette: Palette) -> BaseTraceType:
    """The areas that have a figure, filled by class, or plain beneath circles."""
    colour = palette.rule if layer.is_count else palette.area_outline
    return filled(url, layer, {"color": colour, "width": palette.area_outline_width})


def filled(
    url: str, layer: MapLayer, line: dict[str, object], draws: type[BaseTraceType] = go.Choropleth
) -> BaseTraceType:
    """Areas in the colours of their classes, with the text under the pointer."""
    shown = layer.part(layer.bands >= 0)
    return draws(
        geojson=url,
        locations=shown.ids,
        z=shown.bands.astype("uint8"),
        coloraxis="coloraxis",
        showlegend=False,
        customdata=_customdata(shown),
        hovertemplate=layer.hover,
        marker={"line": line},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _inset(
    outlines: Outlines, inset: Inset, layer: MapLayer, palette: Palette, pointed: Highlights
) -> list[BaseTraceType]:
    """The areas of the inset, coloured and named as on the map itself."""
    part = layer.part(inset.at)
    traces = [areas(outlines.areas_url, part, palette)]
    traces += [trace.update(showlegend=False) for trace in _no_data(outlines, part, palette)]
    traces += pointed.outlines(outlines.areas_url, palette, part.ids)
    return [trace.update(geo="geo2") for trace in traces]


def _customdata(layer: MapLayer) -> np.ndarray | list[list[float]]:
    """Numbers for the text under the pointer, in few bytes."""
    columns = [layer.values]
    if layer.positions is not None:
        columns.append(layer.positions)
    return _compact(np.column_stack(columns))


def _compact(numbers: np.ndarray) -> np.ndarray | list[list[float]]:
    """The same numbers in the fewest bytes that keep them as they are shown.

    One or two bytes for each whole number; others as they are written, for their
    binary form hardly shrinks on the way.
    """
    is_whole = bool(np.isfinite(numbers).all() and (numbers % 1 == 0).all())
    if numbers.size and is_whole and numbers.min() >= 0 and numbers.max() < 2**16:
        return numbers.astype("uint8" if numbers.max() < 2**8 else "uint16")
    columns = [_written(column) for column in numbers.T]
    return [list(row) for row in zip(*columns, strict=True)]


def _written(column: np.ndarray) -> list[float]:
    """A column with the digits that are shown; whole numbers without a point."""
    is_whole = np.isfinite(column).all() and (column % 1 == 0).all()
    return (column.astype("int64") if is_whole else np.round(column, SHOWN_DECIMALS)).tolist()


NO_FIGURE = (
    "<b>%{properties.name}</b><br>%{properties.code}<br>"
    "No figure (not published, or too few people to show)<extra></extra>"
)
"""What is said of an area that is drawn and has none."""


def _no_data(outlines: Outlines, layer: MapLayer, palette: Palette) -> list[BaseTraceType]:
    """A cross on each area without a figure: a mark, not one more shade."""
    empty = layer.ids[layer.bands < 0]
    if not len(empty):
        return []
    edge = {"color": palette.no_data.outline}
    return [
        flat(
            outlines.areas_url,
            empty,
            edge | {"width": 0.5},
            fill=palette.no_data.fill,
            hovertemplate=NO_FIGURE,
            unselected={"marker": {"opacity": 1}},
        ),
        go.Scattergeo(
            geojson=outlines.areas_url,
            locationmode="geojson-id",
            locations=empty,
            mode="markers",
            marker={"symbol": "x-thin", "size": 9, "line": edge | {"width": 1.5}},
            name=f"No figure · {len(empty)}",
            hoverinfo="skip",
            legendrank=2000,
        ),
    ]


def _names(
    outlines: Outlines, marks: Sequence[Name], height: int, palette: Palette
) -> go.Scattergeo:
    """Names in ink with a glow of the page's colour, to be read on any fill.

    The marks go first and keep their place, so that no name covers one.
    """
    glow = f"0 0 3px {palette.background}"
    written = [
        replace(name, text=name.text.replace(" and ", "<br>and ")) for name in outlines.names
    ]
    placed = without_overlap(
        [*marks, *written],
        outlines.bounds,
        width_px=height - TITLE_PX - LEGEND_PX - SOURCE_PX,
        type_px=NAME_PX,
    )
    texts = {name.text for name in written}
    names = [name for name in placed if name.text in texts]
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


def map_layout(  # noqa: PLR0913 - words, room and colours of one frame
    outlines: Outlines,
    caption: Caption,
    legend: dict[str, Any],
    *,
    palette: Palette,
    height: int,
    beneath_px: int = LEGEND_PX,
    beside_px: int = MARGIN_PX,
) -> dict[str, Any]:
    """The frame of a map, its words, and its inset's frame, with room for the legend in pixels."""
    is_small = height < SMALL_PX
    is_long = len(caption.title) > LONGEST_TITLE
    foot_px = source_height(caption, height)
    note = source_note(
        caption, palette, below_px=beneath_px + MARGIN_PX, letters=SMALL_LINE if is_small else LINE
    )
    frozen = {"font": {"size": 12}, "itemclick": False, "itemdoubleclick": False, "bgcolor": CLEAR}
    layout = {
        **base_layout(palette),
        "height": height,
        "dragmode": "pan",
        "modebar": {
            "bgcolor": CLEAR,
            "color": palette.text_muted,
            "activecolor": palette.text,
            "orientation": "h",
        },
        "clickmode": "event+select",
        "margin": {"l": MARGIN_PX, "r": beside_px, "t": TITLE_PX, "b": beneath_px + foot_px},
        "title": heading(caption, palette, type_px=15 if is_small or is_long else 18),
        # Its room is said outright: beside an inset, plotly would halve it.
        "geo": framed(outlines.bounds, [0, 1], [0, 1]),
        "legend": legend | frozen,
        "annotations": [note],
    }
    if outlines.inset is not None:
        layout |= _inset_layout(outlines.inset, layout, palette)
    return layout


def framed(bounds: Bounds, across: list[float], up: list[float]) -> dict[str, Any]:
    """A map without ground, a little larger than what is shown, in a part of the figure."""
    west, south, east, north = bounds
    wider, higher = EDGE * (east - west), EDGE * (north - south)
    return {
        "domain": {"x": across, "y": up},
        "visible": False,
        "bgcolor": CLEAR,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west - wider, east + wider]},
        "lataxis": {"range": [south - higher, north + higher]},
        "resolution": 110,
    }


def source_height(caption: Caption, height: int) -> int:
    """Pixels kept for the source under a map of that height."""
    is_small = height < SMALL_PX
    needed = source_px(caption, letters=SMALL_LINE if is_small else LINE)
    return max(needed, SMALL_SOURCE_PX if is_small else SOURCE_PX)


def _inset_layout(inset: Inset, layout: dict[str, Any], palette: Palette) -> dict[str, object]:
    west, south, east, north = inset.bounds
    left, bottom, right, top = inset.corner
    title = {
        **{"text": f"{inset.title}, enlarged", "x": (left + right) / 2, "y": top},
        **{"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom"},
        "showarrow": False,
        "font": {"size": NAME_PX, "color": palette.text_muted},
    }
    frame = {
        "domain": {"x": [left, right], "y": [bottom, top]},
        "lonaxis": {"range": [west, east]},
        "lataxis": {"range": [south, north]},
    }
    return {"geo2": layout["geo"] | frame, "annotations": [*layout["annotations"], title]}
