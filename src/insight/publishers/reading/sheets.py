"""The tables that a publisher's file holds: text, worksheets, layers, in archives too.

Nothing here knows what a table is about. Files of publishers can be very large (a
directory of postcodes has 2.7 million rows), so a table is known by its headings and
read afterwards, the columns and rows that are wanted alone.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import geopandas as gpd
import pandas as pd
import pyogrio
from pandas.api.types import is_float_dtype
from pandas.errors import EmptyDataError, ParserError
from pyogrio.errors import DataSourceError, FieldError, GeometryError
from shapely.errors import ShapelyError

from insight.errors import ContractError, InsightError
from insight.tables.columns.numbers import written
from insight.tables.reader.archive import DAMAGE, damaged, fault
from insight.tables.reader.grid import Grid, open_book, worksheet_grid
from insight.tables.reader.layout import some
from insight.tables.reader.text import clean_name
from insight.tables.reader.workbook import Limits
from insight.words import counted

SEARCHED_ROWS = 20  # within which the headings must stand: publishers put a title and notes above

HEAD_BYTES = 400_000
CHUNK_ROWS = 200_000
LIMITS = Limits(rows=200_000, columns=400, cells=20_000_000)
DELIMITERS = (",", ";", "\t", "|")

TEXT, BOOK, ARCHIVE = (".csv", ".txt", ".tsv"), (".xlsx", ".xlsm", ".ods"), (".zip",)
LAYERS = (".geojson", ".json", ".gpkg", ".shp")

LINE_END = re.compile(r"\r\n?|\n")

AGAIN = "Download it again."

Headings = Sequence[str]
IsKnown = Callable[[Headings], bool]
Wanted = tuple[str, frozenset[str]]  # a column and the values of it whose rows are kept


@dataclass(frozen=True)
class Leaf:
    """One table of a file, known by its headings, which stand below `first_row` others.

    `part` is the worksheet, the layer or the member of an archive, if the file is not the
    table itself.
    """

    file: Path
    part: str
    headings: tuple[str, ...]
    first_row: int = 0
    encoding: str = ""
    delimiter: str = ""
    is_layer: bool = False
    layer: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The file, and what of it, for a reader."""
        name = clean_name(self.file.name)
        return f"{name} ({clean_name(self.part)})" if self.part else name


@dataclass(frozen=True, eq=False)
class TextCells:
    """Cells of a table as text, and how many rows the table has in all."""

    frame: pd.DataFrame
    rows: int
    notes: tuple[str, ...] = ()  # what the table hides or merges, a sentence each


def leaves(file: Path, is_known: IsKnown) -> Iterator[Leaf]:
    """The tables of a file whose headings are known."""
    suffix = file.suffix.casefold()
    name = clean_name(file.name)
    try:
        if suffix in TEXT:
            with file.open("rb") as stream:
                yield from _of_text(file, "", stream.read(HEAD_BYTES), is_known)
        elif suffix in BOOK:
            yield from _of_book(file, is_known)
        elif suffix in LAYERS:
            yield from _of_layers(file, "", str(file), is_known)
        elif suffix in ARCHIVE:
            yield from _of_archive(file, is_known)
    except OSError as error:
        raise fault(name, f"cannot be opened ({error.strerror or error})", AGAIN) from (None)


def table(leaf: Leaf, columns: Mapping[str, str], wanted: Wanted | None = None) -> TextCells:
    """Columns of a table as text, without white space around it."""
    if leaf.is_layer:
        return _kept(pd.DataFrame(_shapes(leaf, columns, with_shape=False)), wanted)
    if leaf.file.suffix.casefold() in BOOK:
        return _of_sheet(leaf, columns, wanted)
    return _text_columns(leaf, columns, wanted)


def shapes(leaf: Leaf, columns: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Columns of a layer as text, with its shapes."""
    return cast("gpd.GeoDataFrame", _shapes(leaf, columns, with_shape=True))


def _kept(frame: pd.DataFrame, wanted: Wanted | None) -> TextCells:
    kept = frame
    if wanted is not None:
        column, values = wanted
        kept = frame[frame[column].isin(values)].reset_index(drop=True)
    return TextCells(kept, len(frame))


def _of_text(file: Path, part: str, head: bytes, is_known: IsKnown) -> Iterator[Leaf]:
    encoding = _encoding(head)
    text = head.decode(encoding, errors="ignore").removeprefix("\ufeff")
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise fault(clean_name(part or file.name), "is a web page, not a table", AGAIN)
    lines = LINE_END.split(text)[:SEARCHED_ROWS]
    for delimiter in DELIMITERS:
        for at, cells in _rows_of(lines, delimiter):
            if is_known(cells):
                yield Leaf(file, part, tuple(cells), at, encoding, delimiter)
                return
    for at, cells in _rows_of(lines[:1], ","):
        if headings := headings_of_report(cells):
            # The row above the first: there is none.
            yield Leaf(file, part, headings, at - 1, encoding, ",")


def _rows_of(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of the first lines, each line by itself."""
    for at, line in enumerate(lines):
        try:
            for cells in csv.reader([line], delimiter=delimiter):
                yield at, [cell.strip() for cell in cells]
        except csv.Error:
            continue


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    # What is beyond the head may still be of the other kind; see `_text_columns`.
    return "utf-8-sig"


def _text_columns(leaf: Leaf, columns: Mapping[str, str], wanted: Wanted | None) -> TextCells:
    others = ["cp1252"] if leaf.encoding == "utf-8-sig" else []
    for encoding in [leaf.encoding, *others]:
        try:
            return _parsed(leaf, encoding, columns, wanted)
        except UnicodeDecodeError:
            continue
        except (ParserError, EmptyDataError, ValueError, *DAMAGE) as error:
            first = (str(error).splitlines() or [""])[0]
            reason = first.removeprefix("Error tokenizing data. C error: ")
            raise fault(leaf.name, f"cannot be read completely ({reason})", AGAIN) from error
    raise fault(leaf.name, "is not text in any usual encoding", AGAIN)


def _parsed(
    leaf: Leaf, encoding: str, columns: Mapping[str, str], wanted: Wanted | None
) -> TextCells:
    at = {name: leaf.headings.index(heading) for name, heading in columns.items()}
    parts = []
    with _stream(leaf) as stream:
        reader = pd.read_csv(
            stream,
            sep=leaf.delimiter,
            header=None,
            skiprows=leaf.first_row + 1,
            names=range(len(leaf.headings)),
            usecols=sorted(set(at.values())),
            dtype=str,
            keep_default_na=False,
            encoding=encoding,
            chunksize=CHUNK_ROWS,
            index_col=False,
        )
        for chunk in reader:
            cells = chunk.fillna("")
            part = pd.DataFrame({name: cells[place].str.strip() for name, place in at.items()})
            parts.append(_kept(part, wanted))
    whole = pd.concat([part.frame for part in parts], ignore_index=True)
    return TextCells(whole, sum(part.rows for part in parts))


@contextmanager
def _stream(leaf: Leaf) -> Iterator[IO[bytes]]:
    """The bytes of a table of text, out of its archive if it is in one."""
    if leaf.file.suffix.casefold() in ARCHIVE:
        with zipfile.ZipFile(leaf.file) as archive, archive.open(leaf.part) as stream:
            yield stream
    else:
        with leaf.file.open("rb") as stream:
            yield stream


def _of_book(file: Path, is_known: IsKnown) -> Iterator[Leaf]:
    book = open_book(clean_name(file.name), file.read_bytes(), LIMITS)
    first_error: ContractError | None = None
    has_found = False
    for sheet in book.visible:
        try:
            rows = book.worksheet(sheet, LIMITS).rows[:SEARCHED_ROWS]
        except ContractError as error:
            first_error = first_error or error
            continue
        for at, row in enumerate(rows):
            cells = tuple(" ".join(cell.split()) for cell in row)
            if is_known(cells):
                has_found = True
                yield Leaf(file, sheet, cells, at)
                break
    if first_error and not has_found:
        raise first_error


def _of_sheet(leaf: Leaf, columns: Mapping[str, str], wanted: Wanted | None) -> TextCells:
    book = open_book(clean_name(leaf.file.name), leaf.file.read_bytes(), LIMITS)
    grid = worksheet_grid(leaf.name, book.worksheet(leaf.part, LIMITS), leaf.first_row)
    at = {name: leaf.headings.index(heading) for name, heading in columns.items()}
    frame = grid.rows.reindex(columns=list(at.values()), fill_value="")
    frame = frame.set_axis(list(at), axis="columns")
    if wanted is not None:
        column, values = wanted
        frame = frame[frame[column].isin(values)]
    rows, used = frozenset(frame.index), frozenset(at.values())
    _refuse_unusable(grid, rows, used)
    notes = _said_of_sheet(grid, rows, used)
    return TextCells(frame.reset_index(drop=True), len(grid.rows), tuple(notes))


def _refuse_unusable(grid: Grid, rows: frozenset[int], columns: frozenset[int]) -> None:
    """Stop at cells that hold an error, or one figure for several rows."""
    bad = [each for each in grid.faults if each.row in rows and each.column in columns]
    if bad:
        cells = counted(len(bad), "cell")
        raise grid.fault(
            f"{cells} cannot be used: row {bad[0].row} {bad[0].advice}", "Correct the file."
        )
    merged = (row for row, at in sorted(grid.merged) if row in rows and at in columns
              and written(str(grid.rows.at[row, at])))  # fmt: skip
    if (first := next(merged, None)) is not None:
        rule = f"one figure is in a merged cell for several areas, first in row {first}"
        raise grid.fault(rule, "Enter a figure in each row.")


def _said_of_sheet(grid: Grid, rows: frozenset[int], columns: frozenset[int]) -> Iterator[str]:
    """What of the rows that are used is hidden, crossed out or merged."""
    for numbers, words in ((grid.hidden_rows, "hidden"), (grid.struck_rows, "crossed out")):
        here = [row for row in numbers if row in rows]
        if here:
            are = counted(len(here), "row is", "rows are")
            yield f"{grid.file}: {are} {words} in the file and used (row {some(here)})."
    merged = sorted({row for row, at in grid.merged if row in rows and at in columns})
    if merged:
        are = counted(len(merged), "row is", "rows are")
        yield f"{grid.file}: {are} filled from a merged cell above (row {some(merged)})."


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Faults of a geographic file as a sentence, without the reader's own warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InsightError:
        raise
    except (DataSourceError, FieldError, GeometryError, ShapelyError, *DAMAGE) as error:
        rule = "cannot be opened as a geographic file: it is damaged or incomplete"
        raise fault(name, rule, AGAIN) from error


def _of_layers(file: Path, part: str, source: str, is_known: IsKnown) -> Iterator[Leaf]:
    name = clean_name(part or file.name)
    with _readable(name):
        listed = [str(layer) for layer, kind in pyogrio.list_layers(source) if kind]
    for layer in listed:
        with _readable(name):
            fields = tuple(map(str, pyogrio.read_info(source, layer=layer)["fields"]))
        if is_known(fields):
            shown = " ".join(filter(None, [part, layer if len(listed) > 1 else ""]))
            yield Leaf(file, shown, fields, is_layer=True, layer=f"{source}\n{layer}")


def _shapes(
    leaf: Leaf, columns: Mapping[str, str], *, with_shape: bool
) -> pd.DataFrame | gpd.GeoDataFrame:
    source, _, layer = leaf.layer.partition("\n")
    with _readable(leaf.name):
        wanted = list(dict.fromkeys(columns.values()))
        frame = pyogrio.read_dataframe(
            source, layer=layer, columns=wanted, read_geometry=with_shape
        )
    text = {name: _as_text(frame[heading]) for name, heading in columns.items()}
    if not with_shape:
        return pd.DataFrame(text)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise fault(leaf.name, "has no shapes", AGAIN)
    if frame.crs is None:
        rule = "does not say which coordinate system it uses"
        raise fault(leaf.name, rule, "Include the .prj file in the same folder.")
    return gpd.GeoDataFrame(text, geometry=frame.geometry)


def _as_text(column: pd.Series) -> pd.Series:
    if is_float_dtype(column):
        # Whole numbers in a column with gaps come as fractions.
        shown = column.map(lambda value: f"{value:.15g}", na_action="ignore")
        return shown.astype(object).fillna("").astype(str)
    return column.astype(object).fillna("").astype(str).str.strip()


def _of_archive(file: Path, is_known: IsKnown) -> Iterator[Leaf]:
    name = clean_name(file.name)
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise damaged(name, error) from error
    with archive:
        for member in sorted(archive.namelist()):
            suffix = Path(member).suffix.casefold()
            if suffix in TEXT:
                try:
                    with archive.open(member) as stream:
                        head = stream.read(HEAD_BYTES)
                except DAMAGE as error:
                    raise damaged(f"{name} ({clean_name(member)})", error) from error
                yield from _of_text(file, member, head, is_known)
            elif suffix in LAYERS:
                source = f"/vsizip/{{{file.resolve()}}}/{member}"
                yield from _of_layers(file, member, source, is_known)


def sheet_bytes(frame: pd.DataFrame) -> bytes:
    """A table as the bytes of a CSV file, for readers that take a file."""
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


REPORT = (
    "Organisation Code", "Name", "National Grouping", "Health Geography", "Address 1",
    "Address 2", "Address 3", "Address 4", "Address 5", "Postcode", "Open Date",
    "Close Date", "Status Code", "Sub-type", "Commissioner", "Join Date", "Left Date",
    "Telephone", "Null 1", "Null 2", "Null 3", "Amended", "Null 4", "Provider",
    "Null 5", "Prescribing Setting", "Null 6",
)  # fmt: skip
"""Columns of the report epraccur, in its order."""

PRACTICE_CODE = re.compile(r"[A-Z][A-Z0-9]\d{3,4}")
ANY_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")


def headings_of_report(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The headings of a report without any, known by its first row; None if it is not.

    Examples
    --------
    >>> headings_of_report(["LSOA21CD", "LSOA21NM"]) is None
    True
    """
    at = REPORT.index("Postcode")
    if not len(REPORT) - 1 <= len(cells) <= len(REPORT):
        return None
    is_report = PRACTICE_CODE.fullmatch(cells[0]) and ANY_POSTCODE.fullmatch(cells[at])
    return REPORT[: len(cells)] if is_report else None
