"""The one door by which tables leave: CSV, TSV, XLSX and GeoJSON for people.

What is text in a table is never a formula in a spreadsheet; numbers stay numbers, those
below zero too. CSV and TSV have an apostrophe before a text that could be a formula,
which our own importers take away again. XLSX has Excel's own mark of a text instead:
the value is as it was. GeoJSON has every text as it was: a map layer is not a
spreadsheet, and an apostrophe in it would be a false name.

The same headings stand in every file: ``area_code``, ``area_name``, ``class_label``,
``unit``, ``period`` and those of `Stamp`.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from numbers import Real

import pandas as pd
import xlsxwriter

from insight.characters import all_showable, showable
from insight.glossary import spelled_out

FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula, wide signs of East Asia among them, or
what was kept from being taken for one (OWASP ASVS 5.0, 1.2.10)."""

Mark = tuple[str, object]
"""A property of a cell's look, as xlsxwriter has it."""
Look = Callable[..., object]
BOLD: Mark = ("bold", True)
HEADING: tuple[Mark, ...] = (BOLD, ("bottom", 1))

EXAMPLE_CLASS, EXAMPLE_HEADING = "illustrative", "EXAMPLE DATA"
"""Provenance of what is not real, and the heading of the first column of its files."""
ROW_END = "\r\n"
"""With it, a carriage return inside a cell is quoted; it would begin a row else."""


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("LE1 1AA")
    ("'=1+1", 'LE1 1AA')
    """
    return f"'{cell}" if FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """A cell as it was before `escape_formula`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


@dataclass(frozen=True)
class Stamp:
    """What every row says of where it comes from, in the last columns."""

    provenance: str
    source: str
    licence: str
    data_version: str


@dataclass(frozen=True, eq=False)
class ExportTable:
    """Rows on their way out: texts, numbers and lists of codes, rounded to decimals by column.

    A column of the stamp that the rows have is theirs; outlines are GeoJSON, in degrees.
    """

    rows: pd.DataFrame
    stamp: Stamp | None = None
    decimals: Mapping[Hashable, int] = field(default_factory=dict)
    outlines: Sequence[Mapping[str, object]] = ()

    def stamped(self) -> pd.DataFrame:
        """The rows, rounded, with the stamp and what headings are short for in the last columns."""
        said = {} if self.stamp is None else vars(self.stamp)
        if said and (full := spelled_out(map(str, self.rows.columns))):
            said = {**said, "abbreviations": full}
        more = {name: text for name, text in said.items() if name not in self.rows}
        rows = self.rows.round(dict(self.decimals)).assign(**more)
        if said.get("provenance") == EXAMPLE_CLASS and EXAMPLE_HEADING not in rows:
            rows.insert(0, EXAMPLE_HEADING, "not real")
        return rows

    def lines(self) -> Iterator[list[object]]:
        """Headings, then the cells of each row; None where there is no figure."""
        rows = self.stamped()
        yield [showable(str(name)) for name in rows.columns]
        columns = [_cells(column) for _, column in rows.items()]
        yield from (list(row) for row in zip(*columns, strict=True))

    @property
    def places(self) -> list[int | None]:
        """Decimal places of each column, in order; None where they are not told."""
        return [self.decimals.get(name) for name in self.stamped().columns]


@dataclass(frozen=True, eq=False)
class ExportSheet:
    """One sheet of a workbook: its table under some lines, of which the first is bold.

    Where it `is_text`, what people fill in below stays as they type it.
    """

    name: str
    table: ExportTable | None = None
    lines: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()
    is_text: bool = False


def csv_bytes(table: ExportTable) -> bytes:
    """UTF-8 with the mark by which Excel knows that it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=ROW_END)
    for line in table.lines():
        writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in line])
    return text.getvalue().encode("utf-8-sig")


def tsv_text(table: ExportTable) -> str:
    """Text for the clipboard: no cell breaks its row; numbers have all their places."""
    places = table.places
    return "\n".join(
        "\t".join(_flat(cell, of) for cell, of in zip(line, places, strict=True))
        for line in table.lines()
    )


def xlsx_bytes(
    sheets: Sequence[ExportSheet], *, title: str = "", author: str = "", made: date | None = None
) -> bytes:
    """A workbook whose texts are texts and whose numbers are numbers.

    The same day makes the same bytes.
    """
    file = io.BytesIO()
    # No text becomes a formula, an address or a number.
    as_written = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    options = {"constant_memory": True, "in_memory": True, **as_written}
    with xlsxwriter.Workbook(file, options) as book:
        if made is not None:
            moment = datetime.combine(made, time())
            said = {"title": showable(title), "author": showable(author)}
            book.set_properties({**said, "created": moment})
        look = cache(lambda *wanted: book.add_format(dict(wanted)))
        for sheet in sheets:
            _add_sheet(book.add_worksheet(sheet.name), sheet, look)
    return file.getvalue()


def geojson_bytes(table: ExportTable) -> bytes:
    """A map layer in longitude and latitude (RFC 7946), its texts as they are."""
    rows = table.stamped()
    rows = all_showable(rows.rename(columns=lambda name: showable(str(name))))
    records = json.loads(rows.to_json(orient="records", double_precision=15))
    features = [
        {"type": "Feature", "properties": record, "geometry": outline}
        for record, outline in zip(records, table.outlines, strict=True)
    ]
    layer = {"type": "FeatureCollection", "features": features}
    return json.dumps(layer, ensure_ascii=False).encode()


def _cells(column: pd.Series) -> list[object]:
    """The cells of a column as numbers, texts, and None."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(object).where(column.notna(), None).tolist()
    return [all_showable(_plain(cell)) for cell in column]


def _plain(cell: object) -> object:
    if isinstance(cell, (list, tuple)):
        return " ".join(map(str, cell))
    if pd.isna(cell):  # type: ignore[call-overload]
        return None
    return cell if isinstance(cell, (str, Real, Decimal)) else str(cell)


def _flat(cell: object, places: int | None) -> str:
    if isinstance(cell, str):
        return escape_formula(" ".join(cell.split()))
    if cell is None:
        return ""
    return str(cell) if places is None else f"{cell:.{places}f}"


def _add_sheet(page: xlsxwriter.worksheet.Worksheet, sheet: ExportSheet, look: Look) -> None:
    filled_in = look(("num_format", "@")) if sheet.is_text else None
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width, filled_in)
    for at, texts in enumerate(sheet.lines):
        for column, text in enumerate(texts):
            _write(page, (at, column), showable(text), look, () if at else (BOLD,))
    if sheet.table is None:
        return
    top, places = len(sheet.lines), sheet.table.places
    for at, cells in enumerate(sheet.table.lines(), start=top):
        for column, cell in enumerate(cells):
            mark = HEADING if at == top else _format(places[column])
            _write(page, (at, column), cell, look, mark)
    page.freeze_panes(top + 1, 0)


def _format(places: int | None) -> tuple[Mark, ...]:
    if places is None:
        return ()
    return (("num_format", "#,##0" + ("." + "0" * places if places else "")),)


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    at: tuple[int, int],
    cell: object,
    look: Look,
    marks: tuple[Mark, ...],
) -> None:
    if isinstance(cell, str) and cell:
        more = (("quote_prefix", True),) if FORMULA.match(cell) else ()
        page.write_string(*at, cell, look(*marks, *more))
    elif isinstance(cell, bool):
        page.write_boolean(*at, cell, look(*marks))
    elif isinstance(cell, (Real, Decimal)):
        page.write_number(*at, float(cell), look(*marks))
