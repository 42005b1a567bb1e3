"""Cutting a split area: the parts are the parent, however it lies."""

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from insight.errors import GeographyError
from insight.publishers.split_areas import cut_by_centroids, insert_vertices

GRID_M = 0.1
SQUARE = shapely.box(0, 0, 1000, 1000)
inside = st.tuples(st.integers(50, 950), st.integers(50, 950))


@given(st.lists(inside, min_size=2, max_size=4, unique=True))
def test_parts_cover_the_parent_once_and_hold_their_centroids(points):
    assume(shapely.MultiPoint(points).minimum_clearance > 50)
    centroids = {f"part {i}": point for i, point in enumerate(points)}
    parts = cut_by_centroids(SQUARE, list(centroids), centroids, GRID_M)
    assert list(parts) == list(centroids)
    assert sum(p.area for p in parts.values()) == pytest.approx(SQUARE.area, rel=1e-3)
    assert shapely.union_all(list(parts.values())).area == pytest.approx(SQUARE.area, rel=1e-3)
    for code, part in parts.items():
        assert part.covers(shapely.Point(centroids[code]))


def test_missing_centroid_is_its_siblings_mirrored():
    # The middle is at 500: 300 mirrors to 700, and the cut is half-way.
    parts = cut_by_centroids(SQUARE, ["known", "lost"], {"known": (300, 500)}, GRID_M)
    assert parts["known"].bounds == (0, 0, 500, 1000)
    assert parts["lost"].bounds == (500, 0, 1000, 1000)


def test_mirroring_is_the_same_whichever_part_comes_first():
    first = cut_by_centroids(SQUARE, ["a", "b"], {"b": (100, 500)}, GRID_M)
    second = cut_by_centroids(SQUARE, ["b", "a"], {"b": (100, 500)}, GRID_M)
    assert first["a"].equals(second["a"])


def test_lone_centroid_missing_of_three_is_refused_in_words():
    with pytest.raises(GeographyError) as caught:
        cut_by_centroids(SQUARE, ["a", "b", "c"], {"a": (1, 1), "b": (900, 900)}, GRID_M)
    assert str(caught.value) == (
        "1 of 3 parts of a split area have no centroid, first 'c'. Only one of two can be inferred."
    )


def test_part_whose_cell_lies_outside_the_parent_is_refused():
    with pytest.raises(GeographyError, match="'far' of a split area is empty"):
        cut_by_centroids(SQUARE, ["near", "far"], {"near": (500, 500), "far": (9000, 500)}, GRID_M)


def test_gap_between_outlines_is_refused_with_the_place():
    left, right = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    bulge = shapely.union_all([right, shapely.box(9, 4, 10, 6)])
    with pytest.raises(GeographyError, match="2 of 2 outlines do not meet"):
        insert_vertices(shapely.geometrycollections([left, bulge]).geoms, GRID_M)


def test_outlines_that_meet_stay_as_they_are():
    shapes = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    whole = insert_vertices(shapely.geometrycollections(shapes).geoms, GRID_M)
    assert all(a.equals(b) for a, b in zip(shapes, whole, strict=True))
