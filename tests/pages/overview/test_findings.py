"""Every sentence of the overview, both ways, in toy town."""

import re

import numpy as np
import pandas as pd
import pytest

from insight.errors import ContractError
from insight.figures.palette import palette_for
from insight.figures.screen.charts import trend
from insight.pack.catalogue import DOMAINS
from insight.pages.overview.findings import Overview, overview
from pack_copies import of_ranks

SOUTH, NORTH = "E07000001", "E07000002"
LIGHT = palette_for("light")


def view_of(town, *districts: str) -> Overview:
    return overview(town.pack, town.known, districts)


@pytest.fixture(scope="module")
def south(town):
    return view_of(town, SOUTH)


@pytest.fixture(scope="module")
def north(town):
    return view_of(town, NORTH)


@pytest.fixture(scope="module")
def whole(town):
    return view_of(town)


def finding(view: Overview, begins: str) -> str:
    """The one sentence with certain words, or nothing."""
    found = [sentence for sentence in view.findings if begins in sentence]
    assert len(found) <= 1
    return "".join(found)


def inactive(**shares: list[float]):
    """Replace the inactive shares of a district, oldest year first."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = table.copy()
        for code, row in shares.items():
            is_it = table["area_code"].eq(code) & table["indicator_id"].eq(93015)
            table.loc[is_it, "value_pct"] = row
        return table

    return change


def older(*counts: int):
    def change(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(older_60_plus=counts)

    return change


def test_place_is_called_by_its_full_name(south, whole, town):
    assert south.place.name == "South and Deep"
    assert whole.place.name == "Toy town and country"
    assert view_of(town, SOUTH, NORTH).place.name == "South and Deep and North"
    assert [v.place.is_whole for v in (south, whole)] == [False, True]


def test_residents_in_the_most_deprived_fifth_are_set_against_the_whole(south):
    # 300 of 300 here; 300 of 1,500 in all.
    assert finding(south, "most deprived 20%") == (
        "**100% of residents** live in England’s most deprived 20% of areas. In Toy it is 20%."
    )


def test_nobody_in_the_most_deprived_fifth_is_said_in_a_word(north):
    assert finding(north, "**Nobody**") == (
        "**Nobody** lives in England’s most deprived 20% of areas. In Toy it is 20%."
    )


def test_whole_area_says_where_its_deprived_residents_live(whole):
    assert finding(whole, "Of these people") == (
        "**20% of residents** live in England’s most deprived 20% of areas. Of these people, 100% "
        "live in South and Deep."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("south", "**South 001A, St Mary’s & Quay**. It ranks 3,375 of 33,755 and is in "
         "England’s most deprived 10%."),
        ("north", "**North 001A, Moor**. It ranks 6,752 of 33,755 and is in England’s most "
         "deprived 21%."),
    ],
)  # fmt: skip
def test_worst_pocket_is_named_with_its_percentile_rounded_up(request, name, sentence):
    view = request.getfixturevalue(name)
    assert finding(view, "The most deprived area is").endswith(sentence)


def test_worst_and_best_domain_are_named(north):
    # Everybody's crime rank is 1; everybody's environment rank is the last.
    sentence = finding(north, "ranks highest")
    assert sentence.startswith("Deprivation ranks highest on **crime**")
    assert "more deprived than 100% of England’s" in sentence
    assert "overall it is 33%" in sentence
    assert sentence.endswith("living environment deprivation (0%).")


def all_domains(rank: int):
    def change(table: pd.DataFrame) -> pd.DataFrame:
        for name in DOMAINS:
            table = table.assign(**{f"{name}_rank": rank})
        return of_ranks(table)

    return change


def test_no_domain_is_the_worst_where_none_is_worse_than_england(town_with):
    # A rank of 20,253 of 33,755 is more deprived than 40% of areas.
    view = view_of(town_with(deprivation=all_domains(20253)), NORTH)
    assert view.headlines[-1].value == "None"
    assert "ranks highest" not in " ".join(view.findings)
    assert finding(view, "All seven domains")
    assert view.districts.rows["worst"].eq("none").all()


def test_no_domain_is_the_best_where_none_is_better_than_england(town_with):
    view = view_of(town_with(deprivation=all_domains(6752)), NORTH)
    assert "ranks lowest" not in finding(view, "ranks highest")
    assert "No domain is below England’s average." in finding(view, "ranks highest")


def test_another_domain_can_be_the_worst(town_with):
    def change(table: pd.DataFrame) -> pd.DataFrame:
        for name in DOMAINS:
            table = table.assign(**{f"{name}_rank": 20253})
        return of_ranks(table.assign(health_rank=6752))

    view = view_of(town_with(deprivation=change), NORTH)
    assert finding(view, "ranks highest").startswith("Deprivation ranks highest on **health")
    assert view.headlines[-1].value == "Health"


@pytest.mark.parametrize(
    ("districts", "share", "words"),
    [
        ((SOUTH,), "36.0%", "higher than England (22.0%)"),
        ((NORTH,), "20.0%", "similar to England (22.0%)"),
        # (36 x 240 + 20 x 960) / 1,200 = 23.2
        ((), "23.2%", "similar to England (22.0%)"),
        ((SOUTH, NORTH), "23.2%", "similar to England (22.0%)"),
    ],
)  # fmt: skip
def test_inactivity_is_compared_over_the_years_together(town, districts, share, words):
    view = view_of(town, *districts)
    said = finding(view, "were inactive")
    assert said.startswith(f"**{share} of adults** were inactive in 2022/23 to 2024/25")
    assert f"**{words}**" in said
    headline = view.headlines[1]
    assert headline.label == "Adults inactive, 2022/23 to 2024/25"
    assert (headline.value, headline.note) == (share, words)


def test_interval_of_years_together_is_that_of_all_their_answers(south):
    # 1,500 answers: the logit of 36% plus and minus 1.96 / sqrt(1500 x 0.36 x 0.64).
    assert "95% confidence interval is 33.6% to 38.5%" in finding(south, "were inactive")
    assert "500 responses" in south.headlines[1].help


def test_how_many_districts_differ_is_said_singly_and_together(whole):
    assert whole.districts_words.startswith("Inactivity is the average of the survey years 2022/23")
    # South has a p-value below 0.001, North one of 0.06.
    assert "1 of 2 districts differs" in whole.districts_words
    assert "1 still does after allowing for 2" in whole.districts_words
    assert whole.districts_words in whole.districts.alt


def test_age_is_told_where_it_differs_and_not_where_it_does_not(south, north, whole, town_with):
    # Aged 60 and over: 10% in the south, 30% in the north, 26% in all.
    said = finding(south, "population is")
    assert all(each in said for each in ("**younger**", "10% of residents", "26%"))
    assert finding(north, "population is").startswith("The population is **older**")
    assert finding(whole, "60 or over") == ("26% of residents are 60 or over and 20% are under 16.")
    alike = town_with(population=older(0, 20, 40, 60, 80, 100))
    assert finding(view_of(alike, SOUTH), "population is") == ""


@pytest.mark.parametrize(
    ("over_60", "is_told"), [(89, False), (86, True)], ids=["within", "beyond"]
)
def test_a_gap_in_age_is_told_from_one_point(town_with, over_60, is_told):
    # 300 of the 1,500 live in the south; 90 of 300 would be as in the north: 30%.
    town = town_with(population=older(0, 30, over_60 - 30, 90, 120, 150))
    assert bool(finding(view_of(town, SOUTH), "population is")) is is_told


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ([30, 30, 30, 36, 36, 36], "a clear rise"),
        ([36, 36, 36, 30, 30, 30], "a clear fall"),
        ([30, 30, 30, 33, 33, 33], "no clear change"),
        ([20, 20, 20, 20, 20, 20], "no clear change"),
    ],
)
def test_trend_is_told_only_beyond_the_noise_of_the_survey(town_with, row, verdict):
    # Three years of 500 answers about 33%: 1.96 x sqrt(2 x 0.33 x 0.67 / 1500) = 3.4.
    view = view_of(town_with(activity=inactive(**{SOUTH: row})), SOUTH)
    assert f"This is {verdict}: " in view.trend.words
    assert f"averaged {sum(row[3:]) / 3:.1f}%" in view.trend.words
    assert f"{sum(row[:3]) / 3:.1f}% in the first 3" in view.trend.words


def test_noise_is_that_of_the_answers(south):
    noise = 100 * 1.959964 * np.sqrt((0.30 * 0.70 + 0.36 * 0.64) / (3 * 500))
    assert f"explain {noise:.1f} percentage points" in south.trend.words
    # The 95% limits of 36% of 500 answers are 31.9 and 40.3.
    assert "about 4 percentage points either way" in south.trend.words


def test_a_few_years_are_compared_half_with_half(town_with):
    """Five years: two at either end, and none in both."""
    row = [30.0, 30.0, np.nan, 36.0, 36.0, 36.0]
    view = view_of(town_with(activity=inactive(**{SOUTH: row})), SOUTH)
    assert "36.0% in the last 2 years and 30.0% in the first 2" in view.trend.words


def test_a_single_year_has_no_change(town_with):
    row = [np.nan] * 5 + [36.0]
    view = view_of(town_with(activity=inactive(**{SOUTH: row})), SOUTH)
    assert "averaged" not in view.trend.words
    assert "nan" not in view.trend.words.split()


def test_headlines_say_number_and_yardstick(south):
    said = [(h.label, h.value, h.note) for h in south.headlines]
    assert said == [
        ("Residents", "300", "in 3 small areas (LSOAs)"),
        ("Adults inactive, 2022/23 to 2024/25", "36.0%", "higher than England (22.0%)"),
        ("Areas in England’s most deprived 10%", "1 of 3", "with 0 residents, 0%"),
        ("Areas in England’s most deprived 20%", "3 of 3", "with 300 residents, 100%"),
        ("Ranks highest on", "Crime", "more deprived than 100% of areas in England"),
    ]


def test_figure_has_the_place_and_england_by_year(south):
    by_name = {trace.name: trace for trace in trend(south.trend.chart, LIGHT).data if trace.name}
    lines = [list(trace.y) for trace in by_name.values() if trace.y is not None]
    assert [30, 30, 30, 36, 36, 36] in lines
    assert [22.0] * 6 in lines
    assert "South and Deep" in south.trend.alt
    assert south.trend.words in south.trend.alt


def test_districts_stand_side_by_side_with_the_whole_last(south, whole):
    rows = whole.districts.rows.set_index("name")
    assert list(rows.index) == ["South & Deep", "North", "Toy"]
    assert rows["residents"].tolist() == [300, 1200, 1500]
    assert rows["inactive"].round(6).tolist() == [36.0, 20.0, 23.2]
    assert rows["verdict"].tolist() == ["Higher", "Similar", "Similar"]
    assert rows["decile1"].tolist() == [1, 0, 1]
    assert rows["quintile1"].tolist() == [3, 0, 3]
    assert rows["people"].tolist() == [100, 0, 20]
    # The table is the same whatever is chosen.
    pd.testing.assert_frame_equal(south.districts.rows, whole.districts.rows)


def test_every_column_of_the_table_has_a_heading(whole):
    assert set(whole.districts.columns) == set(whole.districts.rows.columns)


def test_sources_and_version_come_with_the_view(town, south):
    assert {s.table for s in south.provided.sources} == {"deprivation", "population", "activity"}
    assert south.provided.pack_version == town.pack.version
    assert town.pack.version.month in south.provided.line()


@pytest.mark.parametrize("district", [None, 0, 1, 8])
def test_every_place_of_the_embedded_pack_reads_as_sentences(pack, known, district):
    codes = tuple(pack.table("districts").index)
    chosen = () if district is None else (codes[district],)
    view = overview(pack, known, chosen)
    assert 4 <= len(view.findings) <= 5
    for sentence in (*view.findings, view.trend.words):
        assert re.fullmatch(r"[*A-Z0-9].*\.", sentence)
        assert "nan" not in sentence.lower().split()
        assert sentence.count("**") % 2 == 0


# File 10 v2: average score's companions, as whole numbers of areas.
DECILE_1_AND_2 = {
    "E06000016": ("40 of 200", "101 of 200"),
    "E06000017": ("0 of 26", "0 of 26"),
    "E07000130": ("2 of 102", "4 of 102"),
    "E07000134": ("1 of 60", "3 of 60"),
}


@pytest.mark.parametrize("district", DECILE_1_AND_2)
def test_headline_counts_are_the_published_ones(pack, known, district):
    view = overview(pack, known, (district,))
    assert tuple(h.value for h in view.headlines[2:4]) == DECILE_1_AND_2[district]


def test_a_suppressed_year_is_left_out_of_the_trend(town_with):
    row = [30.0, np.nan, 30.0, 36.0, 36.0, 36.0]
    town = town_with(activity=inactive(**{SOUTH: row}))
    assert len(view_of(town, SOUTH).trend.years) == 5
    assert len(view_of(town).trend.years) == 5


def test_a_latest_year_that_is_suppressed_falls_back_to_the_one_before(town_with):
    row = [30.0, 30.0, 30.0, 36.0, 36.0, np.nan]
    view = view_of(town_with(activity=inactive(**{SOUTH: row})), SOUTH)
    assert view.headlines[1].value == "36.0%"
    assert "nan" not in " ".join(view.findings)


def test_a_district_without_any_share_is_one_sentence(town_with):
    town = town_with(activity=inactive(**{SOUTH: [np.nan] * 6}))
    with pytest.raises(ContractError, match="no year has a share of inactive adults"):
        view_of(town, SOUTH)


def test_a_district_without_a_share_of_late_is_not_compared(town_with):
    row = [30.0, 30.0, 30.0, np.nan, np.nan, np.nan]
    view = view_of(town_with(activity=inactive(**{SOUTH: row})), SOUTH)
    assert view.headlines[1].value == "no figure"
    assert view.headlines[1].note.startswith("not compared with England")
    rows = view.districts.rows.set_index("name")
    assert rows["verdict"].tolist() == ["Not compared", "Similar", "Not compared"]
    assert "nan" not in " ".join((*view.findings, view.districts_words)).lower().split()
