"""What every map of areas has: fills, gaps, outlines, names, an inset and a frame."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from insight.figures.area_map import MapLayer
from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.highlights import CLEAR, NAME_PX, Highlights, cased, discs, flat, marked_entry
from insight.figures.labels import TYPE_PX, Box, Kind, Name, boxes_of, without_overlap
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout
from insight.figures.screen.dots import Corner
from insight.figures.screen.legend import CLASS_POINTED, EDGE, NO_CLASS, LegendColumn, Room

SHOWN_DECIMALS = 1
"""More than any statistic shows under the pointer."""

TITLE_PX = 58
SMALL_SOURCE_PX = 66
SOURCE_PX = 52
SMALL_PX = 450
"""Below this height type is smaller."""
NARROWEST_PX, NARROWER_PX = 400, 60
"""A column on a desktop is at least so wide, and hardly narrower than its map is high."""
HALO = ((1, 1), (-1, 1), (1, -1), (-1, -1), (2, 0), (-2, 0))
"""Where a name is drawn in the ground's colour, to be read on any fill."""
NEIGHBOURHOOD_LETTERS = 13
"""In a line of a neighbourhood's name."""
LONGEST_TITLE = 48
"""Letters that stand in large type beside the buttons; more are set smaller."""
LINE, SMALL_LINE = 96, 68
"""Characters of the source line that fit beside each other."""


@dataclass(frozen=True)
class Inset:
    """A crowded part of the map, drawn again and larger in an empty corner.

    `at` are positions in the layer; the corner is in shares of the map's frame.
    """

    title: str
    at: np.ndarray
    bounds: Box
    corner: Box
    names: Sequence[Name] = ()


@dataclass(frozen=True)
class Outlines:
    """Boundaries that the browser fetches by address, and what of them is shown.

    Names begin with the most important, with who is to be credited for each kind of them. The
    ground has shapes in shares of the bounds; without it no corner is known to be free. The width
    is that of the figure in pixels where it is known.
    """

    areas_url: str
    districts_url: str
    district_ids: Sequence[int]
    names: Sequence[Name]
    bounds: Box
    inset: Inset | None = None
    credits: Mapping[Kind, str] = field(default_factory=dict)
    ground: np.ndarray | None = None
    width: int = 0


def map_layers(
    outlines: Outlines,
    layer: MapLayer,
    pointed: Highlights,
    *,
    palette: Palette,
    symbols: Sequence[BaseTraceType] = (),
) -> list[BaseTraceType]:
    """Everything on the ground of a map but its names, the lowest first."""
    traces: list[BaseTraceType] = [areas(outlines.areas_url, layer, palette)]
    if outlines.inset is not None:
        traces += _inset(outlines, outlines.inset, layer, palette, pointed)
    traces += symbols
    traces += _no_data(outlines, layer, palette)
    traces += cased(outlines.districts_url, outlines.district_ids, palette.district_outline)
    traces += pointed.outlines(outlines.areas_url, palette)
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
        hovertemplate=layer.hover
        if layer.is_count
        else layer.hover.replace(NO_CLASS, CLASS_POINTED),
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


@dataclass(frozen=True)
class Frame:
    """Where everything of a map stands: its words, its legend and the names on it."""

    caption: Caption
    height: int
    beside_px: int
    legend: dict[str, Any]
    legend_px: float
    names: Mapping[str, Sequence[Name]]
    more: Corner | None = None


def map_frame(  # noqa: PLR0913 - words, room and what must keep clear of each other
    outlines: Outlines,
    caption: Caption,
    column: LegendColumn | None,
    height: int,
    *,
    marks: Sequence[Name] = (),
    beside_px: int = MARGIN_PX,
) -> Frame:
    """Find a corner for the legend, or the room beneath, and a place for the names.

    The marks keep their place, and no name covers one.
    """
    whole = replace(caption, source=" ".join((caption.source, _credited(outlines, tuple(Kind)))))
    width = outlines.width or max(NARROWEST_PX, height - NARROWER_PX)
    width -= MARGIN_PX + beside_px
    room = Room(width, height - TITLE_PX - source_height(whole, height), outlines.bounds)
    taken: list[Box] = []
    if outlines.inset is not None:
        left, bottom, right, top = outlines.inset.corner
        box = (left * width, bottom * room.height, right * width, top * room.height + TITLE_PX)
        taken.append(box)
    legend, legend_px, more = {}, 0.0, None
    if column is not None and column.entries:
        corner = column.corner(room, outlines.ground, taken)
        if corner is None:
            legend_px = column.height_beneath
            more = Corner(0, 0, column.more_px - legend_px)
            room = replace(room, height=room.height - legend_px)
        else:
            legend = column.at(corner, room.height)
            west, south, *_ = corner
            more = Corner(int(west > 0), west and -column.size[0], south + column.more_px)
            taken.append(corner)
    names = {"geo": _placed(outlines.names, room, [room.degrees(each) for each in taken], marks)}
    if outlines.inset is not None:
        left, bottom, right, top = outlines.inset.corner
        size = (right - left) * room.width, (top - bottom) * room.height
        names["geo2"] = _placed(outlines.inset.names, Room(*size, outlines.inset.bounds), (), marks)
    drawn = {name.kind for placed in names.values() for name in placed}
    words = " ".join(filter(None, (caption.source, _credited(outlines, drawn))))
    caption = replace(caption, source=words)
    if column is not None and not legend:
        legend = column.beneath(legend_px + source_height(caption, height), height)
    return Frame(caption, height, beside_px, legend, legend_px, names, more)


def _credited(outlines: Outlines, kinds: Collection[Kind]) -> str:
    """Who is to be credited for the names of some kinds; empty if nobody."""
    found = [words for kind, words in outlines.credits.items() if kind in kinds]
    return f"Place names: {'; '.join(found)}." if found else ""


def _placed(
    names: Sequence[Name], room: Room, taken: Sequence[Box], marks: Sequence[Name]
) -> list[Name]:
    written = [replace(name, text="\n".join(_lines(name))) for name in names]
    width_px = room.map_px[0]
    kept_free = (*taken, *boxes_of(marks, room.bounds, width_px=width_px))
    return without_overlap(written, room.bounds, width_px=width_px, taken=kept_free)


def _lines(name: Name) -> list[str]:
    """A name in lines that are narrow enough to find room."""
    if name.kind is Kind.NEIGHBOURHOOD:
        joined = name.text.replace("& ", "&\N{NO-BREAK SPACE}")
        return wrap(joined, NEIGHBOURHOOD_LETTERS, break_long_words=False)
    return name.text.replace(" and ", "\nand ").split("\n")


def name_layers(frame: Frame, palette: Palette) -> list[go.Scattergeo]:
    """Names in ink, larger and stronger the more important they are."""
    glow = ",".join(f"{across}px {up}px {palette.background}" for across, up in HALO)
    weights = {Kind.DISTRICT: 700, Kind.SETTLEMENT: 600, Kind.NEIGHBOURHOOD: 400}
    traces = []
    for geo, placed in frame.names.items():
        for kind in Kind:
            own = [name for name in placed if name.kind is kind]
            if not own:
                continue
            font = {"size": TYPE_PX[kind], "color": palette.text, "weight": weights[kind]}
            traces.append(
                go.Scattergeo(
                    lon=[name.longitude for name in own],
                    lat=[name.latitude for name in own],
                    text=[in_figure(name.text).replace("\n", "<br>") for name in own],
                    mode="text",
                    textfont=font | {"shadow": glow},
                    hoverinfo="skip",
                    showlegend=False,
                    geo=geo,
                )
            )
    return traces


def map_layout(outlines: Outlines, frame: Frame, palette: Palette) -> dict[str, Any]:
    """The frame of a map, its words and legend, and its inset's frame."""
    caption, height = frame.caption, frame.height
    is_small = height < SMALL_PX
    is_long = len(caption.title) > LONGEST_TITLE
    foot_px = source_height(caption, height)
    note = source_note(
        caption,
        palette,
        below_px=frame.legend_px + MARGIN_PX,
        letters=SMALL_LINE if is_small else LINE,
    )
    layout = {
        **base_layout(palette),
        "paper_bgcolor": palette.background,
        "height": height,
        "dragmode": "pan",
        "modebar": {
            "bgcolor": CLEAR,
            "color": palette.text_muted,
            "activecolor": palette.text,
            "orientation": "h",
        },
        "clickmode": "event+select",
        "margin": {
            "l": MARGIN_PX,
            "r": frame.beside_px,
            "t": TITLE_PX,
            "b": frame.legend_px + foot_px,
        },
        "title": heading(caption, palette, type_px=15 if is_small or is_long else 18),
        # Its room is said outright: beside an inset, plotly would halve it.
        "geo": framed(outlines.bounds, [0, 1], [0, 1]),
        "legend": frame.legend,
        "annotations": [note],
    }
    if outlines.inset is not None:
        layout |= _inset_layout(outlines.inset, layout, palette)
    return layout


def framed(bounds: Box, across: list[float], up: list[float]) -> dict[str, Any]:
    """A map without ground, a little larger than what is shown, in a part of the figure."""
    west, south, east, north = bounds
    wider, higher = EDGE * (east - west), EDGE * (north - south)
    return {
        "domain": {"x": across, "y": up},
        "visible": False,
        "bgcolor": CLEAR,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [round(west - wider, 4), round(east + wider, 4)]},
        "lataxis": {"range": [round(south - higher, 4), round(north + higher, 4)]},
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
        "lonaxis": {"range": [round(west, 4), round(east, 4)]},
        "lataxis": {"range": [round(south, 4), round(north, 4)]},
    }
    return {"geo2": layout["geo"] | frame, "annotations": [*layout["annotations"], title]}
