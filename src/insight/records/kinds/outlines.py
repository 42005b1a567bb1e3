"""Outlines of neighbourhoods: the union of areas, and areas within an outline."""

from collections.abc import Iterator
from typing import Any, cast

import geopandas as gpd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from insight.errors import GeographyError
from insight.pack.contracts import BRITISH_NATIONAL_GRID, WGS84
from insight.records.errors import RecordError
from insight.records.kinds.neighbourhoods import Neighbourhood

COORDINATE_STEP = 1e-6  # degrees between one coordinate and the next: about 10 cm

DEEPEST = 4  # lists within lists of a multipolygon's coordinates

BEYOND_EARTH = 1e9  # more than any coordinate in degrees or metres


def unions(neighbourhoods: list[Neighbourhood], areas: gpd.GeoSeries) -> list[dict[str, Any]]:
    """The outline of each neighbourhood as GeoJSON, in longitude and latitude."""
    _check_grid(areas, "boundaries")
    shapes = gpd.GeoSeries([_union(item, areas) for item in neighbourhoods], crs=areas.crs)
    degrees = shapely.set_precision(shapes.to_crs(WGS84).array, COORDINATE_STEP)
    return [shapely.geometry.mapping(shape) for shape in shapely.orient_polygons(degrees)]


class Inside:
    """Which areas have their point within an outline."""

    def __init__(self, points: gpd.GeoSeries | None) -> None:
        if points is not None:
            _check_grid(points, "points")
        self._points = None if points is None else points.to_crs(WGS84)

    def codes(self, geometry: object) -> tuple[str, ...]:
        """The codes of the areas within a GeoJSON geometry."""
        if self._points is None:
            raise RecordError("has no members; list the LSOA codes of its areas")
        outline = _outline(geometry)
        found = self._points.sindex.query(outline, predicate="covers")
        if not len(found):
            raise RecordError(
                "has an outline that does not contain the middle of any area; check that its "
                "coordinates are longitude and latitude, in the study area"
            )
        return tuple(sorted(self._points.index[found]))


def _union(item: Neighbourhood, areas: gpd.GeoSeries) -> BaseGeometry:
    missing = [code for code in item.members if code not in areas.index]
    if missing:
        raise GeographyError(
            f"{len(missing)} of {len(item.members)} areas of {item.name!r} have no "
            f"boundary, first {missing[0]!r}. Use a data version that covers them."
        )
    return cast("BaseGeometry", shapely.union_all(areas.loc[list(item.members)].to_numpy()))


def _check_grid(series: gpd.GeoSeries, what: str) -> None:
    if series.crs is None or series.crs.to_epsg() != BRITISH_NATIONAL_GRID:
        raise GeographyError(
            f"The {what} must be in British National Grid (EPSG:27700), not "
            f"{series.crs}. Convert them first."
        )


def _outline(geometry: object) -> BaseGeometry:
    """A sound polygon out of GeoJSON that may hold anything."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    # Not a set: the kind may be a list, which has no hash.
    if kind not in ("Polygon", "MultiPolygon"):
        raise RecordError(
            "has neither members nor an outline; give LSOA codes in members, or a polygon"
        )
    numbers = _numbers(cast("dict[str, Any]", geometry).get("coordinates"))
    if not all(_is_coordinate(number) for number in numbers):
        raise RecordError("has coordinates that are not numbers; make a new outline")
    try:
        outline = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ShapelyError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise RecordError("has an outline that is not closed; make a new one") from error
    west, south, east, north = outline.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise RecordError(
            "has coordinates that are not degrees; save it in longitude and latitude (EPSG:4326)"
        )
    if not outline.is_valid:
        raise RecordError("has an outline that crosses itself; make a new one")
    return outline


def _numbers(coordinates: object, depth: int = DEEPEST) -> Iterator[object]:
    """Every leaf of nested lists; a list that lies too deep counts as one."""
    if isinstance(coordinates, list) and depth > 0:
        for part in coordinates:
            yield from _numbers(part, depth - 1)
    else:
        yield coordinates


def _is_coordinate(number: object) -> bool:
    # A bool is an int to Python, and no comparison holds for a missing number.
    return type(number) in {int, float} and abs(cast("float", number)) < BEYOND_EARTH
