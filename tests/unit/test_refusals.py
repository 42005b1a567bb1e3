"""Each thing that the data cannot bear is refused with its reason and a way on."""

import pytest

from insight.catalogue import INDICATORS, Group, Level, Provenance
from insight.ui.choices import PAGE_FIELDS
from insight.views.refusals import (
    may_add,
    may_show_together,
    may_show_trend,
    may_tell_apart,
    printed_cannot_differ,
)


def of(group: Group, unit: str = "") -> list[str]:
    return [
        key
        for key, one in INDICATORS.items()
        if one.group is group and unit in next(iter(one.statistics.values()))[0].unit
    ]


CHILDREN = of(Group.ACTIVITY, "children")
ADULTS = of(Group.ACTIVITY, "adults") + of(Group.ESTIMATE)


def test_overlapping_money_is_not_added(pack):
    answer = may_add(pack, ["H1", "H3", "H4", "H5"])
    assert not answer.is_allowed
    assert "whether H1, H3, H4 and H5 overlap is not stated" in answer.sentence
    assert (answer.page, answer.choices) == ("investment", {"show": "ledger"})


def test_a_part_is_not_added_to_its_whole(pack):
    assert "H6 is a part of H5" in may_add(pack, ["H6", "H5"]).words


def test_pounds_and_attendances_are_not_added(pack):
    answer = may_add(pack, ["H1", "H2"])
    assert not answer.is_allowed
    assert "counted in £ and attendances" in answer.words


def test_people_of_two_programmes_may_be_the_same(pack):
    table = pack.table("headline_figures")
    people = table.index[table["unit"].eq("people") & table["of"].isna()]
    answer = may_add(pack, list(people[:2]))
    assert not answer.is_allowed
    assert "the same people" in answer.words


def test_money_that_overlaps_with_nothing_is_added(pack):
    answer = may_add(pack, ["H10b", "H18a"])
    assert answer.is_allowed
    assert "£335,881" in answer.words


@pytest.mark.parametrize("child", CHILDREN)
def test_children_never_stand_beside_adults(child):
    for adult in ADULTS:
        for pair in ((child, adult), (adult, child)):
            answer = may_show_together(*(INDICATORS[key] for key in pair))
            assert not answer.is_allowed
            assert "minutes a week and children by minutes a day" in answer.words
            assert answer.choices["indicator"] == pair[0]


def test_levels_of_the_same_people_stand_together():
    assert may_show_together(INDICATORS[ADULTS[0]], INDICATORS[ADULTS[1]]).is_allowed
    assert may_show_together(
        INDICATORS[CHILDREN[0]], INDICATORS[CHILDREN[-1]]
    ).is_allowed


def test_deprivation_beside_the_estimates_says_they_are_not_independent():
    answer = may_show_together(INDICATORS["imd"], INDICATORS[of(Group.ESTIMATE)[0]])
    assert answer.is_allowed
    assert "no independent witnesses" in answer.words


@pytest.mark.parametrize("key", INDICATORS)
def test_no_small_area_estimate_has_a_trend(pack, key):
    one = INDICATORS[key]
    answer = may_show_trend(pack, one)
    if one.provenance is Provenance.MODELLED:
        assert not answer.is_allowed
        assert "neither change nor the effect of a programme" in answer.words
        assert answer.page == "overview"
    if one.group is Group.DEPRIVATION:
        assert not answer.is_allowed
        assert "never subtracted" in answer.words
    if one.group is Group.ACTIVITY:
        assert answer.is_allowed
        assert Level.LSOA not in one.statistics
    if one.group is Group.POPULATION:
        assert "one year" in answer.words


@pytest.mark.parametrize("key", INDICATORS)
def test_without_interval_nothing_differs(key):
    one = INDICATORS[key]
    answer = may_tell_apart(one)
    assert answer.is_allowed is (one.group in (Group.ACTIVITY, Group.ESTIMATE))
    if not answer.is_allowed:
        assert "without an interval" in answer.words
        offered = INDICATORS[answer.choices["indicator"]]
        assert offered.provenance is Provenance.MODELLED


def test_printed_shares_without_interval_do_not_differ():
    assert "no interval" in printed_cannot_differ("30%", "24%")


def test_every_view_that_is_offered_exists(pack):
    answers = [may_show_trend(pack, one) for one in INDICATORS.values()]
    answers += [may_tell_apart(one) for one in INDICATORS.values()]
    answers.append(may_add(pack, ["H1", "H4"]))
    for answer in answers:
        names = {field.name for field in PAGE_FIELDS[answer.page]}
        assert set(answer.choices) <= names
