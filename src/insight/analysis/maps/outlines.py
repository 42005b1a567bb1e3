"""What lies under the areas of a map: addresses of boundaries, frame and names."""

import geopandas as gpd
import numpy as np

from insight.analysis.targeting import Screen
from insight.figures.labels import Name
from insight.figures.screen.base_map import Inset, Outlines
from insight.geography.levels import Places
from insight.pack.catalogue import Level

INSET_FROM_PX = 500
"""Height of a figure from which there is room for an inset."""


def outlines(known: Places, level: Level, districts: tuple[str, ...], screen: Screen) -> Outlines:
    """Boundaries of the areas of one level in the chosen districts.

    Where all districts are shown, the densest is drawn again in a corner: its areas
    would be a smudge.
    """
    areas = known.levels[level]
    shown = areas if not districts else areas[areas["lad24cd"].isin(districts)]
    wanted = [
        at
        for at, code in enumerate(known.levels[Level.LOCALITY].index)
        if not districts or code in districts
    ]
    is_crowded = level is Level.LSOA and not districts and screen.height >= INSET_FROM_PX
    return Outlines(
        areas_url=screen.urls[level],
        districts_url=screen.urls[Level.LOCALITY],
        district_ids=wanted,
        names=_district_names(known, wanted),
        bounds=bounds(shown),
        inset=_inset(known, level) if is_crowded else None,
    )


def bounds(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east and north of several areas, in degrees."""
    return (
        float(areas["west"].min()),
        float(areas["south"].min()),
        float(areas["east"].max()),
        float(areas["north"].max()),
    )


def _inset(known: Places, level: Level) -> Inset | None:
    if known.crowded.corner is None:
        return None
    areas = known.levels[level]
    code = known.crowded.district
    at = np.flatnonzero(areas["lad24cd"].eq(code))
    return Inset(
        title=str(known.levels[Level.LOCALITY].at[code, "place"]),
        at=at,
        bounds=bounds(areas.iloc[at]),
        corner=known.crowded.corner,
    )


def _district_names(known: Places, wanted: list[int]) -> tuple[Name, ...]:
    districts = known.levels[Level.LOCALITY].iloc[wanted]
    # The smallest have the least room to give way.
    districts = districts.iloc[districts.area.argsort()]
    places = districts[["place", "longitude", "latitude"]].itertuples(index=False)
    return tuple(Name(name, longitude, latitude) for name, longitude, latitude in places)
