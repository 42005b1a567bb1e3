"""Names of districts on a map on paper, which keep clear of each other."""

from collections.abc import Sequence
from textwrap import shorten

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from insight.figures.labels import overlap
from insight.figures.sheet.lettering import PALETTE, in_type, lettering
from insight.figures.sheet.sheet import Sheet

LABEL_STEPS = (*((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)), *((1, 1), (-1, 1), (1, -1), (-1, -1)))
NAME_LETTERS = 26

Box = tuple[float, float, float, float]
"""West, south, east and north, in metres of the grid."""


def name_districts(
    axes: Axes, made: Sheet, districts: gpd.GeoDataFrame, *, taken: Sequence[Box] = ()
) -> None:
    """Names inside their districts, the smallest first, moved apart or left out.

    `districts` have the column ``place``; `taken` is where other words stand.
    """
    if len(districts) < 2:
        return
    placed = list(taken)
    order = districts.iloc[districts.area.argsort()]
    axes.apply_aspect()  # else the map is measured as it was before it was fitted
    unit = axes.transData.inverted().transform
    renderer = made.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    first, last = _ends(axes, made)
    look = lettering(PALETTE.text, made.size.foot_pt, weight="bold", ha="center", va="center")
    names = [shorten(in_type(name), NAME_LETTERS, placeholder="…") for name in order["place"]]
    for name, point in zip(names, order.representative_point(), strict=True):
        label = axes.text(point.x, point.y, name, zorder=6, path_effects=glow(), **look)
        box = label.get_window_extent(renderer)
        (left, low), (right, high) = unit((box.x0, box.y0)), unit((box.x1, box.y1))
        wide, tall = right - left, high - low
        for across, up in LABEL_STEPS:
            x, y = point.x + across * wide / 2, point.y + up * tall * 1.2
            x = max(first + wide / 2, min(x, last - wide / 2))
            bounds = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
            if not any(overlap(bounds, other) for other in placed):
                label.set_position((x, y))
                # Once more, unseen: a glow is a drawing in a PDF, and the name is to
                # be searched for and copied.
                axes.text(x, y, name, alpha=0, **look)
                placed.append(bounds)
                break
        else:
            label.remove()


def _ends(axes: Axes, made: Sheet) -> tuple[float, float]:
    """Eastings between which words stay in the room that the map was given."""
    room = axes.get_position(original=True)
    unit = (made.figure.transFigure - axes.transData).transform
    return float(unit((room.x0, 0))[0]), float(unit((room.x1, 0))[0])


def glow() -> list[object]:
    """Paler ground round words on a map, so that they are read on any fill."""
    return [withStroke(linewidth=2, foreground=PALETTE.background)]
