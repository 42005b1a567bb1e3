"""Touching: along a boundary, by one rule for pairs, sets and single areas."""

import geopandas as gpd
import pytest
import shapely

from insight.errors import AlignmentError, GeographyError
from insight.geography.contiguity import MINIMUM_SHARED_EDGE_M, links, neighbours
from insight.pack.catalogue import Level

TOWN_PAIRS = [(1, 2), (1, 4), (2, 3), (2, 5), (3, 6), (4, 5), (5, 6)]


def coded(*numbers: int) -> list[str]:
    return [f"E0100000{number}" for number in numbers]


def shapes(*polygons: shapely.Geometry) -> gpd.GeoDataFrame:
    """Areas called a, b, c ... in the order given."""
    names = [chr(ord("a") + at) for at in range(len(polygons))]
    return gpd.GeoDataFrame(geometry=list(polygons), index=names, crs=27700)


def pairs(found) -> list[tuple[str, str]]:
    return list(zip(found.edges["one"], found.edges["other"], strict=True))


@pytest.fixture(scope="module")
def embedded(known):
    return links(known.levels[Level.LSOA])


def test_toy_town_has_seven_shared_edges_of_a_kilometre(town):
    found = links(town.known.levels[Level.LSOA])
    assert pairs(found) == [tuple(coded(*pair)) for pair in TOWN_PAIRS]
    assert found.edges["shared_m"].tolist() == [1000.0] * 7
    assert found.beside[coded(2)[0]] == tuple(coded(1, 3, 5))


def test_areas_of_different_districts_can_be_left_unlinked(town):
    known = town.known
    found = links(known.levels[Level.LSOA], within=known.district_of)
    inside = [(1, 2), (2, 3), (4, 5), (5, 6)]
    assert pairs(found) == [tuple(coded(*pair)) for pair in inside]


def test_districts_are_matched_by_code_and_not_by_row(town):
    known = town.known
    areas = known.levels[Level.LSOA]
    found = links(areas, within=known.district_of.iloc[::-1])
    assert pairs(found) == pairs(links(areas, within=known.district_of))


def test_corner_to_corner_is_no_link(town):
    areas = town.known.levels[Level.LSOA]
    # 2 is in the middle of the south: 1 and 3 beside it, 5 above, 4 and 6 across.
    assert neighbours(areas, coded(2)[0]) == coded(1, 3, 5)
    corner = shapes(shapely.box(0, 0, 100, 100), shapely.box(100, 100, 200, 200))
    assert links(corner).beside == {"a": (), "b": ()}


@pytest.mark.parametrize(("overlap_m", "is_linked"), [(-1, 0), (0, 1), (1, 1)])
def test_shared_edge_counts_from_its_least_length(overlap_m, is_linked):
    north = 100 - MINIMUM_SHARED_EDGE_M - overlap_m
    areas = shapes(shapely.box(0, 0, 100, 100), shapely.box(100, north, 200, north + 100))
    assert len(links(areas).edges) == is_linked
    assert len(neighbours(areas, "a")) == is_linked


def test_stretches_of_one_boundary_add_up():
    # The second lies against the first below and above a gap: 12 + 12 = 24 m.
    bracket = shapely.box(100, 0, 200, 100) - shapely.box(90, 12, 150, 88)
    areas = shapes(shapely.box(0, 0, 100, 100), bracket)
    assert links(areas).edges["shared_m"].tolist() == [24.0]


def test_area_inside_another_is_linked_along_the_whole_of_its_edge():
    inner = shapely.box(40, 40, 60, 60)
    areas = shapes(shapely.box(0, 0, 100, 100) - inner, inner)
    assert links(areas).edges["shared_m"].tolist() == [80.0]


def test_order_of_the_rows_does_not_matter(town):
    areas = town.known.levels[Level.LSOA]
    turned = links(areas.iloc[[3, 0, 5, 1, 4, 2]])
    straight = links(areas)
    assert turned.edges.equals(straight.edges)
    assert turned.beside == straight.beside


def test_boundaries_in_degrees_are_refused(town):
    areas = town.known.levels[Level.LSOA].to_crs(4326)
    with pytest.raises(GeographyError, match="6 areas are in degrees"):
        links(areas)
    with pytest.raises(GeographyError, match="6 areas are in degrees"):
        neighbours(areas, coded(1)[0])


def test_area_without_a_district_is_refused_and_not_linked_to_others_without(town):
    known = town.known
    district = known.district_of.drop(coded(4, 5))
    message = r"2 of 6 areas have no district, first 'E01000004'\. Give"
    with pytest.raises(AlignmentError, match=message):
        links(known.levels[Level.LSOA], within=district)


@pytest.mark.parametrize(
    ("members", "parts"),
    [
        ((), []),
        ((5,), [(5,)]),
        ((1, 2, 5, 6), [(1, 2, 5, 6)]),
        # 1 and 5 meet at a corner only; of equal parts that of the first code leads.
        ((1, 5), [(1,), (5,)]),
        ((1, 5, 6, 3), [(3, 5, 6), (1,)]),
    ],
)
def test_parts_of_a_set_are_those_that_hang_together(town, members, parts):
    found = links(town.known.levels[Level.LSOA])
    assert found.parts(coded(*members)) == tuple(tuple(coded(*p)) for p in parts)


def test_area_that_is_nowhere_is_a_part_by_itself(town):
    found = links(town.known.levels[Level.LSOA])
    assert found.parts(["E01999999", *coded(1)]) == (tuple(coded(1)), ("E01999999",))


def test_touching_is_mutual_and_never_with_oneself(embedded):
    for code, near in embedded.beside.items():
        assert code not in near
        assert list(near) == sorted(set(near))
        assert all(code in embedded.beside[other] for other in near)


def test_each_pair_is_told_once_and_long_enough(embedded):
    edges = embedded.edges
    assert (edges["one"] < edges["other"]).all()
    assert not edges.duplicated(["one", "other"]).any()
    assert edges["shared_m"].min() >= MINIMUM_SHARED_EDGE_M
    assert sum(map(len, embedded.beside.values())) == 2 * len(edges)


def test_shared_edges_are_no_longer_than_the_outlines_they_are_of(known, embedded):
    edges, length = embedded.edges, known.levels[Level.LSOA].length
    shared = (
        edges.groupby("one")["shared_m"]
        .sum()
        .add(edges.groupby("other")["shared_m"].sum(), fill_value=0)
    )
    assert (shared <= length[shared.index] * (1 + 1e-9)).all()


def test_embedded_areas_hang_together_in_all_and_in_each_district(known, embedded):
    assert set(embedded.beside) == set(known.district_of.index)
    assert len(embedded.parts(known.district_of.index)) == 1
    inside = links(known.levels[Level.LSOA], within=known.district_of)
    assert len(inside.parts(known.district_of.index)) == 9


def test_links_within_districts_are_those_links_that_cross_no_border(known, embedded):
    edges, district = embedded.edges, known.district_of
    crosses = edges["one"].map(district) != edges["other"].map(district)
    inside = links(known.levels[Level.LSOA], within=district)
    assert inside.edges.equals(edges[~crosses].reset_index(drop=True))


def test_neighbours_of_one_area_are_those_of_the_links(known, embedded):
    areas = known.levels[Level.LSOA]
    for code in areas.index[::7]:
        assert tuple(neighbours(areas, code)) == embedded.beside[code]
