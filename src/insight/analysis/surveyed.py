"""What the survey found of whole districts: one level and one verdict on all pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.analysis.small_areas import survey_period, years_of
from insight.geography.levels import Places
from insight.measures import activity
from insight.measures.survey import (
    PANDEMIC_YEAR,
    RESPONDENTS,
    YEARS_POOLED,
    Estimate,
    differ_together,
    has_pandemic_year,
    probability,
    together,
)
from insight.pack.catalogue import ENGLAND
from insight.pack.pack import Pack
from insight.verdicts import Verdict, verdict
from insight.words import counted, listed, number, percent


@dataclass(frozen=True)
class Surveyed:
    """Inactivity of some districts together, and England's, as shares of adults.

    `found` is missing where a district has no figure; `period` are the survey years.
    """

    found: Estimate
    england: float
    period: str

    @property
    def verdict(self) -> Verdict:
        """How the share compares with England's, as of `verdicts.verdict`."""
        return verdict(self.found.low, self.found.high, self.england)

    @property
    def share_words(self) -> str:
        """The share as it is shown, or that there is none."""
        share = self.found.share
        return "no figure" if pd.isna(share) else percent(share, 1)

    @property
    def probability(self) -> float:
        """p-value of the difference from England's."""
        return probability(self.found.low, self.found.high, self.england)

    @property
    def against_england(self) -> str:
        """The same in words, with England's figure; why, if it is not compared."""
        words = f"{self.verdict.against} England ({percent(self.england, 1)})"
        return words if self.verdict else f"{words} because there is no result for these years"


def surveyed_inactivity(pack: Pack, known: Places, districts: Sequence[str]) -> Surveyed:
    """The level of inactivity over the latest survey years, the same on all pages."""
    years = years_of(pack, YEARS_POOLED)
    rates = activity.pooled_rates(pack.table("activity"), "inactive", years)
    mine = list(districts)
    return Surveyed(
        together(rates.loc[mine], adults_by_district(pack, known)[mine]),
        float(rates["rate"][ENGLAND]),
        survey_period(pack, YEARS_POOLED),
    )


def adults_by_district(pack: Pack, known: Places) -> pd.Series:
    """Residents aged 16 and over of every district: what the survey is weighted by."""
    adults = pack.table("population")["adults_16_plus"]
    return adults.groupby(known.district_of).sum()


def interval_basis(pack: Pack, indicator: str = "inactive") -> str:
    """What the survey's intervals rest on, in a sentence: computed from the pack."""
    source = pack.sources["activity"]
    ours = f"our approximation ({RESPONDENTS} responses per district per year)"
    table = pack.table("activity")
    ends = activity.published_limits(table, indicator)
    if ends is None or not ends[0].notna().any(axis=None):
        return (
            f"95% confidence intervals are {ours}. The publisher’s own "
            f"({source.publisher}) are not in this data."
        )
    shares = activity.published(table, indicator)
    missing = ends[0].isna() & shares.notna()
    where = f" Where it has none, we use {ours}." if missing.any(axis=None) else ""
    return (
        f"95% confidence intervals are based on those of the publisher ({source.publisher}).{where}"
    )


def several_words(probabilities: Mapping[str, float], who: tuple[str, str], whole: str) -> str:
    """How many of several places differ from a figure; empty if fewer than two were compared.

    Examples
    --------
    >>> p = {"A": 0.001, "B": 0.04, "C": 0.9}
    >>> said = several_words(p, ("district", "districts"), "England")
    >>> said.startswith("2 of 3 districts differ from England when each is tested alone. 1 still")
    True
    >>> said.endswith("but not B.")
    True
    """
    p = pd.Series(dict(probabilities), dtype=float).dropna()
    if len(p) < 2:
        return ""
    singly, after = p.lt(0.05), differ_together(p)
    verb = "differs" if singly.sum() == 1 else "differ"
    lost = [str(name) for name in p.index[singly & ~after]]
    return (
        f"{number(singly.sum())} of {counted(len(p), *who)} {verb} from {whole} when each is "
        f"tested alone. {number(after.sum())} still {'does' if after.sum() == 1 else 'do'} after "
        f"allowing for {number(len(p))} comparisons (Benjamini-Hochberg method)"
        f"{f', but not {listed(lost)}' if lost else ''}."
    )


def pandemic_words(years: Sequence[str]) -> str:
    """That the year of the pandemic is among some years; empty if it is not."""
    if not has_pandemic_year(years):
        return ""
    return f"The years include {PANDEMIC_YEAR}, when pandemic restrictions affected the survey."
