"""The map of a neighbourhood: deprivation around it, its members outlined."""

from math import cos, radians
from textwrap import shorten

import numpy as np
import pandas as pd

from insight.analysis.maps.outlines import bounds, outlines
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.targeting import Screen, marked
from insight.analysis.view import Figure
from insight.figures.area_map import Legend, MapLayer
from insight.figures.caption import Caption, in_figure
from insight.figures.screen.base_map import Outlines
from insight.figures.screen.maps import area_map
from insight.measures.bands import CLASSES
from insight.pack.catalogue import Level
from insight.words import counted, number, small_areas_of

AROUND = 0.5
"""Ground shown round a neighbourhood on its map, as a share of its own extent."""

WIDTH_TO_HEIGHT = 1.6
"""Of the room that the map has in its figure, about."""

LONGEST_TITLE = 42
"""Letters that fit over the map; the whole name stands in the page's heading."""

LABELS = (
    "Least deprived 20%",
    "Fourth most deprived 20%",
    "Middle 20%",
    "Second most deprived 20%",
    "Most deprived 20%",
)

Box = tuple[float, float, float, float]


def members_map(
    ground: Study, place: ProfilePlace | None, screen: Screen, *, home: str = ""
) -> Figure:
    """National deprivation of the LSOAs around, with the members outlined.

    The surroundings of the neighbourhood, or the whole of a `home` district to choose LSOAs from.
    """
    members = place.found.members if place else ()
    if home or not members:
        own = place.found.districts if place else ()
        beneath, at = _of_districts(ground, screen, tuple(dict.fromkeys((home, *own))))
    else:
        beneath, at = _of_surroundings(ground, screen, list(members))
    share = ground.areas.shares["inactive"]
    inactive = 100 * pd.concat([share, ground.areas.limits()[["low", "high"]]], axis="columns")
    name = place.name if place else "No areas selected yet"
    people = number(place.found.people) if place else "0"
    plot = area_map(
        beneath,
        MapLayer(
            ids=at.astype("uint16"),
            bands=fifths(ground, at),
            values=np.column_stack([_deciles(ground, at), inactive.iloc[at]]).round(),
            positions=None,
            hover="<b>%{properties.name}</b>, %{properties.place}<br>%{properties.code}<br>IMD "
            "2025: decile %{customdata[0]}<br>Inactive, modelled estimate: %{customdata[1]}% "
            "(%{customdata[2]} to %{customdata[3]})<extra></extra>",
            is_count=False,
        ),
        Legend(
            "Fifths of all areas in England, IMD 2025 (number of areas here)",
            LABELS,
            screen.palette.sequential,
        ),
        Caption(
            in_figure(shorten(name, LONGEST_TITLE, placeholder="…")),
            f"{counted(len(members), 'area')} outlined, {people} residents",
            ground.provided().short(),
        ),
        palette=screen.palette,
        selected=None,
        height=screen.height,
        marked=marked(ground.known, members),
    )
    return Figure(plot, f"Map of {name} with {small_areas_of(len(members))} outlined.")


def _of_districts(
    ground: Study, screen: Screen, districts: tuple[str, ...]
) -> tuple[Outlines, np.ndarray]:
    wanted = tuple(code for code in districts if code)
    home = ground.known.levels[Level.LSOA]["lad24cd"]
    beneath = outlines(ground.known, Level.LSOA, wanted, screen)
    return beneath, np.flatnonzero(home.isin(wanted))


def _of_surroundings(
    ground: Study, screen: Screen, members: list[str]
) -> tuple[Outlines, np.ndarray]:
    """The frame round some LSOAs, and the positions of all that reach into it."""
    areas = ground.known.levels[Level.LSOA]
    west, south, east, north = box = _around(bounds(areas.loc[members]))
    is_inside = (
        areas["west"].lt(east)
        & areas["east"].gt(west)
        & areas["south"].lt(north)
        & areas["north"].gt(south)
    )
    districts = tuple(areas.loc[is_inside, "lad24cd"].unique())
    beneath = outlines(ground.known, Level.LSOA, districts, screen, around=box)
    return beneath, np.flatnonzero(is_inside)


def _around(box: Box) -> Box:
    """A wider frame round some bounds, of the shape that the figure has room for."""
    west, south, east, north = box
    up = (1 + 2 * AROUND) * (north - south)
    across = (1 + 2 * AROUND) * (east - west)
    narrow = cos(radians((north + south) / 2))
    up = max(up, across * narrow / WIDTH_TO_HEIGHT)
    across = max(across, up * WIDTH_TO_HEIGHT / narrow)
    middle, centre = (west + east) / 2, (south + north) / 2
    return middle - across / 2, centre - up / 2, middle + across / 2, centre + up / 2


def fifths(ground: Study, at: np.ndarray) -> np.ndarray:
    """National fifth of deprivation of the LSOAs at some positions, 4 the most deprived."""
    # Deciles 1 and 2 are the most deprived fifth.
    return (CLASSES - (_deciles(ground, at) + 1) // 2).astype("int8")


def _deciles(ground: Study, at: np.ndarray) -> np.ndarray:
    return ground.pack.table("deprivation")["imd_decile"].to_numpy()[at]
