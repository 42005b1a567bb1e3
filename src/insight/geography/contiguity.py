"""Which areas touch: along a boundary, not merely at a corner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.errors import AlignmentError, GeographyError

MINIMUM_SHARED_EDGE_M = 20.0  # areas that touch along less than this do not count as neighbours


@dataclass(frozen=True, eq=False)
class Links:
    """Which areas share a boundary.

    `edges`: one row per pair, each pair once: ``one``, ``other`` (codes, `one` before
    `other`) and ``shared_m``, metres of common boundary.
    """

    beside: Mapping[str, tuple[str, ...]]
    edges: pd.DataFrame

    def parts(self, members: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """The connected parts of a set of areas, the largest first."""
        left = set(members)
        found = []
        while left:
            part = self._reached(min(left), left)
            left -= part
            found.append(tuple(sorted(part)))
        return tuple(sorted(found, key=lambda part: (-len(part), part)))

    def _reached(self, start: str, within: set[str]) -> set[str]:
        found, ahead = {start}, [start]
        while ahead:
            for code in self.beside.get(ahead.pop(), ()):
                if code in within and code not in found:
                    found.add(code)
                    ahead.append(code)
        return found


def links(areas: gpd.GeoDataFrame, *, within: pd.Series | None = None) -> Links:
    """Find the areas that share at least `MINIMUM_SHARED_EDGE_M` of boundary.

    `areas`: polygons in metres, indexed by code. `within`: if given, a group of each area (its
    district); areas of different groups are not linked. Raises `GeographyError` if the areas are in
    degrees.
    """
    _in_metres(areas)
    # With the rows in the order of their codes, so are the two of each pair.
    areas = areas.sort_index()
    codes = areas.index.to_numpy()
    shapes = areas.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    is_pair = one < other
    if within is not None:
        group = _groups(areas, within)
        is_pair &= group[one] == group[other]
    one, other = one[is_pair], other[is_pair]
    edge = shapely.boundary(shapes)
    shared = _shared_m(edge[one], edge[other])
    is_long = shared >= MINIMUM_SHARED_EDGE_M
    edges = pd.DataFrame(
        {"one": codes[one[is_long]], "other": codes[other[is_long]], "shared_m": shared[is_long]}
    ).sort_values(["one", "other"], ignore_index=True)
    return links_of(areas.index, edges)


def links_of(codes: Iterable[str], edges: pd.DataFrame) -> Links:
    """The links of some areas, from a table of pairs that was worked out before."""
    beside: dict[str, list[str]] = {str(code): [] for code in codes}
    for first, second in zip(edges["one"], edges["other"], strict=True):
        beside[first].append(second)
        beside[second].append(first)
    return Links({code: tuple(sorted(near)) for code, near in beside.items()}, edges)


def neighbours(areas: gpd.GeoDataFrame, code: str) -> list[str]:
    """Codes of the areas beside one, by the rule of `links`, sorted.

    `areas`: the areas of one level, in metres, indexed by code.
    """
    _in_metres(areas)
    shape = areas.geometry.at[code]
    near = areas.iloc[areas.sindex.query(shape, predicate="intersects")].drop(code)
    shared = _shared_m(shapely.boundary(near.geometry.to_numpy()), shapely.boundary(shape))
    return sorted(near.index[shared >= MINIMUM_SHARED_EDGE_M])


def _shared_m(edge: np.ndarray, other: np.ndarray | shapely.Geometry) -> np.ndarray:
    return shapely.length(shapely.intersection(edge, other))


def _in_metres(areas: gpd.GeoDataFrame) -> None:
    if areas.crs is not None and areas.crs.is_geographic:
        raise GeographyError(
            f"The boundaries of {len(areas):,} areas are in degrees, so we cannot measure "
            "shared edges. Project them to British National Grid."
        )


def _groups(areas: gpd.GeoDataFrame, within: pd.Series) -> np.ndarray:
    group = within.reindex(areas.index)
    without = group.index[group.isna()]
    if len(without):
        raise AlignmentError(
            f"{len(without):,} of {len(areas):,} areas have no district, first "
            f"{without[0]!r}. Give the district of every area."
        )
    return pd.factorize(group)[0]
