"""Uncertainty: what shaking keeps, what it spreads, and how draws are counted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import InsightError
from insight.measures.estimate_errors import AreaErrors
from insight.measures.estimates import expit, logit, rebenchmarked
from insight.measures.need import METHODS, Mean, Scaling, need_score, ranked
from insight.measures.reach import Reach, Rules, listed, rules
from insight.measures.uncertainty import (
    FIRST,
    INTERVAL,
    Scheme,
    SimulationSettings,
    draw_needs,
    draws_for,
    groups,
    need_percentiles,
    rank_draws,
    ranks_of_sets,
)

CODES = pd.Index([f"E0100000{at}" for at in range(1, 9)])
SHARE = pd.Series([0.36, 0.33, 0.31, 0.30, 0.26, 0.24, 0.20, 0.15], index=CODES)
ADULTS = pd.Series([100, 200, 300, 400, 500, 600, 700, 800], index=CODES)
GROUP = pd.Series(["A", "B"] * 4, index=CODES)
"""The areas of the two groups alternate, so that sorting them is not idle."""

OTHERS = pd.DataFrame(
    {"imd": [-5.0, -1, -9, -3, -30, -20, -60, -50], "health": range(8, 0, -1)}, index=CODES
)
RANK = pd.Series([5, 1, 9, 3, 30, 20, 60, 50], index=CODES)
SCHEME = Scheme((70, 20, 10), Scaling.PERCENTILE, Mean.ARITHMETIC)
STILL = SimulationSettings(draws=20, error=0, weight_span=0, is_method_open=False)
ONLY_ACTIVITY = Scheme((100,), Scaling.MINMAX, Mean.ARITHMETIC)


def group_rates() -> pd.Series:
    return (SHARE * ADULTS).groupby(GROUP).sum() / ADULTS.groupby(GROUP).sum()


def activity(*, model: float = 0.2, survey: float = 0.15) -> AreaErrors:
    """Every area is an MSOA by itself, and their residuals are independent."""
    return AreaErrors(
        share=SHARE,
        adults=ADULTS,
        group=GROUP,
        group_error=pd.Series(survey, index=["A", "B"]),
        part=pd.Series(CODES, index=CODES),
        shared=pd.Series(0.0, index=CODES),
        own=pd.Series(model, index=CODES),
    )


def everybody(places: int, each: int = 0) -> Rules:
    group = np.unique(GROUP.to_numpy(), return_inverse=True)[1]
    return Rules(places, np.ones(len(CODES), dtype=bool), group, each)


def test_same_seed_gives_the_same_draws():
    spread = SimulationSettings(draws=50)
    one = draw_needs(activity(), OTHERS, SCHEME, spread)
    again = draw_needs(activity(), OTHERS, SCHEME, spread)
    assert np.array_equal(one, again)
    other = draw_needs(activity(), OTHERS, SCHEME, replace(spread, seed=7))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(("scaling", "mean"), METHODS)
def test_nothing_shaken_is_the_plain_score_in_every_draw(scaling, mean):
    scheme = replace(SCHEME, scaling=scaling, mean=mean)
    needs = draw_needs(activity(), OTHERS, scheme, STILL)
    plain = need_score(
        OTHERS.assign(inactive=SHARE),
        {"inactive": 70, "imd": 20, "health": 10},
        scaling=scaling,
        mean=mean,
    )
    assert np.allclose(needs, plain.to_numpy(), atol=1e-9)
    found = rank_draws(needs, RANK, everybody(3))
    order = ranked(plain, RANK).astype(float)
    for column in ("median", "low", "high"):
        assert found[column].tolist() == order.tolist()
    assert found["chance"].tolist() == order.le(3).astype(float).tolist()


def test_chances_add_up_to_the_places():
    needs = draw_needs(activity(), OTHERS, SCHEME, SimulationSettings(draws=300))
    for places, each in ((1, 0), (3, 0), (4, 2), (8, 0)):
        found = rank_draws(needs, RANK, everybody(places, each))
        assert found["chance"].sum() == pytest.approx(places)
        assert found["chance"].between(0, 1).all()


def test_median_is_within_the_interval_and_ranks_within_the_areas():
    needs = draw_needs(activity(), OTHERS, SCHEME, SimulationSettings(draws=300))
    found = rank_draws(needs, RANK, everybody(3))
    assert found["low"].ge(1).all()
    assert found["low"].le(found["median"]).all()
    assert found["median"].le(found["high"]).all()
    assert found["high"].le(len(CODES)).all()
    assert found["low"].lt(found["high"]).any()


def drawn_shares(known: AreaErrors, spread: SimulationSettings) -> np.ndarray:
    """Inactive shares behind the draws, told by what a threshold lets pass.

    Min-max keeps the order and proportions of the shares, no more; the rest is in
    `FIRST`, which is added above a threshold.
    """
    steps = np.linspace(0.01, 0.99, 400)
    passed = np.zeros((spread.draws, len(CODES)))
    for step in steps:
        above = pd.Series(step, index=CODES)
        scheme = replace(ONLY_ACTIVITY, first_above=above)
        needs = draw_needs(known, OTHERS[[]], scheme, spread)
        passed += needs >= FIRST
    return 0.01 + passed * (steps[1] - steps[0])


def test_survey_error_moves_all_areas_of_a_group_together():
    """Without model error the areas of a group keep their odds ratios exactly."""
    spread = SimulationSettings(draws=40, weight_span=0, is_method_open=False)
    odds = logit(drawn_shares(activity(model=0, survey=0.5), spread))
    first = np.flatnonzero(GROUP.eq("A"))
    second = np.flatnonzero(GROUP.eq("B"))
    assert np.corrcoef(odds[:, first[0]], odds[:, first[1]])[0, 1] > 0.999
    assert abs(np.corrcoef(odds[:, first[0]], odds[:, second[0]])[0, 1]) < 0.5
    assert odds[:, first[0]].std() > 0.2


def test_survey_error_alone_never_reorders_the_areas_of_a_group():
    spread = SimulationSettings(draws=200, weight_span=0, is_method_open=False)
    known = activity(model=0, survey=1.0)
    needs = draw_needs(known, OTHERS[[]], ONLY_ACTIVITY, spread)
    for code in ("A", "B"):
        own = needs[:, GROUP.eq(code).to_numpy()]
        assert (np.diff(own, axis=1) < 0).all()
    between = needs[:, 0] - needs[:, 1]
    assert (between > 0).any()
    assert (between < 0).any()


def test_without_survey_error_adults_average_to_the_surveyed_rate_in_every_draw():
    spread = SimulationSettings(draws=15, weight_span=0, is_method_open=False)
    shares = drawn_shares(activity(model=0.6, survey=0), spread)
    for code, rate in group_rates().items():
        own = GROUP.eq(code).to_numpy()
        mean = np.average(shares[:, own], weights=ADULTS[own], axis=1)
        assert np.allclose(mean, rate, atol=0.003)
    assert shares.std(axis=0).min() > 0.01


@given(st.integers(0, 2**32 - 1))
def test_drawn_areas_average_to_the_drawn_rate_of_their_group(seed):
    chance = np.random.default_rng(seed)
    odds = chance.normal(-1, 1, (5, 9))
    adults = chance.integers(0, 2000, 9) + 1.0
    starts, ends = np.array([0, 4, 5]), np.array([4, 5, 9])
    targets = chance.uniform(0.03, 0.9, (5, 3))
    found = rebenchmarked(odds, adults, starts, targets)
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        mean = np.average(found[:, start:end], weights=adults[start:end], axis=1)
        assert np.allclose(mean, targets[:, at], atol=1e-9)


def test_shares_that_are_held_to_no_rate_move_one_by_one():
    """The spread of the logits is the model error itself, and there is no target."""
    free = replace(activity(model=0.3), group=pd.Series("", index=CODES))
    spread = SimulationSettings(draws=400, weight_span=0, is_method_open=False)
    odds = logit(drawn_shares(free, spread))
    assert np.allclose(odds.std(axis=0), 0.3, atol=0.05)
    assert np.allclose(odds.mean(axis=0), logit(SHARE.to_numpy()), atol=0.06)
    away = np.corrcoef(odds.T) - np.eye(len(CODES))
    assert np.abs(away).max() < 0.25


def test_error_is_applied_in_proportion():
    spread = SimulationSettings(draws=200, weight_span=0, is_method_open=False)
    free = replace(activity(), group=pd.Series("", index=CODES))
    whole, half = (logit(drawn_shares(free, replace(spread, error=error))) for error in (1, 0.5))
    middle = logit(SHARE.to_numpy())
    assert np.allclose(whole - middle, 2 * (half - middle), atol=0.1)


def test_area_over_its_own_threshold_comes_before_all_that_are_not():
    above = SHARE - 1e-6
    above[CODES[0]] = np.inf
    above[CODES[3]] = np.inf
    needs = draw_needs(activity(), OTHERS, replace(SCHEME, first_above=above), STILL)
    order = rank_draws(needs, RANK, everybody(6))
    last = order["median"].nlargest(2).index
    assert set(last) == {CODES[0], CODES[3]}
    assert order.loc[last, "chance"].tolist() == [0, 0]


def test_weights_stay_within_their_span():
    """Two inputs at 0 and 1: the need is the drawn weight's own share."""
    shares = pd.Series([0.5, 0.1], index=CODES[:2])
    nothing = pd.Series(0.0, index=shares.index)
    known = AreaErrors(
        share=shares,
        adults=pd.Series([1, 1], index=shares.index),
        group=pd.Series("", index=shares.index),
        group_error=pd.Series(dtype=float),
        part=pd.Series(shares.index, index=shares.index),
        shared=nothing,
        own=nothing,
    )
    imd = pd.DataFrame({"imd": [0.0, 1.0]}, index=shares.index)
    scheme = Scheme((70, 30), Scaling.MINMAX, Mean.ARITHMETIC)
    spread = SimulationSettings(draws=2000, weight_span=20, is_method_open=False)
    share = draw_needs(known, imd, scheme, spread)[:, 0]
    assert 0.5 <= share.min() < 0.53
    assert 0.87 < share.max() <= 0.9
    assert share.mean() == pytest.approx(0.7, abs=0.01)


def test_weights_that_all_fall_to_nought_are_left_as_they_were():
    scheme = Scheme((0, 0, 1), Scaling.MINMAX, Mean.ARITHMETIC)
    spread = SimulationSettings(draws=400, error=0, weight_span=50, is_method_open=False)
    needs = draw_needs(activity(), OTHERS, scheme, spread)
    assert np.isfinite(needs).all()


def test_open_method_uses_every_method_that_has_a_meaning():
    spread = replace(STILL, draws=200, is_method_open=True)
    needs = draw_needs(activity(), OTHERS, SCHEME, spread)
    expected = [
        draw_needs(activity(), OTHERS, replace(SCHEME, scaling=scaling, mean=mean), STILL)[0]
        for scaling, mean in METHODS
    ]
    seen = [
        [at for at, each in enumerate(expected) if np.allclose(row, each, atol=1e-9)]
        for row in needs
    ]
    assert all(seen)
    assert {at for row in seen for at in row} == set(range(len(METHODS)))


def test_area_without_an_estimate_is_refused_by_name():
    known = replace(activity(), share=SHARE.where(SHARE.ne(0.31)))
    with pytest.raises(InsightError) as caught:
        draw_needs(known, OTHERS, SCHEME, STILL)
    assert str(caught.value).startswith(
        "1 of 8 areas have no estimate of activity, first 'E01000003'."
    )


def test_weights_must_be_one_for_each_input():
    with pytest.raises(InsightError, match="There are 3 weights for 2 inputs"):
        draw_needs(activity(), OTHERS[["imd"]], SCHEME, STILL)


def test_tie_is_decided_by_the_national_rank_and_then_by_the_code():
    then_by = pd.Series([7, 3, 3], index=["B", "C", "A"])
    wanted = Rules(1, np.ones(3, dtype=bool), np.zeros(3, dtype=int))
    found = rank_draws(np.full((4, 3), 0.5), then_by, wanted)
    assert found["median"].to_dict() == {"A": 1, "C": 2, "B": 3}
    assert found["chance"].to_dict() == {"A": 1, "C": 0, "B": 0}
    percentiles = need_percentiles(np.full((1, 3), 0.5), then_by)
    assert percentiles[0].tolist() == pytest.approx([100 / 6, 50, 500 / 6])


def test_area_that_cannot_be_listed_has_no_rank_and_takes_no_place():
    wanted = Rules(1, np.array([False, True, True]), np.zeros(3, dtype=int))
    then_by = pd.Series([1, 2, 3], index=["A", "B", "C"])
    found = rank_draws(np.array([[9.0, 5, 1], [9, 1, 5]]), then_by, wanted)
    assert found.loc["A"].isna().all()
    assert found.loc[["B", "C"], "chance"].tolist() == [0.5, 0.5]
    assert found.loc[["B", "C"], "low"].tolist() == [1, 1]
    assert found.loc[["B", "C"], "high"].tolist() == [2, 2]


@st.composite
def shaken(draw) -> tuple[np.ndarray, pd.Series, Rules]:
    """Needs with many ties, in any order of codes, and any rules."""
    count = draw(st.integers(1, 8))
    codes = draw(st.permutations([f"E0{at}" for at in range(count)]))
    then_by = pd.Series(
        draw(st.lists(st.integers(1, 4), min_size=count, max_size=count)), index=codes
    )
    district = pd.Series(
        draw(st.lists(st.sampled_from("AB"), min_size=count, max_size=count)), index=codes
    )
    wanted = rules(district, draw(st.integers(0, 9)), draw(st.sampled_from(list(Reach))), city="A")
    row = st.lists(st.integers(0, 3), min_size=count, max_size=count)
    needs = np.array(draw(st.lists(row, min_size=1, max_size=9)), dtype=float)
    return needs, then_by, wanted


@given(shaken())
def test_draws_are_counted_as_if_ranked_one_by_one(case):
    needs, then_by, wanted = case
    found = rank_draws(needs, then_by, wanted)
    places, hits = [], []
    for row in needs:
        order = ranked(pd.Series(row, index=then_by.index), then_by)
        hits.append(listed(order.to_numpy()[None, :], wanted)[0])
        places.append(order.where(wanted.is_eligible).rank().to_numpy())
    eligible = wanted.is_eligible
    assert found["chance"][eligible].tolist() == pytest.approx(
        np.mean(hits, axis=0)[eligible].tolist()
    )
    expected = np.sort(places, axis=0)[:, eligible]
    for column, part in (("low", INTERVAL[0]), ("median", 0.5), ("high", INTERVAL[1])):
        at = max(0, int(np.ceil(round(part * len(needs), 9))) - 1)
        assert found[column][eligible].tolist() == expected[at].tolist()
    assert found[~eligible].isna().to_numpy().all()


@given(shaken())
def test_percentiles_are_places_among_all_areas(case):
    needs, then_by, _ = case
    found = need_percentiles(needs, then_by)
    count = len(then_by)
    for row, percentiles in zip(needs, found, strict=True):
        order = ranked(pd.Series(row, index=then_by.index), then_by).to_numpy()
        assert np.allclose(percentiles, 100 * (count - order + 0.5) / count, atol=1e-3)


def test_groups_begin_at_four_fifths_and_end_below_one_fifth():
    chance = pd.Series([1, 0.8, 0.7999, 0.2, 0.1999, 0, np.nan])
    assert groups(chance).tolist() == [
        *("always", "always", "depends", "depends", "never", "never", "")
    ]


def test_drawing_in_parts_does_not_lose_a_draw(monkeypatch):
    """Parts of three draws each, and the last of what is left."""
    monkeypatch.setattr("insight.measures.uncertainty.CELLS_AT_ONCE", 3 * len(CODES))
    needs = draw_needs(activity(), OTHERS, SCHEME, replace(STILL, draws=10))
    plain = draw_needs(activity(), OTHERS, SCHEME, replace(STILL, draws=1))
    assert np.allclose(needs, plain, atol=1e-9)
    assert rank_draws(needs, RANK, everybody(3))["chance"].sum() == 3


@given(st.floats(-3, 3))
def test_shift_of_all_logits_is_undone_by_holding_to_the_same_rate(step):
    odds = logit(SHARE.to_numpy())[None, :]
    adults = ADULTS.to_numpy(dtype=float)
    rate = np.array([[np.average(SHARE, weights=ADULTS)]])
    start = np.zeros(1, dtype=int)
    found = rebenchmarked(odds + step, adults, start, rate)
    assert np.allclose(found, expit(odds), atol=1e-9)


def test_sets_are_ranked_by_their_mean_in_each_draw():
    """Two areas to a set; in the second draw the order turns round."""
    percentiles = np.array([[90.0, 70, 20, 40], [10.0, 30, 80, 60]])
    sets = np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 0.5], [0.0, 0.5]])
    spans = ranks_of_sets(percentiles, sets)
    assert spans["low"].tolist() == [1, 1]
    assert spans["high"].tolist() == [2, 2]
    still = ranks_of_sets(percentiles[:1], sets)
    assert still.to_numpy().tolist() == [[1, 1], [2, 2]]


def test_ranks_over_the_draws_are_the_same_from_percentiles():
    # Equal needs in some draws: what decides between them is in the percentiles.
    needs = draw_needs(activity(), OTHERS, SCHEME, SimulationSettings(draws=300)).round(1)
    places = need_percentiles(needs, RANK)
    for wanted in (everybody(3), everybody(2, each=1)):
        pd.testing.assert_frame_equal(
            rank_draws(places, RANK, wanted), rank_draws(needs, RANK, wanted)
        )


def test_places_in_a_draw_of_all_england_can_be_told_apart():
    areas = 33_755
    then_by = pd.Series(np.arange(areas), index=np.arange(areas).astype(str))
    places = need_percentiles(-np.arange(areas, dtype=float)[None, :], then_by)
    assert len(np.unique(places)) == areas


def test_many_areas_have_fewer_draws():
    assert draws_for(10_000) == SimulationSettings().draws == 2_000
    assert draws_for(10_001) == 500
