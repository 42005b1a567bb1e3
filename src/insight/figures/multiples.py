"""Small maps beside each other, all with the same classes: one for screen and sheet."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from insight.figures.screen.base_map import MapLayer


@dataclass(frozen=True, eq=False)
class SmallMap:
    """One of them.

    Attributes
    ----------
    name, words
        Above it: what it shows, and its finding.
    at
        Positions of its areas among all.
    bounds
        West, south, east and north, in degrees.
    """

    name: str
    words: str
    at: np.ndarray
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class SmallMaps:
    """All of them from the top left, and what every area carries, with its outline."""

    panels: tuple[SmallMap, ...]
    layer: MapLayer
    outlines: gpd.GeoSeries
