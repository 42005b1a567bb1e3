"""Small maps beside each other on paper, all with the same classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import Patch

from insight.figures.palette import Palette, Ramp, palette_for
from insight.figures.sheet.maps import MISSING_HATCH, path_of
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, rendered, sheet

COLUMNS = {Size.HALF: 5, Size.FULL: 3, Size.WIDE: 5}
LEGEND_SHARE = {Size.HALF: 0.17, Size.FULL: 0.1, Size.WIDE: 0.14}
NAME_SHARE = 0.17
"""Of a panel's height, for its name and finding."""
BAR_STEPS_KM = (1, 2, 5, 10)
BAR_SHARE = 0.5
METRES_PER_KM = 1_000


@dataclass(frozen=True, eq=False)
class PaperPanel:
    """One small map.

    Attributes
    ----------
    name, words
        Above it.
    areas
        Boundaries in British National Grid.
    bands
        Class of each, -1 where there is no figure.
    """

    name: str
    words: str
    areas: gpd.GeoSeries
    bands: np.ndarray


def paper_multiples(  # noqa: PLR0913 - panels, classes, and the sheet
    panels: Sequence[PaperPanel],
    labels: Sequence[str],
    ramp: Ramp,
    legend_title: str,
    words: Words,
    size: Size,
    kind: Format,
) -> bytes:
    """The maps as a file, each with a scale bar of its own.

    Parameters
    ----------
    panels
        From the top left.
    labels, ramp, legend_title
        Of the classes, class 0 first; empty labels are left out.
    words, size, kind
        Of the sheet.
    """
    made = sheet(words, size)
    palette = palette_for("light")
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
        _ground(axes, panel, ramp, palette)
        _bar(axes, made, palette)
        axes.text(
            0.5, 1.02, f"{panel.name}\n{panel.words}", transform=axes.transAxes,
            ha="center", va="bottom", size=made.size.foot_pt, family=FAMILY,
            color=palette.text, linespacing=1.2,
        )  # fmt: skip
    _legend(made, panels, labels, ramp, legend_title, size, palette)
    return rendered(made, kind, words)


def _ground(axes: Axes, panel: PaperPanel, ramp: Ramp, palette: Palette) -> None:
    axes.set_axis_off()
    axes.set_aspect("equal")
    for band in np.unique(panel.bands):
        chosen = panel.areas[panel.bands == band]
        axes.add_collection(
            PathCollection(
                [path_of(shape) for shape in chosen],
                facecolor=ramp.colours[band] if band >= 0 else palette.background,
                edgecolor=palette.border,
                linewidth=0.12,
                hatch=MISSING_HATCH if band < 0 else None,
            )
        )
    west, south, east, north = panel.areas.total_bounds
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
        f"{km} km", (west + km * METRES_PER_KM, y), xytext=(2, 0),
        textcoords="offset points", va="center", size=0.85 * made.size.foot_pt,
        family=FAMILY, color=palette.text, annotation_clip=False,
    )  # fmt: skip


def _legend(  # noqa: PLR0913 - classes and how they are drawn
    made: Sheet,
    panels: Sequence[PaperPanel],
    labels: Sequence[str],
    ramp: Ramp,
    title: str,
    size: Size,
    palette: Palette,
) -> None:
    axes = made.axes(height=LEGEND_SHARE[size])
    axes.set_axis_off()
    bands = np.concatenate([panel.bands for panel in panels] or [np.array([], int)])
    handles, names = [], []
    for band in reversed(range(len(labels))):
        if labels[band]:
            handles.append(
                Patch(facecolor=ramp.colours[band], edgecolor=palette.border, linewidth=0.5)
            )
            names.append(f"{labels[band]} · {int((bands == band).sum())}")
    if (missing := int((bands < 0).sum())) > 0:
        handles.append(Patch(facecolor=palette.background, hatch=MISSING_HATCH))
        names.append(f"No figure · {missing}")
    shown = axes.legend(
        handles, names, title=title, loc="lower left", frameon=False, ncols=5,
        prop={"family": FAMILY, "size": made.size.foot_pt}, borderaxespad=0,
        title_fontproperties={"family": FAMILY, "size": made.size.foot_pt},
        alignment="left", handlelength=1.4, handleheight=1.1, columnspacing=1.2,
    )  # fmt: skip
    for text in [*shown.get_texts(), shown.get_title()]:
        text.set_color(palette.text)
