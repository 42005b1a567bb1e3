"""The levels of areas: LSOAs, MSOAs, wards where a pack has them, localities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely

from insight.geography.crowding import Crowded, most_crowded
from insight.pack.catalogue import Level, Source
from insight.pack.contracts import WGS84
from insight.pack.pack import Pack

LEVEL_NAMES = {
    Level.LSOA: "LSOA",
    Level.MSOA: "MSOA",
    Level.WARD: "Ward",
    Level.LOCALITY: "Locality (district)",
}

LEVEL_NOUNS = {
    Level.LSOA: ("LSOA", "LSOAs"),
    Level.MSOA: ("MSOA", "MSOAs"),
    Level.WARD: ("ward", "wards"),
    Level.LOCALITY: ("district", "districts"),
}
"""One and several areas of each level, within a sentence."""


@dataclass(frozen=True)
class Places:
    """Where every area lies and what it is called, at each level."""

    # For each level one row per area, indexed by its code and sorted: ``name`` (official),
    # ``place`` (what people call it), ``lad24cd``, ``is_boundary_approximate``, the geometry in
    # British National Grid, and in degrees the bounds (``west`` to ``north``) and a point well
    # inside (``longitude``, ``latitude``).
    levels: dict[Level, gpd.GeoDataFrame]
    msoa_of: pd.Series  # of each LSOA, as `district_of` and `ward_of`
    district_of: pd.Series
    crowded: Crowded
    counties: Mapping[str, str]
    county_names: Mapping[str, str]
    # With their names, in the order of the names; none where all districts lie in one.
    regions: Mapping[str, str] = field(default_factory=dict)
    region_of: Mapping[str, str] = field(default_factory=dict)
    # Towns and suburbs with ``name``, ``longitude``, ``latitude``, ``population``, ``lad24cd``,
    # the largest first, and who is credited for the names of which table.
    settlements: pd.DataFrame = field(default_factory=pd.DataFrame)
    named_by: Mapping[str, str] = field(default_factory=dict)
    # The ward that each fits best; empty where the pack has no wards.
    ward_of: pd.Series = field(default_factory=lambda: pd.Series(dtype=str))

    def parent(self, level: Level) -> pd.Series:
        """Code of the area at `level` that each LSOA belongs to."""
        if level is Level.LSOA:
            codes = self.district_of.index
            return pd.Series(codes, index=codes, name="lsoa21cd")
        return {Level.MSOA: self.msoa_of, Level.WARD: self.ward_of}.get(level, self.district_of)

    def level_of(self, code: str) -> Level | None:
        """The level that a code belongs to, or None if it is unknown."""
        return next((lv for lv, areas in self.levels.items() if code in areas.index), None)

    def lsoa_at(self, longitude: float, latitude: float) -> str:
        """Code of the LSOA that a point in degrees lies in; empty if in none."""
        areas = self.levels[Level.LSOA]
        point = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs=WGS84)
        inside = areas.geometry.intersects(point.to_crs(areas.crs).iloc[0])
        return str(areas.index[inside][0]) if inside.any() else ""

    def title(self, code: str) -> str:
        """How an area is called in a heading.

        An MSOA without a name of its own goes by its official one, which is not said twice.
        """
        return self.titles.get(code, code)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Every title by its code.

        All at once: a look into a row of mixed columns costs as much as a hundred of these.
        """
        return {
            str(code): _title(level, str(name), str(place))
            for level, areas in reversed(self.levels.items())
            for code, name, place in zip(areas.index, areas["name"], areas["place"], strict=True)
        }


def _title(level: Level, name: str, place: str) -> str:
    # The name of an LSOA is that of its MSOA and a letter.
    official = name[:-1] if level is Level.LSOA else name
    if level in (Level.LOCALITY, Level.WARD) or official == place:
        return name
    return f"{place} ({name})" if level is Level.MSOA else f"{name}, {place}"


def places(pack: Pack) -> Places:
    """Lay out the areas of a pack at every level.

    MSOAs and districts are unions of their LSOAs, so that the levels fit together exactly.
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
    msoa = _union(pack, "msoa21cd", "msoa_shapes").assign(
        name=msoas["msoa21nm"],
        place=msoas["name"],
        lad24cd=areas.groupby("msoa21cd")["lad24cd"].first(),
    )
    locality = _union(pack, "lad24cd", "district_shapes")
    locality = locality.assign(
        name=districts["name"], place=districts["label"], lad24cd=locality.index
    )
    in_county = districts[districts["county"].notna()]
    levels = {Level.LSOA: lsoa, Level.MSOA: msoa, Level.LOCALITY: locality}
    ward_of = pd.Series(dtype=str)
    if pack.has("wards"):
        ward_of = pack.table("wards")["ward_code"].reindex(areas.index)
        levels[Level.WARD] = _wards(pack, ward_of)
    return Places(
        levels={level: _with_degrees(each) for level, each in levels.items()},
        msoa_of=areas["msoa21cd"],
        district_of=areas["lad24cd"],
        crowded=most_crowded(lsoa, locality),
        counties={str(key): str(code) for key, code in in_county["county"].items()},
        county_names=dict(zip(in_county["county"], in_county["county_name"], strict=True)),
        **_regions(districts),
        settlements=_settlements(pack),
        named_by={
            table: f"{source.short} ({source.licence.short})"
            for table in ("settlements", "msoas")
            for source in pack.sources_of(table)
        },
        ward_of=ward_of,
    )


def _settlements(pack: Pack) -> pd.DataFrame:
    """None where the table is at fault: a map is worth more than the names on it."""
    if not pack.has("settlements"):
        return pd.DataFrame()
    return pack.table("settlements").sort_values("population", ascending=False)


def outline_sources(pack: Pack, level: Level) -> tuple[Source, ...]:
    """Records of the tables that a map of a level takes its boundaries from.

    The outlines of the localities are on every map.
    """
    tables = {
        Level.LSOA: ("areas",),
        Level.MSOA: ("msoa_shapes", "areas"),
        Level.WARD: ("wards", "areas"),
        Level.LOCALITY: ("areas",),
    }
    return pack.sources_of(*tables[level], "district_shapes")


def _wards(pack: Pack, ward_of: pd.Series) -> gpd.GeoDataFrame:
    named = pack.table("wards").drop_duplicates("ward_code").set_index("ward_code")
    wards = gpd.GeoDataFrame(geometry=union(pack.areas.assign(ward=ward_of), "ward")).sort_index()
    wards["name"] = wards["place"] = named["ward_name"]
    districts = pack.areas["lad24cd"].groupby(ward_of)
    wards["lad24cd"] = districts.agg(lambda codes: codes.mode().iloc[0])
    # A ward is not made of LSOAs: its outline here is that of those nearest to it.
    wards["is_boundary_approximate"] = True
    return wards


def _regions(districts: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    if "region" not in districts or districts["region"].nunique() < 2:
        return {}
    names = dict(zip(districts["region"], districts["region_name"], strict=True))
    ordered = sorted(names.items(), key=lambda each: each[1])
    return {"regions": dict(ordered), "region_of": dict(districts["region"])}


def _with_degrees(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add bounds and an inner point in degrees, projected once for all readers."""
    bounds = areas.geometry.to_crs(WGS84).bounds
    bounds.columns = pd.Index(["west", "south", "east", "north"])
    inside = areas.geometry.representative_point().to_crs(WGS84)
    return areas.join(bounds).assign(longitude=inside.x, latitude=inside.y)


def union(areas: gpd.GeoDataFrame, parent: str) -> gpd.GeoSeries:
    """The unions of LSOAs that have the same parent, by its code."""
    grouped = areas.groupby(parent)
    shapes = grouped["geometry"].agg(lambda part: shapely.union_all(part.to_numpy()))
    return gpd.GeoSeries(shapes, crs=areas.crs).sort_index()


def _union(pack: Pack, parent: str, kept: str) -> gpd.GeoDataFrame:
    """The larger areas; a pack of many has their shapes in a table of its own."""
    shapes = pack.table(kept).geometry if pack.has(kept) else union(pack.areas, parent)
    table = gpd.GeoDataFrame(geometry=shapes)
    # The inner cuts of a split area do not show at these levels.
    table["is_boundary_approximate"] = False
    return table.sort_index()
