"""The gap between the most and the least deprived: said once, for screen, paper and files."""

import io
from dataclasses import dataclass
from functools import partial

import pandas as pd

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.figures.inequality import Gradient, GradientChart
from insight.figures.sheet.inequality import paper_gradient
from insight.measures.inequality import relative_ranks
from insight.pack.catalogue import Provenance
from insight.pages.compare.inequality import (
    COMPARABLE,
    EXAMPLE,
    POINTS,
    Gap,
    PeriodIndex,
    change_words,
    finding,
    fit_words,
    limits_words,
    method_words,
    short_finding,
)
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, number, percent, signed

LINE_POINTS = 41
LICENCE = "See the publisher’s licence."
MADE_UP = "Do not quote."
NOT_IN_LINK = "The table was uploaded by the reader and is not included in the link."


@dataclass(frozen=True)
class BroughtTable(Provided):
    """Where a table comes from that somebody brought, in their words."""

    source: str
    licence: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Who is said to have published it."""
        return (self.source,)

    @property
    def attributions(self) -> tuple[str, ...]:
        """What may be done with it; its publisher's own words are not known here."""
        return (self.licence,)


def _provided(gap: Gap, pack_version: str) -> BroughtTable:
    """What somebody says of the table that they brought, unless it is made up."""
    if gap.table.is_illustrative:
        made_up = "example data, not real"
        return BroughtTable((), Provenance.ILLUSTRATIVE, pack_version, made_up, MADE_UP)
    said = " ".join(gap.about.source.split()) or "not stated"
    source = f"{said}, uploaded by the reader ({gap.table.file})"
    return BroughtTable((), Provenance.RECORD, pack_version, source, LICENCE)


def gradient_chart(gap: Gap) -> GradientChart:
    """The groups of each period and their line."""
    return GradientChart(tuple(map(_gradient, gap.periods)), gap.table.is_illustrative)


def _gradient(found: PeriodIndex) -> Gradient:
    groups, line = found.groups, found.index.line
    points = [at / (LINE_POINTS - 1) for at in range(LINE_POINTS)]
    low, high = (tuple(100 * groups.get(end, pd.Series())) for end in ("low", "high"))
    return Gradient(
        found.period,
        tuple(relative_ranks(groups["population"])),
        tuple(100 * groups["value"]),
        low,
        high,
        tuple(points),
        tuple(100 * line.at(at) for at in points) if line else (),
    )


def gap_statement(gap: Gap, pack_version: str) -> Statement:
    """How far apart the two ends are, with the groups and their line."""
    about, change = gap.about, change_words(gap)
    place = " ".join(about.place.split())
    of = f"{counted(gap.table.groups, 'group')}{f', {place}' if place else ''}"
    periods = " and ".join(each.period for each in gap.periods if each.period)
    index = gap.last.index.scaled(abs(POINTS))
    ends = (
        f" (95% CI {signed(index.slope_low)} to {signed(index.slope_high)})"
        if index.has_interval
        else ""
    )
    subtitle = (
        f"{about.title}, %, by deprivation group, {of}.",
        f"Period: {periods or 'not stated'}.",
        f"Slope index of inequality (SII) {signed(index.slope_index)} percentage points{ends}, "
        f"relative index of inequality (RII) {number(index.relative_index, 2)}.",
        *change[:1],
    )
    notes = (*change[1:], fit_words(gap), *method_notes(gap), NOT_IN_LINK)
    shares = ", ".join(percent(each, 1) for each in gap.last.groups["value"])
    title = finding(gap)
    alt = f"{title}. Groups from most to least deprived: {shares}."
    return Statement(
        title=title,
        shorter=(short_finding(gap),),
        subtitle=" ".join(subtitle),
        caveats=notes,
        provided=_provided(gap, pack_version),
        alt=alt,
        table=_table(gap, alt),
        on_sheet=partial(paper_gradient, gradient_chart(gap)),
    )


def method_notes(gap: Gap) -> tuple[str, ...]:
    """What the intervals and the index rest on, and what makes two periods comparable."""
    return limits_words(gap), method_words(gap), COMPARABLE if len(gap.periods) > 1 else ""


def _table(gap: Gap, alt: str) -> Table:
    rows = pd.concat([_rows(each) for each in gap.periods], ignore_index=True)
    columns = {
        "period": Column("Period"),
        "group": Column("Group", "1 is the most deprived"),
        "people": Column("People", "Share of all people", decimals=1, suffix="%"),
        "value": Column("Share", decimals=1, suffix="%"),
        "low": Column("From", "Lower end of the 95% confidence interval", decimals=1, suffix="%"),
        "high": Column("To", "Upper end of the 95% confidence interval", decimals=1, suffix="%"),
        "line": Column("On the line", decimals=1, suffix="%"),
    }
    empty = [name for name in columns if rows[name].isna().all() or rows[name].eq("").all()]
    return Table(rows, columns, alt).only(*(name for name in columns if name not in empty))


def _rows(found: PeriodIndex) -> pd.DataFrame:
    groups, line = found.groups, found.index.line
    missing, count = pd.Series(float("nan"), index=groups.index), len(groups)
    ends = {1: "1 (most deprived)", count: f"{count} (least deprived)"}
    ranks = relative_ranks(groups["population"])
    return pd.DataFrame(
        {
            "period": found.period,
            "group": [ends.get(at, str(at)) for at in range(1, count + 1)],
            "label": groups.index,
            "population": groups["population"],
            "people": 100 * groups["population"] / groups["population"].sum(),
            "value": 100 * groups["value"],
            "low": 100 * groups.get("low", missing),
            "high": 100 * groups.get("high", missing),
            "line": [100 * line.at(rank) for rank in ranks] if line else missing,
        }
    )


def gap_download(gap: Gap, pack_version: str) -> Download:
    """The table with its results as CSV, which reads back as it was."""

    def table() -> ExportTable:
        parts = [_with_results(gap, each) for each in gap.periods]
        rows = pd.concat(parts, ignore_index=True).assign(
            measure=gap.about.title, area_name=gap.about.place
        )
        places = dict.fromkeys(rows.select_dtypes("number"), 4)
        return ExportTable(rows, _provided(gap, pack_version).stamp, places)

    return csv_download("Table with results (CSV)", ("inequality",), table)


def example_download() -> Download:
    """The illustrative table, to see what is asked for."""
    return csv_download(
        "Example table (CSV)",
        ("illustrative-gap",),
        lambda: ExportTable(pd.read_csv(io.StringIO(EXAMPLE), sep="\t")),
    )


def _with_results(gap: Gap, found: PeriodIndex) -> pd.DataFrame:
    index = found.index.scaled(abs(POINTS))
    rows = _rows(found)
    return pd.DataFrame(
        {
            "period": found.period,
            "group": rows["group"],
            "group_as_given": rows["label"].astype(str),
            "population": rows["population"],
            "value_pct": rows["value"],
            "lower_pct": rows["low"],
            "upper_pct": rows["high"],
            "on_the_line_pct": rows["line"],
            "sii_points": index.slope_index,
            "sii_low_95": index.slope_low,
            "sii_high_95": index.slope_high,
            "rii": index.relative_index,
            "rii_low_95": index.relative_low,
            "rii_high_95": index.relative_high,
            "change": " ".join(change_words(gap)),
            "method": method_words(gap),
        }
    )
