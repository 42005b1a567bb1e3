"""Outlines, wards and sites of a pack out of the publishers' own files."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.pack.contracts import BRITISH_NATIONAL_GRID, shown
from insight.publishers.reading.files import Reading
from insight.publishers.reading.forms import SPECS
from insight.publishers.reading.sheets import shapes, table

AROUND_M = 5_000.0  # sites this near to the areas are kept too: the nearest may be over the border

OPEN = frozenset({"", "operational", "3"})
"""Statuses of a sports facility that can be used, in words and in the codes of
Active Places; 4 and 5 are closed for a time and closed."""

MOST_DEGREES = 180

UNKNOWN = frozenset({"not known", "unknown"})
MOST_OPEN = ("public", "pay", "free", "sports club", "registered")
"""Beginnings of the kinds of access of a sports facility, the most open first."""

KINDS = {"indoorbowls": "Indoor bowls"}  # kinds that a file writes as the name of a table
GP_SURGERY = "4"  # prescribing setting of general practices, in the codes of the NHS
PRACTICE = "GP practice"


def outlines(reading: Reading, wanted: frozenset[str]) -> gpd.GeoSeries:
    """The outline of each area that is wanted, on its code.

    British National Grid, rounded to the decimetre, mended where a ring crosses itself.
    """
    key = SPECS[reading.candidate.form].key
    reading.one_row_each(key)
    found = shapes(reading.candidate.leaf, {key: reading.candidate.columns[key]})
    found = found[found[key].isin(wanted)].set_index(key).sort_index()
    metres = _in_metres(reading, found).geometry
    whole = _polygons(metres.to_numpy())
    is_bad = pd.Series(shapely.is_empty(whole), index=found.index)
    if is_bad.any():
        raise reading.fault(
            "shape: missing or not a polygon", of=is_bad, example=shown(is_bad.index[is_bad][0])
        )
    return gpd.GeoSeries(whole, index=found.index, crs=metres.crs)


def _in_metres(reading: Reading, found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    bounds = np.abs(found.total_bounds)
    if found.crs.is_geographic and (bounds > MOST_DEGREES).any():
        raise reading.fault(
            "states that its coordinates are in degrees, but they are not",
            "Download it in WGS 84 or British National Grid, with the coordinate system stated.",
            example=f"{bounds.max():,.0f}",
        )
    return found.to_crs(BRITISH_NATIONAL_GRID)


def _polygons(raw: np.ndarray) -> np.ndarray:
    """Valid polygons to the decimetre; empty where there is none."""
    flat = shapely.force_2d(np.where(pd.isna(raw), shapely.Polygon(), raw))
    is_placed = np.isfinite(shapely.bounds(flat)).all(axis=1)
    placed = np.where(is_placed, flat, shapely.Polygon())
    rounded = shapely.transform(placed, lambda xy: np.round(xy, 1))
    mended = np.where(shapely.is_valid(rounded), rounded, shapely.make_valid(rounded))
    # Mending can leave lines behind, where a spike had no width.
    return np.array([_without_lines(shape) for shape in mended])


def _without_lines(shape: shapely.Geometry) -> shapely.Geometry:
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = [part for part in parts if part.geom_type == "Polygon"]
    return shapely.union_all(kept) if kept else shapely.Polygon()


def wards_by_point(reading: Reading, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """The ward that holds a point of each LSOA, where there is no look-up."""
    columns = {name: reading.candidate.columns[name] for name in ("ward_code", "ward_name")}
    wards = _in_metres(reading, shapes(reading.candidate.leaf, columns))
    points = areas.geometry.representative_point()
    tree = shapely.STRtree(wards.geometry.to_numpy())
    at, ward = tree.query(points.to_numpy(), predicate="within")
    found = wards.iloc[ward][["ward_code", "ward_name"]].reset_index(drop=True)
    found.insert(0, "lsoa21cd", areas.index.to_numpy()[at])
    return pd.DataFrame(found.drop_duplicates("lsoa21cd"))


def wards_by_look_up(reading: Reading) -> pd.DataFrame:
    """The ward of each LSOA; of several the one with most of its rows.

    A look-up by Output Area has a row for each of them.
    """
    frame = reading.frame[reading.frame["ward_code"].ne("")]
    keys = ["lsoa21cd", "ward_code", "ward_name"]
    counts = frame.groupby(keys, as_index=False).size()
    counts = counts.sort_values(["lsoa21cd", "size", "ward_code"], ascending=[True, False, True])
    return counts.drop_duplicates("lsoa21cd")[keys]


def facilities(
    readings: Sequence[Reading], areas: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Sports facilities that are open, one row for each site and kind."""
    parts = [_open_facilities(reading) for reading in readings]
    near = _near(pd.concat(parts, ignore_index=True), areas)
    openness = near["access"].fillna("").str.casefold().map(_openness)
    order = ["site", "kind", "openness", "easting_m", "northing_m"]
    near = near.assign(openness=openness).sort_values(order)
    near = near.drop(columns="openness").drop_duplicates(["site", "kind"])
    every = sum(len(reading.frame) for reading in readings)
    closed = every - sum(map(len, parts))
    return near, [f"{closed:,} of {every:,} facilities are closed and left out."]


def _open_facilities(reading: Reading) -> pd.DataFrame:
    frame = reading.frame
    is_open = _is_open(frame, status=OPEN)
    found = _sites(reading, is_open)
    found["kind"] = frame["kind"].map(_kind)
    access = _optional(frame, "access")
    is_unknown = access.map(lambda word: str(word).casefold() in UNKNOWN)
    found["access"] = access.where(~is_unknown, None)
    found["name"] = _optional(frame, "name")
    return found[is_open]


def _openness(access: str) -> int:
    return next(
        (at for at, word in enumerate(MOST_OPEN) if access.startswith(word)), len(MOST_OPEN)
    )


def _is_open(frame: pd.DataFrame, **kept: Iterable[str]) -> pd.Series:
    """Rows without a day of closing and with such words, in the columns that there are."""
    is_open = pd.Series(data=True, index=frame.index)
    for column, words in {"closed": ("",), **kept}.items():
        if column in frame:
            is_open &= frame[column].str.casefold().isin(words)
    return is_open


def at_their_sites(facilities: Reading, sites: Sequence[Reading]) -> Reading:
    """Facilities with the places and names of their sites, as if their file had them."""
    every = pd.concat([each.frame for each in sites]).drop_duplicates("site")
    own = facilities.frame
    fresh = ["site", *(name for name in every if name not in own)]
    placed = own.merge(every[fresh], on="site", how="left").fillna("")
    return replace(facilities, frame=placed)


def _kind(text: str) -> str:
    """A kind of facility as words.

    Examples
    --------
    >>> _kind("Health and Fitness Gym"), _kind("indoorbowls")
    ('Health and fitness gym', 'Indoor bowls')
    """
    return KINDS.get(text, text.capitalize())


def practices(reading: Reading, areas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, list[str]]:
    """General practices that are open."""
    frame = reading.frame
    is_open = _is_open(frame, status=("a", "active"), setting=(GP_SURGERY,))
    found = _sites(reading, is_open).assign(kind=PRACTICE, access=None)
    found["name"] = _optional(frame, "name")
    near = _near(found[is_open], areas).drop_duplicates("site")
    left = f"{int((~is_open).sum()):,} of {len(frame):,} organisations"
    return near, [f"{left} are closed or not general practices, and are left out."]


def points_of_postcodes(practices: Reading, directory: Reading) -> Reading:
    """Practices with the points of their postcodes, as if their file had them."""
    compact = practices.frame["postcode"].str.upper().str.replace(" ", "")
    outward, inward = compact.str[:-3], compact.str[-3:]
    # With one space, without any, and in seven or eight letters.
    starts = (outward + " ", outward, outward.str.ljust(4), outward.str.ljust(5))
    written = [start + inward for start in starts]
    wanted = frozenset(pd.concat(written))
    names = ("postcode", "easting", "northing")
    columns = {name: directory.candidate.columns[name] for name in names}
    cells = table(directory.candidate.leaf, columns, ("postcode", wanted)).frame
    key = cells["postcode"].str.replace(" ", "")
    points = cells.set_axis(key)[["easting", "northing"]]
    points = points[~points.index.duplicated()]
    placed = points.reindex(compact).fillna("").set_axis(practices.frame.index)
    return replace(practices, frame=practices.frame.join(placed))


def _optional(frame: pd.DataFrame, column: str) -> pd.Series:
    """A column of text with gaps; nothing but gaps where the file has it not."""
    if column not in frame:
        return pd.Series(None, index=frame.index, dtype=object)
    text = frame[column].astype(object)
    return text.where(text.ne(""), None)


def _sites(reading: Reading, is_wanted: pd.Series) -> pd.DataFrame:
    """Site and place of each row; rows that are not wanted need no place."""
    kept = replace(reading, frame=reading.frame[is_wanted])
    found = pd.DataFrame({"site": reading.frame["site"]})
    for name, column in (("easting_m", "easting"), ("northing_m", "northing")):
        found[name] = kept.numbers(column, may_be_empty=True)
    return found


def _near(found: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Sites in the areas and a little around them, on whole metres."""
    placed = found.dropna(subset=["easting_m", "northing_m"])
    points = shapely.STRtree(shapely.points(placed["easting_m"], placed["northing_m"]))
    shapes = areas.geometry.to_numpy()
    _, at = points.query(shapes, predicate="dwithin", distance=AROUND_M)
    near = placed.iloc[np.unique(at)]
    return near.assign(
        **{name: near[name].round().astype("int64") for name in ("easting_m", "northing_m")}
    )


def green_spaces(
    sites: Sequence[Reading], entrances: Sequence[Reading], areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Entrances of green spaces with their kind; the middle of a space without one."""
    spaces = pd.concat([_layer(each) for each in sites]).drop_duplicates("site")
    middle = spaces.assign(geometry=gpd.GeoSeries(spaces["geometry"]).representative_point())
    doors = pd.DataFrame({"site": [], "entrance": [], "access": [], "geometry": []})
    if entrances:
        doors = pd.concat([_layer(each) for each in entrances])
    of_known = doors.drop_duplicates("entrance").merge(spaces.drop(columns="geometry"), on="site")
    without = middle[~middle["site"].isin(of_known["site"])]
    found = pd.concat(
        [without, of_known.assign(site=of_known["entrance"])], ignore_index=True
    ).reindex(columns=["site", "kind", "name", "access", "geometry"])
    shape = found["geometry"].to_numpy()
    placed = found[["site"]].assign(
        kind=found["kind"].map(_kind),
        name=_optional(found.fillna({"name": ""}), "name"),
        access=_optional(found.fillna({"access": ""}), "access"),
        easting_m=shapely.get_x(shape),
        northing_m=shapely.get_y(shape),
    )
    return _near(placed, areas).drop_duplicates(["site", "kind"])


def _layer(reading: Reading) -> pd.DataFrame:
    """Rows of a layer that have a shape, in British National Grid."""
    found = shapes(reading.candidate.leaf, reading.candidate.columns)
    has_shape = found.geometry.notna() & ~found.geometry.is_empty
    return pd.DataFrame(_in_metres(reading, found[has_shape]))
