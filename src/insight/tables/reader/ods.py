"""Read a worksheet of an OpenDocument spreadsheet as text, by the rules of `workbook`."""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from insight.tables.reader.archive import CONTENT, COPY, MOST_PARTS, UNLOCK, damaged, fault
from insight.tables.reader.shared_texts import MOST_TEXT
from insight.tables.reader.workbook import (
    MOST_FAULTS,
    MOST_MERGED,
    CellFault,
    Limits,
    Worksheet,
    text_of,
)

MANIFEST = "META-INF/manifest.xml"
ERROR = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?|Err:\d+")
BROKEN = "contains a spreadsheet error; correct the formula"
CELLS = ("table:table-cell", "table:covered-table-cell")
ASIDE = {"office:annotation", "draw:frame", "table:tracked-changes"}
"""What is written beside a cell, and is no part of it."""
LONGEST_CELL = 1_000_000


@dataclass
class _Sheet:
    """A worksheet while it is being read."""

    name: str
    is_hidden: bool
    rows: list[list[str]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    columns: int = 0
    blank_rows: int = 0
    too_large: str = ""


class OpenDocument:
    """A spreadsheet that was found safe to open."""

    has_links = False

    def __init__(self, file: str, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._file = file
        if MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST):
            raise fault(file, "is protected with a password", UNLOCK)
        reader = _Events(file, limits)
        try:
            reader.parse(archive.read(CONTENT))
        except (expat.ExpatError, ValueError, KeyError, IndexError) as error:
            raise damaged(file, error) from error
        self._sheets = {each.name: each for each in reader.sheets}
        if len(self._sheets) < len(reader.sheets):
            raise damaged(file, ValueError("ambiguous worksheets"))
        self.visible = tuple(each.name for each in reader.sheets if not each.is_hidden)
        self.hidden = tuple(each.name for each in reader.sheets if each.is_hidden)
        if not self.visible:
            raise fault(file, "has no visible worksheet", "Unhide the one you want to use.")

    def worksheet(self, name: str, limits: Limits) -> Worksheet:
        """The cells of one worksheet."""
        del limits  # which were kept to while all were read
        sheet = self._sheets[name]
        if sheet.too_large:
            raise fault(self._file, sheet.too_large, COPY)
        return Worksheet(
            name,
            self.visible,
            self.hidden,
            sheet.rows,
            tuple(sheet.faults),
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
            frozenset(sheet.struck_rows),
            tuple(sheet.merged),
        )


@dataclass(frozen=True)
class _Cell:
    """A cell while its text is being read."""

    attributes: Mapping[str, str]
    repeated: int
    is_covered: bool


class _Events:
    """The events of `content.xml`, which repeats rows and cells by a number."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.sheets: list[_Sheet] = []
        self._file = file
        self._limits = limits
        # Of all worksheets together, since all of them are held at once.
        self._used: Counter[str] = Counter()
        self._most = {"cells": limits.cells, "letters": MOST_TEXT,
                      "cells with errors": MOST_FAULTS, "merged cells": MOST_MERGED}  # fmt: skip
        self._hidden_styles: set[str] = set()
        self._struck_styles: set[str] = set()
        self._is_struck = False
        self._style = ""
        self._row: list[tuple[int, str]] = []
        self._row_faults: list[int] = []
        self._at = self._row_times = 0
        self._is_row_hidden = False
        self._cell: _Cell | None = None
        self._text: list[str] = []
        self._length = self._aside = 0

    def parse(self, xml: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(xml, True)  # noqa: FBT003 - the end of the text, by its interface

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in ASIDE:
            self._aside += 1
            return
        if name.startswith("style:"):
            self._take_style(name, attributes)
        elif name == "table:table":
            self._open_sheet(attributes)
        elif name == "table:table-column":
            self._column(attributes)
        elif name == "table:table-row":
            self._row, self._row_faults, self._at, self._is_struck = [], [], 0, False
            self._row_times = _times(attributes, "table:number-rows-repeated")
            self._is_row_hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        elif name in CELLS:
            times = _times(attributes, "table:number-columns-repeated")
            self._cell = _Cell(attributes, times, name != CELLS[0])
            self._text, self._length = [], 0
        elif self._cell is not None:
            self._within(name, attributes)

    def _open_sheet(self, attributes: Mapping[str, str]) -> None:
        if len(self.sheets) >= MOST_PARTS:
            raise fault(self._file, f"has more than {MOST_PARTS} worksheets", COPY)
        is_hidden = attributes.get("table:style-name") in self._hidden_styles
        self.sheets.append(_Sheet(attributes.get("table:name", ""), is_hidden))

    def _take_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif attributes.get("style:text-line-through-style", "none") != "none":
            self._struck_styles.add(self._style)

    def _within(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.get("text:style-name") in self._struck_styles:
            self._is_struck = True
        if name == "text:p" and self._text:
            self._characters("\n")
        elif name == "text:s":
            self._characters(" " * min(_times(attributes, "text:c"), 100))
        elif name in {"text:tab", "text:line-break"}:
            self._characters("\t" if name == "text:tab" else "\n")

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise ValueError("endless cell")
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in CELLS:
            self._take_cell()
        elif name == "table:table-row":
            self._take_row()
        elif name == "style:style":
            # What follows may be of a format of numbers, which has a name of its own.
            self._style = ""

    def _column(self, attributes: Mapping[str, str]) -> None:
        sheet = self.sheets[-1]
        times = _times(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            last = min(sheet.columns + times, self._limits.columns)
            sheet.hidden_columns.update(range(sheet.columns, last))
        sheet.columns += times

    def _take_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self.sheets:
            return
        sheet, at = self.sheets[-1], self._at
        self._at += cell.repeated
        text = "" if cell.is_covered else _shown(cell.attributes, "".join(self._text))
        row = len(sheet.rows) + sheet.blank_rows
        is_error = ERROR.fullmatch(text) or cell.attributes.get("calcext:value-type") == "error"
        down = _times(cell.attributes, "table:number-rows-spanned")
        across = _times(cell.attributes, "table:number-columns-spanned")
        if (down > 1 or across > 1) and not cell.is_covered:
            self._used["merged cells"] += 1
            if not self._is_full(sheet):
                sheet.merged.append(((row, at), (row + down - 1, at + across - 1)))
        if not text and not is_error:
            return
        if self._at > self._limits.columns:
            self._refuse_size(sheet, self._limits.columns, "columns")
            return
        if is_error:
            self._row_faults += range(at, self._at)
            return
        self._is_struck |= cell.attributes.get("table:style-name") in self._struck_styles
        self._row += [(column, text) for column in range(at, self._at)]

    def _take_row(self) -> None:
        if not self.sheets:
            return
        sheet, times = self.sheets[-1], self._row_times
        first = len(sheet.rows) + sheet.blank_rows
        filled = [*(column for column, _ in self._row), *self._row_faults]
        if not filled:
            sheet.blank_rows += times
            return
        cells = [""] * (max(filled) + 1)
        for column, text in self._row:
            cells[column] = text
        self._measure(sheet, cells)
        if self._is_full(sheet):
            return
        # Rows that are alike are one list, which nobody changes.
        sheet.rows += [[]] * sheet.blank_rows + [cells] * times
        sheet.blank_rows = 0
        numbers = range(first + 1, first + times + 1)
        if self._is_row_hidden:
            sheet.hidden_rows.update(numbers)
        if self._is_struck:
            sheet.struck_rows.update(numbers)
        sheet.faults += [
            CellFault(number, at, BROKEN) for number in numbers for at in self._row_faults
        ]

    def _measure(self, sheet: _Sheet, cells: list[str]) -> None:
        """Before memory is taken for a row that is repeated."""
        times = self._row_times
        if len(sheet.rows) + sheet.blank_rows + times > self._limits.rows:
            self._refuse_size(sheet, self._limits.rows, "rows")
        self._used["cells"] += sheet.blank_rows + times * len(cells)
        self._used["letters"] += times * sum(map(len, cells))
        self._used["cells with errors"] += times * len(self._row_faults)

    def _is_full(self, sheet: _Sheet) -> bool:
        """Whether a worksheet can take no more, by itself or with those before it."""
        for what, most in self._most.items():
            if self._used[what] > most:
                sheet.too_large = sheet.too_large or f"has more than {most:,} {what}"
        return bool(sheet.too_large)

    def _refuse_size(self, sheet: _Sheet, most: int, what: str) -> None:
        rule = f"has more than {most:,} {what} in the worksheet {sheet.name[:40]!r}"
        sheet.too_large = sheet.too_large or rule


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often something comes, which is once where nothing is said."""
    return max(1, int(attributes.get(name, "1")[:9]))


def _shown(attributes: Mapping[str, str], text: str) -> str:
    """A cell as text that means the same on every machine, as of a workbook."""
    kind = attributes.get("office:value-type", "")
    if kind in {"float", "percentage", "currency"}:
        number = float(attributes["office:value"])
        money = attributes.get("office:currency", "GBP").upper()
        if kind == "percentage":
            return f"{text_of(number * 100)}%"
        prefix = money if kind == "currency" and money not in {"GBP", "£"} else ""
        return f"{prefix}{text_of(number)}"
    if kind == "date":
        return attributes["office:date-value"].replace("T00:00:00", "").replace("T", " ")
    if kind == "boolean":
        return "TRUE" if attributes.get("office:boolean-value") == "true" else "FALSE"
    return text or attributes.get("office:string-value", "")
