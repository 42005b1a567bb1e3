"""All measures of the places beside each other: said once, for screen, paper and files."""

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from insight.analysis.compared_place import Compared
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable, tsv_text
from insight.figures.comparison import ComparedFigure, Rug, RugRow
from insight.figures.sheet.rug import paper_rug
from insight.pack.catalogue import PARTS
from insight.pages.compare.findings import HOW, ComparedLine, SideBySide
from insight.statement import Column, Statement, Table
from insight.verdicts import Verdict
from insight.words import counted, listed

MOST_NAMED = 2
UNITS = (
    "Figures are percentages of the people named. For deprivation ranks, they are the percentage "
    "of England’s areas less deprived. Own indicators show their unit."
)
NOT_DRAWN = "Sub-domains are in the table only."
FURTHER = re.compile(r"(?:,| and) (?=(?:similar|lower) in )")
"""Between the first verdict of a finding and the next."""


def finding(found: SideBySide, most_named: int = MOST_NAMED) -> str:
    """What the activity of the places says most plainly, by rule; of what was chosen first."""
    said: list[str] = []
    verdicts = (Verdict.HIGHER, Verdict.SIMILAR, Verdict.LOWER)
    of = {each: _with_verdict(found, each) for each in verdicts}
    for each in sorted(of, key=lambda each: not any(place.is_chosen for place in of[each])):
        if of[each]:
            words = each.value if said else f"{each.against} {found.against_name}"
            said.append(f"{words} in {_which(of[each], most_named)}")
    return f"Inactivity is {listed(said) or f'not compared with {found.against_name}'}"


def _with_verdict(found: SideBySide, verdict: Verdict) -> list[Compared]:
    pairs = found.pairs("inactive")
    return [place for place, cell in pairs if cell.answer.value == verdict.value]


def _which(places: Sequence[Compared], most_named: int) -> str:
    """The places, or how many: the one that was chosen by its name."""
    chosen = [place.name for place in places if place.is_chosen]
    if len(places) <= most_named or (len(chosen) == len(places) == 1):
        return listed([place.name for place in places])
    if len(chosen) == 1:
        return f"{chosen[0]} and {counted(len(places) - 1, 'other place')}"
    return counted(len(places), "place")


def rug(found: SideBySide) -> Rug:
    """Every figure with its interval and answer, as written."""
    return Rug(
        found.against_name,
        tuple(place.name for place in found.places),
        tuple(place.kind.noun for place in found.places),
        tuple(_rug_row(line) for line in found.lines),
    )


def _rug_row(line: ComparedLine) -> RugRow:
    one = line.measure
    return RugRow(
        shelf=f"{one.shelf}, {one.unit}",
        label=one.label,
        named=one.named,
        comparator=line.against_text,
        cells=line.readings,
        is_detail=one.key in PARTS,
        need=one.need,
    )


def comparison_statement(found: SideBySide) -> Statement:
    """The places with all measures; a row of its table is a measure."""
    drawn, said, counts = rug(found), finding(found), finding(found, most_named=0)
    measures = sum(not row.is_detail for row in drawn.rows)
    cells = [(row.named, row.comparator, *map(_cell_text, row.cells)) for row in drawn.rows]
    headings = ("Measure", found.against_name, *drawn.places)
    columns = {str(at): Column(heading) for at, heading in enumerate(headings)}
    return Statement(
        title=said,
        shorter=(counts, *(FURTHER.split(each)[0] for each in (said, counts))),
        rest=f"{said}.",
        subtitle=f"{counted(measures, 'measure')} for {counted(len(drawn.places), 'place')}, "
        f"compared with {found.against_name}. Activity {found.period}, deprivation 2025, residents "
        "mid-2022.",
        caveats=(UNITS, NOT_DRAWN, HOW, found.estimates, found.several("inactive")),
        provided=found.provided(),
        alt=f"Table of {listed(drawn.places)}, compared with {found.against_name}. {said}.",
        table=Table(pd.DataFrame(cells, columns=list(columns)), columns),
        on_sheet=partial(paper_rug, drawn),
    )


def _cell_text(cell: ComparedFigure) -> str:
    words = ", ".join(filter(None, (cell.interval, cell.answer)))
    return f"{cell.text} ({words})" if words else cell.text


def comparison_table(found: SideBySide) -> Table:
    """Numbers with their ends and answers, a row for each measure and place."""
    rows = [
        {
            "measure": line.measure.label,
            "unit": line.measure.unit,
            "area_code": place.key,
            "place": place.name,
            "kind": str(place.kind),
            "value": reading.value,
            "low": reading.low,
            "high": reading.high,
            "comparator": line.against,
            "answer": str(reading.answer),
        }
        for line in found.lines
        for place, reading in zip(found.places, line.readings, strict=True)
    ]
    columns = {
        "measure": Column("Measure"),
        "unit": Column("Unit"),
        "place": Column("Place"),
        "kind": Column("Kind"),
        "value": Column("Value", decimals=1),
        "low": Column("From", "Lower end of the 95% confidence interval", decimals=1),
        "high": Column("To", "Upper end of the 95% confidence interval", decimals=1),
        "comparator": Column(found.against_name, decimals=1),
        "answer": Column("Comparison"),
    }
    alt = f"Table of {counted(len(found.places), 'place')}, compared with {found.against_name}."
    return Table(pd.DataFrame(rows), columns, alt)


def wide_text(found: SideBySide) -> str:
    """The figures with tabs between them, as a spreadsheet takes them when pasted."""
    heads = ["Measure", "Unit", found.against_name]
    for place in found.places:
        heads += [place.name, "from", "to", f"compared with {found.against_name}"]
    rows = [
        [line.measure.label, line.measure.unit, line.against]
        + [cell for of in line.readings for cell in (of.value, of.low, of.high, str(of.answer))]
        for line in found.lines
    ]
    return tsv_text(ExportTable(pd.DataFrame(rows, columns=heads), None, dict.fromkeys(heads, 1)))


def comparison_download(found: SideBySide) -> Download:
    """The figures with what they are and where they come from, as CSV."""

    def table() -> ExportTable:
        names = {"place": "area_name", "low": "low_95", "high": "high_95"}
        rows = comparison_table(found).rows.rename(columns=names)
        return ExportTable(rows.assign(compared_with=found.against_name), found.provided().stamp)

    return csv_download("Comparison (CSV)", ("comparison",), table)
