"""Neighbourhood building: by hand, against every connected set, and by laws."""

import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from insight.catalogue import Level
from insight.errors import AlignmentError, InsightError
from insight.geography import neighbourhoods
from insight.geography.contiguity import Links, links
from insight.geography.neighbourhoods import (
    Bounds,
    Candidate,
    Shares,
    compactness,
    enumerate_all,
    grow,
    pick,
)

SOUTH, NORTH = "E07000001", "E07000002"
PAIR = Bounds(200, 300, 250)
"""Two or three areas of a hundred people."""

GRID = [f"{row}{column}" for row in range(3) for column in range(3)]


def joined(*pairs: str) -> Links:
    """Links between areas called by one letter each, such as ``ab``."""
    beside: dict[str, set[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    return Links({k: tuple(sorted(v)) for k, v in beside.items()}, pd.DataFrame())


CHAIN = joined("ab", "bc", "cd", "de")


def series(**values: object) -> pd.Series:
    return pd.Series(values)


def grown(need, people, beside, bounds, district=None):
    need = pd.Series(need, dtype=float)
    people = pd.Series(people, index=need.index)
    district = pd.Series(district or "D", index=need.index)
    return grow(need, people, district, beside, bounds)


def sets(candidates) -> list[str]:
    return ["".join(each.members) for each in candidates]


def candidate(members: str, need: float, district: str = "D") -> Candidate:
    return Candidate(tuple(members), district, 5000, need)


@pytest.mark.parametrize(
    ("least", "most", "target"),
    [(0, 10, 5), (6, 10, 5), (1, 4, 5), (11, 10, 10), (-5, 5, 1)],
)
def test_bounds_out_of_order_are_refused(least, most, target):
    with pytest.raises(InsightError, match="are not in order"):
        Bounds(least, most, target)


def test_bounds_may_all_be_the_same():
    assert Bounds(5, 5, 5) == Bounds(least=5, most=5, target=5)


def test_neighbourhoods_of_a_chain_are_those_found_by_hand():
    # Aim 250, at most 300, a hundred each. From a: b (at 200 another hundred is as far
    # beyond the aim as one is short of it, so it is taken), then c. From e: d, c.
    found = grown(
        {"a": 1, "b": 5, "c": 2, "d": 4, "e": 9}, 100, CHAIN, Bounds(200, 300, 250)
    )
    # b and c both lead to bcd or abc: from b, c (2 > 1) then d (4 > 1).
    assert sets(found) == ["cde", "bcd", "abc"]
    assert [each.need for each in found] == [(2 + 4 + 9) / 3, 11 / 3, 8 / 3]
    assert [each.people for each in found] == [300, 300, 300]


def test_growth_stops_where_one_more_would_lead_further_from_the_aim():
    # 220 is 30 short of 250; 300 would be 50 beyond it. From c, though, the 190 of
    # b and c are too few, so that a is taken as well.
    found = grown({"a": 9, "b": 8, "c": 7}, {"a": 110, "b": 110, "c": 80}, CHAIN, PAIR)
    assert sets(found) == ["ab", "abc"]


def test_growth_goes_on_below_the_least_whatever_the_aim():
    # 300 are 100 beyond the aim of 200, and 190 and 110 were nearer, but too few.
    bounds = Bounds(195, 300, 200)
    people = {"a": 190, "b": 110}
    assert sets(grown({"a": 2, "b": 1}, people, CHAIN, bounds)) == ["ab"]


def test_growth_passes_over_an_area_that_does_not_fit():
    # From a, b is needier but 350 are too many; c is taken instead. And b is by itself.
    beside = joined("ab", "ac")
    found = grown(
        {"a": 3, "b": 9, "c": 1}, {"a": 150, "b": 200, "c": 100}, beside, PAIR
    )
    assert sets(found) == ["b", "ac"]


def test_equal_need_is_settled_by_shared_neighbours_before_the_code():
    # From a, b and d alike the third is d, which touches both others, and not c,
    # which has its need and comes first; c and e take each other, then b.
    beside = joined("ab", "ad", "bd", "bc", "ce")
    need = {"a": 5, "b": 9, "c": 1, "d": 1, "e": 99}
    found = grown(need, 100, beside, Bounds(300, 300, 300))
    assert sets(found) == ["bce", "abd"]


def test_equal_need_and_shared_neighbours_are_settled_by_code():
    star = joined("mz", "mc", "mb")
    found = grown({"m": 9, "z": 1, "c": 1, "b": 1}, 100, star, Bounds(200, 200, 200))
    # From m, of b, c and z alike the first; the others find m.
    assert sets(found) == ["bm", "cm", "mz"]
    from_middle = grown(
        {"m": 9, "z": 1, "c": 1, "b": 1}, 100, star, Bounds(300, 300, 300)
    )
    assert sets(from_middle)[0] == "bcm"


def test_no_neighbourhood_crosses_a_district():
    need = {"a": 1, "b": 2, "c": 9, "d": 8}
    found = grown(need, 100, CHAIN, PAIR, ["South", "South", "North", "North"])
    assert [(each.district, *each.members) for each in found] == [
        ("North", "c", "d"),
        ("South", "a", "b"),
    ]


def test_area_without_need_is_neither_seed_nor_member():
    assert sets(grown({"a": 1, "b": np.nan, "c": 3, "d": 4}, 100, CHAIN, PAIR)) == [
        "cd"
    ]


def test_area_where_nobody_lives_is_neither_seed_nor_member():
    people = {"a": 100, "b": 0, "c": 100, "d": 100}
    assert sets(grown({"a": 1, "b": 9, "c": 3, "d": 4}, people, CHAIN, PAIR)) == ["cd"]


@pytest.mark.parametrize(("people", "found"), [(299, 1), (300, 1), (301, 0)])
def test_single_area_is_a_neighbourhood_up_to_the_most(people, found):
    assert len(grown({"a": 1}, people, joined("ab"), PAIR)) == found


@pytest.mark.parametrize(("people", "found"), [(199, 0), (200, 1)])
def test_single_area_is_a_neighbourhood_from_the_least(people, found):
    assert len(grown({"a": 1}, people, joined("ab"), PAIR)) == found


def test_toy_town_gives_what_its_people_allow(town):
    known, population = town.known, town.pack.table("population")["population"]
    need = pd.Series([6.0, 5, 4, 3, 2, 1], index=population.index)
    beside = links(known.levels[Level.LSOA], within=known.district_of)
    found = grow(need, population, known.district_of, beside, Bounds(250, 900, 800))
    # Nobody lives in 1; 2 and 3 have 300 people. In the north 4 takes 5 (700 people),
    # as does 5; 6 takes 5 (900, 100 beyond the aim).
    assert found == (
        Candidate(("E01000002", "E01000003"), SOUTH, 300, (500 + 800) / 300),
        Candidate(("E01000004", "E01000005"), NORTH, 700, (900 + 800) / 700),
        Candidate(("E01000005", "E01000006"), NORTH, 900, (800 + 500) / 900),
    )


def test_need_people_and_districts_must_be_on_the_same_areas():
    need = series(a=1.0, b=2.0)
    with pytest.raises(AlignmentError, match="not on the same areas"):
        grow(need, series(a=1, c=2), series(a="D", b="D"), CHAIN, PAIR)
    with pytest.raises(AlignmentError, match="not on the same areas"):
        enumerate_all(need, series(a=1, b=2), series(b="D", a="D"), CHAIN, PAIR)


def test_links_to_areas_not_looked_at_are_passed_over():
    assert sets(grown({"a": 1, "b": 2}, 100, CHAIN, PAIR)) == ["ab"]


def test_every_connected_set_of_a_chain_is_found():
    need = series(a=1.0, b=1.0, c=1.0, d=1.0, e=1.0)
    people, district = need * 100, need.map({1.0: "D"})
    found = enumerate_all(need, people, district, CHAIN, PAIR)
    assert sets(found) == ["ab", "abc", "bc", "bcd", "cd", "cde", "de"]


def test_enumeration_gives_up_before_it_grows_out_of_hand(monkeypatch):
    need = series(a=1.0, b=1.0, c=1.0, d=1.0, e=1.0)
    people, district = need * 100, need.map({1.0: "D"})
    # Five of one, four of two and three of three: twelve to look at.
    monkeypatch.setattr(neighbourhoods, "MOST_SETS", 12)
    assert len(enumerate_all(need, people, district, CHAIN, PAIR)) == 7
    monkeypatch.setattr(neighbourhoods, "MOST_SETS", 11)
    with pytest.raises(
        InsightError, match="more than 11 connected sets with up to 300"
    ):
        enumerate_all(need, people, district, CHAIN, PAIR)


@st.composite
def grids(draw):
    """Nine areas in a square, in one or two districts, some without need."""
    needs = st.one_of(st.integers(0, 4).map(float), st.just(np.nan))
    nine = {"min_size": 9, "max_size": 9}
    need = pd.Series(draw(st.lists(needs, **nine)), index=GRID)
    people = pd.Series(draw(st.lists(st.integers(0, 5), **nine)), index=GRID)
    cut = draw(st.integers(0, 3))
    district = pd.Series(["S" if int(c[0]) < cut else "N" for c in GRID], index=GRID)
    least, target, most = sorted(draw(st.lists(st.integers(1, 12), **{
        "min_size": 3, "max_size": 3})))  # fmt: skip
    return need, people, district, Bounds(least, most, target)


def grid_links() -> Links:
    at = [(int(code[0]), int(code[1])) for code in GRID]
    return Links(
        {
            code: tuple(
                other
                for other, (r, c) in zip(GRID, at, strict=True)
                if abs(r - row) + abs(c - column) == 1
            )
            for code, (row, column) in zip(GRID, at, strict=True)
        },
        pd.DataFrame(),
    )


BESIDE = grid_links()


CONNECTED = [
    members
    for size in range(1, 10)
    for members in combinations(GRID, size)
    if BESIDE.is_connected(members)
]
"""Every connected set of the square, by trying all 511 sets."""


def is_sound(members, need, people, district, bounds) -> bool:
    return (
        all(need[code] == need[code] and people[code] > 0 for code in members)
        and len({district[code] for code in members}) == 1
        and bounds.least <= sum(people[code] for code in members) <= bounds.most
        and BESIDE.is_connected(members)
    )


@given(grids())
def test_enumeration_finds_all_the_sets_that_trying_each_does(drawn):
    need, people, district, bounds = drawn
    found = enumerate_all(need, people, district, BESIDE, bounds)
    plain = (*(each.to_dict() for each in (need, people, district)), bounds)
    expected = [members for members in CONNECTED if is_sound(members, *plain)]
    assert sorted(each.members for each in found) == sorted(expected)


@given(grids())
def test_what_is_grown_is_sound_and_never_beats_the_best_there_is(drawn):
    need, people, district, bounds = drawn
    found = grow(need, people, district, BESIDE, bounds)
    every = enumerate_all(need, people, district, BESIDE, bounds)
    assert set(found) <= set(every)
    assert len(set(found)) == len(found)
    for each in found:
        inside = list(each.members)
        assert is_sound(inside, *drawn)
        mean = np.average(need[inside], weights=people[inside])
        assert each.need == pytest.approx(mean, abs=1e-12)
    if found:
        assert found[0].need <= every[0].need


@given(grids(), st.permutations(GRID))
def test_order_of_the_rows_does_not_matter(drawn, order):
    need, people, district, bounds = drawn
    turned = (need[order], people[order], district[order], BESIDE, bounds)
    assert grow(*turned) == grow(need, people, district, BESIDE, bounds)


def test_neediest_go_first_and_leave_out_what_overlaps():
    pool = [candidate("ab", 3), candidate("cd", 9), candidate("de", 8)]
    picked = pick(pool, count=2, shares=Shares(frozenset("D")))
    assert sets(each.candidate for each in picked.picks) == ["cd", "ab"]
    assert picked.shortfall == ""


def test_equal_need_is_picked_by_code():
    pool = [candidate("c", 5), candidate("a", 5), candidate("b", 5)]
    picked = pick(pool, count=2, shares=Shares(frozenset("D")))
    assert sets(each.candidate for each in picked.picks) == ["a", "b"]


def test_district_that_is_not_allowed_has_no_place_and_is_no_runner_up():
    pool = [candidate("a", 9, "N"), candidate("b", 5, "S"), candidate("c", 4, "N")]
    picked = pick(pool, count=1, shares=Shares(frozenset("S")))
    assert sets(each.candidate for each in picked.picks) == ["b"]
    assert picked.picks[0].runner_up is None
    assert picked.picks[0].margin is None


POOL = [
    candidate("a", 9, "N"),
    candidate("b", 8, "N"),
    candidate("c", 7, "N"),
    candidate("d", 4, "S"),
    candidate("e", 3, "S"),
    candidate("f", 2, "W"),
]
ALL = frozenset("NSW")


@pytest.mark.parametrize(
    ("count", "shares", "found"),
    [
        (3, Shares(ALL), "abc"),
        (3, Shares(ALL, each=1), "adf"),
        (4, Shares(ALL, each=1), "abdf"),
        # Too few for everybody: the neediest districts come first.
        (2, Shares(ALL, each=1), "ad"),
        (5, Shares(ALL, each=2), "abdef"),
        (3, Shares(ALL, most_each=1), "adf"),
        (3, Shares(ALL, most_each=2), "abd"),
        (4, Shares(ALL, each=1, most_each=2), "abdf"),
        (3, Shares(frozenset("SW"), most_each=1), "df"),
        (0, Shares(ALL), ""),
        (3, Shares(frozenset()), ""),
    ],
)
def test_places_are_shared_out_as_told(count, shares, found):
    picked = pick(POOL, count=count, shares=shares)
    assert "".join(sets(each.candidate for each in picked.picks)) == found


def test_a_least_above_the_most_of_a_district_is_refused():
    with pytest.raises(InsightError, match="at least 2 and at most 1 neighbourhoods"):
        Shares(ALL, each=2, most_each=1)


@pytest.mark.parametrize(
    ("count", "shares", "rivals"),
    [
        # Anybody may have the last place: c is the best left out.
        (2, Shares(ALL), {"a": "c", "b": "c"}),
        # Each district's only place is its own; S has e left, W has nothing.
        (3, Shares(ALL, each=1), {"a": "b", "d": "e", "f": None}),
        # N has more than its first place, so that anybody might have either.
        (4, Shares(ALL, each=1), {"a": "c", "b": "c", "d": "e", "f": None}),
        # W had no place yet, and could have had that of a or of d.
        (2, Shares(ALL, each=1), {"a": "b", "d": "e"}),
        # Nobody may have a second: N is left with b, S with e, W with its own.
        (3, Shares(ALL, most_each=1), {"a": "b", "d": "e", "f": None}),
        # N is full, so that the place of d could be e's or f's, not c's.
        (3, Shares(ALL, most_each=2), {"a": "c", "b": "c", "d": "e"}),
    ],
)
def test_runner_up_could_have_had_the_place(count, shares, rivals):
    picked = pick(POOL, count=count, shares=shares)
    found = {
        each.candidate.members[0]: each.runner_up and each.runner_up.members[0]
        for each in picked.picks
    }
    assert found == rivals


def test_place_owed_to_a_district_may_go_to_another_that_is_still_owed_one():
    pool = [candidate("a", 9, "N"), candidate("ab", 8, "N"), candidate("d", 4, "S")]
    picked = pick(pool, count=1, shares=Shares(frozenset("NS"), each=1))
    runner_up = picked.picks[0].runner_up
    # ab overlaps what was picked.
    assert runner_up is not None
    assert runner_up.members == ("d",)


def test_margin_is_the_need_lost_by_a_swap():
    picked = pick(POOL, count=2, shares=Shares(ALL))
    assert [each.margin for each in picked.picks] == [9 - 7, 8 - 7]


@pytest.mark.parametrize(
    ("pool", "shares", "words"),
    [
        (
            POOL,
            Shares(ALL),
            "Only 6 of 9 neighbourhoods found: every other .* overlaps",
        ),
        (POOL, Shares(ALL, most_each=1), "Only 3 of 9 .* may have more than 1"),
        (
            POOL,
            Shares(frozenset("W"), most_each=1),
            "Only 1 of 9 .* every other one looked at overlaps",
        ),
        (POOL, Shares(frozenset()), "None of 9 .* no district is chosen"),
        ([], Shares(ALL), "None of 9 .* a number of people within the bounds"),
    ],
)
def test_fewer_than_asked_for_is_explained(pool, shares, words):
    shortfall = pick(pool, count=9, shares=shares).shortfall
    assert shortfall.endswith(".")
    assert re.match(words, shortfall)


def test_enough_need_no_explanation():
    assert pick(POOL, count=6, shares=Shares(ALL)).shortfall == ""


@given(
    grids(),
    st.integers(0, 5),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(2, 3)),
)
def test_picks_never_overlap_nor_lose_by_their_runner_up(drawn, count, each, most):
    need, people, district, bounds = drawn
    pool = enumerate_all(need, people, district, BESIDE, bounds)
    picked = pick(pool[::-1], count=count, shares=Shares(frozenset("SN"), each, most))
    members = [code for p in picked.picks for code in p.candidate.members]
    assert len(members) == len(set(members))
    assert len(picked.picks) <= count
    assert bool(picked.shortfall) is (len(picked.picks) < count)
    had = pd.Series([p.candidate.district for p in picked.picks]).value_counts()
    assert most is None or (had <= most).all()
    for p in picked.picks:
        if p.runner_up:
            assert set(members).isdisjoint(p.runner_up.members)
            assert p.margin is not None
            assert p.margin >= 0


def outline(*polygons: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(polygons), crs=27700)


def test_compactness_is_that_of_the_union():
    square = shapely.box(0, 0, 1000, 1000)
    beside = shapely.box(1000, 0, 2000, 1000)
    # 4 pi 1 / 4**2, and for two squares in one outline 4 pi 2 / 6**2.
    assert compactness(outline(square)) == pytest.approx(np.pi / 4)
    assert compactness(outline(square, beside)) == pytest.approx(2 * np.pi / 9)


def test_circle_is_the_most_compact_and_size_does_not_matter():
    circle = shapely.Point(0, 0).buffer(500, quad_segs=64)
    assert compactness(outline(circle)) == pytest.approx(1, abs=1e-3)
    thread = shapely.box(0, 0, 10_000, 10)
    assert compactness(outline(thread)) < 0.01
    small, large = shapely.box(0, 0, 2, 3), shapely.box(0, 0, 2000, 3000)
    assert compactness(outline(small)) == pytest.approx(compactness(outline(large)))
