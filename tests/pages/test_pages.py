"""Every page, as Streamlit's own test runner sees it: through the router."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from insight.pack.catalogue import INDICATORS, Level
from insight.pack.pack import EMBEDDED
from insight.shell import open_packs
from opening import ROOT, SECONDS, figure, opened, value_of, words

PAGES = sorted((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_page_runs_through_the_app(file):
    app = opened(file.stem)
    assert not app.exception
    assert not app.error
    assert "Data version" in words(app)
    assert len(app.title) == 1


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_page_runs_by_itself(file):
    app = AppTest.from_file(str(file), default_timeout=SECONDS).run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("key", INDICATORS)
def test_every_indicator_can_be_mapped_at_every_level(key):
    for level in INDICATORS[key].statistics:
        for statistic in INDICATORS[key].statistics[level]:
            for scale in statistic.scales:
                app = opened(
                    "map", indicator=key, level=level.value, show=statistic.key, scale=scale.value
                )
                assert not app.exception, (key, level, statistic.key, scale)
                assert not app.warning, (key, level, statistic.key, scale)
                drawn = figure(app)
                assert INDICATORS[key].label.split(",")[0] in drawn["layout"]["title"]["text"]
                assert "Source:" in drawn["layout"]["annotations"][0]["text"]
                assert drawn["layout"]["legend"]["title"]["text"].startswith(
                    ("Compared with", "Within", "Fifths of")
                )


def test_map_and_table_show_the_same_areas():
    app = opened("map", district="E06000017")
    table = app.dataframe[0].value
    assert len(table) == 26
    assert table["value"].is_monotonic_increasing
    legend = [t["name"] for t in figure(app)["data"] if " · " in t.get("name", "")]
    assert sum(int(name.rsplit(" · ")[1]) for name in legend) == 26


def test_a_choice_goes_into_the_address_with_all_defaults():
    app = opened("map")
    app.selectbox(key="choose:indicator").set_value("crime").run()
    assert value_of(app, "indicator") == "crime"
    assert {"pack", "district", "level", "show", "period", "scale", "area", "present"} <= set(
        app.query_params
    )
    assert "Crime" in figure(app)["layout"]["title"]["text"]


def test_district_is_kept_on_the_next_page():
    app = opened("overview")
    app.button_group(key="choose:district").set_value(["E07000129"]).run()
    assert value_of(app, "district") == "E07000129"
    app.switch_page("pages/map.py").run()
    assert value_of(app, "district") == "E07000129"
    assert "Blaby, by small area (LSOA)" in figure(app)["layout"]["title"]["text"]


def test_activity_falls_back_to_districts_and_small_areas_come_back():
    app = opened("map")
    app.selectbox(key="choose:indicator").set_value("inactive").run()
    assert value_of(app, "level") == "locality"
    assert "For small-area estimates" in words(app)
    app.selectbox(key="choose:indicator").set_value("imd").run()
    assert value_of(app, "level") == "lsoa"


def test_a_bad_link_says_what_it_ignored():
    app = opened("map", indicator="nope", scale="moon", other="1")
    said = "\n".join(warning.value for warning in app.warning)
    assert "indicator “nope”" in said
    assert "scale “moon”" in said
    assert "do not know\\: other" in said
    assert value_of(app, "indicator") == "imd"


def test_a_link_made_on_another_pack_says_so():
    app = opened("overview", pack="0123456789")
    assert "0123456789" in app.warning[0].value


def test_an_area_in_the_link_opens_its_card():
    app = opened("map", area="E01013726")
    said = words(app)
    assert "Leicester 012D" in said
    assert "**122** of 33,755 in England" in said
    assert "do not read the difference as change" in said


def test_an_approximate_area_says_so():
    assert "boundary shown is approximate" in words(opened("map", area="E01034002"))


def test_a_merged_area_shows_both_earlier_ranks():
    said = words(opened("map", area="E01034020"))
    assert "of the two areas that were merged into it" in said


def test_present_mode_draws_the_figure_alone():
    app = opened("map", present="1")
    assert len(app.get("plotly_chart")) == 1
    assert not app.dataframe
    assert not app.selectbox


@pytest.fixture
def broken_pack(tmp_path, monkeypatch):
    """Serve a copy of the pack, to be broken before a page is opened."""
    folder = tmp_path / "pack"
    shutil.copytree(EMBEDDED, folder, ignore=shutil.ignore_patterns("published"))
    monkeypatch.setenv("INSIGHT_DATA", str(folder))
    open_packs.opened.clear()
    yield folder
    open_packs.opened.clear()


def test_a_broken_table_leaves_the_other_pages_up(broken_pack):
    (broken_pack / "activity.csv").unlink()
    fault = "activity.csv: file is missing"
    overview = opened("overview")
    assert fault in words(overview)
    charted = opened("map")
    assert not charted.error
    assert "1 of" in charted.warning[0].value
    assert "inactive" not in charted.selectbox(key="choose:indicator").options
    assert fault in words(opened("data"))


def test_broken_boundaries_leave_the_data_page_up(broken_pack):
    (broken_pack / "areas.parquet").write_bytes(b"not a parquet file")
    said = words(opened("map"))
    assert "areas.parquet: content has changed" in said
    page = opened("data")
    assert not page.exception
    assert "Known limits" in words(page)


def test_no_pack_at_all_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("INSIGHT_DATA", str(tmp_path / "nothing"))
    open_packs.opened.clear()
    app = opened("overview")
    open_packs.opened.clear()
    assert not app.exception
    assert "There is no data in" in app.error[0].value


def test_levels_of_the_catalogue_are_those_of_the_places():
    known = open_packs.load().places
    # Wards are a level where a pack has their table; the embedded one has not.
    assert set(known.levels) == set(Level) - {Level.WARD}
    drawn = {level for one in INDICATORS.values() for level in one.statistics}
    assert drawn == set(known.levels)
