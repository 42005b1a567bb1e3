"""Own indicators: the file, the record, the indicator that is made of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.analysis.compared_place import place_of
from insight.analysis.data_guidance import Asked, Question, answer
from insight.analysis.maps.downloads import downloads
from insight.analysis.maps.indicator import map_provided, map_view
from insight.analysis.measurement import Choice, measure
from insight.analysis.own_indicators import key_of, own_table, with_own
from insight.analysis.own_values import (
    by_lsoa,
    complete_by_lsoa,
    given_words,
    need_of,
    own_value,
    own_values,
)
from insight.analysis.ranking import Order, Wish, ranking
from insight.analysis.small_areas import Basis, small_areas
from insight.analysis.targeting import Screen, Targeting
from insight.errors import ContractError, InsightError
from insight.figures.comparison import Answer
from insight.figures.palette import palette_for
from insight.figures.screen.charts import bars, dots
from insight.figures.screen.rug import rug_html
from insight.geography.codes import AreaCodes
from insight.geography.levels import places
from insight.pack.catalogue import Level, Provenance, Scale
from insight.pack.pack import open_pack
from insight.pages.compare.findings import Against, side_by_side
from insight.pages.compare.one_measure import bar_chart, spread_chart
from insight.pages.compare.side_by_side import comparison_statement, rug
from insight.publishers.pack_folder import write_record, write_table
from insight.records.errors import RecordError
from insight.records.kinds.own_indicators import Direction, FigureKind, faults, tidied
from insight.records.record import Edit
from insight.tables.area_table import AreaNames, Wanted
from insight.tables.own_indicator_file import ASKED, read_own_file
from own_fixtures import own, own_content
from pack_copies import copied

RUTLAND = "E06000017"


def shares(codes, start: float = 10.0) -> dict[str, float]:
    """A different figure for each area, in order."""
    return {str(code): start + at / 100 for at, code in enumerate(codes)}


@pytest.fixture(scope="session")
def lsoas(known):
    return known.levels[Level.LSOA].index


def made(pack, *records):
    return with_own(pack, records)


SPLIT_IN_2021, CHANGED_IN_2011 = "E01013607", "E01013644"


def codes_by_level(known):
    return {level: areas.index for level, areas in known.levels.items()}


def read(known, text: str, name: str = "mine.csv", lists: AreaCodes | None = None):
    wanted = Wanted(codes_by_level(known), ASKED, lists, AreaNames.of(known))
    return read_own_file(text.encode(), name, wanted)


# The file


def test_what_nobody_sees_is_removed_from_a_file_and_said(known, lsoas):
    file = read(known, f"area,val\u00adue\n\u200b{lsoas[0]},2\n{lsoas[1]},3\n", "mi\u202ene.csv")
    assert (file.name, file.columns) == ("mine.csv", ("value",))
    assert len(file.figures("value")[0]) == 2
    assert any("2 characters" in each and "U+00AD" in each for each in file.notes)


def test_codes_are_known_by_their_values_and_figures_are_in_order(known, lsoas):
    first, second = lsoas[:2]
    file = read(known, f"area;name;value\n{second};B;2,5\n{first.lower()};A;1,5\n")
    assert (file.level, file.columns) == (Level.LSOA, ("value",))
    found, notes = file.figures("value")
    assert found.to_dict() == {first: 1.5, second: 2.5}
    assert notes == (
        "Commas in column 'value' were read as decimal points.",
        f"{len(lsoas) - 2:,} of {len(lsoas):,} LSOAs in this study area have no figure"
        " and are shown as such.",
    )


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("12%", 12), (" £1,234 ", 1234), ("1.5e2", 150), ("-3", -3),
     ("1,234,567", 1234567)],
)  # fmt: skip
def test_figures_are_read_as_they_are_written(known, lsoas, cell, wanted):
    file = read(known, f'code,value\n{lsoas[0]},"{cell}"\n')
    assert file.figures("value")[0].tolist() == [wanted]


@pytest.mark.parametrize("mark", ["", "*", "..", "[c]", "Suppressed", "N/A"])
def test_what_is_withheld_is_no_figure_and_no_nought(known, lsoas, mark):
    file = read(known, f"code,value\n{lsoas[0]},{mark}\n{lsoas[1]},4\n")
    assert file.figures("value")[0].to_dict() == {lsoas[1]: 4.0}


def test_what_is_left_out_is_counted_and_said(pack, known, lsoas):
    msoa = known.levels[Level.MSOA].index[0]
    text = (
        f"code,value\n{lsoas[0]},1\n{msoa},2\nE01000001,3\n{SPLIT_IN_2021},4\nTotal,5\n"
        f"{CHANGED_IN_2011},6\nE92000001,7\nE05000400,8\n"
    )
    file = read(known, text, lists=AreaCodes(pack, known))
    assert [each.row for each in file.left_out] == [3, 4, 5, 6, 7, 8, 9]
    assert file.notes == (
        "1 of 8 rows is for MSOAs in this study area (add figures at another level as a "
        "separate indicator) and was left out.",
        "2 of 8 rows are for areas with old codes that have since changed and were left out.",
        "1 of 8 rows is for larger areas such as England and was left out.",
        "1 of 8 rows is for areas that are not in our lists of places and was left out.",
        "1 of 8 rows is for areas outside this study area and was left out.",
        "1 of 8 rows has no area code and was left out.",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,value\n{0},1\n{0},2\n", "1 of 2 rows: an area code appears more than once"),
        ("code,value\n{0},1\n{1},few\n{2},3\n",
         "1 of 3 rows: value: not a number, first 'few' at '{1}'"),
        ("code,name\n{0},North\n{1},South\n", "no column holds figures"),
        ("code,value\nE01000001,1\n", "none of its codes are in this study area"),
        ("code,value\nE05000001,1\n", "its codes are for wards"),
        ("name,value\nNorth,1\n", "none of the codes we need"),
    ],
)  # fmt: skip
def test_fault_of_a_file_is_a_sentence(known, lsoas, text, said):
    def read_through():
        file = read(known, text.format(*lsoas[:3]))
        file.figures(file.columns[0])

    with pytest.raises(ContractError) as caught:
        read_through()
    assert said.format(*lsoas[:3]) in str(caught.value)
    assert "mine.csv" in str(caught.value)


def test_a_column_without_any_figure_is_refused(known, lsoas):
    file = read(known, f"code,a,b\n{lsoas[0]},1,\n{lsoas[1]},2,\nE01000001,,5\n")
    assert file.columns == ("a",)


def test_columns_of_one_name_can_be_told_apart(known, lsoas):
    file = read(known, f"code,rate,rate,\n{lsoas[0]},1,2,3\n")
    assert file.columns == ("rate", "rate (column 3)", "Column 4")
    assert [file.figures(each)[0].iloc[0] for each in file.columns] == [1, 2, 3]


# The record


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "The name is blank"),
        ({"unit": "households"}, "unit must begin with %"),
        ({"kind": FigureKind.NUMBER}, "unit must begin with %"),
        ({"note": "See [here](https://x.example)"}, "contains '['"),
        ({"name": "A {period}"}, "contains '{'"),
        ({"figures": (101.0,)}, "1 of 1 outside 0 to 100"),
        ({"figures": (float("nan"),)}, "outside 0 to 100"),
        ({"kind": FigureKind.NUMBER, "unit": "people", "figures": (-1.0,)}, "below 0"),
        ({"codes": ("E02000001",)}, "at one level"),
        ({"codes": ()}, "are missing"),
        ({"licence": "mine"}, "'mine'; use one of"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_said(changes, said):
    content = tidied(replace(own_content({"E01013600": 5.0}), **changes))
    broken = faults(content)
    assert said in " ".join(fault.sentence() for fault in broken)


def test_records_are_kept_changed_and_undone(store):
    content = own_content({"E01013600": 5.0, "E01013601": 0.1})
    saved = store.own_indicators.add(content, who="Ann")
    assert store.own_indicators.all() == (saved,)
    assert saved.content == content
    newer = replace(content, name="Fuel poverty", figures=(6.0, 0.1))
    changed = store.own_indicators.change(Edit(saved.id, 1, newer), who="Bob")
    assert changed.content.figures == (6.0, 0.1)
    undone = store.own_indicators.undo(saved.id, version=2, who="Ann")
    assert undone.content == content
    assert len(store.own_indicators.history(saved.id)) == 3


def test_two_of_one_label_are_refused_until_one_is_removed(store):
    content = own_content({"E01013600": 5.0})
    first = store.own_indicators.add(content, who="Ann")
    same = replace(content, name="HOUSEHOLDS in  fuel poverty")
    with pytest.raises(RecordError, match="already an indicator with that name"):
        store.own_indicators.add(same, who="Bob")
    store.own_indicators.remove(first.id, version=1, who="Ann")
    assert store.own_indicators.add(same, who="Bob").version == 1


# The indicator


def test_it_stands_beside_the_others_with_its_source(pack, lsoas):
    one = own(shares(lsoas), note="Modelled from surveys.")
    found = made(pack, one)
    key = key_of(one)
    assert list(found.indicators)[-1] == key
    assert found.version == pack.version
    assert key not in pack.indicators
    source = found.sources[found.own[key].tables[0]]
    assert source.line() == "A department, Sub-regional table (2023)"
    assert source.sha256 == one.content.sha256
    assert "Version 1, saved by Ann" in source.made_by


def test_areas_that_the_pack_has_not_are_left_out_and_counted(pack, lsoas):
    one = own({lsoas[0]: 1.0, "E01000001": 2.0})
    nowhere = own({"E01000001": 2.0}, name="Elsewhere")
    found = made(pack, one, nowhere)
    assert list(found.own) == [key_of(one)]
    table = own_table((one, nowhere), found)
    assert table.rows["areas"].tolist() == [
        "1 of 2", "0 of 1 (not in this data version)"
    ]  # fmt: skip


def value(pack, known, one, level):
    return own_values(pack, known, pack.own[key_of(one)], level)


def test_share_of_a_larger_area_is_the_mean_over_its_residents(pack, known, lsoas):
    one = own(shares(lsoas))
    found = made(pack, one)
    means = value(found, known, one, Level.MSOA)
    msoa = known.msoa_of.iloc[0]
    inside = known.msoa_of.index[known.msoa_of.eq(msoa)]
    people = pack.table("population").loc[inside, "population"]
    by_hand = sum(one.content.figures[lsoas.get_loc(code)] * people[code] for code in inside) / sum(
        people
    )
    assert means[msoa] == pytest.approx(by_hand, abs=1e-12)
    whole = pack.table("population")["population"]
    every = np.average(one.content.figures, weights=whole.loc[lsoas])
    localities = value(found, known, one, Level.LOCALITY)
    sizes = whole.groupby(known.district_of).sum()
    assert np.average(localities, weights=sizes.loc[localities.index]) == (pytest.approx(every))


def test_numbers_add_up_and_a_gap_is_a_gap(pack, known, lsoas):
    figures = dict.fromkeys(lsoas, 3.0)
    gap = figures.pop(lsoas[0])
    one = own(figures, kind=FigureKind.NUMBER, unit="households")
    found = made(pack, one)
    sums = value(found, known, one, Level.LOCALITY)
    counts = known.district_of.value_counts()
    home = known.district_of[lsoas[0]]
    assert pd.isna(sums[home])
    others = sums.drop(home)
    assert others.to_dict() == (gap * counts.drop(home)).to_dict()


def test_nothing_is_spread_over_smaller_areas(pack, known):
    msoas = known.levels[Level.MSOA].index
    one = own(shares(msoas), level=Level.MSOA)
    indicator = made(pack, one).own[key_of(one)]
    assert set(indicator.statistics) == {Level.MSOA, Level.LOCALITY}
    assert "no figures for smaller areas" in indicator.caveat


def test_score_is_not_averaged(pack, known, lsoas):
    one = own(shares(lsoas), kind=FigureKind.SCORE, unit="score")
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    assert set(indicator.statistics) == {Level.LSOA}
    assert own_value(found, known, indicator, lsoas[:2]) is None
    assert own_value(found, known, indicator, lsoas[:1]) == 10.0


def test_place_has_a_figure_only_if_it_is_made_of_whole_areas(pack, known):
    msoas = known.levels[Level.MSOA].index
    one = own(shares(msoas), level=Level.MSOA)
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    inside = known.msoa_of.index[known.msoa_of.eq(msoas[3])]
    assert own_value(found, known, indicator, inside) == pytest.approx(10.03)
    assert own_value(found, known, indicator, inside[1:]) is None


def test_map_measures_it_and_names_its_source_alone(pack, known, lsoas):
    one = own(shares(lsoas))
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    statistic = indicator.statistics[Level.LSOA][0]
    choice = Choice(indicator, Level.LSOA, statistic, Scale.AREA, "2023")
    measured = measure(found, known, choice)
    assert measured.values.to_dict() == dict(
        zip(one.content.codes, one.content.figures, strict=True)
    )
    assert measured.bands.value_counts().between(126, 127).all()
    assert measured.positions[lsoas[-1]] == 1
    titles = map_provided(found, choice).titles
    assert "Sub-regional table" in titles
    assert "opulation" not in titles
    mean = replace(choice, level=Level.MSOA, statistic=indicator.statistics[Level.MSOA][0])
    assert "opulation" in map_provided(found, mean).titles


def test_files_have_names_that_any_system_takes(pack, known, lsoas):
    one = own(shares(lsoas), period="April 2023 to: March 2024?")
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    statistic = indicator.statistics[Level.LSOA][0]
    choice = Choice(indicator, Level.LSOA, statistic, Scale.AREA, indicator.period)
    measured = measure(found, known, choice)
    files = downloads(measured, known, np.arange(3), map_provided(found, choice))
    assert [each.file_name for each in files] == [
        f"{key_of(one)}-value-lsoa-April-2023-to-March-2024.{end}" for end in ("csv", "geojson")
    ]
    assert b"Sub-regional table" in files[0].content()


def test_wards_stand_by_their_names_and_name_their_source(tmp_path):
    def warded(rows):
        return rows[["lsoa21cd"]].assign(
            ward_code=[f"E0500000{at % 3}" for at in range(len(rows))],
            ward_name=[f"Ward {at % 3}" for at in range(len(rows))],
        )

    folder = copied(tmp_path / "pack")
    rows = warded(pd.read_csv(folder / "population.csv", dtype=str))
    source = {
        "publisher": "Us", "title": "Toy wards", "short": "Us, wards",
        "period": "2024", "retrieved": "2026-11-23", "licence": "ogl3",
        "address": "https://example.org", "caveat": "", "made_by": "",
        "sha256": write_table(rows, "wards", folder),
    }  # fmt: skip
    write_record(source, "wards", folder)
    plain = open_pack(folder)
    assert plain.problems == {}
    one = own(
        {"E05000000": 4.0, "E05000001": 5.0},
        kind=FigureKind.NUMBER, unit="clubs", level=Level.WARD,
    )  # fmt: skip
    found = made(plain, one)
    known = places(found)
    indicator = found.own[key_of(one)]
    statistic = indicator.statistics[Level.WARD][0]
    choice = Choice(indicator, Level.WARD, statistic, Scale.AREA, "2023")
    view = map_view(
        found, known, choice,
        Screen(dict.fromkeys(known.levels, "x"), palette_for("light"), 600), area="E05000001",
    )  # fmt: skip
    assert view.table.rows["name"].tolist() == ["Ward 1", "Ward 0", "Ward 2"]
    said = str(view.figure.plot.layout).replace("<br>", " ")
    assert "Larger circles mean more clubs" in said
    assert view.card.title == "Ward 1"
    assert "that fit it best" in view.caveat
    assert "Toy wards" in map_provided(found, choice).titles
    answered = answer(found, Question(Asked.DIFFER, (indicator.key,), Level.WARD))
    assert not answered.is_allowed


# The score


def test_only_complete_rates_with_a_direction_can_be_an_input(pack, known, lsoas):
    whole = own(shares(lsoas))
    others = (
        own(shares(lsoas[1:]), name="With a gap"),
        own(shares(lsoas), name="Neither", direction=Direction.NEITHER),
        own(shares(lsoas), name="Count", kind=FigureKind.NUMBER, unit="people"),
        own(shares(lsoas), name="Made up", provenance=Provenance.ILLUSTRATIVE),
    )
    found = made(pack, whole, *others)
    assert set(complete_by_lsoa(found, known)) == {key_of(whole)}
    wish = Wish(order=Order.COMPOSITE, own=key_of(others[0]), own_weight=50)
    with pytest.raises(InsightError, match="cannot use this indicator in a score"):
        ranking(found, known, wish)


def test_alone_it_orders_the_areas_by_itself(pack, known, lsoas):
    one = own(shares(lsoas), direction=Direction.LESS_NEED)
    found = made(pack, one)
    wish = Wish(order=Order.COMPOSITE, weights=(0, 0, 0), own=key_of(one), own_weight=100)
    ranked = ranking(found, known, wish)
    assert ranked.table["rank"].loc[lsoas].tolist() == list(range(1, len(lsoas) + 1))
    view = Targeting(found, known, ranked)
    assert "“Households in fuel poverty” 100 points" in view.rule
    assert "Sub-regional table" in view.provided("areas").titles


def test_without_it_the_list_is_as_it_was(pack, known, lsoas):
    one = own(shares(lsoas))
    found = made(pack, one)
    composite = Wish(order=Order.COMPOSITE)
    with_none = replace(composite, own=key_of(one), own_weight=0)
    before = ranking(pack, known, composite).table["rank"]
    assert ranking(found, known, with_none).table["rank"].equals(before)


def test_figures_of_larger_areas_are_said_to_be_shared(pack, known):
    msoas = known.levels[Level.MSOA].index
    one = own(shares(msoas), level=Level.MSOA)
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    figures = by_lsoa(found, known, indicator)
    assert figures.groupby(known.msoa_of).nunique().eq(1).all()
    assert need_of(found, known, indicator).equals(figures)
    assert "has the figure for its MSOA" in given_words(indicator)


# Side by side


def test_compare_has_own_figures_and_says_where_there_is_none(pack, known):
    msoas = known.levels[Level.MSOA].index
    one = own(shares(msoas), level=Level.MSOA)
    rate = own(shares(msoas), level=Level.MSOA, name="Rate", kind=FigureKind.RATE, unit="per 1,000")
    found = made(pack, one, rate)
    lsoa = known.levels[Level.LSOA].index[0]
    places = [place_of(known, str(code), "LLR") for code in (msoas[0], lsoa)]
    areas = small_areas(found, known, Basis())
    side = side_by_side(found, known, areas, places, Against.AREA)
    for each in (one, rate):
        line = side.line(key_of(each))
        assert line.readings[0].value == pytest.approx(10.0)
        assert line.readings[1].value is None
        assert line.against is not None
    assert "Sub-regional table" in side.provided().titles


def test_compare_has_rates_in_their_unit_and_counts_without_an_answer(pack, known, lsoas):
    figures = {str(code): float(at) for at, code in enumerate(lsoas)}
    rate = own(figures, kind=FigureKind.RATE, unit="per 1,000 residents", name="Falls")
    count = own(figures, kind=FigureKind.NUMBER, unit="falls", name="Number of falls")
    found = made(pack, rate, count)
    areas = small_areas(found, known, Basis())
    places = [place_of(known, key, "LLR") for key in ("E07000134", RUTLAND)]
    side = side_by_side(found, known, areas, places, Against.AREA)
    falls, number = (side.line(key_of(each)) for each in (rate, count))
    assert falls.against is not None
    assert {each.answer for each in falls.readings} <= {
        Answer.ABOVE, Answer.BELOW, Answer.SAME,
    }  # fmt: skip
    assert not any("%" in each.text for each in falls.readings)
    assert number.against is None
    assert {each.answer for each in number.readings} == {Answer.NONE}
    of_rutland = known.district_of.index[known.district_of.eq(RUTLAND)]
    assert number.readings[1].value == sum(figures[code] for code in of_rutland)
    # Each has its own heading: the unit of the first is not the second's.
    html = rug_html(rug(side), palette_for("light"))
    assert "Own indicators, per 1,000 residents, 2023" in html
    assert "Own indicators, falls, 2023" in html
    key, palette = key_of(rate), palette_for("light")
    for drawn in (
        dots(spread_chart(side, key), palette),
        bars(bar_chart(side, side, key), palette),
    ):
        assert not drawn.layout.xaxis.ticksuffix
        assert "%</" not in drawn.to_json()
    rows = comparison_statement(side).table.texts
    assert "Falls, per 1,000 residents, 2023" in [row[0] for row in rows]


def test_few_people_are_not_shown_below_district_level(pack, known, lsoas):
    figures = {str(code): 3.0 for code in lsoas}
    few, enough = (str(code) for code in lsoas[:2])
    figures[enough] = 12.0
    one = own(figures, kind=FigureKind.PEOPLE, unit="people", name="Members")
    found = made(pack, one)
    indicator = found.own[key_of(one)]
    by_level = {
        level: own_values(found, known, indicator, level)
        for level in (Level.LSOA, Level.MSOA, Level.LOCALITY)
    }
    assert pd.isna(by_level[Level.LSOA][few])
    assert by_level[Level.LSOA][enough] == 10
    assert by_level[Level.MSOA].dropna().mod(5).eq(0).all()
    raw = pd.Series(figures).groupby(known.district_of).sum()
    assert by_level[Level.LOCALITY].to_dict() == raw.to_dict()
    assert own_value(found, known, indicator, [few]) is None
    assert own_value(found, known, indicator, [few, enough]) == 15
    assert own_value(found, known, indicator, list(lsoas)) == sum(figures.values())
    assert "numbers under 10" in indicator.caveat
    things = own(figures, kind=FigureKind.NUMBER, unit="clubs", name="Clubs")
    found = made(pack, things)
    clubs = found.own[key_of(things)]
    assert own_values(found, known, clubs, Level.LSOA)[few] == 3
