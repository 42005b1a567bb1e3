"""Maps on paper: British National Grid, legend with counts, scale and north."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from shapely.geometry import Polygon

from insight.figures.palette import Palette, Ramp, palette_for
from insight.figures.sheet.names import Box, glow, name_districts
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, broken, rendered, sheet

LEGEND_SHARE = {Size.HALF: 0.33, Size.FULL: 1.0, Size.WIDE: 0.3}
LEGEND_UNDER = 0.2
"""Of the height of a full page, for the legend under the map."""
FRAME_SHARE = 0.03
HATCHES = {0: "", 4: "////"}
"""Of a scale with two ends: the dark ends look alike in grey."""
MISSING_HATCH = "xxx"
HATCH_PT = 0.35
"""Of the lines of a hatch that must show in the smallest areas."""
BAR_SHARE = 0.22
"""Of the map's width that the scale bar may take."""
BAR_STEPS_KM = (1, 2, 5, 10, 20, 50)
CIRCLE_SHARE = 0.016
"""Radius of the largest circle, as a share of the map's width."""
METRES_PER_KM = 1_000
LARGEST_DISC_PT = 9


@dataclass(frozen=True, eq=False)
class PaperLayer:
    """What a map on paper shows.

    Attributes
    ----------
    areas
        Boundaries in British National Grid, one for each area shown.
    bands
        Class of each, 0 to 4, -1 where there is no figure.
    labels
        Words of each class, class 0 first; empty ones are left out.
    ramp
        Colours of the classes.
    legend_title
        What the classes compare with.
    districts
        Boundaries of the localities shown, with the column ``place``.
    marked
        Outlines of what is pointed out, such as neighbourhoods.
    is_count
        Whether circles stand for the classes.
    bounds
        West, south, east and north of the frame, in metres of the grid; what the
        areas need if not given.
    hatches
        Of each class, in the colour of text on its fill, where shades of grey would
        not tell the classes apart; empty for a scale that they do.
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


def paper_map(layer: PaperLayer, words: Words, size: Size, kind: Format) -> bytes:
    """A map for a paper, as a file."""
    made = sheet(words, size)
    palette = palette_for("light")
    if size is Size.FULL:
        axes = made.axes(y=LEGEND_UNDER, height=1 - LEGEND_UNDER)
        legend = made.axes(height=LEGEND_UNDER)
    else:
        share = LEGEND_SHARE[size]
        axes = made.axes(width=1 - share)
        legend = made.axes(x=1 - share, width=share)
    if layer.areas.empty:
        say_nothing(axes, made, palette)
        return rendered(made, kind, words)
    draw_ground(axes, layer, palette)
    name_districts(axes, made, layer.districts, palette)
    draw_scale_bar(axes, made, palette)
    draw_north(axes, made, palette)
    draw_legend(
        legend, made, layer, palette, share=LEGEND_SHARE[size],
        columns=2 if size is Size.FULL else 1,
    )  # fmt: skip
    return rendered(made, kind, words)


def say_nothing(axes: Axes, made: Sheet, palette: Palette) -> None:
    """That there is nothing to be drawn, in place of a map."""
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, "No area to be shown.", transform=axes.transAxes, ha="center",
        size=made.size.text_pt, family=FAMILY, color=palette.text_muted,
    )  # fmt: skip


def draw_ground(axes: Axes, layer: PaperLayer, palette: Palette) -> None:
    """Areas, their borders, and what is pointed out."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    for band in range(-1, len(layer.labels)):
        chosen = layer.areas[layer.bands == band]
        if chosen.empty:
            continue
        is_filled = band >= 0 and not layer.is_count
        fill = layer.ramp.colours[band] if is_filled else palette.background
        shapes = PathCollection(
            _paths(chosen, is_hatched=bool(layer.hatches)),
            facecolor=fill,
            edgecolor=palette.no_data.outline if band < 0 else palette.border,
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
    _outlines(axes, layer.districts.geometry, palette.text, 0.9, zorder=3)
    if layer.marked is not None:
        _outlines(axes, layer.marked, palette.background, 2.6, zorder=4)
        _outlines(axes, layer.marked, palette.text, 1.6, zorder=5)
    west, south, east, north = layer.bounds or layer.areas.total_bounds
    across, up = FRAME_SHARE * (east - west), FRAME_SHARE * (north - south)
    axes.set_xlim(west - across, east + across)
    axes.set_ylim(south - 3 * up, north + up)


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
    axes.add_collection(
        PathCollection(
            [path_of(shape) for shape in shapes],
            facecolor="none",
            edgecolor=colour,
            linewidth=width,
            zorder=zorder,
        )
    )


def path_of(shape: shapely.Geometry) -> Path:
    """A polygon, or several, as one path with its holes."""
    paths = []
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            rings = [part.exterior, *part.interiors]
            paths += [Path(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return Path.make_compound_path(*paths)


def _plate(palette: Palette) -> dict[str, object]:
    """Paler ground behind words on a map, so that they are read on any fill."""
    return {"facecolor": palette.background, "edgecolor": "none", "alpha": 0.75,
            "pad": 0.8}  # fmt: skip


def draw_scale_bar(axes: Axes, made: Sheet, palette: Palette) -> None:
    """A bar of a round length at the bottom left."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    most = BAR_SHARE * (east - west) / METRES_PER_KM
    km = max((step for step in BAR_STEPS_KM if step <= most), default=BAR_STEPS_KM[0])
    x, y = west + 0.02 * (east - west), south + 0.02 * (north - south)
    thick = 0.008 * (north - south)
    length = km * METRES_PER_KM
    for part, fill in ((0, palette.text), (1, palette.background)):
        axes.fill_between(
            [x + part * length / 2, x + (part + 1) * length / 2], y, y + thick,
            facecolor=fill, edgecolor=palette.text, linewidth=0.5, zorder=7,
        )  # fmt: skip
    axes.text(
        x + length / 2, y + 1.6 * thick, f"{km} km", size=made.size.foot_pt,
        family=FAMILY, color=palette.text, ha="center", va="bottom", zorder=7,
        bbox=_plate(palette),
    )  # fmt: skip


def draw_north(axes: Axes, made: Sheet, palette: Palette) -> None:
    """An arrow to grid north at the bottom right."""
    axes.annotate(
        "N", xy=(0.97, 0.12), xytext=(0.97, 0.03), xycoords="axes fraction",
        ha="center", va="center", size=made.size.text_pt, family=FAMILY,
        color=palette.text, zorder=8, bbox=_plate(palette),
        arrowprops={"arrowstyle": "-|>", "color": palette.text, "linewidth": 0.8,
                    "path_effects": glow(palette)},
    )  # fmt: skip


def draw_legend(  # noqa: PLR0913 - where, what, and how much room it has
    axes: Axes,
    made: Sheet,
    layer: PaperLayer,
    palette: Palette,
    *,
    share: float,
    columns: int = 1,
    pt: float | None = None,
) -> None:
    """Classes with the number of areas in each, the most first.

    Parameters
    ----------
    axes, made
        Where it stands, and the sheet.
    layer
        What the map shows.
    palette
        Colours of paper.
    share
        Of the sheet's width that its title may take.
    columns
        In which the classes stand.
    pt
        Size of its type; that of the text unless given.
    """
    type_pt = pt or made.size.text_pt
    axes.set_axis_off()
    counts = pd.Series(layer.bands).value_counts()
    handles: list[Patch | Line2D] = []
    names: list[str] = []
    for band in reversed(range(len(layer.labels))):
        if layer.labels[band]:
            fill = layer.ramp.colours[2 if layer.is_count else band]
            handles.append(
                _disc(fill, band, len(layer.labels))
                if layer.is_count
                else
                Patch(facecolor=fill, edgecolor=palette.border, linewidth=0.5,
                      hatch=_hatch(layer, band))
            )  # fmt: skip
            names.append(f"{layer.labels[band]} · {int(counts.get(band, 0))}")
    if counts.get(-1, 0):
        handles.append(Patch(facecolor=palette.background, hatch=MISSING_HATCH,
                             edgecolor=palette.no_data.outline))  # fmt: skip
        names.append(f"No figure · {int(counts[-1])}")
    title = "\n".join(broken(layer.legend_title, made.size, type_pt, share=share * 0.92))
    shown = axes.legend(
        handles, names, title=title, loc="upper left", frameon=False,
        prop={"family": FAMILY, "size": type_pt},
        title_fontproperties={"family": FAMILY, "size": type_pt},
        alignment="left", ncols=columns, borderaxespad=0,
        handlelength=1.4, handleheight=1.1,
    )  # fmt: skip
    for text in [*shown.get_texts(), shown.get_title()]:
        text.set_color(palette.text)


def _disc(fill: str, band: int, classes: int) -> Line2D:
    """A circle of the legend, as large in proportion as those on the map."""
    size = LARGEST_DISC_PT * (band + 1) / classes
    return Line2D([], [], linestyle="", marker="o", color=fill, markersize=size)


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
