"""Need: oracles of other people's composite indicators, and laws of scaling."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError, InsightError
from insight.measures.need import (
    METHODS,
    Mean,
    Scaling,
    activity_class,
    combined,
    deprivation_class,
    need_score,
    ranked,
    scaled,
)

WHOLE = st.lists(st.integers(-50, 50), min_size=2, max_size=15)


def mean_of(values: list[float], weights: list[float], mean: Mean) -> float:
    planes = np.array(values, dtype=float).reshape(-1, 1, 1)
    return float(combined(planes, np.array([weights], dtype=float), mean)[0, 0])


@pytest.mark.parametrize(
    ("weights", "expected"), [([1, 1, 1], 6 ** (1 / 3)), ([1, 1, 2], 18 ** (1 / 4))]
)
def test_geometric_mean_is_that_of_the_textbook(weights, expected):
    found = mean_of([1, 2, 3], weights, Mean.GEOMETRIC)
    assert found == pytest.approx(expected, abs=1e-12)


def test_arithmetic_mean_ties_where_the_geometric_sees_the_lack():
    uneven, even, weights = [21, 1, 1, 1], [6, 6, 6, 6], [1, 1, 1, 1]
    assert mean_of(uneven, weights, Mean.ARITHMETIC) == 6
    assert mean_of(even, weights, Mean.ARITHMETIC) == 6
    assert round(mean_of(uneven, weights, Mean.GEOMETRIC), 2) == 2.14
    assert mean_of(even, weights, Mean.GEOMETRIC) == pytest.approx(6)


def test_lack_in_one_input_makes_the_geometric_mean_nought():
    assert mean_of([0, 0.9], [1, 1], Mean.GEOMETRIC) == 0
    assert mean_of([0, 0.9], [0, 1], Mean.GEOMETRIC) == pytest.approx(0.9)


@given(
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    st.lists(st.floats(0.1, 100), min_size=3, max_size=3),
    st.floats(0.1, 100),
)
def test_only_the_proportions_of_weights_matter(values, weights, factor):
    for mean in Mean:
        before = mean_of(values, weights, mean)
        after = mean_of(values, [weight * factor for weight in weights], mean)
        assert after == pytest.approx(before)


@given(
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    st.lists(st.floats(0.1, 100), min_size=3, max_size=3),
)
def test_geometric_mean_is_between_the_least_and_the_arithmetic(values, weights):
    geometric = mean_of(values, weights, Mean.GEOMETRIC)
    assert min(values) - 1e-12 <= geometric
    assert geometric <= mean_of(values, weights, Mean.ARITHMETIC) + 1e-12


@given(WHOLE)
def test_percentiles_are_places_with_ties_shared(values):
    """The mean place of everybody with the same value, counted one by one."""
    found = scaled(np.array([values], dtype=float), Scaling.PERCENTILE)[0]
    for value, percentile in zip(values, found, strict=True):
        below = sum(other < value for other in values)
        same = sum(other == value for other in values)
        place = below + (same + 1) / 2
        assert percentile == pytest.approx((place - 0.5) / len(values))
    assert found.mean() == pytest.approx(0.5)


@given(WHOLE, st.integers(1, 20), st.integers(-100, 100))
def test_units_and_zero_points_do_not_matter(values, factor, offset):
    one = np.array([values], dtype=float)
    for scaling in Scaling:
        assert np.allclose(scaled(one, scaling), scaled(one * factor + offset, scaling), atol=1e-9)


@given(WHOLE)
def test_more_is_more_on_every_scale(values):
    order = np.argsort(values, kind="stable")
    for scaling in Scaling:
        found = scaled(np.array([values], dtype=float), scaling)[0][order]
        assert (np.diff(found) >= -1e-12).all()


@given(WHOLE)
def test_opposite_direction_mirrors_the_scale(values):
    one = np.array([values], dtype=float)
    whole = {Scaling.PERCENTILE: 1, Scaling.Z: 0, Scaling.MINMAX: 1}
    for scaling, total in whole.items():
        assert np.allclose(scaled(one, scaling) + scaled(-one, scaling), total)


@given(WHOLE, WHOLE)
def test_rows_are_scaled_each_by_itself(one, other):
    width = min(len(one), len(other))
    both = np.array([one[:width], other[:width]], dtype=float)
    for scaling in Scaling:
        assert np.array_equal(
            scaled(both, scaling), np.vstack([scaled(both[:1], scaling), scaled(both[1:], scaling)])
        )


@pytest.mark.parametrize(
    ("scaling", "expected"),
    [
        (Scaling.PERCENTILE, [0.125, 0.75, 0.75, 0.375]),
        (Scaling.Z, [-1.507557, 0.904534, 0.904534, -0.301511]),
        (Scaling.MINMAX, [0, 1, 1, 0.5]),
    ],
)
def test_scales_by_hand(scaling, expected):
    """10, 30, 30 and 20: mean 22.5 and variance 275 / 4."""
    found = scaled(np.array([[10.0, 30, 30, 20]]), scaling)[0]
    assert np.allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("scaling", "expected"), [(Scaling.PERCENTILE, 0.5), (Scaling.Z, 0.0), (Scaling.MINMAX, 0.5)]
)
def test_equal_values_are_in_the_middle(scaling, expected):
    assert scaled(np.full((1, 3), 7.0), scaling).tolist() == [[expected] * 3]


def table(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=["A", "B", "C"])


def test_score_weighs_each_input_on_its_scale():
    """Min-max: 0, 0.5, 1 and 1, 0, 0.5, weighted three to one."""
    inputs = table(inactive=[0.2, 0.3, 0.4], imd=[9, 1, 5])
    found = need_score(
        inputs, {"inactive": 75, "imd": 25}, scaling=Scaling.MINMAX,
        mean=Mean.ARITHMETIC,
    )  # fmt: skip
    assert found.to_dict() == pytest.approx({"A": 0.25, "B": 0.375, "C": 0.875})
    assert found.name == "need"


@pytest.mark.parametrize(("scaling", "mean"), METHODS)
def test_input_without_a_weight_has_no_say(scaling, mean):
    inputs = table(inactive=[0.2, 0.3, 0.4], imd=[9, 1, 5], health=[1, 2, 9])
    weights = {"inactive": 70, "imd": 30, "health": 0}
    found = need_score(inputs, weights, scaling=scaling, mean=mean)
    without = need_score(inputs.assign(health=[5, 5, 5]), weights, scaling=scaling, mean=mean)
    pd.testing.assert_series_equal(found, without)
    only = need_score(inputs, {"inactive": 0, "imd": 0, "health": 1}, scaling=scaling, mean=mean)
    assert only.rank().tolist() == [1, 2, 3]


def test_every_pair_of_scale_and_mean_has_a_meaning_but_one():
    assert len(METHODS) == 5
    assert (Scaling.Z, Mean.GEOMETRIC) not in METHODS


def test_geometric_mean_of_z_scores_is_refused():
    with pytest.raises(InsightError, match="Choose percentiles or min-max"):
        need_score(
            table(inactive=[1, 2, 3]), {"inactive": 1}, scaling=Scaling.Z,
            mean=Mean.GEOMETRIC,
        )  # fmt: skip


def test_weights_of_nothing_are_refused():
    with pytest.raises(InsightError, match="Every weight is 0"):
        need_score(
            table(inactive=[1, 2, 3]), {"inactive": 0}, scaling=Scaling.Z,
            mean=Mean.ARITHMETIC,
        )  # fmt: skip


def test_equal_needs_are_decided_by_the_national_rank_and_then_the_code():
    need = pd.Series([5.0, 5, 9, 5], index=["D", "C", "B", "A"])
    then_by = pd.Series([3, 2, 8, 2], index=need.index)
    assert ranked(need, then_by).to_dict() == {"B": 1, "A": 2, "C": 3, "D": 4}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1))
def test_ranks_count_each_area_once_and_greater_need_comes_first(pairs):
    need = pd.Series([float(score) for score, _ in pairs])
    then_by = pd.Series([rank for _, rank in pairs])
    found = ranked(need, then_by)
    assert sorted(found) == list(range(1, len(pairs) + 1))
    keys = [(-need[at], then_by[at], at) for at in found.sort_values().index]
    assert keys == sorted(keys)


def test_ranks_of_other_areas_are_refused():
    with pytest.raises(AlignmentError, match="need and ranks"):
        ranked(pd.Series([1.0], index=["A"]), pd.Series([1], index=["B"]))


def test_class_of_activity_is_by_what_the_interval_excludes():
    """An interval that ends at the comparator does not exclude it."""
    low = pd.Series([0.26, 0.25, 0.20, 0.10, 0.10])
    high = pd.Series([0.40, 0.40, 0.30, 0.25, 0.24])
    assert activity_class(low, high, 0.25).tolist() == [2, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("most_to", "middle_to", "expected"),
    [
        (2, 5, [2, 2, 1, 1, 1, 0, 0, 0, 0, 0]),
        (1, 3, [2, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        (3, 3, [2, 2, 2, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_class_of_deprivation_includes_its_last_decile(most_to, middle_to, expected):
    decile = pd.Series(range(1, 11))
    found = deprivation_class(decile, most_to=most_to, middle_to=middle_to)
    assert found.tolist() == expected
