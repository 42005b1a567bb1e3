"""Places side by side as tables and files."""

import pandas as pd

from insight.views.compare import ANSWER_WORDS, SideBySide
from insight.views.view import Column, Download, Table
from insight.views.words import counted

CSV = "text/csv"


def comparison_table(found: SideBySide) -> Table:
    """Numbers with their ends and answers, a row for each measure and place."""
    rows = [
        {
            "measure": line.measure.label,
            "unit": line.measure.unit,
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
    lines = [heads]
    for line in found.lines:
        cells = [line.measure.label, line.measure.unit, _plain(line.against)]
        for reading in line.readings:
            ends = (_plain(end) for end in (reading.value, reading.low, reading.high))
            cells += [*ends, ANSWER_WORDS[reading.answer]]
        lines.append(cells)
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in lines)


def _plain(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:.1f}"


def _cell(text: str) -> str:
    """A cell that neither breaks the row nor is taken for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat[:1] in "=+@" else flat


def comparison_download(found: SideBySide) -> Download:
    """The figures with what they are and where they come from, as CSV."""

    def content() -> bytes:
        table = comparison_table(found).rows.assign(
            source=found.provided.titles,
            licence=found.provided.attribution,
            provenance=str(found.provided.provenance),
            data_pack=found.provided.pack_version,
        )
        return table.to_csv(index=False).encode("utf-8-sig")

    return Download("Comparison (CSV)", "comparison.csv", CSV, content)
