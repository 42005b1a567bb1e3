"""The pure parts of the benchmarks: which are run, and how rows are written."""

import json
from importlib.util import find_spec

import pytest

from benchmarks import browser
from benchmarks.families import FAMILIES, wanted
from benchmarks.rows import HEADINGS, Row, as_json, as_table, rounded, written
from insight.errors import InsightError

KEYS = {"name", "value", "unit", "peer", "peer_value", "ratio"}
BESIDE = Row("map.change_bytes", 9_000, "B", "plain map", 54_000)
ALONE = Row("pack.open_s", 0.34567, "s")


def test_ratio_is_ours_over_theirs():
    assert BESIDE.ratio == 9_000 / 54_000


def test_row_without_a_peer_has_no_ratio():
    assert ALONE.ratio is None


def test_peer_that_costs_nothing_has_no_ratio():
    assert Row("search.ms", 1.0, "ms", "nothing", 0.0).ratio is None


def test_json_is_a_list_of_records_with_the_agreed_keys():
    records = json.loads(as_json([BESIDE, ALONE]))
    assert [set(record) for record in records] == [KEYS, KEYS]
    assert records[0] == {
        "name": "map.change_bytes",
        "value": 9_000,
        "unit": "B",
        "peer": "plain map",
        "peer_value": 54_000,
        "ratio": 0.1667,
    }
    assert (records[1]["peer"], records[1]["peer_value"]) == ("", None)


def test_no_rows_are_an_empty_list():
    assert json.loads(as_json([])) == []


@pytest.mark.parametrize(
    ("number", "expected"), [(None, None), (12.0, 12), (0.000123456, 0.0001235), (123456.7, 123457)]
)
def test_json_numbers_have_four_figures_unless_whole(number, expected):
    assert rounded(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(None, ""), (54_000, "54,000"), (12.34, "12.3"), (-0.5, "-0.5"), (0, "0")],
)
def test_numbers_are_printed_as_they_are_read(number, expected):
    assert written(number) == expected


def test_table_has_a_line_for_each_row_under_its_headings():
    lines = as_table([BESIDE, ALONE]).splitlines()
    assert len(lines) == 3
    assert lines[0].split() == list(HEADINGS)
    assert lines[1].split() == [
        *("map.change_bytes", "9,000", "B", "54,000", "0.167", "plain", "map")
    ]
    assert lines[2].split() == ["pack.open_s", "0.346", "s"]


def test_table_sets_numbers_to_the_right():
    lines = as_table([BESIDE, ALONE]).splitlines()
    assert lines[0].index("value") + len("value") == lines[1].index("9,000") + 5
    assert not any(line.endswith(" ") for line in lines)


def test_no_prefix_runs_every_family():
    assert wanted("") == list(FAMILIES)


def test_prefix_runs_the_families_with_such_a_row():
    assert [family.module for family in wanted("map.first")] == ["benchmarks.map_paint"]
    assert {family.module for family in wanted("map.change_bytes")} == {
        "benchmarks.map_change",
        "benchmarks.map_view",
    }
    assert [family.module for family in wanted("search.ms")] == ["benchmarks.search"]


def test_prefix_of_nothing_runs_nothing():
    assert wanted("mapp") == []


def test_row_names_are_unique():
    names = [name for family in FAMILIES for name in family.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.module)
def test_every_family_has_its_module(family):
    assert find_spec(family.module) is not None


def test_named_browser_goes_before_the_search():
    named = {"INSIGHT_CHROMIUM": "/opt/mine"}
    assert browser.find_browser(named, which=lambda path: path) == "/opt/mine"


def test_named_browser_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(InsightError, match="INSIGHT_CHROMIUM is"):
        browser.find_browser({"INSIGHT_CHROMIUM": str(tmp_path / "none")})


@pytest.mark.parametrize(
    "place",
    [
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ],
)
def test_browser_is_found_in_its_usual_places(place):
    environ = {"PROGRAMFILES": "C:/Program Files"}
    installed = {place: "found"}
    assert browser.find_browser(environ, which=installed.get) == "found"


def test_no_browser_is_no_fault():
    assert browser.find_browser({}, which=lambda _: None) is None
