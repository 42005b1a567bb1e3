"""Each thing that the data cannot bear is refused with its reason and a way on."""

from dataclasses import replace
from itertools import combinations

import pytest

from insight.analysis.data_guidance import Asked, Question, Way, answer, minutes_span
from insight.analysis.money.leverage import worked_example
from insight.analysis.printed_figures import (
    askable_figures,
    printed_figures,
    printed_inactivity,
    printed_table,
)
from insight.errors import InsightError
from insight.pack.catalogue import INDICATORS, Group, Level, Provenance, Scale
from insight.shell.registry import fields_of

LEDGER = ("investment", {"show": "ledger"})
OVER_YEARS = ("overview", {})


def of(*groups: Group) -> list[str]:
    return [key for key, one in INDICATORS.items() if one.group in groups]


ACTIVITY = of(Group.ACTIVITY, Group.ESTIMATE)
ADULTS = [key for key in ACTIVITY if minutes_span(INDICATORS[key]) == "week"]
CHILDREN = [key for key in ACTIVITY if minutes_span(INDICATORS[key]) == "day"]


@pytest.fixture
def ask(pack):
    def asked(what: Asked, *measures: str, by: Level | None = None, within=()):
        return answer(pack, Question(what, measures, by, within))

    return asked


def first(answered) -> tuple[str, dict]:
    way = answered.ways[0]
    return way.page, dict(way.choices)


# Adding up


def test_overlapping_money_is_not_added(ask):
    found = ask(Asked.ADD, "H1", "H3", "H4", "H5")
    assert not found.is_allowed
    assert found.sentence == (
        "No. H1, H3, H4 and H5 are marked “overlap unknown, not additive” (see note "
        "2). The same pound may be in more than one of H1, H3, H4 and H5, so you cannot add them."
    )
    assert first(found) == LEDGER


def test_no_sum_holds_a_figure_that_overlaps(pack, ask):
    table = printed_figures(pack)
    marked = table.index[table["mark"].ne("")]
    for one in marked:
        for other in table.index.difference([one]):
            assert not ask(Asked.ADD, one, other).is_allowed


def test_a_part_is_not_added_to_its_whole(ask):
    assert "H6 is part of H5" in ask(Asked.ADD, "H6", "H5").words
    assert "M03 is part of M08" in ask(Asked.ADD, "M08", "M03").words


def test_no_sum_counts_a_part_and_its_whole(pack, ask):
    inside = printed_figures(pack)["of"]
    inside = inside[inside.ne("")]
    assert len(inside) > 5
    for part, whole in inside.items():
        assert not ask(Asked.ADD, whole, part).is_allowed


def test_pounds_and_attendances_are_not_added(ask):
    found = ask(Asked.ADD, "H1", "H2")
    assert not found.is_allowed
    assert "different units (pounds and attendances)" in found.words


def test_shares_are_not_added(ask):
    assert "shares of different totals" in ask(Asked.ADD, "H10c", "H15c").words


def test_people_of_two_programmes_may_be_the_same(ask):
    found = ask(Asked.ADD, "H17a", "H19a")
    assert not found.is_allowed
    assert "The same women may be in more than one" in found.words


def test_money_of_two_areas_is_not_added(ask):
    found = ask(Asked.ADD, "H18a", "M01")
    assert not found.is_allowed
    assert "are from two places" in found.words


def test_money_that_nothing_says_overlaps_is_added(ask):
    found = ask(Asked.ADD, "H10b", "H18a")
    assert found.is_allowed
    # 15,800 + 320,081
    assert "**£335,881**" in found.words
    assert first(found) == ("investment", {"show": "figures"})


def test_a_sum_with_a_bound_is_a_bound(ask):
    # over 15,500 + 320,081
    assert "**over £335,581**" in ask(Asked.ADD, "H14a", "H18a").words


def test_items_of_the_worked_example_are_added(ask):
    found = ask(Asked.ADD, "M01", "M02")
    # 88,000 + 86,000
    assert "**£174,000**" in found.words
    assert first(found) == ("investment", {"show": "leverage"})


def test_a_new_mark_against_adding_is_heeded_as_it_stands(pack):
    figures = Question(Asked.ADD, ("H10b", "H18a"))
    assert answer(pack, figures).is_allowed
    table = pack.table("headline_figures").copy()
    table.loc["H10b", "additive"] = "paid from H18a, not additive"
    marked = replace(pack, _tables={**pack._tables, "headline_figures": table})
    found = answer(marked, figures)
    assert not found.is_allowed
    assert "H10b is marked “paid from H18a, not additive”. The same pound" in found.words


@pytest.mark.parametrize("figures", [(), ("H1",), ("H1", "H1")])
def test_one_figure_is_no_sum(ask, figures):
    with pytest.raises(InsightError, match="Choose at least 2 figures"):
        ask(Asked.ADD, *figures)


def test_unknown_figure_is_said(ask):
    with pytest.raises(InsightError, match=r"do not know 1 of 2 figures.*'H99'"):
        ask(Asked.ADD, "H1", "H99")


# Adults and children


@pytest.mark.parametrize("child", CHILDREN)
@pytest.mark.parametrize("adult", ADULTS)
def test_children_never_stand_beside_adults(ask, child, adult):
    for pair in ((child, adult), (adult, child)):
        found = ask(Asked.TOGETHER, *pair)
        assert not found.is_allowed
        assert "in minutes a week" in found.words
        assert "in minutes a day" in found.words
        assert [way.page for way in found.ways] == ["map", "map"]
        assert [way.choices["indicator"] for way in found.ways] == list(pair)


def test_every_activity_level_says_over_which_time_it_counts():
    assert CHILDREN
    assert sorted([*ADULTS, *CHILDREN]) == sorted(ACTIVITY)


def test_a_new_level_of_children_is_kept_from_adults(ask, pack, monkeypatch):
    less = replace(
        INDICATORS["children"],
        key="lessactive",
        definition="Children doing less than an average of 30 minutes a day.",
    )
    monkeypatch.setitem(INDICATORS, "lessactive", less)
    # An open pack has looked into the catalogue once.
    monkeypatch.setitem(vars(pack), "indicators", {**pack.indicators, "lessactive": less})
    assert not ask(Asked.TOGETHER, "lessactive", "inactive").is_allowed
    assert ask(Asked.TOGETHER, "lessactive", "children").is_allowed


def test_levels_of_the_same_people_stand_together(ask):
    found = ask(Asked.TOGETHER, "inactive", "active")
    assert found.is_allowed
    assert [way.choices["indicator"] for way in found.ways] == ["inactive", "active"]


def test_deprivation_beside_an_estimate_says_they_are_not_independent(ask):
    found = ask(Asked.TOGETHER, "imd", "estinactive")
    assert found.is_allowed
    assert "overlap by design" in found.words
    assert first(found) == ("targeting", {"step": "both"})


def test_survey_by_lsoa_is_refused_and_offered_by_locality(ask):
    found = ask(Asked.TOGETHER, "imd", "inactive", by=Level.LSOA)
    assert not found.is_allowed
    assert "is surveyed by district" in found.words
    assert {way.choices["level"] for way in found.ways} == {"locality"}
    assert ask(Asked.TOGETHER, "imd", "inactive", by=Level.LOCALITY).is_allowed


def test_measures_without_common_areas_are_refused(ask):
    found = ask(Asked.TOGETHER, "inactive", "estinactive")
    assert not found.is_allowed
    assert "not available for the same areas" in found.words


def test_one_measure_is_not_two(ask):
    with pytest.raises(InsightError, match="chosen 1 measure"):
        ask(Asked.TOGETHER, "imd", "imd")


# Trends


@pytest.mark.parametrize("key", of(Group.ESTIMATE))
@pytest.mark.parametrize("level", [None, *Level])
def test_no_small_area_estimate_has_a_trend(ask, key, level):
    found = ask(Asked.TREND, key, by=level)
    assert not found.is_allowed
    assert "does not show local change" in found.words
    offered = [(way.page, dict(way.choices)) for way in found.ways]
    assert OVER_YEARS in offered
    if key != "estinactive":
        # The same level of activity as it is surveyed, not another one.
        assert offered[0][1]["indicator"] == INDICATORS[key].column
        assert offered[0][1]["level"] == "locality"


@pytest.mark.parametrize("key", of(Group.DEPRIVATION))
def test_two_indices_are_never_subtracted(ask, key):
    found = ask(Asked.TREND, key)
    assert not found.is_allowed
    assert "do not subtract" in found.words


def test_two_indices_are_offered_side_by_side_for_one_area(pack, ask):
    choices = ask(Asked.TREND, "imd").ways[0].choices
    assert choices["area"] == pack.table("deprivation")["imd_rank"].idxmin()
    rutland = ask(Asked.TREND, "imd", within=("E06000017",)).ways[0].choices["area"]
    assert pack.areas["lad24cd"][rutland] == "E06000017"


@pytest.mark.parametrize("key", of(Group.ACTIVITY))
def test_the_survey_has_a_trend_by_district(ask, key):
    found = ask(Asked.TREND, key)
    assert found.is_allowed
    assert "survey years" in found.words
    assert OVER_YEARS in [(way.page, dict(way.choices)) for way in found.ways]
    has_range = key == "inactive"
    assert ("has a confidence interval" in found.words) is has_range
    assert ("no confidence intervals" in found.words) is not has_range


@pytest.mark.parametrize("level", [Level.LSOA, Level.MSOA])
def test_the_survey_has_no_trend_below_districts(ask, level):
    found = ask(Asked.TREND, "inactive", by=level)
    assert not found.is_allowed
    assert first(found) == OVER_YEARS


@pytest.mark.parametrize("key", of(Group.POPULATION))
def test_one_year_is_no_trend(ask, key):
    found = ask(Asked.TREND, key)
    assert not found.is_allowed
    assert "one year only (mid-2022)" in found.words


# Differences


@pytest.mark.parametrize("key", of(Group.DEPRIVATION, Group.POPULATION))
def test_without_interval_nothing_differs(ask, key):
    found = ask(Asked.DIFFER, key)
    assert not found.is_allowed
    assert "no confidence interval" in found.words
    offered = INDICATORS[found.ways[0].choices["indicator"]]
    assert offered.provenance is Provenance.MODELLED
    assert found.ways[0].choices["level"] == "lsoa"


def test_what_is_only_derived_from_the_survey_is_not_tested(ask):
    found = ask(Asked.DIFFER, "fairly")
    assert not found.is_allowed
    assert found.ways[0].choices["scale"] == "england"


@pytest.mark.parametrize("key", of(Group.ESTIMATE))
def test_estimates_differ_by_their_intervals(ask, key):
    found = ask(Asked.DIFFER, key, by=Level.MSOA)
    assert found.is_allowed
    assert found.ways[0].choices == {"indicator": key, "level": "msoa"}
    assert not ask(Asked.DIFFER, key, by=Level.LOCALITY).is_allowed


@pytest.mark.parametrize("key", ["inactive", "active", "children"])
def test_a_surveyed_share_differs_from_england_by_the_publishers_test(ask, key):
    found = ask(Asked.DIFFER, key)
    assert found.is_allowed
    assert "does not compare districts with each other" in found.words
    assert found.ways[0].choices["scale"] == "england"


def test_printed_shares_without_interval_do_not_differ(pack, ask):
    figures = printed_inactivity(pack)
    assert len(figures) == 2
    found = ask(Asked.PRINTED, *figures)
    assert not found.is_allowed
    assert "whether 30% (M12) and 24% (M13) really differ" in found.words
    assert found.ways[0].choices["indicator"] == "estinactive"


def test_no_two_printed_figures_differ(pack, ask):
    for pair in combinations(askable_figures(pack)[:12], 2):
        assert not ask(Asked.PRINTED, *pair).is_allowed


def test_worked_example_says_that_its_shares_cannot_be_told_apart(pack):
    assert any(
        "cannot say whether 30% and 24% differ" in note for note in worked_example(pack).notes
    )


# Every answer


def every_question() -> list[Question]:
    questions = [
        Question(asked, (key,), level)
        for asked in (Asked.TREND, Asked.DIFFER)
        for key in INDICATORS
        for level in (None, *Level)
    ]
    questions += [
        Question(Asked.TOGETHER, pair, level)
        for pair in combinations(INDICATORS, 2)
        for level in (None, *Level)
    ]
    figures = ("H1", "H2", "H6", "H10b", "H17a", "H18a", "M01", "M08", "M12")
    questions += [
        Question(asked, pair)
        for asked in (Asked.ADD, Asked.PRINTED)
        for pair in combinations(figures, 2)
    ]
    return questions


def is_on_map(way: Way) -> bool:
    """Whether the map has what a way promises."""
    choices = way.choices
    level = Level(choices["level"])
    statistics = INDICATORS[choices["indicator"]].statistics.get(level, ())
    scale = choices.get("scale")
    return any(scale is None or Scale(scale) in each.scales for each in statistics)


def test_every_answer_offers_a_view_that_exists(pack):
    for question in every_question():
        found = answer(pack, question)
        assert found.sentence.startswith(("Yes. ", "No. "))
        assert found.sentence.endswith(".")
        assert found.ways, question
        for way in found.ways:
            names = {field.name for field in fields_of(way.page)}
            assert set(way.choices) <= names
            assert way.page != "map" or is_on_map(way), question


def test_no_way_on_is_refused_itself(pack):
    """What is offered instead of a level that has no figure has one."""
    for question in every_question():
        for way in answer(pack, question).ways:
            if question.asked is Asked.DIFFER and not way.choices.get("area"):
                key, level = way.choices["indicator"], Level(way.choices["level"])
                again = answer(pack, Question(Asked.DIFFER, (key,), level))
                assert again.is_allowed, question


def test_unknown_indicator_is_said(ask):
    with pytest.raises(InsightError, match=r"1 of 1 measures are unknown.*'steps'"):
        ask(Asked.TREND, "steps")
    with pytest.raises(InsightError, match="No measure is selected"):
        ask(Asked.DIFFER)


def test_without_the_printed_tables_there_is_nothing_to_add(pack):
    assert askable_figures(pack)[:2] == ("H1", "H2")
    broken = replace(pack, problems={"headline_figures": InsightError("gone")})
    assert askable_figures(broken) == ()


def test_figures_to_choose_from_stand_as_printed(pack):
    rows = printed_table(pack).rows.set_index("figure")
    assert rows["printed"]["H1"] == "£638,283"
    assert rows["printed"]["H14b"] == "more than 40 organisations"
    assert rows["printed"]["M12"] == "30%"
