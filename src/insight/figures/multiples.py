"""Small maps beside each other, all with the same classes: one for screen and sheet."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from insight.figures.area_map import MapLayer


@dataclass(frozen=True, eq=False)
class SmallMap:
    """One of them: its locality, its finding, its areas among all, and what is shown in degrees."""

    code: str
    name: str
    words: str
    at: np.ndarray
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class SmallMaps:
    """All of them from the top left, what every area carries, and its outline.

    The localities are those of the panels, with the column ``place``.
    """

    panels: tuple[SmallMap, ...]
    layer: MapLayer
    outlines: gpd.GeoSeries
    localities: gpd.GeoDataFrame
