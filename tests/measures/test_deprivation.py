"""Deprivation of sets of areas: edges, and laws that need no published figure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures import deprivation
from insight.pack.catalogue import NATIONAL_LSOAS_2025

N = NATIONAL_LSOAS_2025
ranks = st.lists(st.integers(1, N), min_size=1, max_size=30, unique=True)
people = st.integers(1, 5000)


def one_place(values: list) -> pd.Series:
    return pd.Series("A", index=range(len(values)), name="parent")


@given(ranks, st.data())
def test_average_lies_between_its_parts(rank, data):
    rank = pd.Series(rank)
    population = pd.Series([data.draw(people) for _ in rank])
    mean = deprivation.weighted_mean(rank, population, one_place(rank))["A"]
    assert rank.min() - 1e-6 <= mean <= rank.max() + 1e-6


@given(ranks, st.randoms(use_true_random=False))
def test_order_of_rows_changes_no_summary(rank, random):
    rank = pd.Series(rank)
    population = pd.Series(range(1, len(rank) + 1))
    order = list(rank.index)
    random.shuffle(order)
    parent = one_place(rank)
    straight = deprivation.extent(rank, population, parent, N)
    shuffled = deprivation.extent(rank[order], population[order], parent[order], N)
    assert shuffled["A"] == pytest.approx(straight["A"])


@given(ranks)
def test_extent_is_a_share_and_holds_the_most_deprived_tenth(rank):
    rank = pd.Series(rank)
    population = pd.Series(100, index=rank.index)
    parent = one_place(rank)
    extent = deprivation.extent(rank, population, parent, N)["A"]
    first = deprivation.proportion_most_deprived(rank, parent, N)["A"]
    assert 0 <= extent <= 1
    # The tenth percentile ends at the same rank as the first decile.
    assert extent >= first - 1e-9


@given(ranks)
def test_every_resident_is_in_some_decile(rank):
    rank = pd.Series(rank)
    population = pd.Series(range(len(rank)))
    parent = one_place(rank)
    counted = [
        deprivation.residents_in_most_deprived(rank, population, parent, N, deciles=number)["A"]
        for number in range(11)
    ]
    assert counted[0] == 0
    assert counted == sorted(counted)
    assert counted[10] == population.sum()


@pytest.mark.parametrize(
    ("rank", "percentile"),
    [(1, 1), (337, 1), (338, 2), (3375, 10), (3376, 11), (33417, 99), (33418, 100)],
)
def test_percentile_at_its_edges(rank, percentile):
    found = deprivation.percentile(pd.Series([rank]), N)
    assert found.tolist() == [percentile]


def test_groups_of_equal_size_would_cut_elsewhere():
    rank = pd.Series(range(1, N + 1))
    equal = pd.qcut(rank, 10, labels=False) + 1
    official = deprivation.decile(rank, N)
    assert official[3375] == 2
    assert equal[3375] == 1


def test_position_of_a_place_is_the_share_of_england_less_deprived():
    # Ranks 1 and 3 of 4: three are less deprived than the first, one than the other.
    found = deprivation.average_position(
        pd.Series([1, 3]), pd.Series([300, 100]), one_place([1, 3]), 4
    )
    assert found["A"] == 100 * (3 * 300 + 1 * 100) / 400 / 4


def test_proportion_counts_areas_and_not_people():
    rank = pd.Series([1, 3375, 3376, N])
    found = deprivation.proportion_most_deprived(rank, one_place([1] * 4), N)
    assert found["A"] == 2 / 4


SUMMARIES = {
    "average rank": deprivation.average_rank,
    "average position": deprivation.average_position,
    "extent": deprivation.extent,
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_place_without_residents_has_no_summary(name):
    rank, nobody = pd.Series([1, 2, 3]), pd.Series([0, 0, 5])
    parent = pd.Series(["A", "A", "B"])
    found = SUMMARIES[name](rank, nobody, parent, N)
    assert found.isna().to_dict() == {"A": True, "B": False}


def test_rate_of_a_place_is_over_the_people_of_the_areas_that_have_one():
    rate = pd.Series([0.1, 0.4, np.nan, np.nan, 0.5])
    people = pd.Series([300, 100, 50, 70, 0])
    parent = pd.Series(["A", "A", "A", "B", "C"])
    found = deprivation.average_rate(rate, people, parent)
    assert found["A"] == pytest.approx(100 * (30 + 40) / 400)
    assert found.isna().to_dict() == {"A": False, "B": True, "C": True}


@given(ranks)
def test_rate_of_a_place_lies_among_those_of_its_areas(rank):
    rate, people = pd.Series(rank) / N, pd.Series(range(1, len(rank) + 1))
    found = deprivation.average_rate(rate, people, one_place(rank))["A"]
    assert 100 * rate.min() - 1e-9 <= found <= 100 * rate.max() + 1e-9
    # People as a count and as a share of those people are the same people.
    assert found * people.sum() == pytest.approx(100 * (rate * people).sum())


def test_area_without_residents_does_not_weigh():
    found = deprivation.weighted_mean(pd.Series([100.0, 10]), pd.Series([0, 5]), one_place([1, 2]))
    assert found["A"] == 10


def test_missing_value_leaves_its_place_without_a_mean():
    values = pd.Series([1.0, np.nan, 3.0])
    found = deprivation.weighted_mean(values, pd.Series([1, 1, 1]), pd.Series(["A", "A", "B"]))
    assert found.isna().to_dict() == {"A": True, "B": False}


def test_inputs_are_left_as_they_were():
    rank = pd.Series([1, 40, 80], name="imd_rank")
    population = pd.Series([5, 6, 7], name="population")
    before = rank.copy(), population.copy()
    deprivation.average_rank(rank, population, one_place([1] * 3), 100)
    deprivation.extent(rank, population, one_place([1] * 3), 100)
    pd.testing.assert_series_equal(rank, before[0])
    pd.testing.assert_series_equal(population, before[1])


def test_other_areas_are_refused_with_the_first_of_them():
    rank = pd.Series([1, 2], index=["E01000001", "E01000002"], name="imd_rank")
    population = pd.Series([5, 5], index=["E01000001", "E01000009"], name="population")
    with pytest.raises(AlignmentError) as caught:
        deprivation.average_rank(rank, population, population, N)
    assert str(caught.value) == (
        "2 of 2 areas differ between 'reversed_rank' and 'population', "
        "first 'E01000002'. Use the same table's index for both."
    )


def test_same_areas_in_another_order_are_refused_too():
    rank = pd.Series([1, 2], index=["a", "b"], name="rank")
    turned = rank[["b", "a"]]
    with pytest.raises(AlignmentError, match=r"0 of 2 .* \(only the order\)"):
        deprivation.proportion_most_deprived(rank, turned, N)
