"""How far it is from an area, or a set of LSOAs, to the nearest site of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from insight.analysis.maps.site_kinds import Sites, caveats, provided
from insight.geography.levels import Places
from insight.measures.distance import METRES_A_MINUTE, NEAR_M, nearest_sites, sites_within
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Table
from insight.words import counted, number

FINE_M, COARSE_M, FINE_BELOW_M = 50, 100, 1_000
"""Distances are rounded to 50 m below a kilometre and to 100 m above: a point stands
for an area hundreds of metres across, so that finer would promise too much."""

OPEN_LABEL = "May be nearer"


@dataclass(frozen=True)
class Nearby:
    """What is near to an area or a set of LSOAs."""

    title: str
    table: Table
    notes: tuple[str, ...]
    provided: Provided


def rounded(metres: float) -> int:
    """A distance in metres, no finer than it is known.

    Examples
    --------
    >>> rounded(974), rounded(976), rounded(1049), rounded(1051)
    (950, 1000, 1000, 1100)
    """
    step = FINE_M if metres < FINE_BELOW_M else COARSE_M
    return int(step * round(metres / step))


def distance_words(metres: float) -> str:
    """A rounded distance as readers see it.

    Examples
    --------
    >>> distance_words(12), distance_words(420), distance_words(2349)
    ('under 50 m', '400 m', '2.3 km')
    """
    whole = rounded(metres)
    if whole < FINE_M:
        return f"under {FINE_M} m"
    return f"{whole} m" if whole < FINE_BELOW_M else f"{number(whole / 1000, 1)} km"


def nearby(pack: Pack, known: Places, found: Sites, members: Sequence[str]) -> Nearby:
    """The nearest of each kind to LSOAs (one, or those of a place), and how many are near."""
    points = known.levels[Level.LSOA].loc[sorted(set(members))].representative_point()
    # Kinds of two lists can have one name: told apart by key.
    by_key = found.rows.assign(kind=found.rows["key"])
    nearest = nearest_sites(points, by_key)
    border = pd.Series(
        shapely.distance(points.to_numpy(), shapely.boundary(found.ground)), index=points.index
    )
    area = nearest.index.get_level_values("area")
    kind = nearest.index.get_level_values("kind")
    reach = kind.map(found.reach_m).to_numpy(dtype=float)
    is_open = nearest["distance_m"].to_numpy() > border.loc[area].to_numpy() + reach
    nearest = nearest.assign(is_open=is_open)
    one = len(points) == 1
    rows = _of_one(found, nearest) if one else _of_several(found, known, nearest, points, by_key)
    return Nearby(
        title=_title(pack),
        table=Table(
            rows,
            _columns(rows, one=one),
            f"Table of the distance from {counted(len(points), 'area')} to the nearest of "
            f"{counted(len(rows), 'kind')} of site.",
        ),
        notes=_notes(pack, found, len(points), has_open=bool(is_open.any())),
        provided=provided(pack, found.rows),
    )


def _title(pack: Pack) -> str:
    has_places = pack.has("facilities") or pack.has("green_space")
    if not has_places:
        return "GP practices nearby"
    also = ", and GP practices," if pack.has("practices") else ""
    return f"Places to be active{also} nearby"


def _named(found: Sites) -> pd.DataFrame:
    return found.rows.set_index(["key", "site"])[["name", "access"]]


def _of_one(found: Sites, nearest: pd.DataFrame) -> pd.DataFrame:
    own = nearest.reset_index("area", drop=True).loc[list(found.kinds)]
    named = _named(found).loc[list(zip(own.index, own["site"], strict=True))]
    rows = pd.DataFrame(
        {
            "kind": list(found.kinds.values()),
            "distance": own["distance_m"].map(distance_words).to_numpy(),
            "nearest": named["name"].to_numpy(),
            "access": named["access"].to_numpy(),
            "near": own[f"within_{NEAR_M[0]}_m"].to_numpy(),
            "far": own[f"within_{NEAR_M[1]}_m"].to_numpy(),
        }
    )
    if own["is_open"].any():
        rows["border"] = ["yes" if each else "" for each in own["is_open"]]
    return rows


def _of_several(
    found: Sites, known: Places, nearest: pd.DataFrame, points: gpd.GeoSeries, by_key: pd.DataFrame
) -> pd.DataFrame:
    metres = nearest["distance_m"].unstack("kind")[list(found.kinds)]
    least = nearest["site"].unstack("kind")
    names = known.levels[Level.LSOA]["name"]
    named = _named(found)["name"]
    closest = named.loc[[(key, least[key].iloc[int(metres[key].argmin())]) for key in found.kinds]]
    within = [sites_within(points, by_key, near) for near in NEAR_M]
    rows = pd.DataFrame(
        {
            "kind": list(found.kinds.values()),
            "median": metres.median().map(distance_words).to_numpy(),
            "furthest": metres.max().map(distance_words).to_numpy(),
            "where": names[metres.idxmax()].to_numpy(),
            "nearest": [
                f"{name}, {distance_words(shortest)}"
                for name, shortest in zip(closest, metres.min(), strict=True)
            ],
            "near": within[0][list(found.kinds)].to_numpy(),
            "far": within[1][list(found.kinds)].to_numpy(),
        }
    )
    count = nearest["is_open"].unstack("kind")[list(found.kinds)].sum()
    if count.any():
        rows["border"] = [f"{each} of {len(points)}" if each else "" for each in count]
    return rows


def _columns(rows: pd.DataFrame, *, one: bool) -> dict[str, Column]:
    near, far = (f"Within {metres:,} m" for metres in NEAR_M)
    of = "the area" if one else "any of the areas; each site counts once"
    open_about = "The edge of our data is nearer than the nearest site on the list"
    columns = {
        "kind": Column("Kind"),
        "distance": Column("Distance", "Straight line to the nearest site"),
        "median": Column("Median", "Half of the areas have a site nearer than this"),
        "furthest": Column("Furthest", "From the area that is furthest away"),
        "near": Column(near, f"Sites of this kind, measured from {of}", 0),
        "far": Column(far, f"Sites of this kind, measured from {of}", 0),
        "border": Column(OPEN_LABEL, open_about),
        "nearest": Column("Nearest", "The site number if the list gives no name"),
        "access": Column("Access", "For the nearest site, as listed"),
        "where": Column("Furthest from", "The area that is furthest away"),
    }
    return {name: column for name, column in columns.items() if name in rows}


def _notes(pack: Pack, found: Sites, count: int, *, has_open: bool) -> tuple[str, ...]:
    pace = " and ".join(f"{metres // METRES_A_MINUTE}" for metres in NEAR_M)
    near, far = NEAR_M
    point = "from a point inside the area"
    if count > 1:
        point = "from a point inside each area (each area counts the same)"
    said = (
        f"Distances are straight lines, not walking routes, {point}. They are rounded to "
        f"{FINE_M} m below a kilometre and {COARSE_M} m above. On a straight path, {near:,} m and "
        f"{far:,} m are roughly {pace} minutes’ walk. Private sites are included. This table is "
        "not in the one-page profile.",
        caveats(pack, found.rows),
        _beyond(found, has_open=has_open),
    )
    return tuple(filter(None, said))


def _beyond(found: Sites, *, has_open: bool) -> str:
    """How far the lists go, and what that means near the border."""
    inside = [found.kinds[key] for key, reach in found.reach_m.items() if not reach]
    outside = found.rows["lsoa21cd"].eq("") & found.rows["key"].map(found.reach_m).gt(0)
    said = []
    if outside.any():
        far = max(found.reach_m.values())
        said.append(
            f"The lists include {counted(int(outside.sum()), 'site')} outside the area, up to "
            f"{distance_words(far)} away."
        )
    if len(inside) == len(found.kinds):
        said.append("The lists have no sites outside the area.")
    elif inside:
        kinds = counted(len(inside), "kind has", "kinds have")
        said.append(f"In the lists, {kinds} no sites outside the area.")
    if has_open:
        said.append(
            f"“{OPEN_LABEL}” means the border is closer than the nearest listed site, so a "
            "site across the border may be nearer."
        )
    return " ".join(said)
