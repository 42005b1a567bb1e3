"""How well the estimates agree with published ones, in every partnership."""

from dataclasses import dataclass

import pandas as pd

from insight.analysis.small_areas import SmallAreas
from insight.analysis.targeting_words import strength
from insight.analysis.view import Figure
from insight.figures.palette import Palette
from insight.figures.screen.agreement import CorrelationPairs, agreement_dots
from insight.geography.english_areas import PARTNERSHIPS
from insight.pack.catalogue import Provenance
from insight.pack.contracts.schemas import MODEL_BOTH
from insight.pack.pack import Pack
from insight.publishers.reading.forms import SPECS, TableForm
from insight.statement import Column, Provided, Table
from insight.words import counted, listed, number

CHECKS = "activity_checks"

LEAST_COVERAGE = 92.0
"""Per cent of published figures inside the intervals below which they are weak."""

MOST_COVERAGE = 98.0
"""The same above which they are wider than they need be."""

WEAK_R = 0.5
"""Correlation below which the estimates of a district are not to be leant on."""

SLOPES = (0.8, 1.25)
"""Slopes of published on estimated figures outside of which the pattern is weak."""

WEAKEST = 3
"""Partnerships named as those with the lowest agreement."""

COLUMNS = {
    "msoas": Column("MSOAs", "Number of MSOAs compared (areas of about 8,000 people)", 0),
    "r": Column(
        "Our model", "Correlation with the published estimates within districts. 1 is perfect", 2
    ),
    "r_imd": Column("IMD alone", "The same, using only the Index of Multiple Deprivation (IMD)", 2),
    "rmse_pp": Column(
        "Error (points)",
        "Typical difference in percentage points (root mean square), with each district’s average "
        "made equal",
        1,
    ),
    "slope": Column(
        "Slope",
        "Published differences divided by estimated ones. Above 1, areas differ more than we "
        "estimate",
        2,
    ),
    "coverage_pct": Column(
        "In 95% CI",
        "Share of published figures inside the estimate’s 95% confidence interval. It should be "
        "about 95%",
        0,
        "%",
    ),
}
"""Columns of a `insight.measures.activity_fit.Check`, in a reader's words."""

NO_CHECKS = (
    "This data version has no results by partnership, so we cannot show how well the model works "
    "elsewhere. To create them, run `python3 run.py fit-activity`."
)


@dataclass(frozen=True)
class Partnerships:
    """Agreement in every partnership, each predicted by a model fitted without it."""

    finding: str
    weak: tuple[str, ...]
    table: Table
    figure: Figure
    provided: Provided


def what_it_is(pack: Pack, areas: SmallAreas) -> str:
    """What the estimate is, and what it learnt from, in a short paragraph."""
    fit = pack.table("activity_fit")["value"]
    msoas, districts = (fit.get((MODEL_BOTH, name)) for name in ("areas", "districts"))
    learnt = (
        "middle-layer areas (MSOAs)"
        if msoas is None or districts is None
        else f"{number(msoas)} middle-layer areas (MSOAs) in {number(districts)} districts"
    )
    return (
        "Nobody publishes activity for small areas (LSOAs), so we show a modelled estimate. We "
        "share each district survey result between its areas by deprivation (skills, income, "
        f"work, health and surroundings) and residents’ age. The pattern comes from {learnt}. "
        "Sport England publishes estimates for these. They are modelled too, but from survey "
        f"responses, and nothing better is available. {_likeness(pack, areas)}"
    )


def _likeness(pack: Pack, areas: SmallAreas) -> str:
    r = areas.imd_correlation
    if not abs(r) <= 1:
        return ""
    return (
        f"Within districts of {pack.about.short_title}, the estimate is {strength(r)} related to "
        f"the Index of Multiple Deprivation (IMD). The correlation is {number(r, 2)}, where 1 "
        "would be the same pattern."
    )


def partnerships(pack: Pack, palette: Palette) -> Partnerships | None:
    """Agreement in every partnership; None where the pack has no table of it."""
    if not pack.has(CHECKS) or pack.table(CHECKS).empty:
        return None
    every = pack.table(CHECKS)
    checks = every[every["kind"].eq("partnership")]
    own = own_partnership(pack)
    own = own if own in checks.index else None
    rows = checks.sort_index(key=lambda names: names.str.casefold())
    if own is not None:
        rows = pd.concat([rows.loc[[own]], rows.drop(index=own)])
    shown = rows[list(COLUMNS)].reset_index(names="place")
    if own is not None:
        shown.loc[0, "place"] = f"▶ {pack.about.short_title} (this area)"
    finding = _finding(checks, own, pack.about.short_title)
    order = checks.sort_values("r", ascending=False)
    names = list(order.index)
    pairs = CorrelationPairs(
        [pack.about.short_title if name == own else str(name) for name in names],
        order["r"].to_numpy(),
        order["r_imd"].to_numpy(),
        None if own is None else names.index(own),
    )
    marked = "" if own is None else ", with the study area first"
    return Partnerships(
        finding=finding,
        weak=(
            *_weak(checks.rename(index={own: pack.about.short_title})),
            *_weak_within(pack, every),
        ),
        table=Table(
            shown,
            {"place": Column("Partnership"), **COLUMNS},
            f"Table of agreement in {counted(len(shown), 'partnership')}{marked}.",
        ),
        figure=Figure(
            agreement_dots(pairs, palette),
            "Chart of the correlation of published estimates with the model and with "
            f"deprivation, {counted(len(shown), 'partnership')}. {finding}",
        ),
        provided=Provided(pack.sources_of(CHECKS), Provenance.MODELLED, pack.version),
    )


def own_partnership(pack: Pack) -> str | None:
    """The partnership whose districts are those of a pack; None if none is."""
    districts = set(pack.table("districts").index)
    return next((name for name, codes in PARTNERSHIPS.items() if districts == set(codes)), None)


def _finding(checks: pd.DataFrame, own: str | None, short: str) -> str:
    r, imd = checks["r"], checks["r_imd"]
    best, worst = str(r.idxmax()), str(r.idxmin())
    words = (
        f"In {int(r.gt(imd).sum())} of {counted(len(checks), 'partnership')}, the model agrees "
        "better with the published estimates than deprivation alone. Agreement is highest in "
        f"{best} (correlation {r[best]:.2f}) and lowest in {worst} ({r[worst]:.2f})."
    )
    if own is None:
        return words
    rank = int(r.rank(ascending=False, method="min")[own])
    return (
        f"{words} In {short} it is {r[own]:.2f}, number {rank} of {len(checks)}. Deprivation alone "
        f"gives {imd[own]:.2f} there."
    )


def _weak(checks: pd.DataFrame) -> tuple[str, ...]:
    """Where agreement is lowest, intervals are too narrow or the pattern is off."""
    least, most = SLOPES
    covered, slope = checks["coverage_pct"], checks["slope"]
    narrow = covered[covered.lt(LEAST_COVERAGE)].sort_values()
    inside = f"{number(LEAST_COVERAGE)}% of published figures are inside the 95% "
    words = [
        f"Agreement is lowest in {_named(checks['r'].nsmallest(WEAKEST), 2)}.",
        "Typical errors are largest in "
        f"{_named(checks['rmse_pp'].nlargest(WEAKEST), 1, ' points')}.",
        f"Fewer than {inside}confidence intervals in {_named(narrow, 0, '%')}."
        if len(narrow)
        else f"In every partnership at least {inside}confidence intervals.",
    ]
    wide = int(covered.gt(MOST_COVERAGE).sum())
    if wide:
        words.append(
            f"In {wide} of {len(checks)} partnerships, confidence intervals are wider than they "
            f"need to be. Over {number(MOST_COVERAGE)}% of published figures are inside them."
        )
    for places, way in (
        (slope[slope.gt(most)], f"more than we estimate (slope over {most})"),
        (slope[slope.lt(least)], f"less than we estimate (slope under {least})"),
    ):
        if len(places):
            words.append(f"Areas differ {way} in {_named(places, 2)}.")
    return tuple(words)


def _weak_within(pack: Pack, checks: pd.DataFrame) -> tuple[str, ...]:
    names = set(pack.table("districts")["name"])
    ours = checks[checks["kind"].eq("district") & checks.index.isin(names)]
    weak = ours[ours["r"].lt(WEAK_R)].sort_values("r")
    if not len(weak):
        return ()
    parts = [
        f"{name} (correlation {number(row['r'], 2)} in {int(row['msoas'])} MSOAs, "
        f"{number(row['coverage_pct'])}% inside)"
        for name, row in weak.iterrows()
    ]
    return (f"Within {pack.about.short_title}, do not rely on the estimates in {listed(parts)}.",)


def _named(figures: pd.Series, decimals: int, unit: str = "") -> str:
    return listed([f"{name} ({number(value, decimals)}{unit})" for name, value in figures.items()])


def not_at_hand(short: str) -> tuple[str, ...]:
    """What would be shown with published estimates, and how to upload them."""
    spec = SPECS[TableForm.SMALL_AREA_MSOA]
    return (
        "No published estimates are loaded, so there is nothing to compare with. If you add them, "
        f"you can see where they differ from ours in {short}. You can also see how a list based "
        "on each would differ.",
        "They are not included because Sport England has not confirmed that we can share its file.",
        f"You can find the file on the publisher’s page: {spec.where}.",
        "To compare for yourself, upload the file on the Targeting page, under “Use published "
        "small-area estimates”. It is kept only for your session.",
        "To compare for everyone, ask the person who runs this site to add the file and run "
        "`python3 run.py refresh`.",
    )
