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

from insight.errors import AlignmentError, InsightError
from insight.geography import neighbourhoods
from insight.geography.contiguity import Links, links
from insight.geography.neighbourhoods import (
    Bounds,
    Candidate,
    Candidates,
    candidates,
    compactness,
    pick,
    pick_again,
)
from insight.pack.catalogue import Level

SOUTH, NORTH = "E07000001", "E07000002"
PAIR = Bounds(200, 300)
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


def found(need, people, beside, bounds, district=None) -> Candidates:
    need = pd.Series(need, dtype=float)
    people = pd.Series(people, index=need.index)
    district = pd.Series(district or "D", index=need.index)
    return candidates(need, people, district, beside, bounds)


def described(every: Candidates, need: pd.Series) -> list[Candidate]:
    """Every candidate with its need, in the order of the members' codes."""
    needs = every.needs(need.to_numpy(dtype=float)[None, :])[0]
    return [every.candidate(at, mean) for at, mean in enumerate(needs)]


def names(every: Candidates) -> list[str]:
    return ["".join(every.candidate(at, 0).members) for at in range(len(every))]


def picked_sets(picked) -> list[str]:
    return ["".join(each.candidate.members) for each in picked.picks]


ROW = {"A": "abc", "B": "def", "C": "gh"}
"""Districts of areas that touch nothing: each is a candidate by itself."""


def alone(bounds=PAIR, **need: float) -> tuple[Candidates, pd.Series]:
    """Candidates of one area each, of the districts of `ROW`, and their needs."""
    needs = pd.Series(need, dtype=float)
    home = {area: name for name, areas in ROW.items() for area in areas}
    district = [home[area] for area in needs.index]
    return found(needs, 250, Links({}, pd.DataFrame()), bounds, district), needs


@pytest.mark.parametrize(("least", "most"), [(0, 10), (11, 10), (-5, 5)])
def test_bounds_out_of_order_are_refused(least, most):
    with pytest.raises(InsightError, match=f"{least:,}.*{most:,}"):
        Bounds(least, most)


def test_bounds_may_be_the_same():
    assert Bounds(5, 5) == Bounds(least=5, most=5)


def test_every_connected_set_of_a_chain_is_found():
    every = found(dict.fromkeys("abcde", 1.0), 100, CHAIN, PAIR)
    assert names(every) == ["ab", "abc", "bc", "bcd", "cd", "cde", "de"]
    assert not every.is_cut


def test_need_of_a_set_is_the_mean_over_its_people():
    need = series(a=1.0, b=4.0)
    every = found(need, {"a": 200, "b": 100}, CHAIN, PAIR)
    assert described(every, need) == [
        Candidate(("a",), "D", 200, 1.0),
        Candidate(("a", "b"), "D", 300, 2.0),
    ]


def test_no_neighbourhood_crosses_a_district():
    need = {"a": 1, "b": 2, "c": 9, "d": 8}
    every = found(need, 100, CHAIN, PAIR, ["South", "South", "North", "North"])
    assert [(each.district, *each.members) for each in described(every, series(**need))
            ] == [("South", "a", "b"), ("North", "c", "d")]  # fmt: skip


def test_area_without_need_is_in_no_set():
    need = {"a": 1, "b": np.nan, "c": 3, "d": 4}
    assert names(found(need, 100, CHAIN, PAIR)) == ["cd"]


def test_area_where_nobody_lives_is_in_no_set():
    people = {"a": 100, "b": 0, "c": 100, "d": 100}
    need = {"a": 1, "b": 9, "c": 3, "d": 4}
    assert names(found(need, people, CHAIN, PAIR)) == ["cd"]


@pytest.mark.parametrize(("people", "count"), [(199, 0), (200, 1), (299, 1), (300, 1), (301, 0)])
def test_single_area_is_a_neighbourhood_within_the_bounds(people, count):
    assert len(found({"a": 1}, people, joined("ab"), PAIR)) == count


def test_toy_town_gives_what_its_people_allow(town):
    known, population = town.known, town.pack.table("population")["population"]
    need = pd.Series([6.0, 5, 4, 3, 2, 1], index=population.index)
    beside = links(known.levels[Level.LSOA], within=known.district_of)
    every = candidates(need, population, known.district_of, beside, Bounds(250, 900))
    # Nobody lives in 1. In the north 4 and 5 have 700 people, 5 and 6 have 900, and
    # all three too many.
    assert [each for each in described(every, need) if len(each.members) > 1] == [
        Candidate(("E01000002", "E01000003"), SOUTH, 300, (500 + 800) / 300),
        Candidate(("E01000004", "E01000005"), NORTH, 700, (900 + 800) / 700),
        Candidate(("E01000005", "E01000006"), NORTH, 900, (800 + 500) / 900),
    ]


def test_need_people_and_districts_must_be_on_the_same_areas():
    need = series(a=1.0, b=2.0)
    with pytest.raises(AlignmentError, match="not on the same areas"):
        candidates(need, series(a=1, c=2), series(a="D", b="D"), CHAIN, PAIR)
    with pytest.raises(AlignmentError, match="not on the same areas"):
        candidates(need, series(a=1, b=2), series(b="D", a="D"), CHAIN, PAIR)


def test_links_to_areas_not_looked_at_are_passed_over():
    assert names(found({"a": 1, "b": 2}, 100, CHAIN, PAIR)) == ["ab"]


def test_where_there_are_too_many_sets_the_neediest_around_each_area_are_followed(monkeypatch):
    # One set of each size for each of five areas: of the ten pairs of a ring of five
    # with all diagonals, the best of those whose neediest is a, b, c and d, then the
    # second best of a.
    pairs = ["".join(pair) for pair in combinations("abcde", 2)]
    need = {"a": 9, "b": 7, "c": 5, "d": 3, "e": 1}
    every = found(need, 100, joined(*pairs), Bounds(200, 200))
    assert names(every) == pairs
    monkeypatch.setattr(neighbourhoods, "MOST_SETS", 1)
    cut = found(need, 100, joined(*pairs), Bounds(200, 200))
    assert names(cut) == ["ab", "ac", "bc", "cd", "de"]
    assert cut.is_cut


@st.composite
def grids(draw):
    """Nine areas in a square, in one or two districts, some without need."""
    needs = st.one_of(st.integers(0, 4).map(float), st.just(np.nan))
    nine = {"min_size": 9, "max_size": 9}
    need = pd.Series(draw(st.lists(needs, **nine)), index=GRID)
    people = pd.Series(draw(st.lists(st.integers(0, 5), **nine)), index=GRID)
    cut = draw(st.integers(0, 3))
    district = pd.Series(["S" if int(c[0]) < cut else "N" for c in GRID], index=GRID)
    least, most = sorted(draw(st.tuples(st.integers(1, 12), st.integers(1, 12))))
    return need, people, district, Bounds(least, most)


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
    if len(BESIDE.parts(members)) == 1
]
"""Every connected set of the square, by trying all 511 sets."""


def is_sound(members, need, people, district, bounds) -> bool:
    return (
        all(need[code] == need[code] and people[code] > 0 for code in members)
        and len({district[code] for code in members}) == 1
        and bounds.least <= sum(people[code] for code in members) <= bounds.most
        and len(BESIDE.parts(members)) == 1
    )


@given(grids())
def test_all_the_sets_are_found_that_trying_each_finds(drawn):
    need, people, district, bounds = drawn
    every = described(candidates(need, people, district, BESIDE, bounds), need)
    plain = (*(each.to_dict() for each in (need, people, district)), bounds)
    expected = [members for members in CONNECTED if is_sound(members, *plain)]
    assert [each.members for each in every] == sorted(expected)
    for each in every:
        inside = list(each.members)
        mean = np.average(need[inside], weights=people[inside])
        assert each.need == pytest.approx(mean, abs=1e-12)


@given(grids())
def test_sets_that_are_cut_are_sound_and_have_the_neediest_two(drawn):
    need, people, district, bounds = drawn
    every = candidates(need, people, district, BESIDE, bounds)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(neighbourhoods, "MOST_SETS", 1)
        cut = candidates(need, people, district, BESIDE, bounds)
    whole, kept = (described(each, need) for each in (every, cut))
    assert {each.members for each in kept} <= {each.members for each in whole}
    assert cut.is_cut or len(kept) == len(whole)
    for size in (1, 2):
        needs = [[c.need for c in each if len(c.members) <= size]
                 for each in (whole, kept)]  # fmt: skip
        assert max(needs[0], default=0) == max(needs[1], default=0)


@given(grids(), st.permutations(GRID), st.integers(0, 4), st.integers(0, 2))
def test_order_of_the_rows_does_not_matter(drawn, order, count, each):
    need, people, district, bounds = drawn
    one = candidates(need, people, district, BESIDE, bounds)
    turned = (need[order], people[order], district[order], BESIDE, bounds)
    other = candidates(*turned)
    assert names(other) == names(one)
    picks = pick(one, need, count=count, each=each).picks
    assert pick(other, need[order], count=count, each=each).picks == picks


def test_neediest_go_first_and_leave_out_what_overlaps():
    # bc is the neediest; of ab, cd and de only de shares nothing with it.
    need = {"a": 1, "b": 9, "c": 8, "d": 7, "e": 1}
    every = found(need, 100, CHAIN, Bounds(200, 200))
    picked = pick(every, series(**need), count=2)
    assert picked_sets(picked) == ["bc", "de"]
    assert [each.candidate.need for each in picked.picks] == [8.5, 4]
    assert picked.shortfall == ""


def test_equal_need_is_picked_by_code_and_said_to_be_tied():
    picked = pick(*alone(c=5, a=5, b=5, d=4), count=2)
    assert picked_sets(picked) == ["a", "b"]
    assert [each.tied for each in picked.picks] == [2, 2]
    assert [each.tied for each in pick(*alone(a=3, b=2), count=2).picks] == [0, 0]


def test_sums_that_differ_by_how_they_are_added_up_are_tied():
    # 0.1 + 0.2 is not 0.3 in binary.
    beside = joined("ab", "cd")
    need = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.0}
    picked = pick(found(need, 100, beside, Bounds(200, 200)), series(**need), count=1)
    assert picked_sets(picked) == ["ab"]
    assert picked.picks[0].tied == 1


def test_what_overlaps_another_that_was_picked_is_not_tied():
    need = {"a": 4, "b": 2, "c": 4, "d": 2, "e": 4}
    picked = pick(found(need, 100, CHAIN, Bounds(200, 200)), series(**need), count=2)
    assert picked_sets(picked) == ["ab", "cd"]
    # All pairs have the same need. In place of ab there is none that does not overlap
    # cd; in place of cd there could be de. And each is tied with the other.
    assert [each.tied for each in picked.picks] == [1, 2]


def test_each_district_gets_its_own_first_and_the_rest_go_by_need():
    pool = alone(a=9, b=8, c=7, d=4, e=3, g=2)
    assert picked_sets(pick(*pool, count=4)) == ["a", "b", "c", "d"]
    assert picked_sets(pick(*pool, count=4, each=1)) == ["a", "b", "d", "g"]
    # Where too few are asked for, those that are owed go by need.
    assert picked_sets(pick(*pool, count=2, each=1)) == ["a", "d"]
    # C has one: what it cannot take goes by need.
    assert picked_sets(pick(*pool, count=6, each=2)) == list("abcdeg")


@pytest.mark.parametrize(
    ("count", "each", "rivals"),
    [
        # Anybody may have the last place: c is the best left out.
        (2, 0, {"a": "c", "b": "c"}),
        # Each district's only place is its own; B has e left, C has nothing.
        (3, 1, {"a": "b", "d": "e", "g": None}),
        # A has more than its first place, so that anybody might have either.
        (4, 1, {"a": "c", "b": "c", "d": "e", "g": None}),
        # C had no place yet, and could have had that of a or of d.
        (2, 1, {"a": "b", "d": "e"}),
    ],
)
def test_runner_up_could_have_had_the_place(count, each, rivals):
    picked = pick(*alone(a=9, b=8, c=7, d=4, e=3, g=2), count=count, each=each)
    assert {
        one.candidate.members[0]: one.runner_up and one.runner_up.members[0] for one in picked.picks
    } == rivals


def test_place_owed_to_a_district_may_go_to_another_that_is_still_owed_one():
    (one,) = pick(*alone(a=9, d=4), count=1, each=1).picks
    assert one.runner_up is not None
    assert one.runner_up.members == ("d",)


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        (alone(a=2, b=1), "Only 2 of 9 .* overlaps"),
        (alone(a=np.nan), "None of 9 .* No district"),
        (alone(Bounds(10, 20), a=2), "None of 9 .* population"),
    ],
)
def test_fewer_than_asked_for_is_explained(pool, words):
    shortfall = pick(*pool, count=9).shortfall
    assert shortfall.endswith(".")
    assert re.match(words, shortfall)


@given(grids(), st.integers(0, 5), st.integers(0, 2))
def test_picks_never_overlap_nor_lose_by_their_runner_up(drawn, count, each):
    need, people, district, bounds = drawn
    every = candidates(need, people, district, BESIDE, bounds)
    picked = pick(every, need, count=count, each=each)
    members = [code for p in picked.picks for code in p.candidate.members]
    assert len(members) == len(set(members))
    assert len(picked.picks) <= count
    assert bool(picked.shortfall) is (len(picked.picks) < count)
    needs = [p.candidate.need for p in picked.picks]
    assert needs == sorted(needs, reverse=True)
    for p in picked.picks:
        if p.runner_up:
            assert set(members).isdisjoint(p.runner_up.members)
            assert p.candidate.need >= p.runner_up.need
    if picked.picks and not each:
        assert needs[0] == pytest.approx(max(one.need for one in described(every, need)), abs=1e-8)


def test_list_made_again_tells_how_often_more_than_half_of_each_is_on_it():
    # Of a to e in a chain, in pairs: first the list is ab, then cd.
    need = series(a=9.0, b=8, c=5, d=4, e=1)
    every = found(need, 100, CHAIN, Bounds(200, 200))
    first = pick(every, need, count=2)
    assert picked_sets(first) == ["ab", "cd"]
    draws = np.array(
        [
            [9, 8, 5, 4, 1],  # ab, cd again
            [5, 4, 9, 8, 1],  # cd, ab: the same list in another order
            [1, 6, 9, 4, 8],  # bc, de: half of ab and all of cd
            [1, 9, 8, 0, 0],  # bc, de likewise
        ],
        dtype="float32",
    )
    again = pick_again(first, draws)
    assert again.lists == 4
    assert again.same == 2
    # A half is not more than half.
    assert again.chances == (0.5, 1.0)


def test_list_made_again_from_the_same_needs_is_the_same():
    pool, need = alone(a=9, b=8, c=7, d=4, e=3, g=2)
    first = pick(pool, need, count=4, each=1)
    again = pick_again(first, np.tile(need.to_numpy(), (3, 1)))
    assert again.same == again.lists == 3
    assert again.chances == (1.0,) * 4


def test_fewer_lists_are_made_where_there_are_many_sets(monkeypatch):
    pool, need = alone(a=3, b=2, c=1)
    first = pick(pool, need, count=1)
    draws = np.tile(need.to_numpy(), (50, 1))
    monkeypatch.setattr(neighbourhoods, "MOST_LOOKED_AT", 60)
    monkeypatch.setattr(neighbourhoods, "FEWEST_LISTS", 5)
    again = pick_again(first, draws)
    assert again.lists == 20
    assert again.error == pytest.approx(0.5 / 20**0.5)
    monkeypatch.setattr(neighbourhoods, "MOST_LOOKED_AT", 6)
    assert pick_again(first, draws).lists == 5


def test_list_of_nothing_can_be_made_again():
    pool, need = alone(Bounds(10, 20), a=2)
    again = pick_again(pick(pool, need, count=3), need.to_numpy()[None, :])
    assert again.chances == ()


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
