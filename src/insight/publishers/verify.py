"""Hold a pack against what the publisher says of its larger areas.

Districts, and boards of care whose LSOAs are all in the pack, are summed up with the
publisher's own formulas; what comes out must be the published figure, as rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from insight.errors import InsightError, Problem
from insight.geography.levels import union
from insight.measures.deprivation import (
    average_rank,
    average_score,
    extent,
    proportion_most_deprived,
)
from insight.pack.catalogue import NATIONAL_LSOAS_2025
from insight.publishers.assembly import Assembly
from insight.publishers.reading.files import Reading
from insight.publishers.reading.forms import SPECS, TableForm
from insight.publishers.reading.places import outlines
from insight.publishers.reading.tables import summaries

MEASURES: Mapping[str, tuple[int, str]] = {
    "average_score": (3, "average score"),
    "average_rank": (2, "average rank"),
    "proportion_most_deprived": (4, "proportion of LSOAs in the most deprived 10%"),
    "extent": (4, "extent"),
}
"""Decimal places of each measure in the publisher's files, and what it is."""

WITHOUT_RESIDENTS = ("proportion_most_deprived",)
"""Measures that count LSOAs, whatever population there is."""

SCORE_DECIMALS = 3
"""Of the scores of LSOAs: the publisher averages them as they were before rounding."""

SHARE_DECIMALS = 3
"""A proportion of the publisher's is given to three places and not to four (West
Northamptonshire, 0.021 for 5 of 237); one LSOA more or fewer still shows."""

ROUNDING = 1e-9  # what is lost between two ways of adding up the same numbers


@dataclass(frozen=True)
class Verified:
    """Figures that do not agree with the publisher's, and a sentence on each other."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def verify(work: Assembly) -> Verified:
    """Hold the tables of a pack against the publisher's summaries."""
    problems: list[Problem] = []
    districts = work.scope.lsoas["lad24cd"]
    summary = work.inventory.best(TableForm.DISTRICT_SUMMARIES, frozenset(districts.unique()))
    if summary is None:
        notes = [
            "Districts were not checked, because no file has the publisher's summaries. "
            f"Get them from {SPECS[TableForm.DISTRICT_SUMMARIES].where}."
        ]
    else:
        problems, notes = _held(work, summary, districts, "district")
    boards, is_certain = _whole_boards(work)
    summary = work.inventory.best(TableForm.ICB_SUMMARIES, frozenset(boards.unique()))
    if summary is not None:
        apart, of_boards = _held(work, summary, boards, "Integrated Care Board")
        if apart and not is_certain:
            apart = []
            of_boards = [
                "Integrated Care Boards were not checked. The look-up has only the LSOAs of this "
                "data version, so some of theirs may be missing."
            ]
        problems += apart
        notes += of_boards
    if _is_other_population(work):
        notes.append(
            "Averages over residents were not checked, because the publisher weights them by "
            "a different population."
        )
    return Verified(tuple(problems), (*notes, *outline_notes(work)))


def _held(
    work: Assembly, reading: Reading, parent: pd.Series, noun: str
) -> tuple[list[Problem], list[str]]:
    published = summaries(reading)
    names = WITHOUT_RESIDENTS if _is_other_population(work) else tuple(MEASURES)
    measured = _measured(work, parent)[list(names)]
    codes = sorted(set(parent))
    known = [code for code in codes if code in published.index]
    notes = [
        f"{reading.name}: {code} is missing and was not checked."
        for code in codes
        if code not in known
    ]
    problems = [
        problem
        for code in known
        for problem in _differences(reading, code, measured.loc[code], published)
    ]
    if known and not problems:
        agree = f"{noun} agrees" if len(known) == 1 else f"{noun}s agree"
        listed = ", ".join(MEASURES[name][1] for name in names)
        notes.append(f"{len(known):,} {agree} with {reading.name}: {listed}.")
    return problems, notes


def _is_other_population(work: Assembly) -> bool:
    readings = work.origins["population"].readings
    return readings[0].candidate.form is not TableForm.RESIDENTS


def _measured(work: Assembly, parent: pd.Series) -> pd.DataFrame:
    """The publisher's four measures of each parent, from the LSOAs."""
    ranks = work.tables["deprivation"].set_index("lsoa21cd").loc[parent.index]
    residents = work.tables["population"].set_index("lsoa21cd")
    people = residents.loc[parent.index, "population"]
    rank, national = ranks["imd_rank"], NATIONAL_LSOAS_2025
    return pd.DataFrame(
        {
            "average_score": average_score(ranks["imd_score"], people, parent),
            "average_rank": average_rank(rank, people, parent, national),
            "proportion_most_deprived": proportion_most_deprived(rank, parent, national),
            "extent": extent(rank, people, parent, national),
        }
    )


def _differences(
    reading: Reading, code: str, found: pd.Series, published: pd.DataFrame
) -> list[Problem]:
    problems = []
    for name, value in found.items():
        decimals, words = MEASURES[str(name)]
        theirs = float(published[str(name)].loc[code])
        if abs(value - theirs) > _tolerance(str(name)):
            rule = (
                f"{words} of {code} is {theirs:,.{decimals}f} there and "
                f"{value:,.{decimals}f} from its LSOAs"
            )
            remedy = "Use ranks, residents and summaries from the same release."
            problems.append(Problem(reading.name, rule, remedy=remedy))
    return problems


def _tolerance(name: str) -> float:
    """By how much a measure may differ, as the figures on both sides are rounded.

    Examples
    --------
    >>> round(_tolerance("average_rank"), 6), round(_tolerance("average_score"), 6)
    (0.005, 0.001)
    """
    of_parts = 0.5 * 10**-SCORE_DECIMALS if name == "average_score" else 0.0
    is_share = name == "proportion_most_deprived"
    decimals = SHARE_DECIMALS if is_share else MEASURES[name][0]
    return 0.5 * 10**-decimals + of_parts + ROUNDING


def _whole_boards(work: Assembly) -> tuple[pd.Series, bool]:
    """The board of each LSOA, of boards that have no LSOA outside the pack.

    No LSOA where no file says which a board has. The second value is whether that is
    certain: a look-up that was cut to the pack knows no LSOA outside it.
    """
    found = work.inventory.best(TableForm.ICB_OF_LSOA)
    if found is None:
        return pd.Series(dtype=str), False
    pairs = found.frame[["lsoa21cd", "icb"]].drop_duplicates("lsoa21cd")
    ours = pairs["lsoa21cd"].isin(work.scope.codes)
    cut = set(pairs.loc[~ours, "icb"])
    whole = pairs[ours & ~pairs["icb"].isin(cut)]
    return whole.set_index("lsoa21cd")["icb"].sort_index(), bool((~ours).any())


MOST_APART = 0.01
"""Share of its area by which an outline may differ: ends of coasts and rivers are
generalised for each level by itself."""


LEVELS = (
    (TableForm.MSOA_BOUNDARIES, "msoa21cd", "msoa_shapes", "MSOAs"),
    (TableForm.DISTRICT_BOUNDARIES, "lad24cd", "district_shapes", "districts"),
)
"""Levels that the publisher draws too: column of the parent, table of its shapes. Here they are
unions of LSOAs; one that is drawn otherwise shows a look-up or boundaries of another year."""


def outline_notes(work: Assembly) -> tuple[str, ...]:
    """A sentence for each level whose outlines are at hand; none without them.

    It is no fault of the pack that one differs: what is shown are the unions.
    """
    notes = []
    for form, parent, kept, noun in LEVELS:
        wanted = frozenset(work.tables["areas"][parent])
        try:
            reading = work.inventory.best(form, wanted)
            if reading is not None:
                # A pack of many areas has worked out their unions already.
                ours = (
                    gpd.GeoDataFrame(work.tables[kept]).geometry
                    if kept in work.tables
                    else union(work.areas, parent)
                )
                notes.append(_note(reading, ours, wanted, noun))
        except InsightError as error:
            notes.append(f"Boundaries of {noun} were not checked. {error}")
    return tuple(notes)


def _note(reading: Reading, ours: gpd.GeoSeries, wanted: frozenset[str], noun: str) -> str:
    theirs = outlines(reading, wanted)
    apart = ours.loc[theirs.index].symmetric_difference(theirs).area / theirs.area
    is_other = apart.gt(MOST_APART)
    if not is_other.any():
        return (
            f"{len(theirs):,} of {len(wanted):,} {noun} have the same boundaries as "
            f"{reading.name}, to within {100 * MOST_APART:.0f}% of the area."
        )
    return (
        f"{int(is_other.sum()):,} of {len(theirs):,} {noun} have different boundaries from "
        f"{reading.name}. The largest difference is {apart.idxmax()}, by "
        f"{100 * apart.max():.0f}% of its area. Use look-ups and boundaries of the same release."
    )
