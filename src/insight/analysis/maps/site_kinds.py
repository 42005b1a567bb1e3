"""Sites of a pack: where they are, of which kinds, and how far the lists go."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.geography.levels import Places
from insight.pack.catalogue import Level, Provenance
from insight.pack.contracts import BRITISH_NATIONAL_GRID, WGS84
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Table
from insight.words import counted

TABLES = ("facilities", "practices", "green_space")
"""Tables of sites, in the order in which their kinds are offered."""

EDGE_M = 100.0
"""A site this near to the outlines is not outside: they are generalised, and clipped
to the coast."""

NOT_STATED = "not stated"
FILE_COLUMNS = (
    *("kind", "site", "name", "access", "easting_m", "northing_m", "area_code", "area_name"),
    *("district", "period", "source", "licence", "caveat"),
)


@dataclass(frozen=True, eq=False)
class Sites:
    """Every site of a pack, in rows of a site and a kind.

    `rows` have ``key`` (of the kind), ``table``, ``kind``, ``site`` (table and number),
    ``name`` (for readers), ``access``, ``easting_m``, ``northing_m``, ``longitude``,
    ``latitude``, ``lsoa21cd`` and ``lad24cd`` (empty outside the pack's areas). `ground` is the
    whole of these, in British National Grid; sites of a kind go `reach_m` beyond it, or 0.
    """

    rows: pd.DataFrame
    kinds: Mapping[str, str]
    ground: shapely.Geometry
    reach_m: Mapping[str, float]


def kinds_of(pack: Pack) -> dict[str, str]:
    """What each kind of site of a pack is called, by a key fit for an address."""
    found: dict[str, str] = {}
    for table in TABLES:
        if pack.has(table):
            kinds = pack.table(table).index.get_level_values("kind")
            for kind in sorted(kinds.unique()):
                found.setdefault(_key(table, kind), str(kind))
    return found


def _key(table: str, kind: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", kind.casefold()).strip("-")
    return f"{table.replace('_', '-')}-{words}"


def sites(pack: Pack, known: Places) -> Sites | None:
    """The sites of a pack; None where it has no table of any."""
    parts = [
        pack.table(table).reset_index().assign(table=table) for table in TABLES if pack.has(table)
    ]
    if not parts:
        return None
    rows = pd.concat(parts, ignore_index=True)
    rows["key"] = [_key(*each) for each in zip(rows["table"], rows["kind"], strict=True)]
    rows["name"] = rows["name"].fillna("Site " + rows["site"])
    rows["access"] = rows["access"].fillna(NOT_STATED)
    # Two publishers may give two sites the same number.
    rows["site"] = rows["table"] + " " + rows["site"]
    points = shapely.points(rows["easting_m"], rows["northing_m"])
    degrees = gpd.GeoSeries(points, crs=BRITISH_NATIONAL_GRID).to_crs(WGS84)
    rows["longitude"], rows["latitude"] = degrees.x, degrees.y
    rows["lsoa21cd"] = _areas_of(points, known)
    rows["lad24cd"] = rows["lsoa21cd"].map(known.district_of).fillna("")
    ground = shapely.union_all(known.levels[Level.LOCALITY].geometry.to_numpy())
    return Sites(rows, kinds_of(pack), ground, _reach(rows, points, ground))


def _areas_of(points: np.ndarray, known: Places) -> pd.Series:
    """Code of the LSOA that each point lies in; empty if in none."""
    areas = known.levels[Level.LSOA]
    at, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")
    found = pd.Series(areas.index.to_numpy()[area], index=at)
    # A point on the line between two areas lies in the first.
    first = found[~found.index.duplicated()]
    return first.reindex(range(len(points)), fill_value="")


def _reach(rows: pd.DataFrame, points: np.ndarray, ground: shapely.Geometry) -> dict[str, float]:
    shapely.prepare(ground)
    is_outside = rows["lsoa21cd"].eq("").to_numpy()
    metres = np.zeros(len(rows))
    metres[is_outside] = shapely.distance(points[is_outside], ground)
    farthest = pd.Series(metres).groupby(rows["key"]).max()
    return {str(key): float(far) if far > EDGE_M else 0.0 for key, far in farthest.items()}


def chosen_sites(found: Sites, kinds: Sequence[str], districts: Sequence[str]) -> pd.DataFrame:
    """Rows of some kinds in some districts; in none, everywhere and outside the areas too."""
    rows = found.rows[found.rows["key"].isin(kinds)]
    return rows[rows["lad24cd"].isin(districts)] if districts else rows


def provided(pack: Pack, rows: pd.DataFrame) -> Provided:
    """Sources of some sites and of the areas that they are placed in."""
    tables = [table for table in TABLES if rows["table"].eq(table).any()]
    return Provided(pack.sources_of(*tables, "areas"), Provenance.OFFICIAL, pack.version)


def short_source(pack: Pack, rows: pd.DataFrame) -> str:
    """Whose lists some sites are from, and on what terms, for inside a figure."""
    own = [each for each in provided(pack, rows).sources if each.table in TABLES]
    return "Sites: " + "; ".join(f"{one.short}, {one.licence.short}" for one in own)


def caveats(pack: Pack, rows: pd.DataFrame) -> str:
    """What the pack says to be careful of with the lists that some sites are from."""
    return " ".join(
        f"{source.short}: {' '.join((source.caveat, _selection(source.made_by)))}"
        for source in provided(pack, rows).sources
        if source.table in TABLES
    )


def _selection(made_by: str) -> str:
    """What of a record says which sites were left out, without the files' names."""
    return " ".join(part for part in re.split(r"(?<=\.) ", made_by) if "left out" in part)


def site_table(known: Places, rows: pd.DataFrame) -> Table:
    """Sites as rows, by kind and name."""
    listed = _listed(known, rows)
    return Table(
        listed[["kind", "name", "access", "district", "area"]],
        {
            "kind": Column("Kind"),
            "name": Column("Site", "The site number if the list gives no name"),
            "access": Column("Access", "As listed"),
            "district": Column("Locality (district)"),
            "area": Column("LSOA"),
        },
        f"Table of {counted(len(rows), 'site')} on the map, by kind.",
    )


def _listed(known: Places, rows: pd.DataFrame) -> pd.DataFrame:
    areas, localities = known.levels[Level.LSOA], known.levels[Level.LOCALITY]
    return (
        rows.assign(
            district=rows["lad24cd"].map(localities["name"]).fillna("outside the area"),
            area=rows["lsoa21cd"].map(areas["name"]).fillna(""),
        )
        .sort_values(["kind", "name", "site"])
        .reset_index(drop=True)
    )


def site_download(pack: Pack, known: Places, rows: pd.DataFrame) -> Download:
    """The sites as CSV, each row with where it is from and on what terms."""

    def table() -> ExportTable:
        of = {table: pack.sources[table] for table in rows["table"].unique()}
        said = {
            table: Provided((source, pack.sources["areas"]), Provenance.OFFICIAL, pack.version)
            for table, source in of.items()
        }
        listed = _listed(known, rows)
        each = listed["table"]
        whole = listed.assign(
            site=listed["site"].str.split(n=1).str[1],
            area_code=listed["lsoa21cd"],
            area_name=listed["area"],
            period=[of[table].period for table in each],
            source=[said[table].titles for table in each],
            licence=[said[table].attribution for table in each],
            caveat=[of[table].caveat for table in each],
        )
        return ExportTable(whole[list(FILE_COLUMNS)], provided(pack, rows).stamp)

    return csv_download("Sites (CSV)", ("sites",), table)
