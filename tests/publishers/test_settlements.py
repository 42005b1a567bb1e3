"""Settlements out of a gazetteer, on two squares with an MSOA each."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from insight.publishers.settlements import settlements

EAST, NORTH = 450_000, 300_000
NAMES = pd.Series({"E02000001": "Westing Magna", "E02000002": "Easting & Fields"})


@pytest.fixture
def areas():
    squares = [shapely.box(EAST + at, NORTH, EAST + at + 1000, NORTH + 1000) for at in (0, 1000)]
    table = {"msoa21cd": list(NAMES.index), "lad24cd": ["E07000001", "E07000002"]}
    return gpd.GeoDataFrame(table, geometry=squares, crs=27700)


def gazetteer(*rows):
    """Name, metres east in the squares, population."""
    x = [EAST + each[1] for each in rows]
    degrees = gpd.GeoSeries.from_xy(x, [NORTH + 400] * len(rows), crs=27700).to_crs(4326)
    return pd.DataFrame(
        {
            "geonameid": range(1, len(rows) + 1),
            "name": [each[0] for each in rows],
            "longitude": degrees.x,
            "latitude": degrees.y,
            "population": [each[2] for each in rows],
        }
    )


def test_places_outside_and_hamlets_are_left_out(areas):
    found = settlements(
        gazetteer(("Here", 500, 1000), ("Hamlet", 500, 999), ("Abroad", 2500, 5000)), areas, NAMES
    )
    assert list(found["name"]) == ["Here"]


def test_a_point_next_door_is_moved_into_the_msoa_of_its_name(areas):
    found = settlements(gazetteer(("Easting", 800, 2000)), areas, NAMES)
    assert list(found["lad24cd"]) == ["E07000002"]
    point = gpd.GeoSeries.from_xy(found["longitude"], found["latitude"], crs=4326).to_crs(27700)
    assert areas.geometry.iloc[1].contains(point.iloc[0])


@pytest.mark.parametrize("name", ["Fields", "East", "Elsewhere"])
def test_a_point_stays_where_no_msoa_begins_with_its_name(areas, name):
    found = settlements(gazetteer((name, 800, 2000)), areas, NAMES)
    assert list(found["lad24cd"]) == ["E07000001"]


def test_a_name_with_signs_of_a_pattern_is_a_name(areas):
    found = settlements(gazetteer(("East(ing", 800, 2000)), areas, NAMES)
    assert list(found["name"]) == ["East(ing"]


def test_local_names_are_used(areas):
    found = settlements(gazetteer(("Quorndon", 500, 5000)), areas, NAMES)
    assert list(found["name"]) == ["Quorn"]
