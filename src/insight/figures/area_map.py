"""Areas in classes, with their legend: one definition for screen and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import numpy as np

from insight.figures.palette import Palette, Ramp


@dataclass(frozen=True)
class MapLayer:
    """What the areas of a map carry, all of the same length.

    Ids are integers, as in the boundaries; bands the class of each from 0, or -1 where there is no
    figure. The numbers for the text under the pointer are values in one or several columns, and
    positions, unless these are the values; `hover` is plotly's template of that text, for which
    ``customdata[0]`` is the first value and the last number the position. Counts are drawn as
    circles.
    """

    ids: np.ndarray
    bands: np.ndarray
    values: np.ndarray
    positions: np.ndarray | None
    hover: str
    is_count: bool

    def part(self, at: np.ndarray) -> "MapLayer":
        """Some of the areas, by position or by yes and no."""
        positions = None if self.positions is None else self.positions[at]
        kept = {"ids": self.ids[at], "bands": self.bands[at], "values": self.values[at]}
        return replace(self, positions=positions, **kept)


@dataclass(frozen=True)
class Legend:
    """Title and words of the classes, class 0 first; empty words are left out."""

    title: str
    labels: tuple[str, ...]
    ramp: Ramp


def class_entries(
    labels: Sequence[str], bands: np.ndarray, between: str = " · "
) -> list[tuple[int, str]]:
    """Number of each class that has words, and those with how many areas, the most first.

    Examples
    --------
    >>> class_entries(("Low", "", "High"), np.array([0, 2, 2, -1]))
    [(2, 'High · 2'), (0, 'Low · 1')]
    """
    counts = np.bincount(bands[bands >= 0], minlength=len(labels))
    return [
        (band, f"{labels[band]}{between}{counts[band]:,}")
        for band in reversed(range(len(labels)))
        if labels[band]
    ]


@dataclass(frozen=True, eq=False)
class AreaMap:
    """A map of one indicator, for the screen and for paper.

    The ids of the layer are positions among the areas of the level; districts are the localities
    shown; both are on British National Grid. Labels of the classes begin with class 0.
    """

    layer: MapLayer
    areas: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    legend_title: str
    labels: tuple[str, ...]
    kind: Literal["sequential", "diverging"]

    def legend(self, palette: Palette) -> Legend:
        """The classes in the colours of a theme."""
        ramp = palette.diverging if self.kind == "diverging" else palette.sequential
        return Legend(self.legend_title, self.labels, ramp)
