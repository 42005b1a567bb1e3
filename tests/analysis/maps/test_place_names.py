"""Which places a map names, how they keep apart, and who is credited."""

from dataclasses import replace
from itertools import combinations

import pytest

from insight.analysis.maps.outlines import TOWN, outlines
from insight.analysis.targeting import Screen
from insight.errors import ContractError, Problem
from insight.figures.caption import Caption
from insight.figures.labels import TYPE_PX, Kind, Name, without_overlap
from insight.figures.palette import palette_for
from insight.figures.screen.base_map import Outlines, map_frame
from insight.geography.levels import places
from insight.pack.catalogue import Level

CHARNWOOD, LEICESTER, MELTON = "E07000130", "E06000016", "E07000133"
CHOICES = [(), (CHARNWOOD,), (LEICESTER,), (CHARNWOOD, LEICESTER), (CHARNWOOD, LEICESTER, MELTON)]
CAPTION = Caption("Title", "Subtitle", "Source: toy.")


def of(known, districts=(), height=700, **more):
    screen = Screen({level: f"/{level}" for level in Level}, palette_for("light"), height, **more)
    return outlines(known, Level.LSOA, districts, screen)


def named(found, kind):
    return {name.text for name in found.names if name.kind is kind}


def test_all_districts_have_their_names_and_the_towns(pack, known):
    found = of(known)
    assert named(found, Kind.DISTRICT) == set(known.levels[Level.LOCALITY]["place"])
    table = pack.table("settlements")
    towns = set(table.loc[table["population"].ge(TOWN), "name"])
    assert named(found, Kind.SETTLEMENT) == towns - {"Leicester"}
    assert not named(found, Kind.NEIGHBOURHOOD)


@pytest.mark.parametrize("districts", [(CHARNWOOD,), (CHARNWOOD, LEICESTER)])
def test_one_or_two_districts_have_every_place_and_neighbourhood(pack, known, districts):
    found, table = of(known, districts), pack.table("settlements")
    own = set(table.loc[table["lad24cd"].isin(districts), "name"])
    assert named(found, Kind.SETTLEMENT) == own - {"Leicester"}
    assert {"Thurmaston", "Loughborough Garendon"} <= named(found, Kind.NEIGHBOURHOOD)


def test_a_neighbourhood_that_repeats_its_towns_is_not_named(known):
    names = named(of(known, (CHARNWOOD,)), Kind.NEIGHBOURHOOD)
    # Both of these are settlements, and so is the first with a side of it.
    assert not names & {"Mountsorrel & Rothley", "Syston West", "Barrow upon Soar", "Sileby"}
    assert "Quorn & Mountsorrel Castle" in names


def test_the_switch_leaves_the_names_of_districts(known):
    assert {name.kind for name in of(known, has_names=False).names} == {Kind.DISTRICT}
    assert not of(known, has_names=False).inset.names
    assert of(known, (CHARNWOOD,), has_names=False).names == ()


def test_the_enlarged_city_names_some_suburbs(known):
    found = of(known)
    drawn = {name.text for name in map_frame(found, CAPTION, None, 700).names["geo2"]}
    assert drawn <= {"Belgrave", "Aylestone", "Humberstone", "Evington"}
    assert len(drawn) >= 2


def boxes(names, bounds, width):
    west, _, east, _ = bounds
    for name in names:
        lines = name.text.split("\n")
        type_px = TYPE_PX[name.kind]
        wide = max(map(len, lines)) * 0.5 * type_px * (east - west) / width
        high = len(lines) * 1.1 * type_px * (east - west) / width * 0.607
        yield name.longitude, name.latitude, wide, high


@pytest.mark.parametrize("districts", CHOICES)
@pytest.mark.parametrize("height", [400, 560, 700])
def test_no_name_is_written_over_another(known, districts, height):
    found = of(known, districts, height)
    placed = map_frame(found, CAPTION, None, height).names["geo"]
    # A column of the page is about as wide as the map is high; the map no wider than that.
    west, south, east, north = found.bounds
    aspect = (east - west) * 0.607 / (north - south)
    width = min(max(400, height - 60), aspect * (height - 120)) / 1.06
    together = combinations(boxes(placed, found.bounds, width), 2)
    assert len(placed) > 4
    for (x, y, wide, high), (other_x, other_y, other_wide, other_high) in together:
        is_beside = abs(x - other_x) >= 0.95 * (wide + other_wide) / 2
        assert is_beside or abs(y - other_y) >= 0.95 * (high + other_high) / 2


@pytest.mark.parametrize("districts", CHOICES)
def test_every_district_keeps_its_name_and_the_largest_towns_too(known, districts):
    found = of(known, districts)
    placed = {
        name.text.replace("\n", " ") for name in map_frame(found, CAPTION, None, 700).names["geo"]
    }
    assert named(found, Kind.DISTRICT) <= placed
    if not districts:
        assert {"Loughborough", "Hinckley", "Coalville", "Market Harborough"} <= placed


def test_a_district_gives_way_to_a_town_and_a_town_hardly_moves():
    district = Name("Charnwood", 0.5, 0.5, elsewhere=((0.5, 0.51), (0.5, 0.7)))
    town = Name("Quorn", 0.5, 0.5, Kind.SETTLEMENT)
    placed = without_overlap([district, town], (0, 0, 1, 1), width_px=500)
    assert placed[1] == town
    assert placed[0].latitude == 0.7
    towns = [
        Name(text, 0.5, 0.5, Kind.SETTLEMENT) for text in ("Quorn", "Sileby", "Syston", "Anstey")
    ]
    for each in without_overlap(towns, (0, 0, 1, 1), width_px=500):
        assert abs(each.latitude - 0.5) < 0.03
        assert abs(each.longitude - 0.5) < 0.03


def test_a_name_keeps_off_what_is_taken():
    town = Name("Quorn", 0.5, 0.5, Kind.SETTLEMENT)
    assert not without_overlap([town], (0, 0, 1, 1), width_px=500, taken=[(0.3, 0.3, 0.7, 0.7)])


@pytest.mark.parametrize(
    ("districts", "credited"),
    [((), ["GeoNames (CC BY 4.0)"]), ((CHARNWOOD,), ["GeoNames (CC BY 4.0)", "MSOA Names"])],
)
def test_who_named_what_is_drawn_is_credited(known, districts, credited):
    source = map_frame(of(known, districts), CAPTION, None, 700).caption.source
    assert all(words in source for words in credited)
    assert ("MSOA Names" in source) == (len(credited) == 2)


def test_nobody_is_credited_for_names_that_are_not_drawn(known):
    assert map_frame(of(known, has_names=False), CAPTION, None, 700).caption == CAPTION
    bare = of(known, (CHARNWOOD,), has_names=False)
    assert map_frame(bare, CAPTION, None, 700).caption == CAPTION


def test_a_faulty_table_of_settlements_costs_the_map_their_names_alone(pack):
    fault = ContractError([Problem("settlements.csv", "is faulty")])
    others = {name: pack.table(name) for name in pack.sources if name != "settlements"}
    broken = replace(pack, problems={"settlements": fault}, _tables=others)
    found = of(places(broken), (CHARNWOOD,))
    assert not named(found, Kind.SETTLEMENT)
    assert {"Thurmaston", "Syston West"} <= named(found, Kind.NEIGHBOURHOOD)
    assert len(named(of(places(broken)), Kind.DISTRICT)) == 9


def test_a_number_is_never_among_the_names_and_none_is_written_over_it():
    mark = Name("1", 0.50004, 0.50004)
    town = Name("Town", 0.50004, 0.51604, Kind.SETTLEMENT)
    ground = Outlines("/areas", "/districts", (), (town,), (0.0, 0.0, 1.0, 1.0))
    alone = map_frame(ground, CAPTION, None, 700)
    beside = map_frame(ground, CAPTION, None, 700, marks=(mark,))
    assert [each.text for each in beside.names["geo"]] == ["Town"]
    assert beside.names["geo"][0].latitude > alone.names["geo"][0].latitude
