"""Facts of a set of LSOAs: toy town in the head, then the whole study area."""

import pytest

from insight.analysis.papers.profile import rate_words
from insight.analysis.place import Study
from insight.analysis.profile import Facts, deprivation_words, facts, inactivity_words, reason
from insight.analysis.small_areas import Basis, small_areas
from insight.errors import InsightError
from insight.geography.contiguity import links
from insight.geography.levels import Level
from insight.geography.neighbourhoods import Bounds

LSOAS = [f"E0100000{i}" for i in range(1, 7)]


@pytest.fixture(scope="module")
def toy(town):
    return small_areas(town.pack, town.known, Basis())


@pytest.fixture(scope="module")
def whole(pack, known):
    return small_areas(pack, known, Basis())


def of(town, toy, *members) -> Facts:
    return facts(town.pack, town.known, toy, members)


def test_people_and_ages_are_added_up(town, toy):
    found = of(town, toy, LSOAS[1], LSOAS[2])
    assert found.people == 100 + 200
    assert found.adults == 80 + 160
    assert found.ages == {"0 to 15": 60, "16 to 59": 210, "60 and over": 30}
    assert found.members == (LSOAS[1], LSOAS[2])


def test_deciles_are_counted_by_area_and_by_resident(town, toy):
    """Ranks 3376 and 6751 are both in decile 2, 6752 in decile 3."""
    found = of(town, toy, *LSOAS[1:4])
    assert found.by_decile.loc[2].tolist() == [2, 100 + 200]
    assert found.by_decile.loc[3].tolist() == [1, 300]
    assert found.by_decile["lsoas"].sum() == 3
    assert (found.lsoas_to(1), found.lsoas_to(2), found.lsoas_to(3)) == (0, 2, 3)


def test_rates_are_over_their_own_people_and_parts_like_domains(town, toy):
    found = of(town, toy, LSOAS[3], LSOAS[4])
    rate = [1 - 6752 / 33755, 1 - 20253 / 33755]
    expected = 100 * (60 * rate[0] + 80 * rate[1]) / 140
    assert found.rates["childpoverty"] == pytest.approx(expected)
    assert set(found.without.values()) == {0}
    assert found.parts["adultskills"] == pytest.approx(found.domains["education"])


def test_rate_says_of_how_many_areas_it_is(pack, known, whole):
    blaby = known.district_of.index[known.district_of.eq("E07000129")]
    words = rate_words(facts(pack, known, whole, blaby), "childpoverty")
    assert words.endswith("%, from 59 areas")
    lacking = facts(pack, known, whole, ["E01032600"])
    assert rate_words(lacking, "childpoverty") == "no figure"
    assert rate_words(lacking, "incomerate") == "13.8%"


def test_inactivity_is_the_mean_over_adults(town, toy):
    found = of(town, toy, LSOAS[3], LSOAS[4])
    shares = toy.shares["inactive"]
    assert found.inactive == pytest.approx((240 * shares[LSOAS[3]] + 320 * shares[LSOAS[4]]) / 560)
    assert found.low < found.inactive < found.high


def test_a_whole_district_has_its_surveyed_rate(town, toy):
    found = of(town, toy, *LSOAS[3:])
    assert found.inactive == pytest.approx(found.inactive_district)


def test_all_areas_together_are_the_study_area(pack, known, whole):
    found = facts(pack, known, whole, list(known.district_of.index))
    assert found.people == pack.table("population")["population"].sum()
    assert found.inactive == pytest.approx(whole.whole)
    # The official figures of the study area: score 19.793, 6.78% of LSOAs in the
    # most deprived 10%.
    assert found.score == pytest.approx(19.793, abs=0.001)
    assert found.lsoas_to(1) / len(found.members) == pytest.approx(0.0678, abs=1e-4)
    assert found.verdict(whole.whole) == "similar to"


def test_the_district_of_most_residents_comes_first(town, toy):
    found = of(town, toy, LSOAS[1], LSOAS[4])
    assert found.districts == ("E07000002", "E07000001")


@pytest.mark.parametrize("members", [[], ["E01999999"], ["E01000002", "E01999999"]])
def test_unknown_or_no_areas_are_refused_in_a_sentence(town, toy, members):
    with pytest.raises(InsightError, match=r"of \d areas are not small areas"):
        facts(town.pack, town.known, toy, members)


def test_the_name_is_that_of_the_msoas_with_most_people(town, toy):
    assert of(town, toy, *LSOAS).name == "Moor and Hill"
    assert of(town, toy, LSOAS[1]).name == "St Mary’s & Quay"


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (LSOAS[:1], "its one area is in national IMD decile 1"),
        (LSOAS[:2], "1 of 2 areas is in England’s most deprived 10% and 1 in the next 10%"),
        (LSOAS[1:3], "2 of 2 areas are in England’s second most deprived 10%"),
        (LSOAS[3:], "none of its 3 areas is in England’s most deprived 20%"),
        (LSOAS[1:4], "2 of 3 areas are in England’s second most deprived 10%"),
    ],
)
def test_deprivation_is_put_into_words(town, toy, members, words):
    said = deprivation_words(of(town, toy, *members))
    assert words in said
    assert "top" not in said


def test_all_in_the_most_deprived_tenth_is_said_as_all_or_both(pack, known, whole):
    tenths = pack.table("deprivation")["imd_decile"]
    worst = list(tenths.index[tenths.eq(1)])
    both = deprivation_words(facts(pack, known, whole, worst[:2]))
    assert both == "both areas are in England’s most deprived 10%"
    every = deprivation_words(facts(pack, known, whole, worst[:3]))
    assert every == "all 3 areas are in England’s most deprived 10%"


def test_the_verdict_turns_where_the_interval_does(town, toy):
    found = of(town, toy, LSOAS[3])
    assert found.verdict(found.low - 1e-9) == "higher than"
    assert found.verdict(found.low) == "similar to"
    assert found.verdict(found.high) == "similar to"
    assert found.verdict(found.high + 1e-9) == "lower than"


def test_the_reason_has_people_estimate_and_deprivation(town, toy):
    found = of(town, toy, *LSOAS[3:])
    said = reason(found, "Toy")
    assert said.startswith("About 1,200 residents in 3 small areas (LSOAs).")
    assert inactivity_words(found, "Toy") in said
    # All of the third district, which has a survey of its own.
    assert "(survey 2022/23 to 2024/25, 95% confidence" in said
    part = of(town, toy, *LSOAS[3:5])
    assert "(estimate 2022/23 to 2024/25, 95%" in reason(part, "Toy")
    assert part.high - part.low > found.high - found.low


@pytest.fixture(scope="module")
def ground(town, toy):
    areas = town.known.levels[Level.LSOA]
    return Study(
        town.pack, town.known, toy, links(areas, within=town.known.district_of), Bounds(200, 1_000)
    )


def test_nothing_unusual_is_nothing_said(ground):
    assert ground.warnings(ground.place(LSOAS[3:5]).found) == ()


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([LSOAS[3], LSOAS[5]], "in 2 separate pieces"),
        ([LSOAS[2], LSOAS[5]], "in 2 districts"),
        ([LSOAS[1]], "Fewer residents (100) than the 200 to 1,000"),
        (LSOAS[3:], "More residents (1,200) than the 200 to 1,000"),
        (LSOAS[1:3], "1 area was split after 2011"),
    ],
)
def test_what_is_unusual_is_said_and_not_forbidden(ground, members, words):
    found = ground.place(members).found
    assert any(words in warning for warning in ground.warnings(found))
