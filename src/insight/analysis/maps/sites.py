"""Sites as a layer over any map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from insight.analysis.maps.site_kinds import Sites, chosen_sites
from insight.figures.caption import in_figure
from insight.figures.palette import Palette
from insight.figures.screen.legend import layer_legend, with_layer
from insight.figures.screen.site_marks import SHAPES, site_marks
from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.words import counted, listed

MOST_MARKS = 3_000
"""Marks up to which each site has its own; more make a map slow to answer."""

SQUARE_M = 250
"""Side of the squares in which sites are put together where there are more; doubled
until the marks are few enough."""


@dataclass(frozen=True)
class SitesLayer:
    """What is laid over a map.

    Each mark has the ``key`` of its kind, ``longitude``, ``latitude``, ``words``, and ``lad24cd``,
    the district that it lies in.
    """

    marks: pd.DataFrame
    kinds: Mapping[str, str]
    rows: pd.DataFrame
    words: str


def sites_layer(
    found: Sites, known: Places, kinds: Sequence[str], districts: Sequence[str] = ()
) -> SitesLayer:
    """Sites of some kinds in some districts; kinds beyond the shapes are listed and not drawn."""
    rows = chosen_sites(found, kinds, districts)
    wanted = [key for key in found.kinds if key in kinds]
    drawn, undrawn = wanted[: len(SHAPES)], wanted[len(SHAPES) :]
    seen = rows[rows["key"].isin(drawn)]
    side = _side(seen)
    marks = _in_squares(seen, side) if side else _one_by_one(seen, known)
    count = rows["key"].value_counts()
    legend = {key: f"{in_figure(found.kinds[key])} · {count.get(key, 0):,}" for key in drawn}
    left_out = [found.kinds[key] for key in undrawn]
    return SitesLayer(marks, legend, rows, _words(rows, side, left_out))


def marked_on(  # noqa: PLR0913 - what is drawn, and how
    plot: go.Figure,
    layer: SitesLayer,
    known: Places,
    palette: Palette,
    *,
    source: str,
    is_fixed: bool = False,
) -> go.Figure:
    """The same map with the sites on it; those of its inset are drawn there."""
    marks = layer.marks
    has_inset = "geo2" in plot.layout.to_plotly_json()
    legend = layer_legend(plot)
    is_inner = marks["lad24cd"].eq(known.crowded.district) & has_inset
    for part, geo in ((marks[~is_inner], "geo"), (marks[is_inner], "geo2")):
        if geo == "geo2" and not has_inset:
            continue
        traces = site_marks(layer.kinds, part, palette, legend if geo == "geo" else "")
        plot.add_traces([trace.update(geo=geo) for trace in traces])
    return with_layer(plot, len(layer.kinds), source, is_fixed=is_fixed)


def _one_by_one(rows: pd.DataFrame, known: Places) -> pd.DataFrame:
    localities = known.levels[Level.LOCALITY]["name"]
    where = rows["lad24cd"].map(localities).fillna("outside the area")
    kinds = rows.groupby("site")["kind"].agg(lambda own: ", ".join(sorted(own)))
    words = [
        f"<b>{in_figure(name)}</b><br>{in_figure(kind)}<br>Access: {in_figure(access)}"
        f"<br>{in_figure(place)}"
        for name, kind, access, place in zip(
            rows["name"], rows["site"].map(kinds), rows["access"], where, strict=True
        )
    ]
    marks = rows[["key", "longitude", "latitude", "lad24cd"]].assign(words=words)
    return marks.round({"longitude": 5, "latitude": 5}).reset_index(drop=True)


def _side(rows: pd.DataFrame) -> int:
    """Side in metres of the squares that leave few enough marks; 0 for no squares."""
    if len(rows) <= MOST_MARKS:
        return 0
    side = SQUARE_M
    while len(_squares(rows, side).drop_duplicates()) > MOST_MARKS:
        side *= 2
    return side


def _squares(rows: pd.DataFrame, side: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"key": rows["key"], "across": rows["easting_m"] // side, "up": rows["northing_m"] // side}
    )


def _in_squares(rows: pd.DataFrame, side: int) -> pd.DataFrame:
    """A mark for each kind in each square, in the middle of its sites."""
    squares = _squares(rows, side)
    grouped = rows.groupby([squares[name] for name in squares], sort=True)
    marks = grouped.agg(
        longitude=("longitude", "mean"),
        latitude=("latitude", "mean"),
        lad24cd=("lad24cd", "first"),
        kind=("kind", "first"),
        count=("site", "size"),
    ).reset_index()
    square = _side_words(side)
    marks["words"] = [
        f"<b>{counted(count, 'site')}</b><br>{in_figure(kind)}<br>in a square of {square}"
        for count, kind in zip(marks["count"], marks["kind"], strict=True)
    ]
    return marks[["key", "longitude", "latitude", "lad24cd", "words"]].round(
        {"longitude": 5, "latitude": 5}
    )


def _side_words(side: int) -> str:
    return f"{side} m" if side < 1_000 else f"{side / 1_000:g} km"


def _words(rows: pd.DataFrame, side: int, left_out: Sequence[str]) -> str:
    shown = counted(rows["site"].nunique(), "site")
    kinds = counted(rows["kind"].nunique(), "kind")
    is_shared = rows["site"].duplicated().any()
    each = ". A site of several kinds counts in each" if is_shared else ""
    said = [f"{shown} of {kinds}{each}."]
    if side:
        said.append(
            f"There are more than {MOST_MARKS:,} sites, so each mark shows all sites of a kind "
            f"in a square of {_side_words(side)}, with their number."
        )
    else:
        said.append("Where marks overlap, point at the top one to see all the kinds in that place.")
    if left_out:
        said.append(
            f"The map shows {len(SHAPES)} kinds at most. {listed(left_out)} "
            f"{'is' if len(left_out) == 1 else 'are'} in the table only."
        )
    said.append("Sites are not included in figures for papers.")
    return " ".join(said)
