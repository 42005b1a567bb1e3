"""Read a worksheet as text, after making sure that the file is safe to open."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineSheet,
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

CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*)>(.*?)</c>', re.DOTALL)
"""Of the XML of a worksheet, as spreadsheet programs write it."""
FILLED = re.compile(rb"<v>[^<]|<is>")
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<Relationship\b[^>]*>")


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

    Raises
    ------
    ContractError
        If it is not a workbook, has macros, or would swell beyond measure.
    """

    def __init__(self, file: str, content: bytes) -> None:
        self._file = file
        self._archive = _safe_archive(file, content)
        try:
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
            sheet = self._book.get_sheet_by_name(name)
            _check_size(self._file, sheet, limits)
            rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
        except ContractError:
            raise
        except BaseException as error:
            raise _damaged(self._file, error) from error
        # The reader leaves out the empty columns, not the rows, before the first cell.
        _, across = sheet.start or (0, 0)
        rows = [[""] * across + row for row in rows]
        faults = tuple(self._faults(name))
        return Worksheet(name, self.visible, self.hidden, rows, faults)

    def _faults(self, name: str) -> Iterator[CellFault]:
        """Errors and formulas without a value, which both read as blank."""
        part = self._part(name)
        if part is None:
            return
        xml = self._archive.read(part)
        if b"<f" not in xml and b't="e"' not in xml:
            return
        for match in CELL.finditer(xml):
            letters, row, attributes, inside = match.groups()
            is_error = b't="e"' in attributes
            if not is_error and (b"<f" not in inside or FILLED.search(inside)):
                continue
            advice = (
                "holds an error of the spreadsheet; correct the formula"
                if is_error
                else "holds a formula that was never worked out; open and save the "
                "file in a spreadsheet program, or write the value"
            )
            yield CellFault(int(row), _column(letters), advice)

    def _part(self, name: str) -> str | None:
        """The part of the archive that holds a worksheet."""
        wanted = _relation_of(self._archive.read("xl/workbook.xml"), name)
        relations = self._archive.read("xl/_rels/workbook.xml.rels")
        for tag in RELATION.findall(relations):
            if wanted and _attribute(tag, b"Id") == wanted:
                target = (_attribute(tag, b"Target") or "").lstrip("/")
                part = target if target.startswith("xl/") else f"xl/{target}"
                return part if part in self._archive.namelist() else None
        return None


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
    whole = 0
    for entry in entries:
        size, has_types = 0, False
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                size += len(chunk)
                has_types |= b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk
                swells = size > SMALL_PART and size > MOST_RATIO * entry.compress_size
                if swells or whole + size > MOST_INFLATED:
                    raise fault(
                        file,
                        f"swells to more than {(whole + size) / 1e6:,.0f} MB when it "
                        "is opened",
                        "Copy the rows that are needed into a new workbook.",
                    )
        whole += size
        if has_types and entry.filename.endswith((".xml", ".rels")):
            raise fault(file, "declares entities, which no spreadsheet does", SAVE)


def _check_size(file: str, sheet: CalamineSheet, limits: Limits) -> None:
    """Before any cell is turned into text."""
    for what, size, most in (
        ("rows", sheet.total_height, limits.rows),
        ("columns", sheet.total_width, limits.columns),
    ):
        if size > most:
            rule = f"has {size:,} {what} in the worksheet, more than {most:,}"
            raise fault(file, rule, f"Delete the {what} that are not needed.")


def _damaged(file: str, error: BaseException) -> ContractError:
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        raise error
    return fault(file, "cannot be opened: it is damaged or cut off", SAVE)


def _relation_of(workbook: bytes, name: str) -> str | None:
    """The relation by which the workbook names a worksheet."""
    for tag in SHEET.findall(workbook):
        if _unescaped(_attribute(tag, b"name") or "") == name:
            match = re.search(rb'\b\w+:id="([^"]*)"', tag)
            return match.group(1).decode("utf-8", "replace") if match else None
    return None


def _attribute(tag: bytes, name: bytes) -> str | None:
    match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return match.group(1).decode("utf-8", "replace") if match else None


def _unescaped(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'),
                           ("&apos;", "'"), ("&amp;", "&")):  # fmt: skip
        text = text.replace(entity, letter)
    return text


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
