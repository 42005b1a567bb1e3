"""Read a worksheet as text, after making sure that the file is safe to open."""

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import (
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from insight.errors import ContractError, Problem

MOST_INFLATED = 300_000_000
"""Bytes of all parts together; 100,000 rows of 20 columns come to about 150 million."""
MOST_RATIO = 200
"""By which a part may shrink; real sheets reach about 20."""
SMALL_PART = 10_000_000
"""A part below this size may shrink by any factor: it does no harm."""
MOST_PARTS = 400
CHUNK = 1 << 20

SAVE = "Open it in a spreadsheet program, save it as XLSX or CSV, and bring that."

MAGIC = (
    (b"%PDF", "is a PDF, not a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "is an old or a password-protected workbook"),
    (b"\x89PNG", "is a picture, not a spreadsheet"),
    (b"\xff\xd8\xff", "is a picture, not a spreadsheet"),
    (b"GIF8", "is a picture, not a spreadsheet"),
    (b"{\\rtf", "is a text document, not a spreadsheet"),
    (b"\x1f\x8b", "is an archive, not a spreadsheet"),
    (b"7z\xbc\xaf", "is an archive, not a spreadsheet"),
    (b"Rar!", "is an archive, not a spreadsheet"),
)

DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError,
    IndexError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What Python's archive reader raises for files that are broken or encrypted."""

CELL = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^<>/])>(.*?)</(?:\w+:)?c>", re.DOTALL
)  # fmt: skip
"""A cell that is not blank in the XML of a worksheet: attributes, and what it holds."""
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
IS_ERROR = re.compile(rb"""=\s*["']e["']""")
IS_TEXT = re.compile(rb"""=\s*["']str["']""")
FORMULA = re.compile(rb"[<:]f[\s/>]")
FILLED = re.compile(rb"[<:](?:v>[^<]|is>)")
VALUE = re.compile(rb"[<:]v\s*/?>")
OTHERS = rb'(?:\s+(?!r\b)\w+="\w*")*\s*'
FAR_CELL = re.compile(
    rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])"
    # Cells of the first columns and rows cannot make a sheet too large.
    rb'(?!\s+r="[A-Z]\d{1,5}"' + OTHERS + rb"/?>)"
    rb'(?:\s+r="([A-Z]+)(\d+)"' + OTHERS + rb"(/>|></c>|>))?"
)  # fmt: skip
"""Cells far out, and those that do not say plainly where they are."""
COUNT = re.compile(
    rb"ount(?:(?<=\bcount)|(?<=\buniqueCount))"
    rb"""\s*=\s*["']\s*\+?\d{8}"""
)  # fmt: skip
"""Tens of millions of anything: the reader would set memory aside for them."""


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read.

    Attributes
    ----------
    row
        As a spreadsheet counts, from 1.
    column
        From 0; -1 where the whole row is meant.
    advice
        What is wrong and what to do, without full stop.
    """

    row: int
    column: int
    advice: str


@dataclass(frozen=True)
class Worksheet:
    """One worksheet as text.

    Attributes
    ----------
    name
        Of the worksheet.
    visible, hidden
        Names of all worksheets that show, and of those that do not.
    rows
        Cells as text, from the first row and column of the sheet.
    faults
        Cells that hold an error, or a formula that was never worked out.
    """

    name: str
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: list[list[str]]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True)
class Limits:
    """How large a worksheet may be."""

    rows: int
    columns: int


class Workbook:
    """A workbook that was found safe to open.

    Parameters
    ----------
    file
        Its name, for the reader.
    content
        Its bytes.

    Attributes
    ----------
    visible, hidden
        Names of the worksheets that show, and of those that do not.
    has_links
        Whether it refers to other workbooks.

    Raises
    ------
    ContractError
        If it is not a workbook, has macros, or would swell beyond measure.
    """

    def __init__(self, file: str, content: bytes) -> None:
        self._file = file
        self._archive = _safe_archive(file, content)
        names = self._archive.namelist()
        self.has_links = any(name.startswith("xl/externalLinks/") for name in names)
        try:
            self._parts = _parts(self._archive)
            self._book: CalamineWorkbook = load_workbook(io.BytesIO(content))
        except BaseException as error:
            raise _damaged(file, error) from error
        sheets = [
            each
            for each in self._book.sheets_metadata
            if each.typ is SheetTypeEnum.WorkSheet
        ]
        self.visible = tuple(
            each.name for each in sheets if each.visible is SheetVisibleEnum.Visible
        )
        self.hidden = tuple(
            each.name for each in sheets if each.visible is not SheetVisibleEnum.Visible
        )
        if not self.visible:
            raise fault(file, "has no worksheet that shows", "Unhide the one to read.")

    def worksheet(self, name: str, limits: Limits) -> Worksheet:
        """The cells of one worksheet.

        Raises
        ------
        ContractError
            If it is damaged or too large.
        """
        try:
            xml = self._archive.read(self._parts[name])
            _check_size(self._file, xml, limits)
            sheet = self._book.get_sheet_by_name(name)
            rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
        except ContractError:
            raise
        except BaseException as error:
            raise _damaged(self._file, error) from error
        # The reader leaves out the empty columns, not the rows, before the first cell.
        _, across = sheet.start or (0, 0)
        rows = [[""] * across + row for row in rows]
        faults = tuple(_faults(xml))
        return Worksheet(name, self.visible, self.hidden, rows, faults)


def fault(file: str, rule: str, remedy: str) -> ContractError:
    """A sentence about a file as a whole."""
    return ContractError([Problem(file, rule, remedy=remedy)])


def _safe_archive(file: str, content: bytes) -> zipfile.ZipFile:
    for magic, words in MAGIC:
        if content.startswith(magic):
            raise fault(file, words, SAVE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            rule = f"has {len(entries):,} parts, more than a spreadsheet needs"
            raise fault(file, rule, SAVE)
        _check_plain(content, archive)
        names = {entry.filename for entry in entries}
        if "xl/workbook.xml" not in names:
            raise fault(file, "is an archive, but holds no XLSX workbook", SAVE)
        if any("vbaproject" in name.casefold() for name in names):
            raise fault(
                file, "holds macros", "Save it as XLSX, without macros, and bring that."
            )
        _measure(file, archive, entries)
    except DAMAGE as error:
        raise _damaged(file, error) from error
    return archive


def _measure(
    file: str, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]
) -> None:
    """Inflate every part without keeping it: what the archive declares can lie."""
    whole = sum(entry.file_size for entry in entries)
    if whole > MOST_INFLATED:
        raise _swollen(file, whole)
    whole = 0
    for entry in entries:
        is_xml = entry.filename.casefold().endswith((".xml", ".rels"))
        size, tail = 0, b""
        for chunk in _inflated(archive, entry):
            size += len(chunk)
            swells = size > SMALL_PART and size > MOST_RATIO * entry.compress_size
            if swells or whole + size > MOST_INFLATED:
                raise _swollen(file, whole + size)
            if is_xml:
                tail = _checked_xml(file, tail + chunk)
        whole += size


def _swollen(file: str, size: int) -> ContractError:
    rule = f"swells to more than {size / 1e6:,.0f} MB when it is opened"
    return fault(file, rule, "Copy the rows that are needed into a new workbook.")


def _check_plain(content: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse what two readers of archives may understand in two ways."""
    names = [name.casefold() for name in archive.namelist()]
    is_last = content[-22:-18] == b"PK\x05\x06" and not archive.comment
    size, start = (int.from_bytes(content[at : at + 4], "little") for at in (-10, -6))
    if len(names) > len(set(names)) or not is_last or size + start != len(content) - 22:
        raise zipfile.BadZipFile("ambiguous")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """All that a part really holds, even if it declares less."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("unusual compression")
    # The archive reader stops at the size that is declared, other readers may not.
    unbounded = copy.copy(entry)
    unbounded.file_size = MOST_INFLATED + CHUNK
    size = 0
    with archive.open(unbounded) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > entry.file_size:
                raise zipfile.BadZipFile("larger than declared")
            yield chunk


def _checked_xml(file: str, window: bytes) -> bytes:
    """The tag that a stretch of XML breaks off in, to be looked at with the next."""
    if b"\0" in window or COUNT.search(window):
        raise zipfile.BadZipFile("not plain XML")
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise fault(file, "declares entities, which no spreadsheet does", SAVE)
    tail = window[window.rfind(b"<") :] if b"<" in window else b""
    if len(tail) > CHUNK:
        raise zipfile.BadZipFile("endless tag")
    return tail


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Parts of the archive by the name of their worksheet."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    parts: dict[str, str] = {}
    for sheet in book.findall(".//{*}sheet"):
        name = sheet.get("name", "")
        ids = [value for key, value in sheet.items() if key.endswith("}id")]
        if name in parts or len(ids) != 1 or len(targets) < len(relations):
            raise zipfile.BadZipFile("ambiguous worksheets")
        target = targets[ids[0]].lstrip("/")
        parts[name] = target if target.startswith("xl/") else f"xl/{target}"
    return parts


def _check_size(file: str, xml: bytes, limits: Limits) -> None:
    """Before the reader sets aside memory for all cells up to the last."""
    rows, columns = _extent(xml)
    for what, size, most in (
        ("rows", rows, limits.rows),
        ("columns", columns, limits.columns),
    ):
        if size > most:
            rule = f"has {size:,} {what} in the worksheet, more than {most:,}"
            raise fault(file, rule, f"Delete the {what} that are not needed.")


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the last cell that holds something.

    Cells nearer than row 100,000 and column Z count for nothing, if all are plain.
    """
    rows = columns = 0
    for match in FAR_CELL.finditer(xml):
        letters, row, end = match.groups()
        if letters is None:
            return _parsed_extent(xml)
        if end == b">":
            rows, columns = max(rows, int(row)), max(columns, _column(letters) + 1)
    return rows, columns


def _parsed_extent(xml: bytes) -> tuple[int, int]:
    """The same, slowly, where cells may stand without saying where."""
    row = column = rows = columns = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        tag = name.rpartition(":")[2]
        said = attributes.get("r", "")
        if tag == "row":
            row, column = int(said or row + 1), 0
        elif tag == "c":
            letters = said.rstrip("0123456789")
            row = int(said[len(letters) :] or row)
            column = _column(letters.upper().encode()) + 1 if said else column + 1
        elif tag != "f":
            rows, columns = max(rows, row), max(columns, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)  # noqa: FBT003 - the end of the text, by its interface
    return rows, columns


def _faults(xml: bytes) -> Iterator[CellFault]:
    """Errors and formulas without a value, which both read as blank."""
    if not FORMULA.search(xml) and not IS_ERROR.search(xml):
        return
    for match in CELL.finditer(xml):
        attributes, inside = match.groups()
        is_error = IS_ERROR.search(attributes) is not None
        place = PLACE.search(attributes)
        if place is None or not (is_error or _is_unsolved(attributes, inside)):
            continue
        advice = (
            "holds an error of the spreadsheet; correct the formula"
            if is_error
            else "holds a formula that was never worked out; open and save the "
            "file in a spreadsheet program, or write the value"
        )
        yield CellFault(int(place[2]), _column(place[1].upper()), advice)


def _is_unsolved(attributes: bytes, inside: bytes) -> bool:
    """Whether a formula has no value; an empty text is one, if said to be text."""
    if not FORMULA.search(inside) or FILLED.search(inside):
        return False
    return not (IS_TEXT.search(attributes) and VALUE.search(inside))


def _damaged(file: str, error: BaseException) -> ContractError:
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        raise error
    return fault(file, "cannot be opened: it is damaged or cut off", SAVE)


def _column(letters: bytes) -> int:
    """Number of a column from 0.

    Examples
    --------
    >>> _column(b"A"), _column(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def _text(cell: object) -> str:
    """A cell as text that means the same on every machine."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # A spreadsheet shows 15 digits; beyond the tenth place are only its own
        # errors of rounding.
        return str(int(cell)) if cell.is_integer() else repr(round(cell, 10))
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
