"""Fetching a feature layer page by page."""

import csv
import json
from itertools import pairwise

import geopandas as gpd
import pytest

from insight.errors import InsightError
from insight.publishers.fetching import arcgis
from insight.publishers.fetching.arcgis import fetch_layer, plan_of
from insight.publishers.fetching.fetch import PARTIAL
from insight.publishers.fetching.register import FeatureLayer, FileForm
from publisher_server import Clock, Reply, StoredLayer, file_at

CODES = [f"E0100000{at}" for at in range(8)]
NAMES = [f"Tóy {at}" for at in range(8)]
ROWS = [
    {"LSOA21CD": code, "LSOA21NM": name, "OTHER": "x"}
    for code, name in zip(CODES, NAMES, strict=True)
]
LAYER = FeatureLayer(("LSOA21CD", "LSOA21NM"), ("LSOA21CD",), "LSOA21CD")
PAGES = ["0", "3", "6"]


def nothing(_done, _total) -> None:
    pass


@pytest.fixture
def web():
    return Clock().web()


def layer_at(publisher, stored, form=FileForm.GEOJSON, layer=LAYER, most=100):
    publisher.put("/layer/query", stored)
    return file_at(publisher.url("/layer"), form, layer=layer, most=most)


def refused(download, folder, web, codes=tuple(CODES)) -> str:
    with pytest.raises(InsightError) as caught:
        fetch_layer(download, codes, folder, web, nothing)
    assert not (folder / download.file_name).exists()
    return str(caught.value)


def offsets(publisher) -> list[str]:
    return [each.form["resultOffset"] for each in publisher.asked if "resultOffset" in each.form]


def test_pages_make_one_file_in_the_national_grid(publisher, web, tmp_path):
    told = []
    download = layer_at(publisher, StoredLayer(ROWS[::-1]))
    fetch_layer(download, CODES, tmp_path, web, lambda *at: told.append(at))
    areas = gpd.read_file(tmp_path / "areas.geojson")
    assert areas["LSOA21CD"].tolist() == CODES
    assert areas["LSOA21NM"].tolist() == NAMES
    assert list(areas.columns) == ["LSOA21CD", "LSOA21NM", "geometry"]
    assert areas.crs.to_epsg() == 27700
    assert areas.area.iloc[0] == pytest.approx(450_000.0**2 / 2)
    assert offsets(publisher) == PAGES
    assert told == [(3, 8), (6, 8), (8, 8)]
    assert list((tmp_path / PARTIAL).iterdir()) == []


def test_the_grid_a_stable_order_and_two_columns_are_asked_for(publisher, web, tmp_path):
    fetch_layer(layer_at(publisher, StoredLayer(ROWS)), CODES, tmp_path, web, nothing)
    counted, asked = publisher.asked[0].form, publisher.asked[1].form
    assert counted["returnCountOnly"] == "true"
    assert asked["outSR"] == "27700"
    assert asked["orderByFields"] == "LSOA21CD"
    assert asked["outFields"] == "LSOA21CD,LSOA21NM"
    assert asked["where"] == f"LSOA21CD IN ({','.join(repr(c) for c in CODES)})"


def test_a_server_that_answers_in_degrees_is_believed(publisher, web, tmp_path):
    download = layer_at(publisher, StoredLayer(ROWS, in_degrees=True))
    fetch_layer(download, CODES, tmp_path, web, nothing)
    assert gpd.read_file(tmp_path / "areas.geojson").crs.to_epsg() == 4326


def test_a_table_without_shapes_is_kept_as_text(publisher, web, tmp_path):
    download = layer_at(publisher, StoredLayer(ROWS), FileForm.CSV)
    fetch_layer(download, CODES, tmp_path, web, nothing)
    with (tmp_path / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["LSOA21CD", "LSOA21NM"]
    assert rows[1:] == [list(pair) for pair in zip(CODES, NAMES, strict=True)]
    assert publisher.asked[1].form["returnGeometry"] == "false"


def test_only_the_rows_that_are_wanted_come(publisher, web, tmp_path):
    download = layer_at(publisher, StoredLayer(ROWS), FileForm.CSV)
    fetch_layer(download, CODES[2:4], tmp_path, web, nothing)
    assert len((tmp_path / "areas.csv").read_text("utf-8").splitlines()) == 3


def test_many_codes_are_asked_for_in_parts(publisher, web, tmp_path, monkeypatch):
    monkeypatch.setattr(arcgis, "PART_CODES", 5)
    download = layer_at(publisher, StoredLayer(ROWS), FileForm.CSV)
    fetch_layer(download, [*CODES, CODES[0]], tmp_path, web, nothing)
    assert offsets(publisher) == ["0", "3", "0"]
    assert len((tmp_path / "areas.csv").read_text("utf-8").splitlines()) == 9


def test_a_layer_that_is_not_filtered_comes_as_a_whole(publisher, web, tmp_path):
    layer = FeatureLayer(LAYER.fields, LAYER.unique)
    download = layer_at(publisher, StoredLayer(ROWS), FileForm.CSV, layer)
    fetch_layer(download, [], tmp_path, web, nothing)
    assert publisher.asked[0].form["where"] == "1=1"
    assert len((tmp_path / "areas.csv").read_text("utf-8").splitlines()) == 9


# Faults


def test_a_page_that_breaks_off_is_asked_for_again(publisher, web, tmp_path):
    cut = Reply(body=b'{"features": []}', sent=9)
    stored = StoredLayer(ROWS, wrong={"3": [cut, Reply(503)]})
    fetch_layer(layer_at(publisher, stored), CODES, tmp_path, web, nothing)
    assert offsets(publisher) == ["0", "3", "3", "3", "6"]


def test_a_page_without_an_end_is_asked_for_again(publisher, web, tmp_path):
    stored = StoredLayer(ROWS, wrong={"3": [Reply(body=b'{"features": [')]})
    fetch_layer(layer_at(publisher, stored), CODES, tmp_path, web, nothing)
    assert offsets(publisher) == ["0", "3", "3", "6"]


def test_what_was_stopped_goes_on_at_the_page_where_it_stopped(publisher, web, tmp_path):
    def ended(done, _total) -> None:
        if done == 6:
            raise KeyboardInterrupt

    download = layer_at(publisher, StoredLayer(ROWS))
    with pytest.raises(KeyboardInterrupt):
        fetch_layer(download, CODES, tmp_path, web, ended)
    assert not (tmp_path / "areas.geojson").exists()
    publisher.asked.clear()
    fetch_layer(download, CODES, tmp_path, web, nothing)
    assert offsets(publisher) == ["6"]
    assert len(gpd.read_file(tmp_path / "areas.geojson")) == 8


@pytest.mark.parametrize("change", ["codes", "rows"])
def test_pages_of_another_question_are_not_used(publisher, web, tmp_path, change):
    stored = StoredLayer(ROWS[:7], wrong={"6": [Reply(404)]})
    download = layer_at(publisher, stored)
    refused(download, tmp_path, web, CODES[:7])
    publisher.asked.clear()
    if change == "rows":
        stored.rows = ROWS[:6]
    fetch_layer(download, CODES[:6], tmp_path, web, nothing)
    assert offsets(publisher)[0] == "0"


def test_a_page_that_was_cut_off_with_the_machine_is_fetched_again(publisher, web, tmp_path):
    stored = StoredLayer(ROWS, wrong={"6": [Reply(404)]})
    download = layer_at(publisher, stored)
    refused(download, tmp_path, web)
    page = tmp_path / PARTIAL / "areas.pages" / "00000-0000003.json"
    page.write_text('{"features": [{')
    publisher.asked.clear()
    fetch_layer(download, CODES, tmp_path, web, nothing)
    assert offsets(publisher) == ["3", "6"]


def test_a_fault_that_is_sent_as_if_all_were_well(publisher, web, tmp_path):
    fault = {"error": {"code": 400, "message": "Cannot perform query.", "details": []}}
    stored = StoredLayer(ROWS, wrong={"0": [Reply(body=json.dumps(fault).encode())]})
    words = refused(layer_at(publisher, stored), tmp_path, web)
    assert "reported an error 400: 'Cannot perform query.'" in words
    assert len(offsets(publisher)) == 1


def test_a_fault_of_the_server_may_pass(publisher, web, tmp_path):
    fault = {"error": {"code": 500, "message": "Error performing query"}}
    stored = StoredLayer(ROWS, wrong={"3": [Reply(body=json.dumps(fault).encode())]})
    fetch_layer(layer_at(publisher, stored), CODES, tmp_path, web, nothing)
    assert offsets(publisher) == ["0", "3", "3", "6"]


def test_a_web_page_is_no_page_of_rows(publisher, web, tmp_path):
    page = Reply(body=b"<html><title>Maintenance</title></html>")
    words = refused(layer_at(publisher, StoredLayer(ROWS, wrong={"0": [page]})), tmp_path, web)
    assert "a web page with the title 'Maintenance'" in words


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (9, "only 8 of 9 rows arrived"),
        (7, "8 rows arrived, but we expected 7"),
        (0, "the layer has 0 rows, but we expected 1 to 100"),
        (101, "the layer has 101 rows, but we expected 1 to 100"),
    ],
)
def test_rows_are_held_against_their_count(publisher, web, tmp_path, counted, words):
    download = layer_at(publisher, StoredLayer(ROWS, counted=counted))
    assert words in refused(download, tmp_path, web)
    assert not (tmp_path / PARTIAL / "areas.pages").exists()


def test_a_row_that_comes_twice_is_a_fault(publisher, web, tmp_path):
    download = layer_at(publisher, StoredLayer([*ROWS[:4], ROWS[0]]))
    words = refused(download, tmp_path, web, CODES[:4])
    assert "E01000000 appears more than once" in words


def test_an_area_that_is_missing_is_a_fault(publisher, web, tmp_path):
    download = layer_at(publisher, StoredLayer(ROWS[:6]))
    words = refused(download, tmp_path, web)
    assert "2 of 8 areas are not in the layer, first 'E01000006'" in words


def test_a_column_that_is_missing_is_a_fault(publisher, web, tmp_path):
    page = {"features": [{"properties": {"LSOA21CD": CODES[0]}, "geometry": None}]}
    stored = StoredLayer(ROWS[:1], wrong={"0": [Reply(body=json.dumps(page).encode())]})
    words = refused(layer_at(publisher, stored), tmp_path, web, CODES[:1])
    assert "no column 'LSOA21NM'" in words


@pytest.mark.parametrize("codes", [[], ["E01'; --"], [*CODES, "e01000001"]])
def test_only_codes_are_put_into_a_question(publisher, web, tmp_path, codes):
    words = refused(layer_at(publisher, StoredLayer(ROWS)), tmp_path, web, codes)
    assert "Give codes" in words
    assert publisher.asked == []


def test_a_plan_differs_where_something_else_is_asked():
    one = file_at("https://toys.example/layer", layer=LAYER)
    other = file_at("https://toys.example/layer", layer=FeatureLayer(*LAYER.fields[:1] * 2))
    assert plan_of(one, CODES) == plan_of(one, CODES[::-1])
    assert len({plan_of(one, CODES), plan_of(one, CODES[1:]), plan_of(other, CODES)}) == 3


def test_the_whole_of_england_comes_part_by_part(publisher, web, tmp_path):
    codes = [f"E01{at:06d}" for at in range(33_755)]
    rows = [{"LSOA21CD": code, "LSOA21NM": code} for code in codes]
    download = layer_at(publisher, StoredLayer(rows, most=1_000), FileForm.CSV, most=40_000)
    told = []
    fetch_layer(download, codes, tmp_path, web, lambda *at: told.append(at))
    assert told[-1] == (33_755, 33_755)
    assert max(b[0] - a[0] for a, b in pairwise(told)) <= 400
    with (tmp_path / "areas.csv").open() as stream:
        assert sum(1 for _ in stream) == 33_756
