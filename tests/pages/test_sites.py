"""Sites on the pages: of a pack that has them, and of one that has not."""

import pytest

from insight.pack.pack import EMBEDDED, open_pack
from insight.pages.map.page import PRESENT_PX
from opening import figure, opened, unmarked, value_of, words
from pack_copies import copied, record

AREA = "E01013600"
POOL, GP = "facilities-swimming-pool", "practices-gp-practice"
SOURCE = """\
publisher = "Toy office"
title = "Toy sites"
short = "Toy sites"
period = "2026"
retrieved = "2026-01-01"
licence = "unstated"
address = "https://example.org/"
sha256 = ""
caveat = "Made up."
made_by = ""
"""
HEAD = "site,kind,name,access,easting_m,northing_m\n"


@pytest.fixture(scope="module")
def with_sites(tmp_path_factory):
    """The embedded pack with a pool and a surgery in one LSOA."""
    folder = copied(tmp_path_factory.mktemp("sites") / "pack")
    point = open_pack(EMBEDDED).areas.geometry[AREA].representative_point()
    at = f"{point.x:.0f},{point.y:.0f}"
    for table, row in (
        ("facilities", f"1,Swimming pool,Deep *End*,Public Access,{at}\n"),
        ("practices", f"A1,GP practice,Surgery,,{at}\n"),
    ):
        (folder / f"{table}.csv").write_text(HEAD + row, "utf-8")
        (folder / f"{table}.source.toml").write_text(SOURCE, "utf-8")
        record(folder, f"{table}.csv")
    return folder


@pytest.fixture
def _used(with_sites, monkeypatch):
    monkeypatch.setenv("INSIGHT_DATA", str(with_sites))


@pytest.mark.usefixtures("_used")
def test_chosen_kinds_are_on_the_map_in_the_address_and_in_a_table():
    app = opened("map")
    before = len(figure(app)["data"])
    app.button_group(key="choose:sites").set_value([POOL]).run()
    assert not app.exception
    assert value_of(app, "sites") == POOL
    drawn = figure(app)
    assert len(drawn["data"]) > before
    assert "Swimming pool · 1" in [trace.get("name") for trace in drawn["data"]]
    assert "Sites: Toy sites" in drawn["layout"]["annotations"][0]["text"]
    table = app.dataframe[1].value
    assert table["name"].tolist() == ["Deep *End*"]
    assert "Licence not stated" in words(app)
    assert "Download sites (CSV)" in [each.label for each in app.get("download_button")]


@pytest.mark.usefixtures("_used")
def test_a_link_opens_the_map_with_its_sites():
    app = opened("map", sites=f"{POOL}.{GP}", present="1")
    assert not app.exception
    assert not app.warning
    names = [trace.get("name") for trace in figure(app)["data"]]
    assert "GP practice · 1" in names
    assert figure(app)["layout"]["height"] == PRESENT_PX


@pytest.mark.usefixtures("_used")
def test_an_unknown_kind_in_a_link_is_said():
    app = opened("map", sites="facilities-rink")
    said = unmarked(app.warning[0].value)
    assert "kinds of site “facilities-rink”" in said


@pytest.mark.usefixtures("_used")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("neighbourhood", {"show": "profile", "members": AREA}),
        ("overview", {"district": "E06000016"}),
    ],
)
def test_a_profile_says_what_is_near(page, query):
    app = opened(page, **query)
    assert not app.exception
    assert "Places to be active, and GP practices, nearby" in words(app)
    assert "not walking routes" in words(app)
    near = app.dataframe[-1].value
    assert near["kind"].tolist() == ["Swimming pool", "GP practice"]
    assert near["far"].tolist() == [1, 1]


@pytest.mark.parametrize("page", ["map", "neighbourhood", "overview", "data"])
def test_a_pack_without_sites_says_nothing_of_them(page):
    app = opened(page, show="profile", members=AREA, district="E06000016")
    assert not app.exception
    assert "nearby" not in words(app)
    assert app.query_params.get("sites", [""]) in ([""], "")
    assert "Sites on the map" not in str(app.get("expandable"))
