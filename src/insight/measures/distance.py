"""Straight-line distance from points to the nearest site of each kind."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.errors import GeographyError
from insight.pack.contracts import BRITISH_NATIONAL_GRID

METRES_A_MINUTE = 80  # walking pace of the usual accessibility standards: 4.8 km an hour

NEAR_M = (800, 1_600)
"""Roughly 10 and 20 minutes' walk at `METRES_A_MINUTE`, had a path run straight."""

COLUMNS = ("site", "distance_m", *(f"within_{metres}_m" for metres in NEAR_M))


def nearest_sites(points: gpd.GeoSeries, sites: pd.DataFrame) -> pd.DataFrame:
    """The nearest site of each kind to each point, and how many are near.

    `points`: a point for each area in British National Grid, indexed by its code. Never in degrees:
    a degree of longitude is shorter than one of latitude. `sites`: a row for each site and kind:
    ``site``, ``kind``, and ``easting_m`` and ``northing_m`` in metres of the same grid.

    A row for each area and kind, indexed by both, the kinds in alphabetical order: ``site``, the
    nearest (the first by name of those equally near); ``distance_m``; ``within_800_m`` and
    ``within_1600_m``, the number of sites of the kind up to that far, the distance itself included.
    No rows without sites. Raises `GeographyError` if the points are in no or another coordinate
    system, or a point or a site has no place.

    Examples
    --------
    >>> here = gpd.GeoSeries([shapely.Point(0, 0)], index=["A"], crs=27700)
    >>> park = {"site": "P", "kind": "Park", "easting_m": 300, "northing_m": 400}
    >>> found = nearest_sites(here, pd.DataFrame([park]))
    >>> print(found.at[("A", "Park"), "distance_m"])
    500.0
    """
    _check(points, sites)
    found = [_of_kind(points, str(kind), own) for kind, own in sites.groupby("kind") if len(own)]
    if not found:
        index = pd.MultiIndex.from_arrays([[], []], names=["area", "kind"])
        return pd.DataFrame(columns=list(COLUMNS), index=index)
    return pd.concat(found).sort_index()


def sites_within(points: gpd.GeoSeries, sites: pd.DataFrame, metres: float) -> pd.Series:
    """How many sites of each kind lie up to so far from any of some points.

    A site that is near to several of them counts once.

    Number of sites, named ``sites``, indexed by kind; 0 where none is near.
    """
    _check(points, sites)
    tree = shapely.STRtree(_placed(sites))
    at = tree.query(points.to_numpy(), predicate="dwithin", distance=metres)[1]
    near = sites.iloc[np.unique(at)].groupby("kind").size()
    kinds = pd.Index(sorted(sites["kind"].unique()), name="kind")
    return near.reindex(kinds, fill_value=0).rename("sites")


def _check(points: gpd.GeoSeries, sites: pd.DataFrame) -> None:
    system = points.crs
    if system is None or system.to_epsg() != BRITISH_NATIONAL_GRID:
        name = "none" if system is None else system.name
        raise GeographyError(
            f"The coordinate system of the points is {name}. Use EPSG:"
            f"{BRITISH_NATIONAL_GRID}, because distances are measured in metres."
        )
    is_lost = points.isna() | points.is_empty
    _refuse(list(points.index[is_lost]), len(points), "points")
    place = sites[["easting_m", "northing_m"]].apply(pd.to_numeric, errors="coerce")
    has_none = ~np.isfinite(place.to_numpy(dtype=float)).all(axis=1)
    _refuse(list(sites["site"][has_none]), len(sites), "sites")


def _refuse(lost: Sequence[object], count: int, noun: str) -> None:
    if lost:
        raise GeographyError(
            f"{len(lost):,} of {count:,} {noun} have no location, first {lost[0]!r}. "
            "Give each an easting and a northing in metres, or leave it out."
        )


def _placed(sites: pd.DataFrame) -> np.ndarray:
    return np.asarray(
        shapely.points(
            sites["easting_m"].to_numpy(dtype=float), sites["northing_m"].to_numpy(dtype=float)
        )
    )


def _of_kind(points: gpd.GeoSeries, kind: str, own: pd.DataFrame) -> pd.DataFrame:
    """The same of one kind; in the order of the sites' names, so that ties are fair."""
    ordered = own.sort_values("site", kind="stable")
    tree = shapely.STRtree(_placed(ordered))
    (area, at), metres = tree.query_nearest(
        points.to_numpy(), return_distance=True, all_matches=True
    )
    pairs = pd.DataFrame({"area": area, "at": at, "distance_m": metres})
    first = pairs.sort_values(["area", "at"]).drop_duplicates("area")
    found = pd.DataFrame(
        {
            "site": ordered["site"].to_numpy()[first["at"]],
            "distance_m": first["distance_m"].to_numpy(),
        },
        index=pd.MultiIndex.from_product([points.index, [kind]], names=["area", "kind"]),
    )
    for within in NEAR_M:
        near = tree.query(points.to_numpy(), predicate="dwithin", distance=within)[0]
        found[f"within_{within}_m"] = np.bincount(near, minlength=len(points))
    return found
