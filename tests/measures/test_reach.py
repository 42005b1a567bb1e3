"""Fair reach: places by hand, and laws of every mode."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures.reach import Reach, Rules, hidden_pockets, listed, rules

CITY, COUNTY, RUTLAND = "E06000016", "E07000001", "E06000017"
DISTRICT = pd.Series([CITY] * 4 + [COUNTY] * 3 + [RUTLAND] * 2)
RANKS = np.array([[1, 2, 3, 4, 5, 6, 7, 8, 9]])
"""The whole city comes first, then the county, then Rutland."""


def places_of(found: np.ndarray) -> list[int]:
    return np.flatnonzero(found[0]).tolist()


def chosen(reach: Reach, count: int, *districts: str) -> list[int]:
    wanted = rules(DISTRICT, count, reach, districts=districts, city=CITY)
    return places_of(listed(RANKS, wanted))


def test_one_list_goes_by_need_alone():
    assert chosen(Reach.ALL, 5) == [0, 1, 2, 3, 4]


def test_quota_gives_each_district_its_share():
    assert chosen(Reach.QUOTA, 6) == [0, 1, 4, 5, 7, 8]


def test_what_a_quota_cannot_share_equally_goes_by_need():
    assert chosen(Reach.QUOTA, 8) == [0, 1, 2, 3, 4, 5, 7, 8]
    assert chosen(Reach.QUOTA, 2) == [0, 1]


def test_district_with_fewer_areas_than_its_share_leaves_places_to_need():
    """Three each of nine: Rutland has two, so the third goes to the city."""
    assert chosen(Reach.QUOTA, 9) == list(range(9))
    without = pd.Series([CITY] * 6 + [RUTLAND])
    wanted = rules(without, 4, Reach.QUOTA, city=CITY)
    ranks = np.arange(1, 8)[None, :]
    assert wanted.each == 2
    assert places_of(listed(ranks, wanted)) == [0, 1, 2, 6]


def test_county_list_is_without_the_city():
    assert chosen(Reach.COUNTY, 4) == [4, 5, 6, 7]


def test_districts_that_were_not_chosen_have_no_place():
    assert chosen(Reach.ALL, 3, RUTLAND) == [7, 8]
    assert chosen(Reach.QUOTA, 4, CITY, RUTLAND) == [0, 1, 7, 8]
    assert chosen(Reach.COUNTY, 4, CITY) == []


def test_there_are_never_more_places_than_areas():
    wanted = rules(DISTRICT, 100, Reach.COUNTY, city=CITY)
    assert wanted.places == 5
    assert places_of(listed(RANKS, wanted)) == [4, 5, 6, 7, 8]


def test_no_places_list_nothing():
    for reach in Reach:
        assert chosen(reach, 0) == []


@st.composite
def rankings(draw) -> tuple[np.ndarray, Rules]:
    """A few rankings of a few areas, and any rules for them."""
    count = draw(st.integers(1, 12))
    codes = draw(st.lists(st.sampled_from([CITY, COUNTY, RUTLAND]), min_size=count, max_size=count))
    picked = draw(st.sets(st.sampled_from([CITY, COUNTY, RUTLAND])))
    wanted = rules(
        pd.Series(codes),
        draw(st.integers(0, 14)),
        draw(st.sampled_from(list(Reach))),
        districts=tuple(sorted(picked)),
        city=CITY,
    )
    order = st.permutations(range(1, count + 1))
    ranks = np.array(draw(st.lists(order, min_size=1, max_size=4)))
    return ranks, wanted


def slowly(ranks: np.ndarray, wanted: Rules) -> list[int]:
    """One place after the other, as somebody would fill the list on paper."""
    queue = [int(at) for at in np.argsort(ranks) if wanted.is_eligible[at]]
    first: list[int] = []
    for district in set(wanted.group.tolist()):
        own = [at for at in queue if wanted.group[at] == district]
        first += own[: wanted.each]
    rest = [at for at in queue if at not in first]
    return sorted(first + rest[: wanted.places - len(first)])


@given(rankings())
def test_list_is_that_filled_place_by_place(case):
    ranks, wanted = case
    found = listed(ranks, wanted)
    assert found.shape == ranks.shape
    for row, order in zip(found, ranks, strict=True):
        assert np.flatnonzero(row).tolist() == slowly(order, wanted)


@given(rankings())
def test_every_ranking_fills_all_places_with_eligible_areas(case):
    ranks, wanted = case
    found = listed(ranks, wanted)
    assert (found.sum(axis=1) == wanted.places).all()
    assert not found[:, ~wanted.is_eligible].any()


@given(rankings())
def test_every_district_gets_its_share_or_all_it_has(case):
    ranks, wanted = case
    found = listed(ranks, wanted)
    for district in np.unique(wanted.group[wanted.is_eligible]):
        own = (wanted.group == district) & wanted.is_eligible
        least = min(wanted.each, int(own.sum()))
        assert (found[:, own].sum(axis=1) >= least).all()


@given(rankings())
def test_within_a_district_the_greater_need_is_listed_first(case):
    ranks, wanted = case
    found = listed(ranks, wanted)
    for row, order in zip(found, ranks, strict=True):
        for district in np.unique(wanted.group):
            own = (wanted.group == district) & wanted.is_eligible
            if row[own].any() and not row[own].all():
                assert order[own & row].max() < order[own & ~row].min()


def test_pockets_are_the_worst_areas_of_the_better_off_districts():
    """A and B are below the median of 10, 20, 30 and 40; A is the best off."""
    district = pd.Series(list("AAABBBCD"))
    rank = pd.Series([900, 100, 700, 300, 200, 800, 1, 2])
    average = pd.Series({"A": 10.0, "B": 20.0, "C": 30.0, "D": 40.0})
    found = hidden_pockets(rank, district, average, each=2)
    assert found.index.tolist() == [1, 2, 4, 3]
    assert found["district"].tolist() == ["A", "A", "B", "B"]
    assert found["rank"].tolist() == [100, 700, 200, 300]
    assert found["above_district"].tolist() == [600, 0, 100, 0]


@pytest.mark.parametrize("average", [[5.0], [5.0, 5.0]])
def test_districts_that_are_equally_well_off_hide_no_pockets(average):
    codes = list("AB")[: len(average)]
    found = hidden_pockets(
        pd.Series(range(1, len(average) + 1)),
        pd.Series(codes),
        pd.Series(average, index=codes),
        each=3,
    )
    assert found.empty
    assert list(found.columns) == ["district", "rank", "above_district"]


def test_area_that_is_not_eligible_does_not_fill_its_districts_share():
    wanted = Rules(2, np.array([False, True, True]), np.array([0, 0, 1]), each=2)
    assert places_of(listed(np.array([[1, 2, 3]]), wanted)) == [1, 2]
