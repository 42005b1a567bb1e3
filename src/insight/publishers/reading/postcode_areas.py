"""Which LSOA a postcode lies in, and which other it might lie in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

NEAR_APPROXIMATE_EDGE_M = 300.0
"""How far a postcode may lie from an area and still be given to it; and how near
to the other part of an LSOA that was split it may lie to be in either."""


def postcode_areas(
    found: pd.DataFrame, areas: gpd.GeoDataFrame, near_edge_m: float
) -> pd.DataFrame:
    """Each postcode's LSOA by point in polygon, with the next one if it is near.

    `found` has ``postcode``, ``oseast1m`` and ``osnrth1m`` in metres, and the district
    ``laua``; those far from every area are left out.
    """
    points = shapely.points(found["oseast1m"], found["osnrth1m"])
    shapes = areas.geometry.to_numpy()
    pairs = shapely.STRtree(shapes).query(
        points, predicate="dwithin", distance=NEAR_APPROXIMATE_EDGE_M
    )
    nearest = pd.DataFrame(pairs.T, columns=["point", "area"])
    nearest["distance_m"] = shapely.distance(points[nearest["point"]], shapes[nearest["area"]])
    # A postcode belongs to its own district, whatever a generalised edge says.
    own = found["laua"].to_numpy()[nearest["point"]]
    nearest["is_elsewhere"] = areas["lad24cd"].to_numpy()[nearest["area"]] != own
    nearest = nearest.sort_values(["point", "is_elsewhere", "distance_m", "area"])
    first = nearest.groupby("point").nth(0).set_index("point")
    second = nearest.groupby("point").nth(1).set_index("point")
    second = second[_is_near(first, second, areas, near_edge_m)]
    codes = areas.index.to_numpy()
    table = pd.DataFrame({"postcode": found["postcode"].to_numpy()})
    table["lsoa21cd"] = first["area"].map(lambda at: codes[at])
    table["lsoa21cd_or"] = second["area"].map(lambda at: codes[at])
    return table.dropna(subset="lsoa21cd").sort_values("postcode")


def _is_near(
    first: pd.DataFrame, second: pd.DataFrame, areas: gpd.GeoDataFrame, near_edge_m: float
) -> pd.Series:
    """Whether the second candidate is close enough to be named."""
    approximate = areas["is_boundary_approximate"].to_numpy()
    msoa = areas["msoa21cd"].to_numpy()
    home, other = first["area"].reindex(second.index), second["area"]
    is_cut = approximate[home] & approximate[other] & (msoa[home] == msoa[other])
    limit = np.where(is_cut, NEAR_APPROXIMATE_EDGE_M, near_edge_m)
    return second["distance_m"].lt(limit) & ~second["is_elsewhere"]
