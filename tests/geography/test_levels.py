"""The three levels, their neighbours, and their outlines for the browser."""

import json

import geopandas as gpd
import pytest
import shapely

from insight.errors import ContractError
from insight.geography import web_geometry
from insight.geography.contiguity import neighbours
from insight.geography.levels import places
from insight.geography.web_geometry import feature_collection, published
from insight.pack.catalogue import Level
from insight.pack.pack import open_pack

SOUTH, NORTH = "E07000001", "E07000002"


def test_larger_areas_are_the_unions_of_their_parts(town):
    msoas = town.known.levels[Level.MSOA]
    localities = town.known.levels[Level.LOCALITY]
    assert msoas.area.to_dict() == {"E02000001": 2e6, "E02000002": 1e6, "E02000003": 3e6}
    assert localities.area.to_dict() == {SOUTH: 3e6, NORTH: 3e6}
    assert localities.geometry[SOUTH].equals(shapely.box(450_000, 300_000, 453_000, 301_000))


def test_every_level_is_sorted_and_has_the_same_columns(town):
    columns = [set(areas.columns) for areas in town.known.levels.values()]
    assert columns[0] == columns[1] == columns[2]
    for areas in town.known.levels.values():
        assert areas.index.is_monotonic_increasing
        assert areas.crs.to_epsg() == 27700
        assert areas["place"].notna().all()


def test_inner_cuts_are_approximate_for_lsoas_only(town):
    approximate = {
        level: int(areas["is_boundary_approximate"].sum())
        for level, areas in town.known.levels.items()
    }
    assert approximate == {Level.LSOA: 2, Level.MSOA: 0, Level.LOCALITY: 0}


def test_parents_are_those_of_the_areas(town):
    known = town.known
    assert known.parent(Level.LSOA)["E01000003"] == "E01000003"
    assert known.parent(Level.MSOA)["E01000003"] == "E02000002"
    assert known.parent(Level.LOCALITY)["E01000003"] == SOUTH


@pytest.mark.parametrize(
    ("code", "level", "title"),
    [
        ("E01000002", Level.LSOA, "South 001B, St Mary’s & Quay"),
        ("E02000001", Level.MSOA, "St Mary’s & Quay (South 001)"),
        (SOUTH, Level.LOCALITY, "South and Deep"),
        ("E01999999", None, "E01999999"),
    ],
)
def test_title_of_an_area_says_what_people_call_it(town, code, level, title):
    assert town.known.level_of(code) is level
    assert town.known.title(code) == title


def test_an_official_name_that_stands_for_one_is_not_said_twice(town_with):
    def official(rows):
        return rows.assign(name=rows["msoa21nm"])

    known = town_with(msoas=official).known
    assert known.title("E01000002") == "South 001B"
    assert known.title("E02000001") == "South 001"


def test_places_need_sound_tables(town_with):
    town = town_with()
    missing = town.pack.folder / "msoas.csv"
    missing.unlink()
    with pytest.raises(ContractError, match=r"msoas\.csv: file is missing"):
        places(open_pack(town.pack.folder))


def test_neighbours_are_mutual_and_join_everything(known):
    areas = known.levels[Level.LOCALITY]
    found = {code: set(neighbours(areas, code)) for code in areas.index}
    assert all(code in found[other] for code in found for other in found[code])
    assert all(code not in others for code, others in found.items())
    # Rutland is beside Harborough and Melton alone.
    assert found["E06000017"] == {"E07000131", "E07000133"}


def test_point_of_an_area_is_within_its_bounds_in_degrees(known):
    for areas in known.levels.values():
        assert areas["longitude"].between(areas["west"], areas["east"]).all()
        assert areas["latitude"].between(areas["south"], areas["north"]).all()
        assert areas["longitude"].between(-1.7, -0.4).all()
        assert areas["latitude"].between(52.3, 53.0).all()


@pytest.mark.parametrize("level", [Level.LSOA, Level.MSOA, Level.LOCALITY])
def test_outer_rings_of_every_level_run_clockwise(known, level):
    features = feature_collection(known.levels[level])["features"]
    assert [f["id"] for f in features] == list(range(len(known.levels[level])))
    assert [f["properties"]["code"] for f in features] == list(known.levels[level].index)
    for feature in features:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        for part in [parts] if geometry["type"] == "Polygon" else parts:
            outer, *holes = (shapely.LinearRing(ring) for ring in part)
            assert not outer.is_ccw
            assert all(hole.is_ccw for hole in holes)


def test_a_ring_the_other_way_would_be_turned(town):
    areas = town.known.levels[Level.LSOA]
    turned = areas.set_geometry(areas.geometry.reverse())
    assert feature_collection(turned)["features"][0]["geometry"]["type"] == "Polygon"
    ring = feature_collection(turned)["features"][0]["geometry"]["coordinates"][0]
    assert not shapely.LinearRing(ring).is_ccw


def test_hole_runs_against_its_ring():
    square = shapely.box(450_000, 300_000, 451_000, 301_000)
    ring = square.difference(shapely.box(450_400, 300_400, 450_600, 300_600))
    areas = gpd.GeoDataFrame(
        {"name": ["a"], "place": ["a"]}, geometry=[ring], index=["a"], crs=27700
    )
    outer, hole = feature_collection(areas)["features"][0]["geometry"]["coordinates"]
    assert not shapely.LinearRing(outer).is_ccw
    assert shapely.LinearRing(hole).is_ccw


def test_file_keeps_its_name_until_a_name_or_an_outline_changes(town, tmp_path):
    areas = town.known.levels[Level.MSOA]
    here = tmp_path / "new" / "folder"
    first = published({"msoa": areas}, {}, "one", here)["msoa"]
    elsewhere = published({"msoa": areas.copy()}, {}, "two", tmp_path / "elsewhere")
    assert elsewhere == {"msoa": first}
    other = published({"msoa": areas.assign(place="x")}, {}, "three", here)["msoa"]
    assert other != first
    found = json.loads((here / first).read_text("utf-8"))
    assert found["type"] == "FeatureCollection"


def test_what_is_made_from_the_same_is_not_made_again(town, tmp_path, monkeypatch):
    levels = {"msoa": town.known.levels[Level.MSOA]}
    first = published(levels, {}, "one", tmp_path)
    monkeypatch.setattr(web_geometry, "feature_collection", None)
    assert published(levels, {}, "one", tmp_path) == first
    (tmp_path / first["msoa"]).write_text("cut sh")
    with pytest.raises(TypeError):
        published(levels, {}, "one", tmp_path)


def test_a_part_has_its_own_areas_under_their_own_ids(town, tmp_path):
    areas = town.known.levels[Level.LSOA]
    parts = {"north": [NORTH], "south": [SOUTH]}
    files = published({"lsoa": areas}, parts, "one", tmp_path)
    assert set(files) == {"lsoa", "lsoa:north", "lsoa:south"}
    whole, north, south = (
        {
            each["id"]: each["properties"]["code"]
            for each in json.loads((tmp_path / files[name]).read_text())["features"]
        }
        for name in ("lsoa", "lsoa:north", "lsoa:south")
    )
    assert whole == {**north, **south} == dict(enumerate(areas.index))
    assert not set(north) & set(south)
    assert {areas.at[code, "lad24cd"] for code in north.values()} == {NORTH}


def test_coordinates_are_no_finer_than_a_metre(town):
    feature = feature_collection(town.known.levels[Level.LSOA])["features"][0]
    for corner in feature["geometry"]["coordinates"][0]:
        assert corner == tuple(round(number, 5) for number in corner)
