"""Maps on paper: British National Grid, legend with counts, scale and north."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import offset_copy
from shapely.geometry import Polygon

from insight.figures.area_map import AreaMap, class_entries
from insight.figures.dots import Dots
from insight.figures.palette import Ramp
from insight.figures.sheet.lettering import FAMILIES, PALETTE, PT_PER_INCH, lettering
from insight.figures.sheet.names import Box, glow, name_districts
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet

KEY_SHARE = {Size.HALF: 0.27, Size.FULL: 0.34, Size.WIDE: 0.27}
"""Of the room's width, for the legend under the title and the inset under that."""
MAP_HIGH_FULL = 0.66
"""Of the room's height on a full page, for the map, which has its whole width."""
INSET_HIGH = {Size.HALF: 0.52, Size.WIDE: 0.6}
"""Of the room's height, for the inset on half a page and on a slide."""
DENSE_SHARE, SMALL_SHARE = 0.4, 0.05
"""A district is drawn once more where more of the marked areas lie in less of the frame."""
FRAME_SHARE = 0.03
HATCHES = {0: "", 4: "////"}
"""Of a scale with two ends: the dark ends look alike in grey."""
MISSING_HATCH = "xxx"
HATCH_PT = 0.35
"""Of the lines of a hatch that must show in the smallest areas."""
BAR_SHARE = 0.22
BAR_STEPS_KM = (1, 2, 5, 10, 20, 50)
CIRCLE_SHARE = 0.016
"""Radius of the largest circle, as a share of the map's width."""
METRES_PER_KM = 1_000
LARGEST_DISC_PT = 9
DEGREES = "EPSG:4326"
DOT: dict[str, Any] = {
    "facecolor": PALETTE.sequential.colours[2],
    "edgecolor": PALETTE.background,
    "linewidth": 0.4,
    "alpha": 0.8,
}
"""A circle of an amount."""
DOT_SHARE = 0.05
"""Of the size of the text, for each pixel that a circle has on the screen."""
KEY_LINE, KEY_GAP_PT = 1.3, 2
"""In the key of circles: height of its title in sizes of type, and room between two."""
LEGEND_PAD = 0.4
"""Left of what stands in a legend, in sizes of type."""
PLATE = {"facecolor": PALETTE.background, "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
"""Paler ground behind words on a map, so that they are read on any fill."""


@dataclass(frozen=True, eq=False)
class PaperLayer:
    """What a map on paper shows, on British National Grid.

    Bands are the class of each area, 0 to 4, or -1 where there is no figure. Districts have the
    column ``place``. Bounds are west, south, east and north of the frame in metres; what the areas
    need if not given. Hatches tell classes apart that shades of grey would not, in the colour of
    text on the fill. Amounts are laid over the areas as dots.
    """

    areas: gpd.GeoSeries
    bands: np.ndarray
    labels: tuple[str, ...]
    ramp: Ramp
    legend_title: str
    districts: gpd.GeoDataFrame
    marked: gpd.GeoSeries | None = None
    is_count: bool = False
    bounds: Box | None = None
    hatches: tuple[str, ...] = ()
    dots: Dots | None = None

    @classmethod
    def of(cls, chart: AreaMap) -> "PaperLayer":
        """That of a map which is on the screen too."""
        legend, layer = chart.legend(PALETTE), chart.layer
        return cls(
            chart.areas.geometry.iloc[layer.ids],
            layer.bands,
            legend.labels,
            legend.ramp,
            legend.title,
            chart.districts,
            is_count=layer.is_count,
        )


def paper_map(layer: PaperLayer, words: Words, size: Size, kind: Format) -> bytes:
    """A map for a paper, as a file."""
    made = sheet(words, size)
    if layer.areas.empty:
        say_nothing(made.axes(), made)
        return rendered(made, kind, words)
    legend, inset, ground = rooms(size, made)
    axes = made.axes(**ground)
    draw_ground(axes, layer, made)
    dense = dense_district(layer)
    taken = [] if dense is None else [framed(axes, dense.box)]
    name_districts(axes, made, layer.districts, taken=taken)
    draw_north(axes, made)
    draw_legend(made.axes(**legend), made, layer, share=legend["width"] * made.width)
    if dense is not None:
        draw_closer(made, replace(layer, bounds=dense.box), dense.name, inset)
    return rendered(made, kind, words)


Room = dict[str, float]
"""A part of the sheet's room, as shares of it: see `Sheet.axes`."""


def rooms(size: Size, made: Sheet) -> tuple[Room, Room, Room]:
    """Where the legend, the part that is drawn larger, and the map stand.

    The legend is under the title, at the left of the map; on a full page over the map's foot, with
    the inset beside it.
    """
    key = KEY_SHARE[size]
    if size is Size.FULL:
        high = min(MAP_HIGH_FULL, made.wide_mm / made.high_mm)
        under = 1 - high - 0.02
        return (
            {"x": 0, "y": 0, "width": key, "height": under},
            {"x": key, "y": 0, "width": 1 - key, "height": under * 0.93},
            {"y": 1 - high, "height": high},
        )
    inset = INSET_HIGH[size]
    return (
        {"x": 0, "y": inset, "width": key, "height": 1 - inset},
        {"x": 0, "width": key * 0.96, "height": inset - 0.07},
        {"x": key, "width": 1 - key},
    )


@dataclass(frozen=True)
class Dense:
    """A district whose areas are too small on the map, and its frame in metres."""

    name: str
    box: Box


def dense_district(layer: PaperLayer) -> Dense | None:
    """The district that holds many of the marked areas in little of the frame, if one does.

    Marked are the areas of the highest class, of which the title speaks.
    """
    if len(layer.districts) < 2 or len(layer.areas) <= len(layer.districts):
        return None
    marked = layer.areas[layer.bands == len(layer.labels) - 1].representative_point()
    west, south, east, north = layer.bounds or layer.areas.total_bounds
    for shape, name in zip(layer.districts.geometry, layer.districts["place"], strict=True):
        left, low, right, high = shape.bounds
        is_small = (right - left) * (high - low) < SMALL_SHARE * (east - west) * (north - south)
        if is_small and marked.within(shape).sum() > DENSE_SHARE * max(len(marked), 1):
            return Dense(str(name), (left, low, right, high))
    return None


def framed(axes: Axes, box: Box) -> Box:
    """Frame a part of the map that is drawn larger elsewhere."""
    west, south, east, north = box
    frame = Rectangle((west, south), east - west, north - south, fill=False, zorder=6)
    frame.set(edgecolor=PALETTE.text, linewidth=0.7)
    axes.add_patch(frame)
    return box


def draw_closer(made: Sheet, layer: PaperLayer, name: str, room: Room) -> Axes:
    """A part of the map once more, framed, with its name and its own scale bar."""
    axes = made.axes(**room)
    draw_ground(axes, layer, made)
    axes.set_anchor("NW")  # so that the name, which begins with it, has all of the room
    axes.set_axis_on()
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color(PALETTE.text)
        side.set_linewidth(0.7)
    pt = made.size.foot_pt
    lines = broken(f"{name}, enlarged", made.size, pt, share=room["width"], weight="bold")
    look = lettering(PALETTE.text, pt, weight="bold")
    axes.set_title("\n".join(lines), pad=2, loc="left", **look)
    return axes


def say_nothing(axes: Axes, made: Sheet) -> None:
    """That there is nothing to be drawn, in place of a map."""
    axes.set_axis_off()
    look = lettering(PALETTE.text_muted, made.size.text_pt)
    axes.text(0.5, 0.5, "No areas to show.", transform=axes.transAxes, ha="center", **look)


def draw_ground(axes: Axes, layer: PaperLayer, made: Sheet) -> None:
    """Areas, their borders, what is pointed out, and the scale."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    for band in range(-1, len(layer.labels)):
        chosen = layer.areas[layer.bands == band]
        if chosen.empty:
            continue
        is_filled = band >= 0 and not layer.is_count
        shapes = PathCollection(
            _paths(chosen, is_hatched=bool(layer.hatches)),
            facecolor=layer.ramp.colours[band] if is_filled else PALETTE.background,
            edgecolor=PALETTE.no_data.outline if band < 0 else PALETTE.border,
            linewidth=0.12 if len(layer.areas) > 50 else 0.4,
            hatch=MISSING_HATCH if band < 0 else _hatch(layer, band),
            zorder=1,
        )
        if layer.hatches and band >= 0:
            shapes.set_hatchcolor(layer.ramp.labels[band])
            shapes.set_hatch_linewidth(HATCH_PT)
        axes.add_collection(shapes)
    if layer.is_count:
        _circles(axes, layer)
    if layer.dots is not None:
        points = gpd.GeoSeries(
            gpd.points_from_xy(layer.dots.longitudes, layer.dots.latitudes), crs=DEGREES
        ).to_crs(layer.areas.crs)
        order = (-layer.dots.amounts).argsort()
        sizes = _dot_pt(layer.dots, layer.dots.amounts[order], made)
        axes.scatter(points.x.iloc[order], points.y.iloc[order], s=sizes**2, zorder=2, **DOT)
    _outlines(axes, layer.districts.geometry, PALETTE.text, 0.9, zorder=3)
    if layer.marked is not None:
        _outlines(axes, layer.marked, PALETTE.background, 2.6, zorder=4)
        _outlines(axes, layer.marked, PALETTE.text, 1.6, zorder=5)
    west, south, east, north = layer.bounds or layer.areas.total_bounds
    across, up = FRAME_SHARE * (east - west), FRAME_SHARE * (north - south)
    axes.set_xlim(west - across, east + across)
    axes.set_ylim(south - 3 * up, north + up)
    _scale_bar(axes, made)


def _paths(shapes: gpd.GeoSeries, *, is_hatched: bool) -> list[Path]:
    """A path for each shape; one for all where each would be hatched by itself."""
    paths = [path_of(shape) for shape in shapes]
    return [Path.make_compound_path(*paths)] if is_hatched else paths


def _hatch(layer: PaperLayer, band: int) -> str | None:
    if layer.hatches:
        return layer.hatches[band] or None
    if layer.ramp.kind != "diverging" or layer.is_count:
        return None
    return HATCHES.get(band) or None


def _circles(axes: Axes, layer: PaperLayer) -> None:
    west, _, east, _ = layer.areas.total_bounds
    largest = CIRCLE_SHARE * (east - west) * max(1.0, 40 / len(layer.areas)) ** 0.5
    has_figure = layer.bands >= 0
    points = layer.areas[has_figure].representative_point()
    sizes = 2 * largest * (layer.bands[has_figure] + 1) / len(layer.labels)
    axes.add_collection(
        EllipseCollection(
            sizes,
            sizes,
            np.zeros(len(sizes)),
            units="xy",
            offsets=np.column_stack([points.x, points.y]),
            offset_transform=axes.transData,
            facecolor=layer.ramp.colours[2],
            edgecolor="white",
            linewidth=0.4,
            alpha=0.85,
            zorder=2,
        )
    )


def _outlines(axes: Axes, shapes: gpd.GeoSeries, colour: str, width: float, *, zorder: int) -> None:
    paths = _paths(shapes, is_hatched=False)
    lines = PathCollection(paths, facecolor="none", edgecolor=colour, linewidth=width)
    axes.add_collection(lines).set_zorder(zorder)


def path_of(shape: shapely.Geometry) -> Path:
    """A polygon, or several, as one path with its holes."""
    paths = []
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            rings = [part.exterior, *part.interiors]
            paths += [Path(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return Path.make_compound_path(*paths)


def _scale_bar(axes: Axes, made: Sheet) -> None:
    """A bar of a round length at the bottom left."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    most = BAR_SHARE * (east - west) / METRES_PER_KM
    km = max((step for step in BAR_STEPS_KM if step <= most), default=BAR_STEPS_KM[0])
    x, y = west + 0.02 * (east - west), south + 0.02 * (north - south)
    thick = 0.008 * (north - south)
    half = km * METRES_PER_KM / 2
    for left, fill in ((x, PALETTE.text), (x + half, PALETTE.background)):
        bar = axes.fill_between([left, left + half], y, y + thick, facecolor=fill, linewidth=0.5)
        bar.set(edgecolor=PALETTE.text, zorder=7)
    look = lettering(PALETTE.text, made.size.foot_pt) | {
        "ha": "center",
        "va": "bottom",
        "zorder": 7,
    }
    axes.text(x + half, y + 1.6 * thick, f"{km} km", bbox=PLATE, **look)


def draw_north(axes: Axes, made: Sheet) -> None:
    """An arrow to grid north at the bottom right."""
    arrow = {"arrowstyle": "-|>", "color": PALETTE.text, "linewidth": 0.8}
    axes.annotate(
        "N",
        xy=(0.97, 0.12),
        xytext=(0.97, 0.03),
        xycoords="axes fraction",
        ha="center",
        va="center",
        zorder=8,
        bbox=PLATE,
        arrowprops=arrow | {"path_effects": glow()},
        **lettering(PALETTE.text, made.size.text_pt),
    )


def draw_legend(  # noqa: PLR0913 - where, what, and how much room it has
    axes: Axes,
    made: Sheet,
    layer: PaperLayer,
    *,
    share: float,
    columns: int = 1,
    pt: float | None = None,
) -> None:
    """Classes with the number of areas in each, the most first.

    Its title takes a share of the sheet's width, and its type is that of the text
    unless `pt` is given.
    """
    type_pt = pt or made.size.text_pt
    axes.set_axis_off()
    entries = class_entries(layer.labels, layer.bands)
    names = [words for _, words in entries]
    handles = [_handle(layer, band) for band, _ in entries]
    if missing := int((layer.bands < 0).sum()):
        edge = PALETTE.no_data.outline
        handles.append(Patch(facecolor=PALETTE.background, hatch=MISSING_HATCH, edgecolor=edge))
        names.append(f"No figure · {missing}")
    shown = axes.legend(
        handles,
        names,
        title="\n".join(broken(layer.legend_title, made.size, type_pt, share=share * 0.92)),
        loc="upper left",
        frameon=False,
        prop={"family": FAMILIES, "size": type_pt},
        title_fontproperties={"family": FAMILIES, "size": type_pt},
        alignment="left",
        ncols=columns,
        borderaxespad=0,
        handlelength=1.4,
        handleheight=1.1,
        borderpad=LEGEND_PAD,
    )
    for text in [*shown.get_texts(), shown.get_title()]:
        text.set_color(PALETTE.text)
    if layer.dots is not None:
        foot_px = shown.get_window_extent().y0 - axes.get_window_extent().y1
        _draw_size_key(axes, made, layer.dots, foot_px * PT_PER_INCH / made.figure.dpi, type_pt)


def _dot_pt(dots: Dots, amounts: np.ndarray, made: Sheet) -> np.ndarray:
    """Points across of amounts' circles, in proportion to those on the screen."""
    return DOT_SHARE * made.size.text_pt * dots.diameters(amounts)


def _draw_size_key(axes: Axes, made: Sheet, dots: Dots, y: float, pt: float) -> None:
    """What some sizes of circles mean, from a height in points under the top of the axes."""
    look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    look |= {"annotation_clip": False, **lettering(PALETTE.text, pt)}
    left = LEGEND_PAD * pt
    axes.annotate(dots.title, (0, 1), (left, y), va="top", **look)
    y -= KEY_LINE * pt
    sizes = _dot_pt(dots, dots.key, made)
    widest = float(sizes.max(initial=0))
    for amount, size in zip(dots.key.tolist(), sizes.tolist(), strict=True):
        high = max(size, pt) + KEY_GAP_PT
        y -= high / 2
        middle = offset_copy(axes.transAxes, made.figure, left + pt + widest / 2, y, units="points")
        axes.scatter([0], [1], s=size**2, transform=middle, clip_on=False, **DOT)
        axes.annotate(dots.said(amount), (0, 1), (left + 2 * pt + widest, y), va="center", **look)
        y -= high / 2


def _handle(layer: PaperLayer, band: int) -> Patch | Line2D:
    """A swatch, or a circle as large in proportion as those on the map."""
    if not layer.is_count:
        fill, hatch = layer.ramp.colours[band], _hatch(layer, band)
        return Patch(facecolor=fill, edgecolor=PALETTE.border, linewidth=0.5, hatch=hatch)
    size = LARGEST_DISC_PT * (band + 1) / len(layer.labels)
    ink = layer.ramp.colours[2]
    return Line2D([], [], color=ink, linestyle="", marker="o", markersize=size)


def neighbourhood_outlines(
    areas: gpd.GeoDataFrame, groups: Sequence[Sequence[str]]
) -> gpd.GeoSeries:
    """The union of each group of areas."""
    shapes = [
        shapely.union_all(areas.loc[list(codes)].geometry.to_numpy())
        for codes in groups
        if len(codes)
    ]
    return gpd.GeoSeries(shapes, crs=areas.crs)
