"""Places side by side as tables and files."""

import pandas as pd

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable, tsv_text
from insight.pages.compare.findings import ANSWER_WORDS, SideBySide
from insight.statement import Column, Table
from insight.words import counted


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
            "answer": ANSWER_WORDS[reading.answer],
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
        "answer": Column("Against it"),
    }
    alt = f"{counted(len(found.places), 'place')} against {found.against_name}."
    return Table(pd.DataFrame(rows), columns, alt)


def wide_text(found: SideBySide) -> str:
    """The figures with tabs between them, as a spreadsheet takes them when pasted."""
    heads = ["Measure", "Unit", found.against_name]
    for place in found.places:
        heads += [place.name, "from", "to", f"against {found.against_name}"]
    rows: list[list[object]] = []
    for line in found.lines:
        cells: list[object] = [line.measure.label, line.measure.unit, line.against]
        for reading in line.readings:
            cells += [reading.value, reading.low, reading.high]
            cells.append(ANSWER_WORDS[reading.answer])
        rows.append(cells)
    table = pd.DataFrame(rows, columns=heads)
    return tsv_text(ExportTable(table, decimals=dict.fromkeys(heads, 1)))


def comparison_download(found: SideBySide) -> Download:
    """The figures with what they are and where they come from, as CSV."""

    def table() -> ExportTable:
        rows = comparison_table(found).rows.rename(
            columns={"place": "area_name", "low": "low_95", "high": "high_95"}
        )
        rows["compared_with"] = found.against_name
        return ExportTable(rows, found.provided.stamp)

    return csv_download("Comparison (CSV)", ("comparison",), table)
