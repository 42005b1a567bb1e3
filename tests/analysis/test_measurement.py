"""Measured, classed and put into words: toy town by hand, then every choice."""

import math

import pandas as pd
import pytest

from insight.analysis.maps.area_card import area_card
from insight.analysis.measurement import Choice, measure, periods, shown_codes
from insight.analysis.small_areas import Basis, small_areas
from insight.measures import bands
from insight.pack.catalogue import INDICATORS, NATIONAL_LSOAS_2025, Group, Level, Scale

SOUTH, NORTH = "E07000001", "E07000002"
LSOAS = [f"E0100000{i}" for i in range(1, 7)]
MSOAS = ["E02000001", "E02000002", "E02000003"]


def chosen(key, level, show, scale, period="2025") -> Choice:
    indicator = INDICATORS[key]
    (statistic,) = (s for s in indicator.statistics[level] if s.key == show)
    return Choice(indicator, level, statistic, scale, period)


@pytest.fixture
def found(town):
    return lambda *choice: measure(town.pack, town.known, chosen(*choice))


def test_rank_against_england_is_itself_the_place(found):
    imd = found("imd", Level.LSOA, "position", Scale.ENGLAND)
    assert imd.values.tolist() == [3375, 3376, 6751, 6752, 20253, 33755]
    # The last rank of a fifth is in it; the next is not.
    assert imd.bands.tolist() == [4, 4, 4, 3, 2, 0]
    assert imd.positions.equals(imd.values)
    assert imd.text(LSOAS[3]) == "6,752"
    assert (imd.out_of[LSOAS[3]], imd.against[LSOAS[3]]) == (33_755, "England")
    assert imd.labels[0] == "Least deprived 20%"
    assert imd.labels[4] == "Most deprived 20%"
    assert imd.scale_words == "Compared with all of England"


def test_rank_against_the_whole_area_is_counted_again(found):
    imd = found("imd", Level.LSOA, "position", Scale.AREA)
    assert imd.positions.tolist() == [1, 2, 3, 4, 5, 6]
    assert imd.bands.tolist() == [4, 4, 3, 2, 1, 0]
    assert (imd.out_of[LSOAS[3]], imd.against[LSOAS[3]]) == (6, "Toy")
    assert imd.labels == ("33,755", "20,253", "6,752", "6,751", "3,375–3,376")


def test_rank_within_the_district_starts_again(found):
    imd = found("imd", Level.LSOA, "position", Scale.DISTRICT)
    assert imd.positions.tolist() == [1, 2, 3, 1, 2, 3]
    assert imd.bands.tolist() == [4, 3, 1, 4, 3, 1]
    assert (imd.out_of[LSOAS[1]], imd.against[LSOAS[1]]) == (3, "South & Deep")
    assert imd.labels[4] == "Most deprived fifth"


def test_ties_share_the_better_place(found):
    crime = found("crime", Level.LSOA, "position", Scale.AREA)
    assert crime.positions.tolist() == [1] * 6
    assert set(crime.bands) == {4}


def test_average_position_is_weighted_by_residents(found):
    imd = found("imd", Level.MSOA, "position", Scale.ENGLAND)
    n = NATIONAL_LSOAS_2025
    # Nobody lives in LSOA 1, so that MSOA 1 stands where LSOA 2 does.
    assert imd.values["E02000001"] == pytest.approx(100 * (n - 3376) / n)
    assert imd.values["E02000003"] == pytest.approx(
        100 * (300 * (n - 6752) + 400 * (n - 20253) + 500 * 0) / 1200 / n
    )
    # 90, exactly 80 (a limit belongs below) and 33% of England less deprived.
    assert imd.bands.tolist() == [4, 3, 1]
    assert imd.text("E02000001") == "90% of England’s areas less deprived"


def test_share_in_the_most_deprived_fifth_has_fixed_classes(found):
    imd = found("imd", Level.LOCALITY, "share", Scale.ENGLAND)
    assert imd.values.to_dict() == {SOUTH: 100 * 300 / 300, NORTH: 0}
    assert imd.bands.to_dict() == {SOUTH: 4, NORTH: 0}
    assert imd.labels == ("None", "Up to 20%", "20 to 40%", "40 to 60%", "Over 60%")
    assert imd.text(SOUTH) == "100% of residents"
    assert imd.text(NORTH) == "0% of residents"


def test_number_in_the_most_deprived_fifth_keeps_nobody_apart(found):
    imd = found("imd", Level.MSOA, "number", Scale.AREA)
    assert imd.values.tolist() == [100, 200, 0]
    assert imd.bands.tolist() == [2, 4, 0]
    assert imd.text("E02000002") == "200 people"
    assert (imd.positions["E02000003"], imd.out_of["E02000003"]) == (3, 3)


@pytest.mark.parametrize(
    ("key", "verdicts", "most_need"),
    [
        ("inactive", {SOUTH: "Higher", NORTH: "Lower"}, "Higher"),
        ("active", {SOUTH: "Lower", NORTH: "Higher"}, "Lower"),
        ("children", {SOUTH: "Lower", NORTH: "Similar"}, "Lower"),
    ],
)
def test_survey_against_england_is_the_publishers_verdict(found, key, verdicts, most_need):
    """The class with the strongest colour is the one of more need, whichever way that is."""
    measured = found(key, Level.LOCALITY, "share", Scale.ENGLAND, "2023/24")
    said = measured.bands.map(lambda band: measured.labels[band].split()[0])
    assert said.to_dict() == verdicts
    assert measured.is_verdict
    assert measured.labels[4] == f"{most_need} than England"
    assert measured.labels[2] == "Similar to England"


def test_survey_against_the_area_counts_districts_without_england(found):
    inactive = found("inactive", Level.LOCALITY, "share", Scale.AREA, "2024/25")
    assert inactive.values.to_dict() == {SOUTH: 36, NORTH: 20}
    assert inactive.out_of.tolist() == [2, 2]
    assert inactive.text(SOUTH) == "36.0% of adults"
    assert inactive.positions[NORTH] == 2
    assert not inactive.is_verdict


def test_year_chosen_is_the_year_measured(found):
    earlier = found("inactive", Level.LOCALITY, "share", Scale.AREA, "2021/22")
    assert earlier.values[SOUTH] == 30
    assert earlier.choice.title == "Adults physically inactive (2021/22)"


def test_number_of_adults_is_the_rate_times_adults_to_the_hundred(found):
    inactive = found("inactive", Level.LOCALITY, "number", Scale.AREA, "2024/25")
    # 36% of 240 is 86; 20% of 960 is 192.
    assert inactive.values.to_dict() == {SOUTH: 100, NORTH: 200}
    assert inactive.text(NORTH) == "200 adults"


@pytest.mark.parametrize("scale", [Scale.AREA, Scale.ENGLAND])
def test_suppressed_figure_has_no_class_no_place_and_says_so(found, scale):
    children = found("children", Level.LOCALITY, "share", scale, "2024/25")
    assert math.isnan(children.values[SOUTH])
    assert children.bands.to_dict()[SOUTH] == bands.MISSING
    assert children.text(SOUTH) == "no figure"
    assert math.isnan(children.positions[SOUTH])
    assert (children.positions[NORTH], children.out_of[NORTH]) == (1, 1)


def test_area_without_residents_has_no_share(found):
    share = found("aged60plus", Level.LSOA, "share", Scale.AREA)
    assert math.isnan(share.values[LSOAS[0]])
    assert share.values[LSOAS[1]] == 100 * 10 / 100
    assert share.bands[LSOAS[0]] == bands.MISSING
    assert share.out_of.max() == 5
    number = found("aged60plus", Level.LSOA, "number", Scale.AREA)
    assert number.values[LSOAS[0]] == 0
    assert number.text(LSOAS[0]) == "0 people"


def test_place_where_nobody_lives_has_no_position(town_with):
    def emptied(table: pd.DataFrame) -> pd.DataFrame:
        numbers = table.columns.drop("lsoa21cd")
        return table.assign(**{n: table[n].where(table.index != 2, 0) for n in numbers})

    town = town_with(population=emptied)
    for show in ("position", "share"):
        measured = measure(town.pack, town.known, chosen("imd", Level.MSOA, show, Scale.ENGLAND))
        assert measured.text("E02000002") == "no figure"
        assert measured.bands["E02000002"] == bands.MISSING


def test_residents_add_up_at_every_level(found):
    for level in (Level.LSOA, Level.MSOA, Level.LOCALITY):
        measured = found("people", level, "number", Scale.AREA)
        assert measured.values.sum() == 0 + 100 + 200 + 300 + 400 + 500


def test_chosen_districts_narrow_what_is_shown(town):
    everything = shown_codes(town.known, Level.LSOA, ())
    assert everything.tolist() == [0, 1, 2, 3, 4, 5]
    assert shown_codes(town.known, Level.LSOA, (NORTH,)).tolist() == [3, 4, 5]
    assert shown_codes(town.known, Level.MSOA, (NORTH,)).tolist() == [2]
    assert shown_codes(town.known, Level.LSOA, (SOUTH, NORTH)).tolist() == [*range(6)]


def test_years_of_a_survey_are_the_latest_first(town):
    years = periods(town.pack, INDICATORS["inactive"])
    assert years == tuple(f"20{year}/{year + 1}" for year in range(24, 18, -1))
    assert periods(town.pack, INDICATORS["imd"]) == ("2025",)


def lacking(*codes):
    """Areas of toy town that the publisher's copy has no figure of children for."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        columns = ["idaci_score", "idaci_rank", "idaci_decile"]
        changed = table.astype(dict.fromkeys(columns, "float64"))
        changed.loc[changed["lsoa21cd"].isin(codes), columns] = math.nan
        return changed

    return change


def test_a_rate_is_per_cent_of_its_own_people(found):
    children = found("childpoverty", Level.LSOA, "rate", Scale.AREA)
    n = NATIONAL_LSOAS_2025
    assert children.values[LSOAS[1]] == pytest.approx(100 * (1 - 3376 / n))
    assert children.text(LSOAS[1]) == "90.0% of children aged 0 to 15"
    whole = found("childpoverty", Level.LOCALITY, "rate", Scale.AREA)
    # Children of toy town are a fifth of its residents: 60, 80 and 100 in the north.
    expected = (60 * (1 - 6752 / n) + 80 * (1 - 20253 / n)) / 240
    assert whole.values[NORTH] == pytest.approx(100 * expected)
    assert whole.basis == ""
    assert whole.positions.to_dict() == {SOUTH: 1, NORTH: 2}


@pytest.mark.parametrize("key", ["childpoverty", "olderpoverty", "employmentrate"])
def test_rates_have_the_denominators_of_the_publisher(pack, known, key):
    one = INDICATORS[key]
    found = measure(pack, known, chosen(key, Level.MSOA, "rate", Scale.AREA)).values
    rate = pack.table("deprivation")[one.column]
    people = pack.table("population")[one.weights].where(rate.notna(), 0)
    deprived = (rate * people).groupby(known.msoa_of).sum()
    assert found.sub(100 * deprived / people.groupby(known.msoa_of).sum()).abs().max() < (1e-9)


def test_an_area_without_a_rate_is_left_out_of_its_district_which_is_said(town_with):
    town = town_with(deprivation=lacking(LSOAS[3]))
    n = NATIONAL_LSOAS_2025

    def of(level):
        return measure(town.pack, town.known, chosen("childpoverty", level, "rate", Scale.AREA))

    small, large = of(Level.LSOA), of(Level.LOCALITY)
    assert small.text(LSOAS[3]) == "no figure"
    assert small.bands[LSOAS[3]] == bands.MISSING
    assert small.basis == "1 of 6 small areas (LSOAs) have no figure."
    assert large.values[NORTH] == pytest.approx(100 * 80 * (1 - 20253 / n) / 180)
    assert "1 of 6 small areas (LSOAs) have no figure" in large.basis


def test_a_place_whose_areas_all_lack_a_rate_has_none(town_with):
    town = town_with(deprivation=lacking(*LSOAS[3:]))
    asked = chosen("childpoverty", Level.LOCALITY, "rate", Scale.AREA)
    found = measure(town.pack, town.known, asked)
    assert found.text(NORTH) == "no figure"
    card = area_card(town.pack, town.known, found, NORTH)
    assert not any("averaged" in note for note in card.notes)
    assert found.values.notna().to_dict() == {SOUTH: True, NORTH: False}


def test_a_pack_without_any_rate_of_children_has_no_such_indicator(town_with, town):
    without = town_with(deprivation=lacking(*LSOAS)).pack
    assert not without.problems
    assert set(town.pack.indicators) - set(without.indicators) == {"childpoverty"}


EVERY = [
    pytest.param(key, level, statistic.key, scale, id="-".join(
        (key, level, statistic.key, scale)
    ))
    for key, indicator in INDICATORS.items()
    for level, statistics in indicator.statistics.items()
    for statistic in statistics
    for scale in statistic.scales
]  # fmt: skip


@pytest.mark.parametrize(("key", "level", "show", "scale"), EVERY)
def test_every_choice_is_classed_and_worded(pack, known, key, level, show, scale):
    period = periods(pack, INDICATORS[key])[0]
    measured = measure(pack, known, chosen(key, level, show, scale, period))
    areas = known.levels[level].index
    assert measured.values.index.equals(areas)
    assert measured.bands.index.equals(areas)
    has_figure = measured.values.notna()
    assert measured.bands[has_figure].between(0, bands.CLASSES - 1).all()
    assert measured.bands[~has_figure].eq(bands.MISSING).all()
    assert measured.positions.notna().equals(has_figure)
    assert (measured.positions <= measured.out_of)[has_figure].all()
    assert len(measured.labels) == bands.CLASSES
    # A class that is drawn has words in the legend.
    assert all(measured.labels[band] for band in set(measured.bands) - {bands.MISSING})
    for code in areas[:: max(1, len(areas) // 20)]:
        assert measured.text(code)
        assert "nan" not in measured.text(code)


COUNTS = [
    key
    for key, i in INDICATORS.items()
    if i.group not in (Group.ACTIVITY, Group.ESTIMATE)
    and any(way.key == "number" for ways in i.statistics.values() for way in ways)
]


@pytest.mark.parametrize("key", COUNTS)
def test_counts_of_small_and_large_areas_add_up_to_the_same(pack, known, key):
    totals = {
        measure(pack, known, chosen(key, level, "number", Scale.AREA)).values.sum()
        for level in known.levels
        if any(s.key == "number" for s in INDICATORS[key].statistics[level])
    }
    assert len(totals) == 1


# Average rank of the districts as published, File 10 v2.
AVERAGE_RANK = {
    "E06000016": 25204.55, "E06000017": 8552.38, "E07000129": 9191.26,
    "E07000130": 11308.29, "E07000131": 7859.43, "E07000132": 12057.39,
    "E07000133": 13123.92, "E07000134": 13269.84, "E07000135": 11425.70,
}  # fmt: skip


def test_position_of_a_district_is_its_published_average_rank(pack, known):
    measured = measure(pack, known, chosen("imd", Level.LOCALITY, "position", Scale.ENGLAND))
    for code, rank in AVERAGE_RANK.items():
        expected = 100 * (rank - 1) / NATIONAL_LSOAS_2025
        assert measured.values[code] == pytest.approx(expected, abs=0.0005)
    assert measured.text("E06000016") == "75% of England’s areas less deprived"
    # Leicester alone is beyond 60; the rest are between 20 and 40.
    assert measured.bands.value_counts().to_dict() == {1: 8, 3: 1}


# Areas of each district in the national fifths, from the published deciles.
FIFTHS = {
    "E06000016": [3, 12, 31, 53, 101],
    "E06000017": [8, 14, 4, 0, 0],
    "E07000135": [13, 12, 4, 6, 1],
}


@pytest.mark.parametrize("district", FIFTHS)
def test_national_fifths_of_a_district_are_as_published(pack, known, district):
    measured = measure(pack, known, chosen("imd", Level.LSOA, "position", Scale.ENGLAND))
    mine = measured.bands[known.district_of.eq(district)]
    assert [int(mine.eq(band).sum()) for band in range(5)] == FIFTHS[district]


def test_shares_are_classed_at_twenty_forty_and_sixty(pack, known):
    measured = measure(pack, known, chosen("imd", Level.MSOA, "share", Scale.ENGLAND))
    limits = [-1, 0, 20, 40, 60, 100]
    expected = pd.cut(measured.values, limits, labels=False)
    assert measured.bands.eq(expected).all()
    assert set(measured.bands) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("key", ["estinactive", "estfairly", "estactive"])
def test_estimates_of_small_areas_have_intervals_and_say_what_they_rest_on(pack, known, key):
    for level in (Level.LSOA, Level.MSOA):
        for show in ("share", "number"):
            found = measure(pack, known, chosen(key, level, show, Scale.AREA))
            assert found.low.le(found.values).all()
            assert found.high.ge(found.values).all()
            assert "modelled estimate" in found.basis
            assert "95% confidence interval" in found.text(found.values.index[0])


def test_estimated_numbers_are_rounded_to_five_and_reach_the_surveyed_ones(pack, known):
    shown = chosen("estinactive", Level.LSOA, "number", Scale.AREA)
    estimated = measure(pack, known, shown).values
    assert estimated.mod(5).eq(0).all()
    areas = small_areas(pack, known, Basis())
    adults = areas.adults.groupby(known.district_of).sum()
    surveyed = (areas.districts["inactive"] * adults).sum()
    # 634 roundings of at most 2.5 each.
    assert estimated.sum() == pytest.approx(surveyed, abs=634 * 2.5)
