"""The ranking: rule and score, thresholds, what is listed, and what would change."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.analysis.ranking import (
    PRESETS,
    SURE,
    Order,
    RankingChange,
    Wish,
    certainty,
    changes,
    imd_ranks,
    ranking,
)
from insight.analysis.small_areas import Basis
from insight.errors import InsightError
from insight.measures.estimates import logit
from insight.measures.need import METHODS, Mean, Scaling
from insight.measures.reach import Reach
from insight.measures.uncertainty import SimulationSettings
from pack_copies import of_ranks

LSOAS = [f"E0100000{at}" for at in range(1, 7)]
SOUTH, NORTH = "E07000001", "E07000002"
COMPOSITE = Wish(order=Order.COMPOSITE, places=2)


def upside_down(table: pd.DataFrame) -> pd.DataFrame:
    """The most deprived areas in the North, where fewer are inactive."""
    turned = table.copy()
    for name in ("imd", "health"):
        for kind in ("rank", "decile"):
            column = f"{name}_{kind}"
            turned[column] = table[column].to_numpy()[::-1]
    return of_ranks(turned).assign(imd_score=table["imd_score"].to_numpy()[::-1])


@pytest.fixture(scope="module")
def turned(town_with):
    return town_with(deprivation=upside_down)


def unpublished(*years: str, area: str = SOUTH):
    def change(table: pd.DataFrame) -> pd.DataFrame:
        gone = table["area_code"].eq(area) & table["period"].isin(years)
        return table.assign(
            value_pct=table["value_pct"].mask(gone),
            compared_to_england=table["compared_to_england"].mask(gone, "Not compared"),
        )

    return change


def listed(found) -> list[str]:
    return list(found.listed.index)


def test_rule_puts_the_more_inactive_of_the_most_deprived_first(town):
    """Deciles 1, 2 and 2 of the South at 38%, 36% and 36%; then the North."""
    found = ranking(town.pack, town.known, Wish(places=2))
    assert found.table["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found.where_both_meet.tolist() == [True] * 3 + [False] * 3
    assert listed(found) == LSOAS[:2]
    assert found.table["need_pct"].tolist() == pytest.approx(
        [100 * part / 12 for part in (11, 9, 7, 5, 3, 1)]
    )


def test_rule_without_an_area_that_meets_both_goes_by_inactivity(turned):
    """Nobody in the North is clearly more inactive; nobody else is deprived."""
    strict = ranking(turned.pack, turned.known, Wish(places=2, sure=95))
    assert not strict.where_both_meet.any()
    assert listed(strict) == []
    assert strict.rules.places == 0
    assert certainty(strict, SimulationSettings(draws=20)).table["chance"].eq(0).all()
    found = ranking(turned.pack, turned.known, Wish(places=2, sure=95, fill=True))
    assert listed(found) == LSOAS[:2]


@pytest.mark.parametrize("sure", SURE)
def test_wider_interval_leaves_fewer_classes_clear(town, sure):
    """26% of 23.2% is above only if half the interval is asked for; 21% is never."""
    found = ranking(town.pack, town.known, Wish(sure=sure)).table["activity_class"]
    assert (
        found.tolist()
        == {
            95: [2, 2, 2, 1, 1, 0],
            80: [2, 2, 2, 1, 1, 0],
            50: [2, 2, 2, 2, 1, 0],
            0: [2, 2, 2, 2, 0, 0],
        }[sure]
    )


def test_deprivation_thresholds_are_those_wished_for(town):
    one = ranking(town.pack, town.known, Wish(most_to=1, middle_to=3))
    assert one.table["deprivation_class"].tolist() == [2, 1, 1, 1, 0, 0]
    assert one.where_both_meet.tolist() == [True] + [False] * 5


@pytest.mark.parametrize("sure", SURE)
@pytest.mark.parametrize("most_to", [1, 2, 3])
def test_what_meets_both_comes_before_what_does_not(pack, known, sure, most_to):
    found = ranking(pack, known, Wish(sure=sure, most_to=most_to))
    both, rank = found.where_both_meet, found.table["rank"]
    assert 0 < both.sum() < len(both)
    assert rank[both].max() < rank[~both].min()
    inactive = found.table["inactive"][both].loc[rank[both].sort_values().index]
    assert inactive.is_monotonic_decreasing


def test_score_by_hand(turned):
    """Places of six from the least: of inactivity 70%, of deprivation 30%."""
    found = ranking(turned.pack, turned.known, COMPOSITE)
    inactive = [5.5 / 6, 4.5 / 6, 3.5 / 6, 2.5 / 6, 1.5 / 6, 0.5 / 6]
    deprived = [0.5 / 6, 1.5 / 6, 2.5 / 6, 3.5 / 6, 4.5 / 6, 5.5 / 6]
    expected = [0.7 * one + 0.3 * other for one, other in zip(inactive, deprived, strict=True)]
    assert found.table["need"].tolist() == pytest.approx(expected)
    assert listed(found) == LSOAS[:2]


@pytest.mark.parametrize(
    ("sure", "errors"), [(95, 1.959964), (80, 1.281552), (50, 0.674490), (0, 0)]
)
def test_rule_asks_an_area_to_exceed_the_whole_by_so_many_errors(town, sure, errors):
    """The quantiles of the normal distribution that leave 2.5%, 10% and 25% above."""
    found = ranking(town.pack, town.known, Wish(sure=sure))
    least = found.scheme.first_above
    margin = logit(least[:3].to_numpy()) - np.log(0.232 / 0.768)
    error = found.activity.errors["inactive"].of_areas[:3]
    assert margin == pytest.approx(errors * error.to_numpy(), abs=1e-6)
    assert np.isinf(least[3:]).all()


@pytest.mark.parametrize(("scaling", "mean"), METHODS)
def test_weight_on_one_input_ranks_by_it(turned, scaling, mean):
    wish = replace(COMPOSITE, weights=(0, 100, 0), scaling=scaling, mean=mean)
    found = ranking(turned.pack, turned.known, wish)
    assert found.table["rank"].tolist() == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (Reach.ALL, [LSOAS[0], LSOAS[1]]),
        (Reach.QUOTA, [LSOAS[0], LSOAS[3]]),
        (Reach.COUNTY, [LSOAS[3], LSOAS[4]]),
    ],
)
def test_reach_decides_who_competes(town, reach, expected):
    """The South is the denser district, which the county goes without."""
    assert town.known.crowded.district == SOUTH
    found = ranking(town.pack, town.known, Wish(places=2, reach=reach, fill=True))
    assert listed(found) == expected


def test_areas_with_the_same_score_are_tied_among_those_that_can_be_listed(town):
    # By deprivation alone: no two areas have the same rank.
    apart = Wish(order=Order.COMPOSITE, weights=(0, 100, 0))
    assert ranking(town.pack, town.known, apart).table["tied"].eq(0).all()
    found = ranking(town.pack, town.known, Wish(districts=(NORTH,))).table
    among = found[found["rank"].notna()]
    assert found.loc[found["rank"].isna(), "tied"].isna().all()
    expected = [int(among["need"].sub(need).abs().lt(1e-9).sum()) - 1
                for need in among["need"]]  # fmt: skip
    assert among["tied"].tolist() == expected


def test_area_that_cannot_be_listed_has_no_rank_but_keeps_its_class(town):
    found = ranking(town.pack, town.known, Wish(places=9, districts=(NORTH,), fill=True))
    assert found.table["rank"].isna().tolist() == [True] * 3 + [False] * 3
    assert found.table["rank"].dropna().tolist() == [1, 2, 3]
    assert found.table["activity_class"].notna().all()
    assert found.table["is_listed"].tolist() == [False] * 3 + [True] * 3


def test_parts_of_a_split_area_take_its_rank_and_a_merged_one_the_mean(town):
    """16,422 and 32,844 make 24,633, in the middle of the eighth decile."""
    rank, national = imd_ranks(town.pack, 2019)
    assert national == 32_844
    assert rank.tolist() == [3284, 3284, 3285, 6568, 6569, 24_633]
    found = ranking(town.pack, town.known, Wish(imd_year=2019))
    assert found.table["decile"].tolist() == [1, 1, 2, 2, 3, 8]
    now = ranking(town.pack, town.known, Wish())
    assert now.table["decile"].tolist() == [1, 2, 2, 3, 6, 10]


def test_estimates_are_the_same_whichever_release_of_the_imd_orders(town):
    then, now = (
        ranking(town.pack, town.known, Wish(imd_year=year)).table["inactive"]
        for year in (2019, 2025)
    )
    assert then.equals(now)


def test_district_without_any_surveyed_rate_is_an_error_with_its_areas(town_with):
    town = town_with(activity=unpublished("2022/23", "2023/24", "2024/25"))
    with pytest.raises(InsightError) as caught:
        ranking(town.pack, town.known, Wish())
    assert str(caught.value).startswith(
        "3 of 6 areas have no estimate of activity, first 'E01000001'."
    )
    more = ranking(town.pack, town.known, Wish(basis=Basis(years=6)))
    assert more.table["inactive"].notna().all()


def test_weights_of_nothing_are_refused(town):
    with pytest.raises(InsightError, match="Every weight is 0"):
        ranking(town.pack, town.known, replace(COMPOSITE, weights=(0, 0, 0)))


def test_geometric_mean_of_z_scores_is_refused(town):
    wish = replace(COMPOSITE, scaling=Scaling.Z, mean=Mean.GEOMETRIC)
    with pytest.raises(InsightError, match=r"geometric mean .* z-scores"):
        ranking(town.pack, town.known, wish)


def test_changes_are_counted_as_by_hand(turned):
    """4 meets both and is listed before 1, the most inactive; so are two districts.

    By deprivation alone 6 and 5 are listed, by equal weights too, where all are tied
    and the more deprived come first, and by three equal inputs. Inactivity alone, or
    most of all, lists 1 and 2, and so does 2019, when the South was most deprived.
    """
    wish = Wish(places=2, sure=0, fill=True)
    here = ranking(turned.pack, turned.known, wish)
    assert changes(turned.pack, turned.known, here) == (
        RankingChange("Deprivation (IMD) only, no inactivity threshold", 2, 2),
        RankingChange("Weights “Inactivity and deprivation equally” (50 / 50 / 0)", 2, 2),
        RankingChange("Weights “Inactivity, deprivation and health” (34 / 33 / 33)", 2, 2),
        RankingChange("IMD 2019 instead of 2025", 1, 2),
        RankingChange("Inactivity only, no deprivation threshold", 1, 2),
        RankingChange("Weights “Inactivity first” (70 / 30 / 0)", 1, 2),
        RankingChange("District survey results from the latest survey year only", 0, 2),
        RankingChange("Rank within each district, with an equal share each", 0, 2),
    )


def words_of(town, wish: Wish) -> set[str]:
    here = ranking(town.pack, town.known, wish)
    return {change.words for change in changes(town.pack, town.known, here)}


def test_score_is_compared_with_the_rule_other_scales_and_fewer_inputs(turned):
    found = words_of(turned, COMPOSITE)
    assert found == {
        "An arithmetic mean" if COMPOSITE.mean is Mean.GEOMETRIC else "A geometric mean",
        "District survey results from the latest survey year only",
        "IMD 2019 instead of 2025",
        "Inputs scaled by minmax",
        "Inputs scaled by z",
        "Rank within each district, with an equal share each",
        "Thresholds instead of a weighted score",
        "Weights “Inactivity and deprivation equally” (50 / 50 / 0)",
        "Weights “Inactivity, deprivation and health” (34 / 33 / 33)",
        "Without deprivation (IMD)",
        "Without inactivity",
    }


def test_nothing_is_offered_that_has_no_meaning(turned):
    z = words_of(turned, replace(COMPOSITE, scaling=Scaling.Z))
    assert not any("mean" in words for words in z)
    geometric = words_of(turned, replace(COMPOSITE, mean=Mean.GEOMETRIC))
    assert "An arithmetic mean" in geometric
    assert not any(words.startswith("Inputs scaled") for words in geometric)
    alone = words_of(turned, replace(COMPOSITE, weights=(100, 0, 0)))
    assert not any(words.startswith("Without") for words in alone)
    single = words_of(turned, Wish(districts=(NORTH,), basis=Basis(years=1)))
    assert not any("each district" in words for words in single)
    assert "District survey results from three survey years" in single


def test_change_that_the_data_cannot_make_is_left_out(town_with):
    """Without the latest year of the South nothing can rest on it alone."""
    town = town_with(activity=unpublished("2024/25"))
    found = words_of(town, Wish(places=2))
    assert "District survey results from the latest survey year only" not in found
    assert "IMD 2019 instead of 2025" in found


def test_presets_give_a_hundred_points():
    assert all(sum(weights) == 100 for _, weights in PRESETS.values())


def test_certainty_of_nothing_shaken_is_the_ranking(turned):
    spread = SimulationSettings(draws=5, error=0, weight_span=0, is_method_open=False)
    for wish in (Wish(places=2, sure=0), COMPOSITE):
        found = ranking(turned.pack, turned.known, wish)
        sure = certainty(found, spread)
        assert sure.table["median"].tolist() == found.table["rank"].tolist()
        assert sure.table["chance"].eq(found.table["is_listed"]).all()
        assert np.allclose(sure.percentiles, found.table["need_pct"], atol=1e-3)


def test_certainty_is_the_same_every_time(town):
    found = ranking(town.pack, town.known, Wish(places=2))
    one, again = (certainty(found, SimulationSettings(draws=50)) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, again.table)


def test_area_that_cannot_be_listed_has_no_chance_and_no_group(town):
    found = ranking(town.pack, town.known, Wish(places=1, districts=(NORTH,), fill=True))
    table = certainty(found, SimulationSettings(draws=50)).table
    assert table.loc[LSOAS[:3], "chance"].isna().all()
    assert table.loc[LSOAS[:3], "group"].eq("").all()
    assert table.loc[LSOAS[3:], "chance"].sum() == pytest.approx(1)


def test_certainty_of_published_estimates_is_not_held_to_the_survey(town_with):
    def of_lsoas(_: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "lsoa21cd": LSOAS,
                "inactive_pct": [20.0, 22, 24, 26, 28, 30],
                "active_pct": [70.0] * 3 + [60.0] * 3,
                "inactive_low_pct": None,
                "inactive_high_pct": None,
            }
        )

    town = town_with(activity_lsoa=of_lsoas)
    wish = replace(COMPOSITE, weights=(100, 0, 0), basis=Basis(is_benchmarked=False))
    found = ranking(town.pack, town.known, wish)
    assert listed(found) == [LSOAS[5], LSOAS[4]]
    table = certainty(found, SimulationSettings(draws=200)).table
    assert table["chance"].sum() == pytest.approx(2)
    assert set(table["chance"].nlargest(2).index) == {LSOAS[5], LSOAS[4]}
    # By the survey of their district they would be the least inactive.
    assert table["chance"][LSOAS[3:]].sum() > 1.5
