"""The part of a study area that is a smudge on its map, and where there is room."""

from dataclasses import dataclass

import geopandas as gpd
import shapely

ROOM = (0.26, 0.36)  # width and height of the corner that is looked for, as shares of the map's
MOST_GROUND = 0.15  # share of the corner that may be ground, which what is drawn there would hide


@dataclass(frozen=True)
class Crowded:
    """The densest district, and an empty corner of the map to enlarge it in.

    `corner`: west, south, east and north of the corner, as shares of the map's extent; None
    where the study area reaches into all four, and where there is one district alone, which
    is the map already.
    """

    district: str
    corner: tuple[float, float, float, float] | None


def most_crowded(areas: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Crowded:
    """Find the district with most areas to the square metre, and an empty corner."""
    density = areas.groupby("lad24cd").size() / districts.area
    corner = _emptiest_corner(districts) if len(districts) > 1 else None
    return Crowded(str(density.idxmax()), corner)


def _emptiest_corner(districts: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """The corner of the extent that has least ground in it, if that is little."""
    west, south, east, north = districts.total_bounds
    wide, high = ROOM

    def ground(corner: tuple[float, float, float, float]) -> float:
        left, right = (west + share * (east - west) for share in corner[::2])
        bottom, top = (south + share * (north - south) for share in corner[1::2])
        frame = shapely.box(left, bottom, right, top)
        return float(districts.intersection(frame).area.sum() / frame.area)

    corners = [
        (left, bottom, left + wide, bottom + high)
        for left in (0, 1 - wide)
        for bottom in (0, 1 - high)
    ]
    least = min(corners, key=ground)
    return least if ground(least) <= MOST_GROUND else None
