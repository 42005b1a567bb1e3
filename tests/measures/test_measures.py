"""Measures against values worked by hand, and against laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures import activity, bands, deprivation
from insight.measures.intervals import wilson

CODES = [f"E0100000{i}" for i in range(6)]
TOWN = pd.Series(["west", "west", "west", "east", "east", "east"], index=CODES)
PEOPLE = pd.Series([100, 200, 0, 300, 100, 100], index=CODES)
RANK = pd.Series([1, 10, 50, 60, 99, 100], index=CODES, name="rank")
NATIONAL = 100


def test_mean_over_residents():
    found = deprivation.weighted_mean(RANK.astype(float), PEOPLE, TOWN)
    assert found["west"] == (1 * 100 + 10 * 200 + 50 * 0) / 300
    assert found["east"] == (60 * 300 + 99 * 100 + 100 * 100) / 500


def test_place_without_residents_has_no_mean():
    nobody = pd.Series(0, index=CODES)
    assert deprivation.weighted_mean(RANK.astype(float), nobody, TOWN).isna().all()


def test_order_of_rows_does_not_matter():
    turned = CODES[::-1]
    first = deprivation.extent(RANK, PEOPLE, TOWN, NATIONAL)
    second = deprivation.extent(RANK[turned], PEOPLE[turned], TOWN[turned], NATIONAL)
    pd.testing.assert_series_equal(first, second)


def test_misaligned_areas_are_refused_in_words():
    with pytest.raises(AlignmentError, match="2 of 6 areas differ"):
        deprivation.average_score(RANK, PEOPLE.rename({CODES[0]: "E01999999"}), TOWN)


@pytest.mark.parametrize(("percentile", "weight"), [(10, 1.0), (11, 0.95), (30, 0.05), (31, 0.0)])
def test_extent_weight_at_its_edges(percentile, weight):
    one = pd.Series([percentile])
    found = deprivation.extent(one, pd.Series([7]), pd.Series(["a"]), 100)
    assert found["a"] == pytest.approx(weight)


def test_residents_in_the_most_deprived_fifth():
    found = deprivation.residents_in_most_deprived(RANK, PEOPLE, TOWN, NATIONAL, deciles=2)
    assert found.to_dict() == {"east": 0, "west": 300}


positive = st.integers(1, 5000)


@given(st.lists(st.tuples(st.integers(1, 33755), positive), min_size=1, max_size=40))
def test_laws_of_the_summary_measures(rows):
    rank = pd.Series([row[0] for row in rows])
    people = pd.Series([row[1] for row in rows])
    one = pd.Series("a", index=rank.index)
    average = deprivation.average_rank(rank, people, one, 33755)["a"]
    reverse = 33756 - rank
    assert reverse.min() - 1e-6 <= average <= reverse.max() + 1e-6
    assert 0 <= deprivation.extent(rank, people, one, 33755)["a"] <= 1


@given(st.lists(st.floats(0, 100) | st.none(), min_size=1, max_size=60))
def test_fifths_keep_order_and_treat_equals_alike(values):
    series = pd.Series(values, dtype=float)
    found = bands.fifth(series)
    assert (found[series.isna()] == bands.MISSING).all()
    present = series.dropna().sort_values()
    assert found[present.index].is_monotonic_increasing
    for _value, same in present.groupby(present):
        assert len(set(found[same.index])) == 1


def test_fifths_of_a_district_are_its_own():
    values = pd.Series([1.0, 2, 3, 4, 5, 100, 200, 300, 400, 500])
    groups = pd.Series(["a"] * 5 + ["b"] * 5)
    assert bands.fifth(values, groups).tolist() == [0, 1, 2, 3, 4] * 2


def test_national_fifths_are_pairs_of_deciles():
    rank = pd.Series(np.arange(1, 33756))
    tenth = deprivation.decile(rank, 33755)
    assert bands.national_fifth(rank, 33755).equals(
        (5 - np.ceil(tenth / 2)).astype("int8").rename("band")
    )


# Published test values of the public-health statistics package of OHID.
@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (1, 100, 0.001767, 0.054486),
        (5, 100, 0.021544, 0.111750),
        (20, 100, 0.133367, 0.288829),
        (65, 100, 0.552544, 0.736358),
        (9856, 12345, 0.791210, 0.805364),
        (222, 3215, 0.060792, 0.078340),
    ],
)
def test_wilson_limits_are_the_published_ones(x, n, low, high):
    assert wilson(x / n, n) == pytest.approx((low, high), abs=5e-7)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_wilson_holds_the_share_and_narrows_with_more_answers(share, n):
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    wider = wilson(share, n * 4)
    assert wider[1] - wider[0] <= high - low


@pytest.mark.parametrize(("share", "n"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_wilson_refuses_what_is_no_proportion(share, n):
    with pytest.raises(ValueError, match="no proportion"):
        wilson(share, n)


def test_fairly_active_is_what_the_other_two_leave(pack):
    table = pack.table("activity")
    total = sum(activity.published(table, key) for key in ("active", "inactive", "fairly"))
    assert np.allclose(total, 100)


def test_a_high_share_is_worse_for_inactive_and_better_for_active(pack):
    table = pack.table("activity")
    assert activity.compared_to_england(table, "inactive").loc["E06000016", "2024/25"] == "higher"
    active = activity.published(table, "active")["2024/25"]
    verdict = activity.compared_to_england(table, "active")["2024/25"]
    lower = verdict[verdict.eq("lower")].index
    assert (active[lower] < active["E92000001"]).all()
