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

    Attributes
    ----------
    ids
        Integer ids of the areas, as in the boundaries.
    bands
        Class of each from 0, or -1 where there is no figure.
    values, positions
        Numbers for the text under the pointer, one or several columns; no positions
        where they are the values.
    hover
        Plotly template of that text: ``customdata[0]`` is the first value, and the
        last number is the position, if there is one.
    is_count
        Counts are drawn as circles.
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
    """A map of one indicator.

    Attributes
    ----------
    layer
        The areas shown, whose ids are their positions among `areas`.
    areas, districts
        All areas of the level, and the localities shown, on British National Grid.
    legend_title, labels, kind
        Of the classes, class 0 first, and the scale whose colours they have.
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
