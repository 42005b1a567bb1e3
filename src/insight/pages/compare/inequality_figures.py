"""The gap between the most and the least deprived as figures, tables and files."""

import io

import pandas as pd

from insight.analysis.view import Figure
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable, Stamp
from insight.figures.palette import Palette
from insight.figures.screen.inequality import Gradient, gradient_figure
from insight.figures.sheet.inequality import paper_gradient
from insight.figures.sheet.sheet import Words
from insight.measures.inequality import relative_ranks
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
    signed,
)
from insight.statement import Column, Item, PaperLink, Table
from insight.words import counted, number, percent

LINE_POINTS = 41
UNIT = "Share"
LICENCE = "Licence as its publisher states."
MADE_UP = "Not to be quoted."
NOT_IN_LINK = "The table was brought by the reader and is not in the link."


def gradients(gap: Gap) -> tuple[Gradient, ...]:
    """The groups and lines as a figure draws them."""
    return tuple(_gradient(each) for each in gap.founds)


def _gradient(found: PeriodIndex) -> Gradient:
    groups, line = found.groups, found.index.line
    points = [at / (LINE_POINTS - 1) for at in range(LINE_POINTS)]
    has_limits = "low" in groups
    return Gradient(
        found.period,
        tuple(relative_ranks(groups["population"])),
        tuple(100 * groups["value"]),
        tuple(100 * groups["low"]) if has_limits else (),
        tuple(100 * groups["high"]) if has_limits else (),
        tuple(points),
        tuple(100 * line.at(at) for at in points) if line else (),
    )


def gap_figure(gap: Gap, palette: Palette) -> Figure:
    """The groups with their intervals and the line."""
    plot = gradient_figure(
        gradients(gap), unit=UNIT, palette=palette, is_illustrative=gap.table.is_illustrative
    )
    return Figure(plot, alt_words(gap))


def alt_words(gap: Gap) -> str:
    """The figure in words."""
    shares = ", ".join(percent(each, 1) for each in gap.last.groups["value"])
    return f"{finding(gap)}. Groups from the most to the least deprived: {shares}."


def gap_table(gap: Gap) -> Table:
    """A row for each group and period."""
    rows = pd.concat([_rows(each) for each in gap.founds], ignore_index=True)
    columns = {
        "period": Column("Period"),
        "group": Column("Group", "1 is the most deprived", width=150),
        "people": Column("People", "Share of all people", decimals=1, suffix="%"),
        "value": Column("Share", decimals=1, suffix="%"),
        "low": Column("From", "Lower end of the 95% interval", decimals=1, suffix="%"),
        "high": Column("To", "Upper end of the 95% interval", decimals=1, suffix="%"),
        "line": Column("On the line", decimals=1, suffix="%"),
    }
    if not any(each.period for each in gap.founds):
        del columns["period"]
    return Table(rows, columns, alt_words(gap))


def _rows(found: PeriodIndex) -> pd.DataFrame:
    groups, line = found.groups, found.index.line
    ranks = relative_ranks(groups["population"])
    missing = pd.Series(float("nan"), index=groups.index)
    return pd.DataFrame(
        {
            "period": found.period,
            "group": _names(len(groups)),
            "label": groups.index,
            "population": groups["population"],
            "people": 100 * groups["population"] / groups["population"].sum(),
            "value": 100 * groups["value"],
            "low": 100 * groups.get("low", missing),
            "high": 100 * groups.get("high", missing),
            "line": [100 * line.at(rank) for rank in ranks] if line else missing,
        }
    )


def licence_words(gap: Gap) -> str:
    """What may be done with the table; its publisher's own words are not known here."""
    return MADE_UP if gap.table.is_illustrative else LICENCE


def _names(count: int) -> list[str]:
    ends = {1: "1 (most deprived)", count: f"{count} (least deprived)"}
    return [ends.get(at, str(at)) for at in range(1, count + 1)]


def gap_download(gap: Gap, pack_version: str) -> Download:
    """The table with its results as CSV, which reads back as it was."""

    def table() -> ExportTable:
        parts = [_with_results(gap, each) for each in gap.founds]
        rows = pd.concat(parts, ignore_index=True).assign(
            measure=gap.told.title, area_name=gap.told.place
        )
        stamp = Stamp(gap.provenance.value, gap.source, licence_words(gap), pack_version)
        places = dict.fromkeys(rows.select_dtypes("number"), 4)
        return ExportTable(rows, stamp, places)

    return csv_download("Table with results (CSV)", ("inequality",), table)


def example_download() -> Download:
    """The illustrative table, to see what is asked for."""

    def table() -> ExportTable:
        return ExportTable(pd.read_csv(io.StringIO(EXAMPLE), sep="\t"))

    return csv_download("Illustrative table (CSV)", ("illustrative-gap",), table)


def _with_results(gap: Gap, found: PeriodIndex) -> pd.DataFrame:
    index = found.index.scaled(abs(POINTS))
    rows = _rows(found)
    said = change_words(gap)
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
            "change": " ".join(said),
            "method": method_words(gap),
        }
    )


def gap_item(gap: Gap, link: PaperLink, pack_version: str) -> Item:
    """The figure for a paper, with its numbers."""
    words = _words(gap, link, pack_version)
    table = gap_table(gap)
    headings = tuple(
        f"{each.label}{', %' if each.suffix else ''}" for each in table.columns.values()
    )
    return Item(
        words,
        lambda size, kind: paper_gradient(gradients(gap), words, size, kind, unit=UNIT),
        headings,
        tuple(
            tuple(_written(row[name]) for name in table.columns) for _, row in table.rows.iterrows()
        ),
    )


def _written(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return "" if pd.isna(cell) else number(cell, 1)  # type: ignore[call-overload,arg-type]


def _words(gap: Gap, link: PaperLink, pack_version: str) -> Words:
    place = " ".join(gap.told.place.split())
    periods = " and ".join(each.period for each in gap.founds if each.period)
    index = gap.last.index.scaled(abs(POINTS))
    ends = (
        f" ({signed(index.slope_low)} to {signed(index.slope_high)})" if index.has_interval else ""
    )
    said = (*change_words(gap), fit_words(gap))
    return Words(
        title=finding(gap),
        subtitle=" ".join(
            part
            for part in (
                f"{gap.told.title}, %, by group of deprivation, n = "
                f"{counted(gap.table.groups, 'group')}{f', {place}' if place else ''}.",
                f"Period: {periods or 'not stated'}.",
                f"SII {signed(index.slope_index)} points{ends}, RII "
                f"{number(index.relative_index, 2)}.",
                *change_words(gap)[:1],
            )
            if part
        ),
        caveat=" ".join(
            part
            for part in (
                *said[1:],
                limits_words(gap),
                method_words(gap),
                COMPARABLE if len(gap.founds) > 1 else "",
                NOT_IN_LINK,
            )
            if part
        ),
        source=gap.source,
        licence=licence_words(gap),
        provenance=gap.provenance.value,
        pack_version=pack_version,
        made=link.made,
        link=link.address,
        alt=alt_words(gap),
    )
