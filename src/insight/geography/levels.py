"""The three levels of areas: LSOAs, MSOAs and localities."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from insight.catalogue import Level
from insight.contracts import WGS84
from insight.geography.crowding import Crowded, most_crowded
from insight.pack import Pack

LEVEL_NAMES = {
    Level.LSOA: "LSOA",
    Level.MSOA: "MSOA",
    Level.LOCALITY: "Locality (district)",
}

LEVEL_NOUNS = {
    Level.LSOA: ("LSOA", "LSOAs"),
    Level.MSOA: ("MSOA", "MSOAs"),
    Level.LOCALITY: ("locality", "localities"),
}
"""One and several areas of each level, within a sentence."""


@dataclass(frozen=True)
class Places:
    """Where every area lies and what it is called, at each level.

    Attributes
    ----------
    levels
        For each level one row per area, indexed by its code and sorted:
        ``name`` (official), ``place`` (what people call it), ``lad24cd``,
        ``is_boundary_approximate``, the geometry in British National Grid, and
        in degrees the bounds (``west`` to ``north``) and a point well inside
        (``longitude``, ``latitude``).
    msoa_of, district_of
        Code of the MSOA and of the district of each LSOA.
    crowded
        The district that is too dense to be read on a map of all of them.
    counties
        Code of the county of each district that lies in one.
    county_names
        What each county is called, by code.
    """

    levels: dict[Level, gpd.GeoDataFrame]
    msoa_of: pd.Series
    district_of: pd.Series
    crowded: Crowded
    counties: Mapping[str, str]
    county_names: Mapping[str, str]

    def parent(self, level: Level) -> pd.Series:
        """Code of the area at `level` that each LSOA belongs to."""
        if level is Level.LSOA:
            codes = self.district_of.index
            return pd.Series(codes, index=codes, name="lsoa21cd")
        return self.msoa_of if level is Level.MSOA else self.district_of

    def level_of(self, code: str) -> Level | None:
        """The level that a code belongs to, or None if it is unknown."""
        return next(
            (lv for lv, areas in self.levels.items() if code in areas.index), None
        )

    def lsoa_at(self, longitude: float, latitude: float) -> str:
        """Code of the LSOA that a point in degrees lies in; empty if in none."""
        areas = self.levels[Level.LSOA]
        point = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs=WGS84)
        inside = areas.geometry.intersects(point.to_crs(areas.crs).iloc[0])
        return str(areas.index[inside][0]) if inside.any() else ""

    def title(self, code: str) -> str:
        """How an area is called in a heading."""
        level = self.level_of(code)
        if level is None:
            return code
        area = self.levels[level].loc[code]
        if level is Level.LOCALITY:
            return str(area["name"])
        if level is Level.MSOA:
            return f"{area['place']} ({area['name']})"
        return f"{area['name']}, {area['place']}"


def places(pack: Pack) -> Places:
    """Lay out the areas of a pack at every level.

    MSOAs and districts are unions of their LSOAs, so that the levels fit
    together exactly.

    Raises
    ------
    ContractError
        If the areas, MSOAs or districts of the pack cannot be used.
    """
    areas = pack.areas
    msoas, districts = pack.table("msoas"), pack.table("districts")
    lsoa = gpd.GeoDataFrame(
        {
            "name": areas["lsoa21nm"],
            "place": areas["msoa21cd"].map(msoas["name"]),
            "lad24cd": areas["lad24cd"],
            "is_boundary_approximate": areas["is_boundary_approximate"],
        },
        geometry=areas.geometry,
    )
    msoa = _union(areas, "msoa21cd")
    msoa["name"] = msoas["msoa21nm"]
    msoa["place"] = msoas["name"]
    msoa["lad24cd"] = areas.groupby("msoa21cd")["lad24cd"].first()
    locality = _union(areas, "lad24cd")
    locality["name"] = districts["name"]
    locality["place"] = districts["label"]
    locality["lad24cd"] = locality.index
    in_county = districts[districts["county"].notna()]
    levels = {Level.LSOA: lsoa, Level.MSOA: msoa, Level.LOCALITY: locality}
    return Places(
        levels={level: _with_degrees(each) for level, each in levels.items()},
        msoa_of=areas["msoa21cd"],
        district_of=areas["lad24cd"],
        crowded=most_crowded(lsoa, locality),
        counties={str(key): str(code) for key, code in in_county["county"].items()},
        county_names=dict(
            zip(in_county["county"], in_county["county_name"], strict=True)
        ),
    )


def _with_degrees(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add bounds and an inner point in degrees, projected once for all readers."""
    bounds = areas.geometry.to_crs(WGS84).bounds
    bounds.columns = pd.Index(["west", "south", "east", "north"])
    inside = areas.geometry.representative_point().to_crs(WGS84)
    return areas.join(bounds).assign(longitude=inside.x, latitude=inside.y)


def _union(areas: gpd.GeoDataFrame, parent: str) -> gpd.GeoDataFrame:
    grouped = areas.groupby(parent)
    shapes = grouped["geometry"].agg(lambda part: shapely.union_all(part.to_numpy()))
    table = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=areas.crs))
    # The inner cuts of a split area do not show at these levels.
    table["is_boundary_approximate"] = False
    return table.sort_index()
