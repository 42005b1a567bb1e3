"""Where to write names on a map so that they do not run into each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

EM = 0.56
"""Mean width of a letter as a share of the type size, for bold sans-serif."""

LINE = 1.25
"""Height of a line as a share of the type size."""

SHIFTS = (
    (0, 0),
    *((0, up) for up in (0.6, -0.6, 1.05, -1.05)),
    *((across, 0) for across in (0.6, -0.6, 1.05, -1.05)),
    *((across, up) for across in (0.6, -0.6) for up in (0.6, -0.6, 1.05, -1.05)),
    *((0, up) for up in (1.6, -1.6, 2.1, -2.1)),
)
"""Steps tried around the wished place, in widths and heights of the name's box."""


@dataclass(frozen=True)
class Name:
    """A name to be written on the map, and where, in degrees."""

    text: str
    longitude: float
    latitude: float


def without_overlap(
    names: Sequence[Name],
    bounds: tuple[float, float, float, float],
    *,
    width_px: float,
    type_px: float,
) -> list[Name]:
    """Move names a little where they would overlap; leave out what finds no room.

    The first is the most important and keeps its place. Bounds are west, south, east and north of
    the map, in degrees.

    Examples
    --------
    >>> here = [Name("Leicester", 0.5, 0.5), Name("Oadby", 0.5, 0.5)]
    >>> placed = without_overlap(here, (0, 0, 1, 1), width_px=500, type_px=12)
    >>> placed[0] == here[0], placed[1].latitude > 0.5
    (True, True)
    """
    west, south, east, north = bounds
    degrees_px = (east - west) / width_px
    upright = cos(radians((south + north) / 2))
    boxes: list[tuple[float, float, float, float]] = []
    placed = []
    for name in names:
        lines = name.text.split("<br>")
        half_x = max(len(line) for line in lines) * EM * type_px * degrees_px / 2
        half_y = len(lines) * LINE * type_px * degrees_px * upright / 2
        for across, up in SHIFTS:
            x = name.longitude + across * 2 * half_x
            y = name.latitude + up * 2 * half_y
            box = (x - half_x, y - half_y, x + half_x, y + half_y)
            is_inside = box[0] >= west and box[2] <= east
            if is_inside and not any(overlap(box, other) for other in boxes):
                boxes.append(box)
                placed.append(Name(name.text, round(x, 3), round(y, 3)))
                break
    return placed


def overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    """Whether two boxes (west, south, east and north) share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
