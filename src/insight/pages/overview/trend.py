"""Inactivity by survey year: single years, and whether its two ends differ; said once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from insight.analysis.surveyed import Surveyed, adults_by_district, interval_basis, pandemic_words
from insight.errors import ContractError, Problem
from insight.figures.sheet.trend import paper_trend
from insight.figures.trend import TrendChart
from insight.geography.levels import Places
from insight.measures import activity
from insight.measures.survey import YEARS_POOLED, TrendChange, change, pooled_years, together
from insight.pack.catalogue import ENGLAND, Provenance
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, number

CHANGE_WORDS = {"higher": "a clear rise", "lower": "a clear fall", "similar": "no clear change"}
CAVEATS = (
    "Inactive adults are aged 19 and over and do less than 30 minutes of activity a week.",
    "For several districts, the figure is the average of the published rates over all adults.",
)
IS_ANNUAL = "Each point is one survey year."


@dataclass(frozen=True)
class Trend:
    """Surveyed inactivity of one place in each year, per cent, beside England's.

    `change` is between the years at either end; None of a single year.
    """

    chart: TrendChart
    change: TrendChange | None
    first: tuple[str, ...]
    last: tuple[str, ...]

    @property
    def latest(self) -> float:
        """Share of the latest year, per cent."""
        return float(self.chart.shares.iloc[-1])

    @property
    def years(self) -> tuple[str, ...]:
        """All years that are shown, in order."""
        return tuple(str(year) for year in self.chart.shares.index)

    @property
    def verdict(self) -> str:
        """Whether inactivity moved by more than chance, in a few words."""
        return CHANGE_WORDS[self.change.verdict] if self.change else "one year only"

    @property
    def words(self) -> str:
        """The same with the figures that it rests on, and how to read the years."""
        half = (self.chart.high.iloc[-1] - self.chart.low.iloc[-1]) / 2
        said = [
            IS_ANNUAL,
            f"Each could be out by about {number(half)} percentage points either way, "
            "so look at several years together.",
            pandemic_words(self.years),
        ]
        if self.change is not None:
            first, last = 100 * self.change.first, 100 * self.change.last
            said.insert(
                0,
                f"Inactivity averaged {number(last, 1)}% in the last "
                f"{counted(len(self.last), 'year')} and {number(first, 1)}% in the first "
                f"{number(len(self.first))}. This is {self.verdict}: sampling error alone could "
                f"explain {number(100 * self.change.noise, 1)} percentage points either way.",
            )
        return " ".join(each for each in said if each)

    @property
    def alt(self) -> str:
        """The chart in words."""
        last, name = self.years[-1], self.chart.name
        return (
            f"Line chart of adults inactive in {name} and England, {self.years[0]} to {last}, "
            f"with 95% confidence intervals. In {last} it was {self.latest:.1f}% in {name} and "
            f"{self.chart.england.iloc[-1]:.1f}% in England. {self.words}"
        )

    @property
    def table(self) -> Table:
        """The years, one a row."""
        chart = self.chart
        series = {"share": chart.shares, "low": chart.low, "high": chart.high}
        rows = pd.DataFrame({"year": self.years, **series, "england": chart.england})
        labels = {"share": f"{chart.name}, %", "low": "From", "high": "To", "england": "England, %"}
        columns = {name: Column(label, decimals=1) for name, label in labels.items()}
        return Table(rows, {"year": Column("Survey year"), **columns})


def survey_trend(pack: Pack, known: Places, districts: Sequence[str], name: str) -> Trend:
    """Inactivity of some districts together in every year that all have, per cent.

    The publisher's own limits are those of one district; of several, each district's
    error counts with its weight.

    Raises
    ------
    ContractError
        If no year has a figure for all of them and for England.
    """
    table, mine = pack.table("activity"), list(districts)
    shares = activity.published(table, "inactive")
    # A year in which one was suppressed cannot be shown beside the others.
    shares = shares.loc[[*mine, ENGLAND]].dropna(axis="columns")
    if shares.empty:
        raise ContractError(
            [
                Problem(
                    "activity.csv",
                    f"no year has a share of inactive adults for {name} and for England",
                    remedy="Choose another district, or get a new copy of the data.",
                )
            ]
        )
    years = list(shares.columns)
    rates, adults = shares.loc[mine] / 100, adults_by_district(pack, known)[mine]
    errors = activity.logit_errors(table, "inactive").loc[mine, years]
    found = pd.DataFrame(
        {
            year: vars(
                together(pd.DataFrame({"rate": rates[year], "logit_error": errors[year]}), adults)
            )
            for year in years
        }
    ).T.mul(100)
    limits = _own_limits(table, mine, years)
    if limits is not None:
        found[["low", "high"]] = limits
    count = min(YEARS_POOLED, len(years) // 2)
    first, last = tuple(years[:count]), tuple(years[len(years) - count :])
    ends = [pooled_years(rates[list(at)], errors[list(at)]) for at in (first, last)]
    return Trend(
        TrendChart(name, found["share"].round(1), found["low"], found["high"], shares.T[ENGLAND]),
        change=change(ends[0], ends[1], adults) if count else None,
        first=first,
        last=last,
    )


def _own_limits(table: pd.DataFrame, districts: list[str], years: list[str]) -> pd.DataFrame | None:
    ends = activity.published_limits(table, "inactive")
    if ends is None or len(districts) != 1:
        return None
    limits = pd.DataFrame(
        {
            name: each.loc[districts[0], years]
            for name, each in zip(("low", "high"), ends, strict=True)
        }
    )
    return None if limits.isna().any(axis=None) else limits


def _title(found: Trend, level: Surveyed, where: str) -> str:
    """Whether inactivity changed, or how it compares where there is one year only."""
    if found.change is None:
        return f"Inactivity{where} is {level.against_england}"
    verdict = f"{found.verdict[:1].upper()}{found.verdict[1:]}"
    return f"{verdict} in inactivity{where} since {found.years[0]}"


def trend_statement(
    pack: Pack, known: Places, districts: Sequence[str], name: str, level: Surveyed
) -> Statement:
    """The trend of some districts; arguments and errors as `survey_trend`.

    `level` is their `surveyed_inactivity`.
    """
    found = survey_trend(pack, known, districts, name)
    first, last = found.years[0], found.years[-1]
    sources = (pack.sources["activity"], pack.sources["population"])
    return Statement(
        title=_title(found, level, f" in {name}"),
        shorter=(_title(found, level, ""),),
        subtitle=f"Share of adults inactive in {name} and England, by survey year, {first} to "
        f"{last}, with 95% confidence intervals. {level.period}: {level.share_words}, "
        f"{level.against_england}.",
        caveats=(found.words, interval_basis(pack), *CAVEATS),
        provided=Provided(sources, Provenance.OFFICIAL, pack.version),
        alt=found.alt,
        table=found.table,
        on_sheet=partial(paper_trend, found.chart),
    )
