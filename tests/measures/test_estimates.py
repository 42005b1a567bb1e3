"""Estimates of small areas: each property of the estimator, and sums by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures.estimates import (
    CATEGORIES,
    benchmarked,
    expit,
    interval,
    logit,
    rebenchmarked,
    shifted,
)

GRADIENT = [0.34, 0.31, 0.29, 0.27, 0.26, 0.25, 0.24, 0.23, 0.21, 0.20]
"""Made-up inactive shares by decile of the worked examples."""

ADULTS = [1000, 1200, 1500, 1300, 1000]
DECILES = [1, 2, 4, 7, 10]


def decided(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)[list(CATEGORIES)]


def odds(share: pd.Series) -> pd.Series:
    return share / (1 - share)


@st.composite
def districts(draw, *, largest: int = 12) -> dict[str, object]:
    """Two districts of a few areas each, any gradient and any surveyed rates."""
    sizes = draw(st.tuples(st.integers(1, largest), st.integers(1, largest)))
    count = sum(sizes)
    share = st.floats(0.05, 0.6)
    inactive = np.sort(draw(st.lists(share, min_size=10, max_size=10)))[::-1]
    active = (1 - inactive) * np.array(
        draw(st.lists(st.floats(0.3, 0.95), min_size=10, max_size=10))
    )
    table = decided(inactive=inactive, active=active, fairly=1 - inactive - active)
    decile = np.array(draw(st.lists(st.integers(1, 10), min_size=count, max_size=count)))
    adults = draw(st.lists(st.integers(1, 4000), min_size=count, max_size=count))
    rates = draw(st.lists(st.tuples(share, st.floats(0.3, 0.95)), min_size=2, max_size=2))
    index = pd.Index([f"E0100000{at:02d}" for at in range(count)])
    target = decided(
        inactive=[rate for rate, _ in rates],
        active=[(1 - rate) * part for rate, part in rates],
        fairly=[(1 - rate) * (1 - part) for rate, part in rates],
    ).set_axis(["A", "B"])
    return {
        "seeds": table.iloc[decile - 1].set_axis(index),
        "adults": pd.Series(adults, index=index, dtype=float),
        "parent": pd.Series(["A"] * sizes[0] + ["B"] * sizes[1], index=index),
        "targets": target,
        "decile": pd.Series(decile, index=index),
    }


def estimated(case: dict[str, object]) -> pd.DataFrame:
    return benchmarked(case["seeds"], case["adults"], case["parent"], case["targets"])


def parents_mean(shares: pd.DataFrame, case: dict[str, object]) -> pd.DataFrame:
    people = case["adults"].groupby(case["parent"]).sum()
    counts = shares.mul(case["adults"], axis=0).groupby(case["parent"]).sum()
    return counts.div(people, axis=0)


@given(districts())
def test_adults_of_a_district_average_to_its_surveyed_rates(case):
    found = parents_mean(estimated(case), case)
    assert np.allclose(found, case["targets"], rtol=0, atol=1e-9)


@given(districts())
def test_every_share_is_a_proportion_and_the_three_make_one(case):
    found = estimated(case)
    assert found.gt(0).to_numpy().all()
    assert found.lt(1).to_numpy().all()
    assert np.allclose(found.sum(axis=1), 1, atol=1e-12)


def two_levels(case: dict[str, object]) -> pd.DataFrame:
    """The case with the fairly active put to the active."""
    for name in ("seeds", "targets"):
        table = case[name].copy()
        table["active"] += table.pop("fairly")
        case[name] = table
    return estimated(case)


@given(districts())
def test_more_deprived_area_of_a_district_is_never_less_inactive(case):
    found = two_levels(case)["inactive"]
    for _, rows in found.groupby(case["parent"]):
        ordered = rows.iloc[np.argsort(case["decile"][rows.index], kind="stable")]
        assert (np.diff(ordered) <= 1e-12).all()


@given(districts())
def test_odds_ratios_within_a_district_are_those_of_the_seeds(case):
    """Of two levels, and of any level against another where there are three."""
    levels = estimated(case)
    for one, other in (("inactive", "active"), ("inactive", "fairly")):
        national = np.log(case["seeds"][one] / case["seeds"][other])
        found = np.log(levels[one] / levels[other])
        gap = (found - national).groupby(case["parent"])
        assert ((gap.max() - gap.min()) < 1e-9).all()
    two = two_levels(case)["inactive"]
    gap = np.log(odds(two) / odds(case["seeds"]["inactive"])).groupby(case["parent"])
    assert ((gap.max() - gap.min()) < 1e-9).all()


@given(districts(), st.integers(1, 10))
def test_district_of_one_decile_has_its_own_rate_everywhere(case, decile):
    row = case["seeds"].iloc[[decile % len(case["seeds"])]]
    case["seeds"] = pd.concat([row] * len(case["adults"])).set_axis(case["adults"].index)
    expected = case["targets"].loc[case["parent"]].set_axis(case["adults"].index)
    assert np.allclose(estimated(case), expected, atol=1e-9)


@given(districts(), st.floats(0.001, 1000))
def test_only_the_proportions_of_adults_matter(case, factor):
    before = estimated(case)
    case["adults"] = case["adults"] * factor
    assert np.allclose(estimated(case), before, atol=1e-9)


@given(districts(), st.lists(st.integers(0, 2), min_size=24, max_size=24))
def test_any_grouping_of_areas_adds_up_to_all_adults(case, places):
    """Neighbourhoods are means over adults, and all of them make the county."""
    found, adults = estimated(case)["inactive"], case["adults"]
    group = pd.Series(places[: len(found)], index=found.index)
    people = adults.groupby(group).sum()
    means = (found * adults).groupby(group).sum() / people
    by_district = adults.groupby(case["parent"]).sum()
    expected = (case["targets"]["inactive"] * by_district).sum() / adults.sum()
    assert (means * people).sum() / adults.sum() == pytest.approx(expected, abs=1e-9)
    assert means.between(found.min() - 1e-12, found.max() + 1e-12).all()


@given(districts())
def test_raking_of_two_levels_is_one_shift_of_the_logits(case):
    found = two_levels(case)["inactive"]
    for code, rows in found.groupby(case["parent"]):
        moved = shifted(
            case["seeds"]["inactive"][rows.index],
            case["adults"][rows.index],
            case["targets"]["inactive"][code],
        )
        assert np.allclose(moved, rows, atol=1e-9)


@given(districts())
def test_nothing_moves_where_the_seeds_already_agree(case):
    case["targets"] = parents_mean(case["seeds"], case)
    assert np.allclose(estimated(case), case["seeds"], atol=1e-9)


@pytest.mark.parametrize(
    ("target", "delta", "shares"),
    [
        (0.27, -0.007680, [0.338279, 0.308360, 0.268489, 0.238602, 0.198774]),
        (0.24, -0.167399, [0.303499, 0.275376, 0.238300, 0.210805, 0.174554]),
        (0.332, 0.291237, [0.408044, 0.375456, 0.331062, 0.297038, 0.250667]),
    ],
)
def test_shift_of_two_levels_is_that_of_the_worked_example(target, delta, shares):
    seed = pd.Series([GRADIENT[decile - 1] for decile in DECILES])
    found = shifted(seed, pd.Series(ADULTS), target)
    assert found.round(6).tolist() == shares
    moved = logit(found.to_numpy()) - logit(seed.to_numpy())
    assert np.allclose(moved, delta, atol=6e-7)


def test_raking_of_three_levels_is_that_of_the_worked_example():
    seeds = decided(
        inactive=[0.34, 0.31, 0.27, 0.24, 0.20],
        fairly=[0.11, 0.11, 0.11, 0.11, 0.10],
        active=[0.55, 0.58, 0.62, 0.65, 0.70],
    )
    target = decided(inactive=[0.27], fairly=[0.12], active=[0.61]).set_axis(["A"])
    found = benchmarked(seeds, pd.Series(ADULTS), pd.Series(["A"] * 5), target)
    assert found.round(6).to_numpy().tolist() == [
        [0.337843, 0.121732, 0.540425],
        [0.308136, 0.121772, 0.570092],
        [0.268495, 0.121826, 0.609679],
        [0.238742, 0.121867, 0.639392],
        [0.199287, 0.110975, 0.689738],
    ]


@given(
    st.lists(st.floats(-12, 12), min_size=6, max_size=6),
    st.lists(st.floats(0.02, 0.98), min_size=4, max_size=4),
)
def test_many_draws_at_once_are_each_draw_by_itself(logits, targets):
    adults = np.array([100.0, 0.0, 300.0, 50.0, 700.0, 1.0])
    both = np.array([logits, logits[::-1]])
    wanted = np.array(targets).reshape(2, 2)
    found = rebenchmarked(both, adults, np.array([0, 3]), wanted)
    for draw in (0, 1):
        for group, part in ((0, slice(0, 3)), (1, slice(3, 6))):
            mean = np.average(found[draw, part], weights=adults[part])
            assert mean == pytest.approx(wanted[draw, group], abs=1e-9)
            moved = logit(found[draw, part]) - both[draw, part]
            assert np.ptp(moved) < 1e-7


def test_district_without_adults_has_no_estimate_and_others_keep_theirs():
    seeds = decided(inactive=[0.3, 0.2], fairly=[0.1, 0.1], active=[0.6, 0.7])
    targets = decided(inactive=[0.4, 0.25], fairly=[0.1, 0.1], active=[0.5, 0.65]).set_axis(
        ["A", "B"]
    )
    found = benchmarked(seeds, pd.Series([0, 50]), pd.Series(["A", "B"]), targets)
    assert found.loc[0].isna().all()
    assert found.loc[1].tolist() == pytest.approx([0.25, 0.1, 0.65])


def test_area_without_adults_is_estimated_like_its_neighbours_of_the_same_decile():
    seeds = decided(inactive=[0.3, 0.3, 0.2], fairly=[0.1] * 3, active=[0.6, 0.6, 0.7])
    targets = decided(inactive=[0.35], fairly=[0.1], active=[0.55]).set_axis(["A"])
    found = benchmarked(seeds, pd.Series([0, 60, 40]), pd.Series(["A"] * 3), targets)
    assert found.loc[0].tolist() == pytest.approx(found.loc[1].tolist())
    assert (found["inactive"] * [0, 0.6, 0.4]).sum() == pytest.approx(0.35)


def test_only_district_without_a_surveyed_rate_has_no_estimate():
    seeds = decided(inactive=[0.3, 0.2], fairly=[0.1, 0.1], active=[0.6, 0.7])
    targets = decided(inactive=[np.nan], fairly=[np.nan], active=[0.6])
    found = benchmarked(seeds, pd.Series([50, 50]), pd.Series(["A"] * 2), targets.set_axis(["A"]))
    assert found.isna().to_numpy().all()


def test_district_without_a_surveyed_rate_has_no_estimate_and_others_keep_theirs():
    seeds = decided(inactive=[0.3, 0.2], fairly=[0.1, 0.1], active=[0.6, 0.7])
    targets = decided(
        inactive=[np.nan, 0.25], fairly=[np.nan, 0.1], active=[np.nan, 0.65]
    ).set_axis(["A", "B"])
    found = benchmarked(seeds, pd.Series([50, 50]), pd.Series(["A", "B"]), targets)
    assert found.loc[0].isna().all()
    assert found.loc[1].tolist() == pytest.approx([0.25, 0.1, 0.65])


@pytest.mark.parametrize("which", ["adults", "parents"])
def test_areas_that_differ_between_inputs_are_refused(which):
    seeds = decided(inactive=[0.3, 0.2], fairly=[0.1, 0.1], active=[0.6, 0.7])
    target = decided(inactive=[0.3], fairly=[0.1], active=[0.6]).set_axis(["A"])
    adults, parent = pd.Series([1, 1]), pd.Series(["A", "A"])
    if which == "adults":
        adults.index = pd.Index([0, 7])
    else:
        parent.index = pd.Index([0, 7])
    with pytest.raises(AlignmentError, match=f"differ between seeds and {which}"):
        benchmarked(seeds, adults, parent, target)


def test_district_that_the_survey_does_not_know_is_named():
    seeds = decided(inactive=[0.3, 0.2], fairly=[0.1, 0.1], active=[0.6, 0.7])
    target = decided(inactive=[0.3], fairly=[0.1], active=[0.6]).set_axis(["A"])
    with pytest.raises(AlignmentError) as caught:
        benchmarked(seeds, pd.Series([1, 1]), pd.Series(["A", "X"]), target)
    assert str(caught.value) == (
        "1 of 2 larger areas have no surveyed rate, first 'X'. Check that both tables "
        "use the same codes."
    )


@pytest.mark.parametrize(("share", "low", "high"), [(0.38, 0.280, 0.492), (0.22, 0.152, 0.308)])
def test_survey_and_model_error_together_give_the_worked_interval(share, low, high):
    error = pd.Series([np.hypot(0.12, 0.20)])
    found = interval(pd.Series([share]), error).round(3)
    assert found.to_numpy().tolist() == [[low, high]]


@given(st.floats(0.01, 0.99), st.floats(0, 1), st.floats(0, 1))
def test_interval_encloses_the_share_and_widens_with_its_error(share, one, other):
    small, large = sorted((one, other))
    shares = pd.Series([share, share])
    found = interval(shares, pd.Series([small, large]))
    assert found["low"].le(shares + 1e-12).all()
    assert found["high"].ge(shares - 1e-12).all()
    width = found["high"] - found["low"]
    assert width[0] <= width[1] + 1e-12


@given(st.floats(-30, 30))
def test_share_and_its_log_odds_are_two_names_of_one_number(number):
    assert logit(expit(np.array(number))) == pytest.approx(number, rel=1e-3, abs=1e-9)
