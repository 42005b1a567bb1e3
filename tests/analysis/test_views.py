"""Every word and number of a view, without Streamlit."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from insight.analysis.maps.indicator import MOST_ROWS, map_view
from insight.analysis.measurement import Choice, measure, periods
from insight.analysis.targeting import Screen
from insight.figures.labels import Name, without_overlap
from insight.figures.palette import palette_for
from insight.measures import bands
from insight.measures.activity import pooled_rates
from insight.pack.catalogue import INDICATORS, Group, Level, Provenance, Scale
from insight.pack.contracts import CONTRACTS
from insight.pages.data.findings import faults, indicators_table, limits_of, sources_table
from insight.pages.overview.findings import overview

LIGHT = palette_for("light")
URLS = {level: f"/static/{level}.json" for level in Level}


def choice(key, level=Level.LSOA, show=None, scale=None, period=None, districts=()):
    indicator = INDICATORS[key]
    statistics = indicator.statistics[level]
    statistic = next(s for s in statistics if show in (None, s.key))
    return Choice(
        indicator,
        level,
        statistic,
        scale or statistic.scales[0],
        period or indicator.period or "2024/25",
        districts,
    )


def view_of(pack, known, chosen, area="", **more):
    return map_view(pack, known, chosen, Screen(URLS, LIGHT, 600), area=area, **more)


@pytest.mark.parametrize("key", INDICATORS)
def test_indicator_is_complete(key):
    indicator = INDICATORS[key]
    assert indicator.definition.endswith(".")
    assert indicator.direction
    assert set(indicator.tables) <= set(CONTRACTS)
    for statistics in indicator.statistics.values():
        assert len({s.key for s in statistics}) == len(statistics)
        for statistic in statistics:
            assert statistic.scales
            assert statistic.unit
            assert "{period}" in statistic.label
    if indicator.group not in (Group.ACTIVITY, Group.ESTIMATE):
        assert indicator.column in CONTRACTS[indicator.tables[0]].schema.columns


def test_small_areas_have_no_surveyed_activity():
    """What is shown for areas that were not surveyed says that it is modelled."""
    for indicator in INDICATORS.values():
        is_estimate = indicator.group is Group.ESTIMATE
        assert is_estimate == (indicator.provenance is Provenance.MODELLED)
    for indicator in INDICATORS.values():
        if indicator.group is Group.ACTIVITY:
            assert set(indicator.statistics) == {Level.LOCALITY}


def test_adults_and_children_share_no_unit():
    adults = INDICATORS["inactive"].statistics[Level.LOCALITY][0].unit
    children = INDICATORS["children"].statistics[Level.LOCALITY][0].unit
    assert adults != children


def test_classes_against_england_are_pairs_of_deciles(pack, known):
    found = measure(pack, known, choice("imd"))
    tenth = pack.table("deprivation")["imd_decile"]
    assert found.bands.eq(5 - np.ceil(tenth / 2)).all()
    assert found.text("E01013726") == "122"
    assert found.out_of["E01013726"] == 33_755


def test_position_within_a_district_counts_its_own_areas(pack, known):
    found = measure(pack, known, choice("imd", scale=Scale.DISTRICT))
    assert found.positions["E01025932"] == 1
    assert found.out_of["E01025932"] == 60
    assert found.against["E01025932"] == "NW Leicestershire"


def test_share_of_people_in_the_most_deprived_fifth_of_leicester(pack, known):
    found = measure(pack, known, choice("imd", Level.LOCALITY, "share"))
    mine = pack.areas["lad24cd"].eq("E06000016")
    table = pack.table("deprivation").join(pack.table("population"))[mine]
    expected = 100 * table.loc[table["imd_decile"].le(2), "population"].sum()
    assert found.values["E06000016"] == pytest.approx(expected / table["population"].sum())


def test_counts_of_levels_add_up(pack, known):
    total = pack.table("population")["older_60_plus"].sum()
    for level in known.levels:
        found = measure(pack, known, choice("aged60plus", level, "number"))
        assert found.values.sum() == total


def test_rate_of_a_district_is_the_published_one(pack, known):
    found = measure(pack, known, choice("inactive", Level.LOCALITY))
    assert found.values["E06000016"] == 29.2
    assert found.text("E06000016") == "29.2% of adults"


def test_verdicts_are_the_publishers(pack, known):
    found = measure(pack, known, choice("inactive", Level.LOCALITY, scale=Scale.ENGLAND))
    assert found.is_verdict
    assert found.bands["E06000016"] == 4
    assert found.bands["E07000131"] == 0
    assert found.bands["E07000129"] == 2


def test_a_suppressed_share_has_no_class_and_no_position(pack, known):
    found = measure(pack, known, choice("children", Level.LOCALITY, period="2019/20"))
    assert found.bands["E06000017"] == bands.MISSING
    assert found.text("E06000017") == "no figure"
    assert np.isnan(found.positions["E06000017"])
    assert found.out_of.max() == 4


def test_years_are_the_latest_first(pack):
    years = periods(pack, INDICATORS["inactive"])
    assert (years[0], years[-1]) == ("2024/25", "2015/16")


@pytest.mark.parametrize("key", ["imd", "aged60plus"])
def test_figure_draws_the_measured_classes(pack, known, key):
    chosen = choice(key, scale=Scale.DISTRICT)
    drawn = view_of(pack, known, chosen).figure.plot.data[0]
    found = measure(pack, known, chosen)
    assert drawn.locations.tolist() == list(range(634))
    assert (drawn.z == found.bands).all()
    assert np.allclose(np.array(drawn.customdata)[:, 0], found.values, atol=0.05)


def test_legend_counts_add_up_and_no_figure_is_marked(pack, known):
    chosen = choice("children", Level.LOCALITY, period="2019/20")
    traces = view_of(pack, known, chosen).figure.plot.data
    counts = {t.name: int(t.name.rsplit(" · ")[1]) for t in traces if t.name}
    assert sum(counts.values()) == 9
    assert counts["No figure · 5"] == 5
    assert len(traces[0].locations) == 4
    missing = next(t for t in traces if "No figure" in (t.hovertemplate or ""))
    assert len(missing.locations) == 5


def test_counts_are_circles_and_not_colours(pack, known):
    plot = view_of(pack, known, choice("people")).figure.plot
    circles = [t for t in plot.data if t.type == "scattergeo" and t.locations is not None]
    assert len(circles[0].locations) == 634
    assert len({stop[1] for stop in plot.layout.coloraxis.colorscale}) == 1


def test_figure_says_what_where_scale_and_source(pack, known):
    layout = view_of(pack, known, choice("crime", districts=("E07000129",))).figure.plot.layout
    assert "Crime, national rank (2025)" in layout.title.text
    assert "Blaby, by small area (LSOA)" in layout.title.text
    assert layout.legend.title.text.startswith("Compared with all of England")
    source = layout.annotations[0].text.replace("<br>", " ")
    for words in ("MHCLG", "OGL v3.0", "Official statistics", pack.version.month):
        assert words in source


def test_chosen_districts_alone_are_drawn_and_listed(pack, known):
    view = view_of(pack, known, choice("imd", districts=("E06000017", "E07000133")))
    assert len(view.codes) == 56
    assert len(view.figure.plot.data[0].locations) == 56


def test_table_lists_the_most_deprived_first_and_all_when_asked(pack, known):
    short = view_of(pack, known, choice("imd"), is_short=True)
    assert (len(short.codes), short.left_out) == (MOST_ROWS, 634 - MOST_ROWS)
    whole = view_of(pack, known, choice("imd"))
    assert (len(whole.codes), whole.left_out) == (634, 0)
    assert whole.codes[0] == "E01013726"
    assert whole.codes[:MOST_ROWS] == short.codes


def test_card_holds_an_area_against_every_scale(pack, known):
    card = view_of(pack, known, choice("imd"), area="E01025932").card
    text = " ".join(card.positions)
    assert "**1,293** of 33,755 in England" in text
    assert "**1** of 60 in NW Leicestershire" in text
    assert any("2,174" in note and "do not read" in note for note in card.notes)


@pytest.mark.parametrize("key", ["adultskills", "indoors"])
def test_card_of_a_sub_domain_has_its_rank_and_decile(pack, known, key):
    column = INDICATORS[key].column
    ranks = pack.table("deprivation").loc["E01013600"]
    rank, tenth = ranks[column], ranks[column.replace("_rank", "_decile")]
    card = view_of(pack, known, choice(key), area="E01013600").card
    assert card.positions[0] == (f"**{rank:,.0f}** of 33,755 in England · decile **{tenth:.0f}**")


def test_map_of_a_rate_has_its_files_and_says_what_it_leaves_out(pack, known):
    chosen = choice("childpoverty", Level.LOCALITY)
    view = view_of(pack, known, chosen, area="E07000129")
    assert view.card.value == "21.9% of children aged 0 to 15"
    assert "1 small area (LSOA) with no figure left out of the average." in view.card.notes
    assert view.caveat.startswith("6 of 634 small areas (LSOAs) have no figure")
    assert "averages over children aged 0 to 15" in view.caveat
    by_kind = {each.label: each.content() for each in view.downloads}
    rows = pd.read_csv(io.BytesIO(by_kind["CSV"]))
    assert rows["value"].notna().all()
    assert rows["unit"].eq("% of children aged 0 to 15").all()
    left_out = rows.set_index("area_code")["lsoas_left_out"]
    assert left_out[left_out.gt(0)].to_dict() == {
        "E07000129": 1, "E07000130": 1, "E07000134": 2, "E07000135": 2
    }  # fmt: skip
    properties = [each["properties"] for each in json.loads(by_kind["GeoJSON"])["features"]]
    assert [each["value"] for each in properties] == rows["value"].tolist()


def test_card_of_an_area_that_is_not_shown_stays_closed(pack, known):
    chosen = choice("imd", districts=("E07000129",))
    assert view_of(pack, known, chosen, area="E01013726").card is None


def test_card_of_a_surveyed_share_says_how_it_compares(pack, known):
    card = view_of(pack, known, choice("inactive", Level.LOCALITY), area="E06000016").card
    assert card.value == "29.2% of adults"
    assert "England: 21.8%. This area is higher" in card.notes[0]


def test_alternative_text_counts_every_class(pack, known):
    alt = view_of(pack, known, choice("imd")).figure.alt
    assert "634 LSOAs" in alt
    assert "Most deprived 20%: 111" in alt


def test_downloads_are_made_when_asked_and_complete(pack, known):
    view = view_of(pack, known, choice("imd", districts=("E06000017",)))
    text, geo = (download.content() for download in view.downloads)
    assert text.startswith(b"\xef\xbb\xbfarea_code")
    assert text.count(b"\n") == 27
    collection = json.loads(geo)
    assert collection["features"][0]["properties"]["data_version"] == pack.version


def test_overview_of_leicester(pack, known):
    view = overview(pack, known, ("E06000016",))
    values = {headline.label: headline.value for headline in view.headlines}
    assert values["Residents"] == "372,495"
    assert values["Adults inactive, 2022/23 to 2024/25"] == "29.3%"
    assert values["Areas in England’s most deprived 10%"] == "40 of 200"
    assert values["Areas in England’s most deprived 20%"] == "101 of 200"
    said = " ".join(view.findings)
    assert "53% of residents" in said
    assert "higher than England (22.1%)" in said
    assert "younger" in said
    assert "no clear change" in view.trend.words


def test_overview_of_a_district_without_deprived_areas(pack, known):
    view = overview(pack, known, ("E07000131",))
    assert "**Nobody** lives" in view.findings[0]
    assert "older" in view.findings[-1]


def test_overview_of_all_says_where_need_is(pack, known):
    view = overview(pack, known, ())
    assert "Of these people, 92% live in Leicester" in view.findings[0]
    assert view.place.is_whole
    table = view.districts.rows
    assert table["residents"].iloc[:-1].sum() == table["residents"].iloc[-1]
    assert table["decile1"].iloc[-1] == 43


def test_rate_of_several_districts_is_the_mean_over_their_adults(pack, known):
    two = ("E06000016", "E06000017")
    view = overview(pack, known, two)
    adults = pack.table("population")["adults_16_plus"].groupby(known.district_of).sum()
    rates = pooled_rates(pack.table("activity"), "inactive", ("2022/23", "2023/24", "2024/25"))[
        "rate"
    ]
    expected = (rates[list(two)] * adults[list(two)]).sum() / adults[list(two)].sum()
    assert view.headlines[1].value == f"{100 * expected:.1f}%"


def test_data_page_names_every_source_and_indicator(pack):
    here = [name for name in CONTRACTS if pack.has(name)]
    assert list(sources_table(pack).rows["table"]) == here
    assert len(indicators_table(pack).rows) == len(INDICATORS)
    assert any("46 of 634" in limit for limit in limits_of(pack))
    assert faults(pack) == ()


def test_names_do_not_run_into_each_other():
    here = [Name(text, 0.5, 0.5) for text in ("Leicester", "Oadby", "Blaby")]
    placed = without_overlap(here, (0, 0, 1, 1), width_px=900)
    assert placed[0] == here[0]
    assert len({(name.longitude, name.latitude) for name in placed}) == 3


def test_a_name_without_room_is_left_out():
    crowd = [Name("A long name", 0.5, 0.5) for _ in range(30)]
    placed = without_overlap(crowd, (0, 0, 1, 1), width_px=120)
    assert 0 < len(placed) < 30


def test_table_of_a_district_is_never_cut_short(pack, known):
    chosen = choice("imd", districts=("E07000130",))
    view = view_of(pack, known, chosen, is_short=True)
    assert (len(view.codes), view.left_out) == (102, 0)
