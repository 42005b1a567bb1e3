"""The ledger as a file for spreadsheets, which reads back as it was."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from insight.catalogue import Provenance
from insight.records.exchange import guarded
from insight.records.investments import Counted, Entry, Place
from insight.sources.ledger_columns import MEANINGS, Field

OWN_COLUMNS = (
    Field.REFERENCE, Field.FUNDER, Field.PROGRAMME, Field.RECIPIENT,
    Field.RECIPIENT_KIND, Field.PURPOSE, Field.AMOUNT, Field.FORM, Field.PART,
    Field.START, Field.END, Field.LEVEL, Field.PLACE, Field.PARENT,
    Field.ATTENDANCES, Field.PARTICIPANTS, Field.SOURCE, Field.NOTE,
)  # fmt: skip
"""Of our own files, in order."""

CLASS = "class"
"""Heading of the column that tells real records from made-up ones."""

COUNTS_IN = "counts in"
"""Heading of the column with what an investment adds to each financial year."""

BETWEEN_PLACES = "; "


@dataclass(frozen=True)
class About:
    """What a file says of itself.

    Attributes
    ----------
    title
        What it is.
    provenance
        Real or made up.
    lines
        Everything else that a reader of the file alone should know.
    """

    title: str
    provenance: Provenance
    lines: tuple[str, ...]


def cells_of(entry: Entry, names: Mapping[str, str]) -> dict[Field, str]:
    """An entry as the texts that it would be read from.

    Parameters
    ----------
    entry
        What to write.
    names
        Names of saved neighbourhoods by id.
    """
    places = entry.codes
    if entry.place is Place.NEIGHBOURHOOD:
        places = tuple(names.get(code, code) for code in places)
    return {
        Field.REFERENCE: entry.reference,
        Field.FUNDER: entry.funder,
        Field.PROGRAMME: entry.programme,
        Field.RECIPIENT: entry.recipient,
        Field.RECIPIENT_KIND: entry.recipient_kind,
        Field.PURPOSE: entry.purpose,
        Field.AMOUNT: decimal(entry.amount_pence),
        Field.FORM: str(entry.form),
        Field.PART: str(entry.part),
        Field.START: f"{entry.start:%d/%m/%Y}",
        Field.END: f"{entry.end:%d/%m/%Y}" if entry.end else "",
        Field.LEVEL: str(entry.place),
        Field.PLACE: BETWEEN_PLACES.join(places),
        Field.PARENT: entry.parent,
        Field.ATTENDANCES: _count(entry, Counted.ATTENDANCES),
        Field.PARTICIPANTS: _count(entry, Counted.PARTICIPANTS),
        Field.SOURCE: entry.source,
        Field.NOTE: entry.note,
    }


def decimal(pence: int) -> str:
    """Pence as pounds with a point, exactly.

    Examples
    --------
    >>> decimal(123405), decimal(-5)
    ('1234.05', '-0.05')
    """
    sign, size = "-" if pence < 0 else "", abs(pence)
    return f"{sign}{size // 100}.{size % 100:02}"


def ledger_csv(
    entries: Sequence[Entry],
    names: Mapping[str, str],
    about: About,
    counts_in: Sequence[str],
) -> bytes:
    """Entries as CSV whose cells are never formulas, in UTF-8 with its mark.

    The amounts are numbers to a spreadsheet, a minus among them; every other
    cell that could be a formula has an apostrophe before it, which the reading
    takes away again.

    Parameters
    ----------
    entries, names
        As for `cells_of`.
    about
        What the file says of itself.
    counts_in
        What each entry adds to each financial year, in words.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(field.value for field in OWN_COLUMNS), CLASS, COUNTS_IN])
    for cells, adds in zip(_rows(entries, names), counts_in, strict=True):
        writer.writerow(
            [
                cell if field is Field.AMOUNT else guarded(cell)
                for field, cell in zip(OWN_COLUMNS, cells, strict=True)
            ]
            + [str(about.provenance), adds]
        )
    return text.getvalue().encode("utf-8-sig")


def ledger_xlsx(
    entries: Sequence[Entry],
    names: Mapping[str, str],
    about: About,
    counts_in: Sequence[str],
) -> bytes:
    """Entries as a workbook: the ledger, what the columns mean, and about it.

    Parameters
    ----------
    entries, names, about, counts_in
        As for `ledger_csv`.
    """
    file = io.BytesIO()
    with _workbook(file) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet("Ledger")
        headings = [*(field.value for field in OWN_COLUMNS), CLASS, COUNTS_IN]
        sheet.write_row(0, 0, headings, head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, len(headings) - 1)
        amount = OWN_COLUMNS.index(Field.AMOUNT)
        rows = zip(_rows(entries, names), counts_in, strict=True)
        for row, (cells, adds) in enumerate(rows, start=1):
            for column, cell in enumerate([*cells, str(about.provenance), adds]):
                if column == amount:
                    sheet.write_number(row, column, float(cell), money)
                elif cell:
                    sheet.write_string(row, column, cell)
        _add_meanings(book, head)
        notes = book.add_worksheet("About")
        for row, line in enumerate((about.title, *about.lines)):
            notes.write_string(row, 0, line)
    return file.getvalue()


def template_csv() -> bytes:
    """A file with our headings and no rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([field.value for field in OWN_COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def template_xlsx() -> bytes:
    """A workbook to fill in, with what each column holds and an example."""
    file = io.BytesIO()
    with _workbook(file) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        # A spreadsheet that takes a code for a number, or turns a day round, has
        # spoilt it before anybody sees.
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Ledger")
        sheet.set_column(0, len(OWN_COLUMNS) - 1, 18, plain)
        sheet.write_row(0, 0, [field.value for field in OWN_COLUMNS], head)
        sheet.freeze_panes(1, 0)
        _add_meanings(book, head)
    return file.getvalue()


def _workbook(file: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def _add_meanings(book: xlsxwriter.Workbook, head: object) -> None:
    """What each column holds; its headings are none that a reading looks for."""
    sheet = book.add_worksheet("What to write")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    sheet.set_column(2, 2, 24)
    sheet.write_row(0, 0, ["Heading", "What it holds", "Such as"], head)
    for row, field in enumerate(OWN_COLUMNS, start=1):
        meaning = MEANINGS[field]
        for column, text in enumerate((field.value, meaning.help, meaning.example)):
            sheet.write_string(row, column, text)


def _rows(
    entries: Iterable[Entry], names: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    for entry in entries:
        cells = cells_of(entry, names)
        yield [cells[field] for field in OWN_COLUMNS]


def _count(entry: Entry, counted: Counted) -> str:
    return str(entry.count) if entry.counted is counted else ""
