"""Where to write names on a map so that they do not run into each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import cos, radians

EM = 0.56
"""Mean width of a letter as a share of the type size, for bold sans-serif."""

LINE = 1.25
"""Height of a line as a share of the type size."""

NEAR = ((0, 0), (0, 0.6), (0, -0.6), (0.3, 0), (-0.3, 0))
"""Steps tried for a name that would name another place farther away."""

SHIFTS = (
    *NEAR[:3],
    *((0, up) for up in (1.05, -1.05)),
    *((across, 0) for across in (0.6, -0.6, 1.05, -1.05)),
    *((across, up) for across in (0.6, -0.6) for up in (0.6, -0.6, 1.05, -1.05)),
    *((0, up) for up in (1.6, -1.6, 2.1, -2.1)),
)
"""Steps tried around the wished place, in widths and heights of the name's box."""


Box = tuple[float, float, float, float]
"""West, south, east and north."""


class Kind(StrEnum):
    """What a name is of, the most important first."""

    DISTRICT = "district"
    SETTLEMENT = "settlement"
    NEIGHBOURHOOD = "neighbourhood"


TYPE_PX = {Kind.DISTRICT: 12, Kind.SETTLEMENT: 11, Kind.NEIGHBOURHOOD: 10}


@dataclass(frozen=True)
class Name:
    """A name to be written on the map, and where, in degrees.

    Elsewhere are longitudes and latitudes that do as well, the best first.
    """

    text: str
    longitude: float
    latitude: float
    kind: Kind = Kind.DISTRICT
    elsewhere: Sequence[tuple[float, float]] = ()


def without_overlap(
    names: Sequence[Name], bounds: Box, *, width_px: float, taken: Sequence[Box] = ()
) -> list[Name]:
    """Move names a little where they would overlap; leave out what finds no room.

    The first is the most important; districts give way to places, which cannot give way far.
    Bounds are those of the map, in degrees, as is the ground that is taken by something else.

    Examples
    --------
    >>> here = [Name("Leicester", 0.5, 0.5), Name("Oadby", 0.5, 0.5)]
    >>> placed = without_overlap(here, (0, 0, 1, 1), width_px=500)
    >>> placed[0] == here[0], placed[1].latitude > 0.5
    (True, True)
    """
    west, _, east, _ = bounds
    across_px, up_px = _pixel(bounds, width_px)
    boxes = list(taken)
    kept_free = [_box(name, across_px, up_px) for name in names if name.kind is Kind.SETTLEMENT]
    placed = []
    for name in names:
        nearby = list(_shifted(name, across_px, up_px))
        tries: list[tuple[list[Name], list[Box]]] = [(nearby, [])]
        if name.kind is Kind.DISTRICT:
            inside = [replace(name, longitude=x, latitude=y) for x, y in name.elsewhere]
            tries.insert(0, ([name, *inside], kept_free))
        for spots, avoided in tries:
            free = (
                (spot, box)
                for spot in spots
                for box in [_box(spot, across_px, up_px)]
                if box[0] >= west
                and box[2] <= east
                and not any(overlap(box, other) for other in (*boxes, *avoided))
            )
            if found := next(free, None):
                placed.append(found[0])
                boxes.append(found[1])
                break
    return placed


def boxes_of(names: Sequence[Name], bounds: Box, *, width_px: float) -> list[Box]:
    """What names cover where they are, in degrees, on a map as of `without_overlap`."""
    return [_box(name, *_pixel(bounds, width_px)) for name in names]


def _pixel(bounds: Box, width_px: float) -> tuple[float, float]:
    """Degrees of a pixel across and up."""
    west, south, east, north = bounds
    across_px = (east - west) / width_px
    return across_px, across_px * cos(radians((south + north) / 2))


def _shifted(name: Name, across_px: float, up_px: float) -> Iterator[Name]:
    left, bottom, right, top = _box(name, across_px, up_px)
    for across, up in SHIFTS if name.kind is Kind.DISTRICT else NEAR:
        x = round(name.longitude + across * (right - left), 3)
        y = round(name.latitude + up * (top - bottom), 3)
        yield replace(name, longitude=x, latitude=y)


def _box(name: Name, across_px: float, up_px: float) -> Box:
    """What a name covers, in degrees; a pixel has so many."""
    lines, type_px = name.text.split("\n"), TYPE_PX[name.kind]
    half_x = max(map(len, lines)) * EM * type_px * across_px / 2
    half_y = len(lines) * LINE * type_px * up_px / 2
    x, y = name.longitude, name.latitude
    return x - half_x, y - half_y, x + half_x, y + half_y


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
