"""Towns, suburbs and villages of a study area, out of a gazetteer of the world."""

import re

import geopandas as gpd
import pandas as pd

from insight.pack.contracts import WGS84

FEWEST = 1_000
"""Residents from which places are complete: of smaller ones there are only some."""

LOCAL_NAMES = {
    "Ashby-de-la-Zouch": "Ashby de la Zouch",
    "Braunstone": "Braunstone Town",
    "Quorndon": "Quorn",
    "Wigston Magna": "Wigston",
}
"""As councils here write them; all others are used as they are."""


def settlements(
    gazetteer: pd.DataFrame, areas: gpd.GeoDataFrame, msoa_names: pd.Series
) -> pd.DataFrame:
    """Places of at least `FEWEST` residents inside the study area.

    Some points of the gazetteer are rounded to a sixtieth of a degree and lie in the place next
    door. Where an MSOA has a place's name and the point is outside of all that have, it is moved
    into the nearest of them.

    Parameters
    ----------
    gazetteer
        ``geonameid``, ``name``, ``longitude`` and ``latitude`` in degrees, ``population``.
    areas
        LSOAs on British National Grid with ``msoa21cd`` and ``lad24cd``.
    msoa_names
        Name of each MSOA by its code.

    Returns
    -------
    pandas.DataFrame
        The same columns, degrees to four places, and ``lad24cd`` of the district.
    """
    large = gazetteer[gazetteer["population"].ge(FEWEST)].reset_index(drop=True)
    points = gpd.GeoSeries.from_xy(large["longitude"], large["latitude"], crs=WGS84)
    found = gpd.GeoDataFrame(large, geometry=points.to_crs(areas.crs))
    home = ["msoa21cd", "lad24cd"]
    found = found.sjoin(areas[[*home, "geometry"]], predicate="within")
    found["name"] = found["name"].replace(LOCAL_NAMES)
    names = areas["msoa21cd"].map(msoa_names)
    for at, row in found.iterrows():
        bearing = areas[names.str.match(rf"{re.escape(row['name'])}\b")]
        if len(bearing) and row["msoa21cd"] not in set(bearing["msoa21cd"]):
            nearest = bearing.loc[bearing.distance(row.geometry).idxmin(), "msoa21cd"]
            own = areas[areas["msoa21cd"].eq(nearest)]
            found.loc[at, home] = own[home].iloc[0]
            found.loc[at, "geometry"] = own.union_all().representative_point()
    degrees = found.geometry.to_crs(WGS84)
    return found.assign(longitude=degrees.x.round(4), latitude=degrees.y.round(4))[
        ["geonameid", "name", "longitude", "latitude", "population", "lad24cd"]
    ]
