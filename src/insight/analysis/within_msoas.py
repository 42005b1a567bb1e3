"""What the residual of LSOAs within their MSOA, which nobody can measure, changes."""

from collections.abc import Mapping

import pandas as pd

from insight.analysis.ranking import Ranking, Wish, certainty, ranking
from insight.analysis.small_areas import Basis, SmallAreas
from insight.geography.levels import Places
from insight.measures.uncertainty import ALWAYS, FEWER_DRAWS, MANY_AREAS, SimulationSettings
from insight.pack.contracts.schemas import MODEL_BOTH
from insight.pack.pack import Pack
from insight.statement import Column, Table
from insight.words import number

MOST = 0.5
"""Share of MSOAs from which a size is said to be too large."""

FACTORS = (0.0, 0.5, 1.0, 1.5, 2.0)
"""What the size taken is multiplied by."""


def within_msoas(pack: Pack, known: Places) -> tuple[str, Table]:
    """Make the estimates' intervals, and the list's certainty, with other sizes.

    The list is not made again where there are too many areas to wait for it.
    """
    taken = float(pack.table("activity_fit")["value"][MODEL_BOTH, "within"])
    rankings = {
        each: ranking(pack, known, Wish(basis=Basis(is_published=False, within=each), fill=True))
        for each in FACTORS
    }
    listed = rankings[1.0].listed.index
    has_list = len(known.msoa_of) <= MANY_AREAS
    rows = []
    for factor, found in rankings.items():
        row = {
            "size": f"{number(factor, 1)}{' (used here)' if factor == 1 else ''}",
            "ratio": factor * taken,
            **_widths(found.activity, known),
        }
        if has_list:
            row |= _list(found, listed)
        rows.append(row)
    columns = {
        "size": Column("Size, as a multiple of ours"),
        "ratio": Column(
            "Compared with MSOAs",
            "How much areas differ within their MSOA, compared with MSOAs within their district, "
            "beyond what the model explains (ratio of standard deviations)",
            2,
        ),
        "lsoa": Column(
            "LSOA’s 95% CI (points)",
            "Typical width (median) of the 95% confidence interval of a small area (LSOA)",
            1,
        ),
        "msoa": Column(
            "MSOA’s 95% CI (points)", "The same for an MSOA, or a neighbourhood of about 4 LSOAs", 1
        ),
    }
    if has_list:
        columns |= {
            "kept": Column(
                f"Still on the list of {len(listed)}", "Areas on the list made with our size", 0
            ),
            "sure": Column(
                f"On it in {100 * ALWAYS:.0f} of 100 simulations",
                f"Areas on that list in at least this share of {FEWER_DRAWS} simulations",
                0,
            ),
        }
    return (
        "Nobody publishes activity for small areas (LSOAs), so we cannot measure how far they "
        "differ within an MSOA, beyond what the model explains. We assume it is "
        f"{number(taken, 2)} times as much as MSOAs differ within their district. Measures that "
        "are known for both levels behave like this. The table shows the effect of other sizes."
        f"{_too_much(rankings)}",
        Table(pd.DataFrame(rows), columns, "Table of what other sizes would do."),
    )


def _too_much(rankings: Mapping[float, Ranking]) -> str:
    """From which size on LSOAs would differ more than their MSOAs were found to."""
    beyond = [
        factor
        for factor, found in rankings.items()
        if found.activity.errors["inactive"].shared.eq(0).mean() > MOST
    ]
    if not beyond:
        return ""
    return (
        f" A size of {number(min(beyond), 1)} times or more is too large. It would make most MSOAs "
        "differ more than they really do."
    )


def _widths(areas: SmallAreas, known: Places) -> dict[str, float]:
    """Median widths of the 95% confidence intervals, percentage points."""
    of_lsoas = areas.limits()
    of_msoas = areas.of_parents("inactive", known.msoa_of)
    return {
        name: 100 * float((ends["high"] - ends["low"]).median())
        for name, ends in (("lsoa", of_lsoas), ("msoa", of_msoas))
    }


def _list(found: Ranking, listed: pd.Index) -> dict[str, int]:
    """How many of some LSOAs stay on the list, and in nearly all simulations."""
    sure = certainty(found, SimulationSettings(draws=FEWER_DRAWS))
    return {
        "kept": int(found.table.loc[listed, "is_listed"].sum()),
        "sure": int(sure.table.loc[listed, "chance"].ge(ALWAYS).sum()),
    }
