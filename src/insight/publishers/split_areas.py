"""Outlines of areas that were split after the boundaries at hand were drawn."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon

from insight.errors import GeographyError


def cut_by_centroids(
    parent: Polygon,
    children: Sequence[str],
    centroids: Mapping[str, tuple[float, float]],
    grid_m: float,
) -> dict[str, Polygon]:
    """Cut a parent area into its children by the nearest official centroid.

    Each child is the part of the parent nearer to its population-weighted
    centroid than to its siblings' (a Voronoi cell). A child without a centroid
    takes its one known sibling's, mirrored through the parent's centroid.

    Examples
    --------
    >>> square = shapely.box(0, 0, 100, 100)
    >>> parts = cut_by_centroids(square, ["a", "b"], {"a": (30, 50)}, 0.1)
    >>> parts["a"].bounds, parts["b"].bounds
    ((0.0, 0.0, 50.0, 100.0), (50.0, 0.0, 100.0, 100.0))
    """
    points = {code: Point(centroids[code]) for code in children if code in centroids}
    missing = [code for code in children if code not in points]
    if missing:
        if len(children) != 2 or len(missing) != 1:
            raise GeographyError(
                f"{len(missing)} of {len(children)} parts of a split area have no "
                f"centroid, first {missing[0]!r}. Only one of two can be inferred."
            )
        (sibling,) = points.values()
        middle = parent.centroid
        points[missing[0]] = Point(2 * middle.x - sibling.x, 2 * middle.y - sibling.y)
    cells = shapely.voronoi_polygons(
        MultiPoint([points[code] for code in children]), extend_to=parent
    )
    parts = {}
    for code in children:
        cell = next(cell for cell in cells.geoms if cell.covers(points[code]))
        parts[code] = shapely.set_precision(cell.intersection(parent), grid_m)
    return _without_fragments(parts)


def _without_fragments(parts: dict[str, Polygon]) -> dict[str, Polygon]:
    """Give each detached fragment to the sibling that it shares an edge with."""
    whole: dict[str, list[Polygon]] = {}
    loose: list[tuple[str, Polygon]] = []
    for code, part in parts.items():
        pieces = sorted(shapely.get_parts(part), key=lambda piece: -piece.area)
        if not pieces or pieces[0].is_empty:
            raise GeographyError(f"The part {code!r} of a split area is empty.")
        whole[code] = [pieces[0]]
        loose += [(code, piece) for piece in pieces[1:]]
    for code, piece in loose:
        others = {
            other: shapely.length(shapely.intersection(piece, pieces[0]))
            for other, pieces in whole.items()
            if other != code
        }
        whole[max(others, key=lambda other: others[other])].append(piece)
    return {code: shapely.union_all(pieces) for code, pieces in whole.items()}


def insert_vertices(shapes: np.ndarray, grid_m: float) -> np.ndarray:
    """Give neighbours of a cut the new corner too, so that edges stay shared.

    A cut ends in the middle of an edge that a neighbouring area also has; unless
    that neighbour gets the same corner, rounding leaves a hairline gap.
    """
    corners = shapely.multipoints(np.unique(shapely.get_coordinates(shapes), axis=0))
    tree = shapely.STRtree(shapely.get_parts(corners))
    points = tree.geometries
    snapped = []
    for shape in shapes:
        near = points[tree.query(shape.boundary, predicate="dwithin", distance=grid_m)]
        snapped.append(shapely.snap(shape, shapely.multipoints(near), grid_m))
    result = np.array(snapped)
    if not shapely.coverage_is_valid(result):
        faults = [e for e in shapely.coverage_invalid_edges(result) if not e.is_empty]
        raise GeographyError(
            f"{len(faults)} of {len(shapes)} outlines do not meet their neighbours, "
            f"first near {faults[0].centroid.wkt}."
        )
    return result
