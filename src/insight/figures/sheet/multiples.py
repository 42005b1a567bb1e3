"""Small maps beside each other on paper, all with the same classes."""

from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import Patch

from insight.figures.multiples import SmallMap, SmallMaps
from insight.figures.palette import Palette, palette_for
from insight.figures.screen.maps import Legend
from insight.figures.sheet.charts import lettering
from insight.figures.sheet.maps import MISSING_HATCH, path_of
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, rendered, sheet

COLUMNS = {Size.HALF: 5, Size.FULL: 3, Size.WIDE: 5}
LEGEND_SHARE = {Size.HALF: 0.17, Size.FULL: 0.1, Size.WIDE: 0.14}
NAME_SHARE = 0.17
"""Of a panel's height, for its name and finding."""
BAR_STEPS_KM = (1, 2, 5, 10)
BAR_SHARE = 0.5
METRES_PER_KM = 1_000


def paper_multiples(
    chart: SmallMaps, legend: Legend, words: Words, size: Size, kind: Format
) -> bytes:
    """The maps as a file, each with a scale bar of its own."""
    made, palette, panels = sheet(words, size), palette_for("light"), chart.panels
    columns = COLUMNS[size]
    rows = ceil(len(panels) / columns)
    room = 1 - LEGEND_SHARE[size]
    for at, panel in enumerate(panels):
        row, column = divmod(at, columns)
        top = 1 - row * room / rows
        axes = made.axes(
            x=column / columns,
            y=top - room / rows,
            width=0.97 / columns,
            height=room / rows * (1 - NAME_SHARE),
        )
        _ground(axes, chart, panel, legend, palette)
        _bar(axes, made, palette)
        ink = lettering(palette.text, made.size.foot_pt, ha="center", va="bottom", linespacing=1.2)
        axes.text(0.5, 1.02, f"{panel.name}\n{panel.words}", transform=axes.transAxes, **ink)
    _legend(made, chart, legend, size, palette)
    return rendered(made, kind, words)


def _ground(
    axes: Axes, chart: SmallMaps, panel: SmallMap, legend: Legend, palette: Palette
) -> None:
    axes.set_axis_off()
    axes.set_aspect("equal")
    bands, outlines = chart.layer.bands[panel.at], chart.outlines.iloc[panel.at]
    for band in np.unique(bands):
        axes.add_collection(
            PathCollection(
                [path_of(shape) for shape in outlines[bands == band]],
                facecolor=legend.ramp.colours[band] if band >= 0 else palette.background,
                edgecolor=palette.border,
                linewidth=0.12,
                hatch=MISSING_HATCH if band < 0 else None,
            )
        )
    west, south, east, north = outlines.total_bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south - 0.1 * (north - south), north)


def _bar(axes: Axes, made: Sheet, palette: Palette) -> None:
    """A round length at the bottom left: each panel has its own scale."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    most = BAR_SHARE * (east - west) / METRES_PER_KM
    km = max((step for step in BAR_STEPS_KM if step <= most), default=BAR_STEPS_KM[0])
    y = south + 0.015 * (north - south)
    axes.plot([west, west + km * METRES_PER_KM], [y, y], color=palette.text, linewidth=1)
    axes.annotate(
        f"{km} km",
        (west + km * METRES_PER_KM, y),
        xytext=(2, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
        **lettering(palette.text, 0.85 * made.size.foot_pt),
    )


def _legend(made: Sheet, chart: SmallMaps, legend: Legend, size: Size, palette: Palette) -> None:
    """The classes with the number of areas in each, the most first."""
    axes = made.axes(height=LEGEND_SHARE[size])
    axes.set_axis_off()
    bands = chart.layer.bands
    handles, names = [], []
    for band in reversed(range(len(legend.labels))):
        if legend.labels[band]:
            fill = legend.ramp.colours[band]
            handles.append(Patch(facecolor=fill, edgecolor=palette.border, linewidth=0.5))
            names.append(f"{legend.labels[band]} · {int((bands == band).sum())}")
    if (missing := int((bands < 0).sum())) > 0:
        handles.append(Patch(facecolor=palette.background, hatch=MISSING_HATCH))
        names.append(f"No figure · {missing}")
    letters = {"family": FAMILY, "size": made.size.foot_pt}
    shown = axes.legend(
        handles,
        names,
        title=legend.title,
        loc="lower left",
        frameon=False,
        ncols=5,
        prop=letters,
        borderaxespad=0,
        title_fontproperties=letters,
        alignment="left",
        handlelength=1.4,
        handleheight=1.1,
        columnspacing=1.2,
    )
    for text in [*shown.get_texts(), shown.get_title()]:
        text.set_color(palette.text)
