"""Read a worksheet as text, after making sure that the file is safe to open."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import TypeVar
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from insight.errors import ContractError
from insight.tables.columns.currency import OTHER_MONEY
from insight.tables.reader.archive import COPY, WORKBOOK, damaged, fault
from insight.tables.reader.shared_texts import SharedTexts

CELL = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^<>/])>"
    rb"([^<]*(?:<(?!/?(?:\w+:)?c\b)[^<]*)*)</(?:\w+:)?c>"
)
"""A cell that is not blank in the XML of a worksheet: attributes, and what it holds.

It ends before the next, so that cells left open are not looked through twice.
"""
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
IS_ERROR = re.compile(rb"""=\s*["']e["']""")
IS_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
TEXT_NUMBER = re.compile(rb"[<:]v\s*>\s*(\d{1,9})\s*<")
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
)
"""Cells far out, and those that do not say plainly where they are."""
HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\b(?=[^<>]*\s(?:hidden\s*=\s*["'](?:1|true)|ht\s*=\s*["']0["']))[^<>]*\sr\s*=\s*["'](\d{1,7})["']"""
)
COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
IS_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)|\swidth\s*=\s*["']0["']""")
SPAN = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,5})["']""")
SYMBOL = re.compile(r"\[\$([^\[\]-]*)(?:-[^\[\]]*)?\]")
"""How a number format writes the sign of any money, such as ``[$£-809]``."""
BEHIND = re.compile(r"""[0#?]\s*["\\]\s*([^"\\;]+)["\\]?\s*$""")
"""What a number format writes behind a figure; a comma before it divides, and means the same."""
WORDS_BEHIND = {
    **{word: word for word in ("k", "m", "mn", "bn", "thousand", "million", "billion")},
    **dict.fromkeys((",000", "000", "'000"), "k"),
}
PERCENT_FORMATS = {"9", "10"}  # built into every spreadsheet program
LONGEST_FORMAT = 255  # letters, as every spreadsheet program has it
FEW_STYLES = 50  # that are quicker looked for than looked up
MERGED = re.compile(rb"[<:]mergeCell\b")
Item = TypeVar("Item")
STYLES, RELATIONS = "xl/styles.xml", "xl/_rels/workbook.xml.rels"
MOST_MARKUP = 5_000_000
"""Bytes of a part that is held whole, which takes some 20 times as much memory."""
MOST_FAULTS, MOST_MERGED = 250_000, 100_000
"""Cells with errors, and merged ones, which take far more memory than others."""


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read."""

    row: int  # as a spreadsheet counts, from 1
    column: int  # from 0; -1 where the whole row is meant
    advice: str  # without full stop


@dataclass(frozen=True)
class Worksheet:
    """One worksheet as text."""

    name: str
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: list[list[str]]  # from the first row and column of the sheet
    faults: tuple[CellFault, ...]  # errors, and formulas that were never worked out
    hidden_rows: frozenset[int] = frozenset()  # as a spreadsheet counts, from 1
    hidden_columns: frozenset[int] = frozenset()  # from 0
    struck_rows: frozenset[int] = frozenset()  # with a cell that is crossed out
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # first and last, from 0


@dataclass(frozen=True)
class Limits:
    """How large a worksheet may be."""

    rows: int
    columns: int
    cells: int


class Workbook:
    """A workbook that was found safe to open."""

    def __init__(self, file: str, content: bytes, archive: zipfile.ZipFile) -> None:
        self._file = file
        self._archive = archive
        names = self._archive.namelist()
        self.has_links = any(name.startswith("xl/externalLinks/") for name in names)
        try:
            self._parts = _parts(file, self._archive)
            self._texts = SharedTexts(self._archive)
            self._looks = _Looks(file, self._archive)
            self._book: CalamineWorkbook = load_workbook(io.BytesIO(content))
        except ContractError:
            raise
        except BaseException as error:
            raise damaged(file, error) from error
        all_ = self._book.sheets_metadata
        sheets = {each.name: each.visible for each in all_ if each.typ is SheetTypeEnum.WorkSheet}
        shown = SheetVisibleEnum.Visible
        self.visible = tuple(name for name, kind in sheets.items() if kind is shown)
        self.hidden = tuple(name for name, kind in sheets.items() if kind is not shown)
        if not self.visible:
            raise fault(file, "has no visible worksheet", "Unhide the one you want to use.")

    def worksheet(self, name: str, limits: Limits) -> Worksheet:
        """The cells of one worksheet."""
        try:
            xml = self._archive.read(self._parts[name])
            _check_size(self._file, xml, limits)
            self._texts.check(self._file, xml)
            _first(self._file, MERGED.finditer(xml), MOST_MERGED, "merged cells")
            found = chain(_faults(xml), self._notes_in_figures(xml))
            faults = _first(self._file, found, MOST_FAULTS, "cells with errors")
            sheet = self._book.get_sheet_by_name(name)
            rows = [[text_of(cell) for cell in row] for row in sheet.iter_rows()]
            merged = tuple(sheet.merged_cell_ranges or ())
        except ContractError:
            raise
        except BaseException as error:
            raise damaged(self._file, error) from error
        # The reader leaves out the empty columns, not the rows, before the first cell.
        _, across = sheet.start or (0, 0)
        rows = [[""] * across + row for row in rows]
        struck = self._looks.apply(xml, rows)
        return Worksheet(
            name,
            self.visible,
            self.hidden,
            rows,
            faults,
            frozenset(row for row in _hidden_rows(xml) if row <= len(rows)),
            _hidden_columns(xml, limits),
            struck,
            merged,
        )

    def _notes_in_figures(self, xml: bytes) -> Iterator[CellFault]:
        """Figures with a part raised or crossed out, which would be read as their digits."""
        if not self._texts.marked:
            return
        for match in CELL.finditer(xml):
            attributes, inside = match.groups()
            place, value = PLACE.search(attributes), TEXT_NUMBER.search(inside)
            is_shared = IS_SHARED.search(attributes) is not None
            if place and value and is_shared and int(value[1]) in self._texts.marked:
                advice = (
                    "contains a figure of which a part is raised or crossed out; enter the "
                    "figure alone"
                )
                yield CellFault(int(place[2]), _column(place[1].upper()), advice)


class _Looks:
    """Formats of cells that change what a number means: per cent, other money, crossed out."""

    def __init__(self, file: str, archive: zipfile.ZipFile) -> None:
        self._shape: dict[bytes, str] = {}
        self._percent: set[bytes] = set()
        self._struck: set[bytes] = set()
        if STYLES not in archive.namelist():
            return
        styles = _root(file, archive, STYLES)
        # Formats that hang on a condition have numbers of their own, which may be the same.
        formats = styles.iterfind("./{*}numFmts/{*}numFmt")
        meanings = {
            each.get("numFmtId", ""): _meaning(each.get("formatCode", "")) for each in formats
        }
        meanings |= dict.fromkeys(PERCENT_FORMATS, "%")
        fonts = [_is_struck(each) for each in styles.iterfind("./{*}fonts/{*}font")]
        for at, form in enumerate(styles.iterfind("./{*}cellXfs/{*}xf")):
            key, meaning = str(at).encode(), meanings.get(form.get("numFmtId", ""), "")
            if meaning == "%":
                self._percent.add(key)
            elif meaning:
                self._shape[key] = meaning
            font = int(form.get("fontId") or 0)
            if font < len(fonts) and fonts[font]:
                self._struck.add(key)

    def apply(self, xml: bytes, rows: list[list[str]]) -> frozenset[int]:
        """Write such cells as they show; which rows have one that is crossed out."""
        known = {*self._shape, *self._percent, *self._struck}
        if not known:
            return frozenset()
        looked_for = b"|".join(sorted(known)) if len(known) <= FEW_STYLES else rb"\d+"
        styled = re.compile(
            rb"""<(?:\w+:)?c\b(?=[^<>]*\ss\s*=\s*["']("""
            + looked_for
            + rb""")["'])[^<>]*\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
        )
        struck = set()
        for match in styled.finditer(xml):
            if match[1] not in known:
                continue
            style, row, column = match[1], int(match[3]), _column(match[2])
            if row > len(rows) or column >= len(rows[row - 1]) or not rows[row - 1][column]:
                continue
            if style in self._struck:
                struck.add(row)
            rows[row - 1][column] = self._shown(style, rows[row - 1][column])
        return frozenset(struck)

    def _shown(self, style: bytes, text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            return text
        if style in self._percent:
            return f"{text_of(number * 100)}%"
        return self._shape.get(style, "{}").format(text)


def _meaning(code: str) -> str:
    """What a number format says of a figure: ``%``, or what stands before or behind it."""
    code = code[:LONGEST_FORMAT]
    if "%" in re.sub(r'"[^"]*"|\\.', "", code):
        return "%"
    money = OTHER_MONEY.search(SYMBOL.sub(r"\1", code))
    if money:
        return f"{money.group().upper()}{{}}"
    behind = BEHIND.search(code.split(";")[0])
    word = behind[1].strip().casefold() if behind else ""
    return f"{{}}{WORDS_BEHIND[word]}" if word in WORDS_BEHIND else ""


def _is_struck(font: ElementTree.Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in {"0", "false"}


def _hidden_rows(xml: bytes) -> Iterator[int]:
    return (int(match[1]) for match in HIDDEN_ROW.finditer(xml))


def _hidden_columns(xml: bytes, limits: Limits) -> frozenset[int]:
    is_hidden = bytearray(limits.columns)
    for match in COLUMN.finditer(xml):
        if IS_HIDDEN.search(match[1]):
            ends = dict(SPAN.findall(match[1]))
            first, last = int(ends.get(b"min", 0)), int(ends.get(b"max", 0))
            first, last = max(first - 1, 0), min(last, limits.columns)
            is_hidden[first:last] = b"\1" * max(last - first, 0)
    return frozenset(at for at, each in enumerate(is_hidden) if each)


def _root(file: str, archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A part that is held whole."""
    if archive.getinfo(part).file_size > MOST_MARKUP:
        what = "formats" if part == STYLES else "names of worksheets"
        raise fault(file, f"has more than {MOST_MARKUP / 1e6:g} MB of {what}", COPY)
    return ElementTree.fromstring(archive.read(part))


def _first(file: str, found: Iterator[Item], most: int, what: str) -> tuple[Item, ...]:
    """All that is found, which may not be more than so many."""
    some = tuple(islice(found, most + 1))
    if len(some) > most:
        raise fault(file, f"has more than {most:,} {what} in the worksheet", COPY)
    return some


def _parts(file: str, archive: zipfile.ZipFile) -> dict[str, str]:
    relations = _root(file, archive, RELATIONS)
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    book = _root(file, archive, WORKBOOK)
    parts: dict[str, str] = {}
    for sheet in book.findall(".//{*}sheet"):
        name = sheet.get("name", "")
        ids = [value for key, value in sheet.items() if key.endswith("}id")]
        if name in parts or len(ids) != 1 or len(targets) < len(relations):
            raise zipfile.BadZipFile("ambiguous worksheets")
        target = targets[ids[0]].lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in parts.values():
            # Thousands of worksheets could be one large part, read again for each.
            raise zipfile.BadZipFile("one part for two worksheets")
        parts[name] = part
    return parts


def _check_size(file: str, xml: bytes, limits: Limits) -> None:
    """Before the reader sets aside memory for all cells up to the last."""
    rows, columns = _extent(xml)
    for what, size, most in (("rows", rows, limits.rows), ("columns", columns, limits.columns)):
        if size > most:
            rule = f"has {size:,} {what} in the worksheet, more than {most:,}"
            raise fault(file, rule, f"Delete the {what} you do not need.")
    if rows * columns > limits.cells:
        rule = f"has {rows * columns:,} cells in the worksheet, more than {limits.cells:,}"
        raise fault(file, rule, "Delete the columns you do not need.")


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the last filled cell beyond row 100,000 and column Z, if any."""
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
            "contains a spreadsheet error; correct the formula"
            if is_error
            else "contains a formula with no saved result; open and save the "
            "file in a spreadsheet program, or enter the value"
        )
        yield CellFault(int(place[2]), _column(place[1].upper()), advice)


def _is_unsolved(attributes: bytes, inside: bytes) -> bool:
    """Whether a formula has no value; an empty text is one, if said to be text."""
    if not FORMULA.search(inside) or FILLED.search(inside):
        return False
    return not (IS_TEXT.search(attributes) and VALUE.search(inside))


def _column(letters: bytes) -> int:
    """Number of a column from 0."""
    number = 0
    for letter in letters[:4]:  # which are beyond any sheet
        number = 26 * number + letter - 64
    return number - 1


def text_of(cell: object) -> str:
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
