"""What lies under the areas of a map: addresses of boundaries, frame and names."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.analysis.targeting import Screen
from insight.figures.caption import in_figure
from insight.figures.labels import Box, Kind, Name
from insight.figures.screen.base_map import Inset, Outlines
from insight.geography.levels import Places
from insight.pack.catalogue import Level

INSET_FROM_PX = 500
"""Height of a figure from which there is room for an inset."""

INSET_TOP = 0.95
"""Where an inset ends at the most, as a share of the map's height: its name is above it."""

TOWN = 10_000
"""Residents from which a place is named where many districts are shown."""

CLOSE = 2
"""Districts up to which every place and neighbourhood is named."""

SIDES = r"(?: (?:North|South|East|West|Central|Town|Village))*"
"""What names of neighbourhoods add to that of their town."""


def outlines(
    known: Places,
    level: Level,
    districts: tuple[str, ...],
    screen: Screen,
    *,
    around: Box | None = None,
) -> Outlines:
    """Boundaries of the areas of one level in the chosen districts, or `around` some of them.

    Where all districts are shown, the densest is drawn again in a corner: its areas
    would be a smudge.
    """
    areas = known.levels[level]
    shown = areas if not districts else areas[areas["lad24cd"].isin(districts)]
    localities = known.levels[Level.LOCALITY]
    wanted = [at for at, code in enumerate(localities.index) if not districts or code in districts]
    is_crowded = level is Level.LSOA and not districts and screen.height >= INSET_FROM_PX
    names = [] if around or len(wanted) < 2 else list(_district_names(known, wanted))
    if screen.has_names:
        said = localities["place"].iloc[wanted]
        is_close = bool(around) or len(wanted) <= CLOSE
        names += _places_in(known, said.index, list(said), is_close=is_close)
    found = Outlines(
        areas_url=screen.urls[level],
        districts_url=screen.urls[Level.LOCALITY],
        district_ids=wanted,
        names=tuple(names),
        bounds=bounds(shown),
        inset=_inset(known, level, screen) if is_crowded else None,
        credits={
            kind: in_figure(known.named_by[table])
            for kind, table in ((Kind.SETTLEMENT, "settlements"), (Kind.NEIGHBOURHOOD, "msoas"))
            if table in known.named_by
        },
        ground=_in_shares(localities.geometry.iloc[wanted]),
        width=screen.width,
    )
    if around is None:
        return found
    inside = tuple(each for each in found.names if _is_inside(each, around))
    return replace(found, bounds=around, names=inside, ground=None)


def bounds(areas: gpd.GeoDataFrame) -> Box:
    """West, south, east and north of several areas, in degrees."""
    return (
        float(areas["west"].min()),
        float(areas["south"].min()),
        float(areas["east"].max()),
        float(areas["north"].max()),
    )


def _is_inside(name: Name, box: Box) -> bool:
    west, south, east, north = box
    return west <= name.longitude <= east and south <= name.latitude <= north


def _in_shares(ground: gpd.GeoSeries) -> np.ndarray:
    """Shapes in shares of their common extent."""
    west, south, east, north = ground.total_bounds
    corner, size = np.array([west, south]), np.array([east - west, north - south])
    return shapely.transform(ground.to_numpy(), lambda points: (points - corner) / size)


def _inset(known: Places, level: Level, screen: Screen) -> Inset | None:
    if known.crowded.corner is None:
        return None
    areas = known.levels[level]
    code = known.crowded.district
    left, bottom, right, top = known.crowded.corner
    title = str(known.levels[Level.LOCALITY].at[code, "place"])
    at = np.flatnonzero(areas["lad24cd"].eq(code))
    suburbs = _settlements(known, {code}, {title}) if screen.has_names else ()
    return Inset(
        title=title,
        at=at,
        bounds=bounds(areas.iloc[at]),
        corner=(left, bottom, right, min(top, INSET_TOP)),
        names=tuple(suburbs),
    )


def _district_names(known: Places, wanted: list[int]) -> Iterator[Name]:
    """Names of districts, which can stand on any of their MSOAs, the nearest first."""
    districts = known.levels[Level.LOCALITY].iloc[wanted]
    points = known.levels[Level.MSOA].groupby("lad24cd")[["longitude", "latitude"]]
    inside = {code: own.to_numpy().round(3) for code, own in points}
    # The smallest have the least room to give way.
    districts = districts.iloc[districts.area.argsort()]
    for code, name in zip(districts.index, _names(districts, "place", Kind.DISTRICT), strict=True):
        others = inside[code]
        away = np.hypot(*(others - (name.longitude, name.latitude)).T)
        yield replace(name, elsewhere=tuple(map(tuple, others[away.argsort()].tolist())))


def _places_in(
    known: Places, homes: Collection[str], said: Collection[str], *, is_close: bool
) -> Iterator[Name]:
    """Towns of some districts, the largest first; from close by all places and neighbourhoods."""
    if not is_close:
        return _settlements(known, homes, said, fewest=TOWN)
    return chain(_settlements(known, homes, said), _neighbourhoods(known, homes))


def _settlements(
    known: Places, homes: Collection[str], said: Collection[str], *, fewest: int = 0
) -> Iterator[Name]:
    rows = known.settlements
    if rows.empty:
        return iter(())
    is_wanted = rows["lad24cd"].isin(homes) & rows["population"].ge(fewest)
    return _names(rows[is_wanted & ~rows["name"].isin(said)], "name", Kind.SETTLEMENT)


def _neighbourhoods(known: Places, homes: Collection[str]) -> Iterator[Name]:
    """Names of MSOAs that say more than the settlements in them, the largest first."""
    msoas = known.levels[Level.MSOA]
    own = msoas[msoas["lad24cd"].isin(homes) & msoas["place"].ne(msoas["name"])]
    if not known.settlements.empty:
        settled = "|".join(re.escape(name) for name in known.settlements["name"])
        part = rf"(?:{settled}){SIDES}"
        own = own[~own["place"].str.fullmatch(rf"{part}(?:(?:, | & ){part})*")]
    return _names(own.iloc[(-own.area).argsort()], "place", Kind.NEIGHBOURHOOD)


def _names(rows: pd.DataFrame, column: str, kind: Kind) -> Iterator[Name]:
    points = rows[[column, "longitude", "latitude"]].itertuples(index=False)
    return (Name(str(name), at, up, kind) for name, at, up in points)
