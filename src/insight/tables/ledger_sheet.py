"""The ledger as a file for spreadsheets, which reads back as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from insight.exports.table import ExportSheet, ExportTable
from insight.pack.catalogue import Provenance
from insight.records.kinds.investments import LINES, TEXTS, Counted, Entry, Place
from insight.tables.ledger_columns import BETWEEN_PLACES, MEANINGS, PLACE_FIELDS, Field, text_column

# Of our own files, in order; the others are only read.
OWN_COLUMNS = tuple(
    field
    for field in Field
    if field not in {Field.CURRENCY, Field.YEAR, *PLACE_FIELDS} or field is Field.PLACE
)

PROVENANCE = "provenance"  # heading of the column that tells real records from made-up ones

COUNTS_IN = "counts in"  # heading of the column with what an investment adds to each financial year


@dataclass(frozen=True)
class About:
    """What a file says of itself."""

    title: str
    provenance: Provenance
    lines: tuple[str, ...]  # all else that a reader of the file alone should know


def cells_of(entry: Entry, names: Mapping[str, str]) -> dict[Field, str]:
    """An entry as the texts that it would be read from."""
    places = entry.codes
    if entry.place is Place.NEIGHBOURHOOD:
        places = tuple(names.get(code, code) for code in places)
    return {
        **{text_column(name): getattr(entry, name) for name in (*LINES, *TEXTS)},
        Field.AMOUNT: decimal(entry.amount_pence),
        Field.FORM: str(entry.form),
        Field.PART: str(entry.part),
        Field.START: f"{entry.start:%d/%m/%Y}",
        Field.END: f"{entry.end:%d/%m/%Y}" if entry.end else "",
        Field.LEVEL: str(entry.place),
        Field.PLACE: BETWEEN_PLACES.join(places),
        Field.ATTENDANCES: _count(entry, Counted.ATTENDANCES),
        Field.PARTICIPANTS: _count(entry, Counted.PARTICIPANTS),
    }


def decimal(pence: int) -> str:
    """Pence as pounds with a point, exactly."""
    sign, size = "-" if pence < 0 else "", abs(pence)
    return f"{sign}{size // 100}.{size % 100:02}"


def exported_ledger(
    entries: Sequence[Entry], names: Mapping[str, str], about: About, counts_in: Sequence[str]
) -> ExportTable:
    """Entries as a table for a file, which reads back as it was."""
    headings = [field.value for field in OWN_COLUMNS]
    cells = [cells_of(entry, names) for entry in entries]
    texts = [[each[field] for field in OWN_COLUMNS] for each in cells]
    rows = pd.DataFrame(texts, columns=headings, dtype=object)
    amounts = [Decimal(text) for text in rows[Field.AMOUNT.value]]
    rows[Field.AMOUNT.value] = pd.Series(amounts, dtype=object)
    rows[PROVENANCE], rows[COUNTS_IN] = str(about.provenance), list(counts_in)
    return ExportTable(rows, decimals={Field.AMOUNT.value: 2})


def ledger_sheets(table: ExportTable, about: About) -> list[ExportSheet]:
    """The ledger as a workbook, with what the columns mean, and about it."""
    lines = [[about.title], *([line] for line in about.lines)]
    return [ExportSheet("Ledger", table), meanings(), ExportSheet("About", lines=lines)]


def meanings() -> ExportSheet:
    """What each column holds; its headings are none that a reading looks for."""
    rows = [(field.value, MEANINGS[field].help, MEANINGS[field].example) for field in OWN_COLUMNS]
    table = pd.DataFrame(rows, columns=["Heading", "What it contains", "Such as"])
    return ExportSheet("What to write", ExportTable(table), widths=(18, 80, 24))


def _count(entry: Entry, counted: Counted) -> str:
    return str(entry.count) if entry.counted is counted else ""
