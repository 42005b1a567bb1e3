"""How the estimates of the study area differ from published ones that are at hand."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from insight.analysis.maps.outlines import outlines
from insight.analysis.ranking import Ranking
from insight.analysis.small_areas import Published, SmallAreas
from insight.analysis.targeting import Screen
from insight.analysis.view import Figure
from insight.figures.area_map import Legend, MapLayer
from insight.figures.caption import Caption
from insight.figures.screen.agreement import Points, agreement_scatter
from insight.figures.screen.maps import area_map
from insight.geography.levels import Places
from insight.geography.neighbourhoods import Picked
from insight.measures.activity_fit import Check, aligned, check
from insight.measures.activity_model import centred
from insight.measures.deprivation import weighted_mean
from insight.measures.estimates import logit
from insight.measures.intervals import Z_95
from insight.pack.catalogue import Level, Provenance
from insight.pack.pack import Pack
from insight.pages.data.agreement import CHECKS, COLUMNS
from insight.statement import Column, Provided, Table
from insight.words import counted, listed, number, signed, small_areas_of

LEAST_ACTIVE = 10
"""MSOAs looked for among the least active."""

FEWEST = 3
"""MSOAs from which a correlation is worked out."""

EDGES = (-2.0, -1.0, 1.0, 2.0)
"""Percentage points between the classes of the map."""

LABELS = (
    "Over 2 points lower",
    "1 to 2 points lower",
    "Within 1 point",
    "1 to 2 points higher",
    "Over 2 points higher",
)

FARTHEST = 3
"""MSOAs named as those with the largest differences."""


@dataclass(frozen=True)
class Here:
    """The study area's estimates held against published ones, by district and by MSOA."""

    finding: tuple[str, ...]
    chart: Figure
    map: Figure
    districts: Table
    table: Table
    provided: Provided


def of_msoas(published: Published, adults: pd.Series, msoa: pd.Series) -> pd.Series:
    """Published inactive shares by MSOA, proportions; those of LSOAs over adults."""
    share = published.table["inactive_pct"] / 100
    if published.level is Level.MSOA:
        return share
    return weighted_mean(share.reindex(adults.index), adults, msoa)


def compared(
    known: Places, areas: SmallAreas, published: pd.Series, imd: pd.Series
) -> pd.DataFrame:
    """MSOAs that can be compared: published, estimated, and by how much that may err.

    Areas without adults, and those published as nobody or everybody, have no log-odds
    to compare and are left out. `areas` are without published estimates; `published` (inactive
    share, a proportion) and `imd` (averaged score) are by MSOA.

    Returns
    -------
    DataFrame
        By MSOA: ``published`` (proportion), ``odds`` (log-odds of the estimate),
        ``error`` (standard deviation told for their difference within the district),
        ``imd``, ``weight`` (adults) and ``district``.
    """
    errors = areas.errors["inactive"]
    # Without the survey, whose level is aligned away.
    free = replace(errors, group_error=0 * errors.group_error)
    found = free.of_sets(known.msoa_of)
    rows = pd.DataFrame(
        {
            "published": published.reindex(found.index),
            "odds": logit(found["share"]),
            "error": found["logit_error"],
            "imd": imd.reindex(found.index),
            "weight": areas.adults.groupby(known.msoa_of).sum(),
            "district": known.levels[Level.MSOA]["lad24cd"].loc[found.index],
        }
    )
    is_share = rows["published"].gt(0) & rows["published"].lt(1)
    return rows[is_share & rows["odds"].notna()]


def checked(rows: pd.DataFrame) -> Check:
    """Agreement of some of the MSOAs that `compared` found."""
    columns = ("published", "odds", "error", "imd", "weight", "district")
    return check(*(rows[name] for name in columns))


def found_among_least_active(rows: pd.DataFrame, by: str, top: int) -> int:
    """How many of the least active MSOAs, as published, are the first by a column."""
    truth = rows["published"].nlargest(top).index
    return len(truth.intersection(rows[by].nlargest(top).index))


def here(
    pack: Pack, known: Places, areas: SmallAreas, published: Published, screen: Screen
) -> Here | None:
    """Hold the study area's own estimates, `areas`, against published ones.

    Those of LSOAs are put together. None where too few MSOAs can be compared.
    """
    msoa = known.msoa_of
    scores = pack.table("deprivation")["imd_score"]
    people = pack.table("population")["population"]
    imd = weighted_mean(scores, people, msoa)
    rows = compared(known, areas, of_msoas(published, areas.adults, msoa), imd)
    if len(rows) < FEWEST:
        return None
    rows = rows.assign(
        estimated=aligned(rows["published"], rows["odds"], rows["weight"], rows["district"]),
        outside=_outside(rows),
    )
    rows["points"] = 100 * (rows["published"] - rows["estimated"])
    localities = known.levels[Level.LOCALITY]["name"]
    rows["home"] = localities.loc[rows["district"]].to_numpy()
    rows["name"] = [known.title(code) for code in rows.index]
    left_out = len(known.levels[Level.MSOA]) - len(rows)
    sources = tuple(dict.fromkeys((published.source, *areas.sources)))
    provided = Provided(sources, Provenance.MODELLED, pack.version).drawn_on(pack, Level.MSOA)
    return Here(
        finding=(*_finding(rows, published, left_out), *_seen(pack)),
        chart=_chart(rows, screen),
        map=_map(known, rows, screen, provided, pack.about.title),
        districts=_districts(rows),
        table=_table(rows),
        provided=provided,
    )


def _outside(rows: pd.DataFrame) -> np.ndarray:
    """1 or -1 where the published share is above or below the estimate's interval."""
    both = pd.DataFrame({"published": logit(rows["published"]), "odds": rows["odds"]})
    apart = centred(both, rows["weight"], rows["district"])
    gap = (apart["published"] - apart["odds"]).to_numpy()
    return np.sign(gap) * (np.abs(gap) > Z_95 * rows["error"].to_numpy())


def _finding(rows: pd.DataFrame, published: Published, left_out: int) -> tuple[str, ...]:
    found = checked(rows)
    top = min(LEAST_ACTIVE, len(rows))
    far = rows.loc[rows["points"].abs().nlargest(FARTHEST).index]
    named = [
        f"{name} by {signed(points)}"
        for name, points in zip(far["name"], far["points"], strict=True)
    ]
    words = [
        f"Compared with {published.source.title}, with the average of each district made equal.",
        f"Correlation within districts is {_r(found.r)} in {counted(found.msoas, 'MSOA')}. With "
        f"deprivation alone it is {_r(found.r_imd)}. The typical error is "
        f"{number(found.rmse_pp, 1)} "
        f"percentage points, and {number(found.coverage_pct)}% of published figures "
        "are inside the estimate’s 95% confidence interval.",
        f"Of the {top} least active MSOAs in the published file, the estimate finds "
        f"{found_among_least_active(rows, 'odds', top)}. Deprivation alone finds "
        f"{found_among_least_active(rows, 'imd', top)}.",
        f"Published figures differ most from the estimate in {listed(named)} percentage points.",
    ]
    words += _weakest(rows)
    if left_out:
        words.append(
            f"{counted(left_out, 'MSOA')} cannot be compared. No adults live there, there is no "
            "survey result, or the published share is 0% or 100%."
        )
    return tuple(words)


def _seen(pack: Pack) -> tuple[str, ...]:
    """That the model was fitted on this area too, where it was."""
    if not pack.has(CHECKS):
        return ()
    checks = pack.table(CHECKS)
    left_out = checks.index[checks["kind"].eq("district")]
    if pack.table("districts")["name"].isin(left_out).any():
        return ()
    return (
        "The model was also fitted on this area, so it agrees better here than in areas it has not "
        "seen.",
    )


def _weakest(rows: pd.DataFrame) -> list[str]:
    found = {home: part for home, part in by_district(rows).items() if abs(part.r) <= 1}
    if len(found) < 2:
        return []
    home, least = min(found.items(), key=lambda each: each[1].r)
    return [
        f"Agreement is weakest within {home}, with a correlation of {_r(least.r)} in "
        f"{counted(least.msoas, 'MSOA')} and "
        f"{number(least.coverage_pct)}% inside the 95% confidence interval."
    ]


def by_district(rows: pd.DataFrame) -> dict[str, Check]:
    """Agreement within each district that has enough MSOAs, by its name."""
    return {str(home): checked(part) for home, part in rows.groupby("home") if len(part) >= FEWEST}


def _r(value: float) -> str:
    return number(value, 2) if abs(value) <= 1 else "not known"


def _chart(rows: pd.DataFrame, screen: Screen) -> Figure:
    counts = {side: int(rows["outside"].eq(side).sum()) for side in (1, 0, -1)}
    estimated, published = (100 * rows[name].to_numpy() for name in ("estimated", "published"))
    points = Points(list(rows["name"]), estimated, published, rows["outside"].to_numpy())
    return Figure(
        agreement_scatter(points, screen.chart_palette),
        f"Chart of published and estimated inactivity, {counted(len(rows), 'MSOA')}. "
        f"{counts[0]} are inside the estimate's 95% confidence interval, {counts[1]} "
        f"above and {counts[-1]} below.",
    )


def classes(points: pd.Series) -> np.ndarray:
    """Class of each difference, 0 for the lowest; the middle one is around 0.

    Examples
    --------
    >>> classes(pd.Series([-3.0, -1.5, -1.0, 0.0, 1.0, 1.5, 3.0])).tolist()
    [0, 1, 2, 2, 2, 3, 4]
    """
    low, high = EDGES[:2], EDGES[2:]
    below = np.searchsorted(low, points.to_numpy(), side="right")
    above = np.searchsorted(high, points.to_numpy(), side="left")
    return below + above


def _map(
    known: Places, rows: pd.DataFrame, screen: Screen, provided: Provided, title: str
) -> Figure:
    areas = known.levels[Level.MSOA]
    at = areas.index.get_indexer(rows.index)
    bands = np.full(len(areas), -1, dtype="int8")
    bands[at] = classes(rows["points"])
    values = np.full((len(areas), 3), np.nan)
    shares = 100 * rows[["published", "estimated"]]
    values[at] = np.column_stack([shares, rows["points"]])
    plot = area_map(
        outlines(known, Level.MSOA, (), screen),
        MapLayer(
            ids=np.arange(len(areas), dtype="uint16"),
            bands=bands,
            values=values.round(1),
            positions=None,
            hover="<b>%{properties.name}</b>, %{properties.place}<br>"
            "%{properties.code}<br>published %{customdata[0]:.1f}%, estimated "
            "%{customdata[1]:.1f}%<br>difference %{customdata[2]:+.1f} points"
            "<extra></extra>",
            is_count=False,
        ),
        Legend(
            "Published compared with estimated (number of MSOAs)", LABELS, screen.palette.diverging
        ),
        Caption(
            "Published minus estimated inactivity",
            f"{title}, by MSOA, percentage points",
            provided.short(),
        ),
        palette=screen.palette,
        selected=None,
        height=screen.height,
    )
    counts = np.bincount(bands[bands >= 0], minlength=len(LABELS))
    said = "; ".join(f"{label}: {count}" for label, count in zip(LABELS, counts, strict=True))
    return Figure(
        plot,
        f"Map of published minus estimated inactivity in {title}, "
        f"{counted(len(rows), 'MSOA')}. {said}. The table has the same figures.",
    )


def _districts(rows: pd.DataFrame) -> Table:
    checks = by_district(rows)
    found = [{"place": home, **asdict(each)} for home, each in checks.items()]
    table = pd.DataFrame(found, columns=["place", *COLUMNS])
    return Table(
        table,
        {"place": Column("District"), **COLUMNS},
        f"Table of agreement in {counted(len(table), 'district')} with at least {FEWEST} MSOAs.",
    )


SIDES = {1: "Above", 0: "Inside", -1: "Below"}


def _table(rows: pd.DataFrame) -> Table:
    order = rows.loc[rows["points"].abs().sort_values(ascending=False).index]
    shown = order.assign(
        published=100 * order["published"],
        estimated=100 * order["estimated"],
        outside=order["outside"].map(SIDES),
    )
    columns = {
        "name": Column("MSOA"),
        "home": Column("District"),
        "published": Column("Published", "Adults inactive", 1, "%"),
        "estimated": Column(
            "Estimated", "Adults inactive, with the district’s average made equal", 1, "%"
        ),
        "points": Column("Difference", "Percentage points", 1),
        "outside": Column(
            "95% CI",
            "Whether the published share is inside, above or below the estimate’s 95% confidence "
            "interval",
        ),
    }
    alt = f"Table of {counted(len(shown), 'MSOA')}, with the largest difference first."
    return Table(shown[list(columns)].reset_index(drop=True), columns, alt)


@dataclass(frozen=True)
class ListsAgree:
    """How a list built on the estimate differs from one on published estimates.

    Of `places` LSOAs on the list `shared` are on the other too; of `count` neighbourhoods
    `alike` have more than half of their LSOAs in one that published estimates suggest.
    """

    places: int
    shared: int
    count: int
    alike: int

    @property
    def words(self) -> str:
        """Both in two sentences."""
        return (
            f"A list of {small_areas_of(self.places)} based on the estimate shares {self.shared} "
            f"with one based on the published figures. Of "
            f"{counted(self.count, 'suggested neighbourhood')}, {self.alike} share more than half "
            "of their areas with one suggested by the published figures."
        )


def lists_agree(ours: Ranking, theirs: Ranking, picked: Picked, others: Picked) -> ListsAgree:
    """Compare the default list by the estimate with that by published estimates."""
    listed_here = ours.listed.index
    members = [set(pick.candidate.members) for pick in picked.picks]
    suggested = {code for pick in others.picks for code in pick.candidate.members}
    return ListsAgree(
        places=len(listed_here),
        shared=len(listed_here.intersection(theirs.listed.index)),
        count=len(members),
        alike=sum(len(suggested & codes) > 0.5 * len(codes) for codes in members),
    )
