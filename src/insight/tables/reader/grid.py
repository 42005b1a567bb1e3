"""From the bytes of any file that somebody brings to a grid of text cells."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import accumulate

import pandas as pd

from insight.characters import removal_note, without_unseen
from insight.errors import ContractError
from insight.exports.files import Download, csv_download
from insight.exports.table import EXAMPLE_CLASS, ExportTable, unescape_formula
from insight.tables.decisions import FileDecision, settled
from insight.tables.reader.archive import CONTENT, MAGIC, SAVE, WORKBOOK, fault, safe_archive
from insight.tables.reader.giving import is_json, rows_of_grants
from insight.tables.reader.layout import EXAMPLE, ByHeadings, Layout, some, tidied
from insight.tables.reader.ods import OpenDocument
from insight.tables.reader.text import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    SEARCHED_ROWS,
    clean_name,
    read_text,
    swallowed,
)
from insight.tables.reader.workbook import CellFault, Limits, Workbook, Worksheet
from insight.words import counted

SAYS_CLASS = ("provenance", "class")
"""Headings that tell real records from made-up ones: ours, and that of older files."""
FORMATS = ("csv", "txt", "tsv", "xlsx", "xlsm", "ods", "xls")
"""Endings of files that every entrance takes; of the last two XLS is refused in words."""
LARGEST_MB = 50
LARGEST_BYTES = LARGEST_MB * 1_000_000
MOST_SHEETS = 12  # that are looked into for a table
MOST_ALIKE = 40  # worksheets that are compared by their headings
ALL_SHEETS = "*"  # no worksheet can be called so
SHEETS = "sheets"
"""What the decision is known by that says which of several worksheets are read."""
WORKSHEET = "worksheet"
"""The heading of the column that names the worksheet of each row."""
LIMITS = Limits(MOST_ROWS + SEARCHED_ROWS, MOST_COLUMNS, MOST_CELLS)
WHITE = " \t\r\n\u00a0\u2007\u202f\ufeff"
MOST_MERGED = 500_000  # cells below the first of a merged one
FEWEST_COLUMNS = 4  # of a table in which a row of one text is no record, whatever it says
NOTE = re.compile(
    r"(?:sources?|notes?|footnotes?|data|figures|this|these|last updated|contains)\b|[©*\u2020]",
    re.IGNORECASE,
)
"""How a note below or within a table begins."""
ASTRAY = (
    "holds several lines of the file in one cell, since a quotation mark is missing; put it "
    "right, or the rows within are lost"
)
ALONE = "has text in one cell only"


@dataclass(frozen=True)
class LeftOut:
    """A row of a file that is not used."""

    row: int
    why: str
    text: str  # what it holds


@dataclass(frozen=True)
class Grid:
    """The cells of a file as text, under its headings."""

    file: str  # without what does not print
    sha256: str
    names: tuple[str, ...]  # empty where there is none
    rows: pd.DataFrame  # columns as `names`; index: row as a spreadsheet counts it
    sheet: str  # empty for CSV
    sheets: tuple[str, ...]  # those that show, in order
    notes: tuple[str, ...]  # how it was read, where that is not plain
    faults: tuple[CellFault, ...]
    left_out: tuple[LeftOut, ...] = ()
    hidden_rows: tuple[int, ...] = ()  # of those in `rows`
    struck_rows: tuple[int, ...] = ()  # with a cell that is crossed out
    merged: frozenset[tuple[int, int]] = frozenset()  # row and column filled from a merged cell
    delimiter: str = ""
    above: tuple[str, ...] = ()  # lines over the headings
    decisions: tuple[FileDecision, ...] = ()  # about worksheets

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written over and under the table."""
        return (*self.above, *(each.text for each in self.left_out if each.why == ALONE))

    def fault(
        self, rule: str, remedy: str, *, of: pd.Series | None = None, example: str = ""
    ) -> ContractError:
        """A sentence about the file, or about the rows that `of` marks."""
        return fault(self.file, rule, remedy, of=of, example=example)

    def refuse_example(self) -> None:
        """What was made up to show the product must not come back as a record."""
        for column, name in enumerate(self.names):
            made_up, key = self.rows[column].eq(EXAMPLE_CLASS), name.strip().casefold()
            if key in SAYS_CLASS and made_up.any():
                raise self.fault(
                    f"marked as example data in the column “{key}”",
                    "Import real records.",
                    of=made_up,
                    example=f"in row {made_up.idxmax()}",
                )

    def called(self, column: int) -> str:
        """The name of a column, as a sentence holds it."""
        return repr(self.names[column].strip()[:60])

    def unused(self, used: Sequence[int]) -> tuple[str, ...]:
        """A sentence on the columns that hold something and are not used."""
        names = [
            name or f"column {at + 1}"
            for at, name in enumerate(self.names)
            if at not in used and self.rows[at].ne("").any()
        ]
        columns = counted(len(names), "column is", "columns are")
        return (f"{columns} not used: {some(names)}.",) if names else ()

    def sharing(self, column: int | None) -> frozenset[int]:
        """Rows that share merged cells of a column, with the first, where the text stands."""
        below = {row for row, at in self.merged if at == column}
        before = dict(zip(self.rows.index[1:], self.rows.index, strict=False))
        return frozenset(below | {int(before[row]) for row in below if row in before})

    def without(self, rows: Sequence[int], why: str) -> "Grid":
        """The grid without some rows, which are listed with why."""
        texts = self.rows.loc[list(rows)].itertuples(index=False, name=None)
        gone = [LeftOut(row, why, row_text(each)) for row, each in zip(rows, texts, strict=True)]
        gone_rows = frozenset(rows)
        return replace(
            self,
            rows=self.rows.drop(index=list(rows)),
            left_out=(*self.left_out, *gone),
            hidden_rows=tuple(row for row in self.hidden_rows if row not in gone_rows),
            struck_rows=tuple(row for row in self.struck_rows if row not in gone_rows),
        )


def row_text(cells: Sequence[str]) -> str:
    """What a row holds, in one text."""
    return " | ".join(cell for cell in cells if cell)[:300]


def left_out_download(file: str, rows: Sequence[LeftOut]) -> Download:
    """The rows that are not used, each with why."""

    def table() -> ExportTable:
        lines = [(str(each.row), each.why, each.text) for each in rows]
        return ExportTable(pd.DataFrame(lines, columns=["row", "why", "what it contains"]))

    return csv_download("Rows left out, CSV", ("rows-left-out", file), table)


@dataclass
class _Cells:
    """What a file of any kind holds before its headings are found."""

    rows: list[list[str]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    worksheet: Worksheet | None = None
    delimiter: str = ""
    book: Workbook | OpenDocument | None = None
    alike: tuple[str, ...] = ()  # worksheets with the same headings, this one among them


def read_grid(
    file_name: str,
    content: bytes,
    *,
    is_heading: Callable[[str], bool],
    asked: str,
    sheet: str | None = None,
) -> Grid:
    """Read a file of text or of worksheets by headings that are known, as `read_table`."""
    return read_table(file_name, content, ByHeadings(is_heading, asked), sheet)


def read_table(file_name: str, content: bytes, layout: Layout, sheet: str | None = None) -> Grid:
    """Read the table of a file of any kind that is laid out so.

    `sheet` is the name of a worksheet, or `ALL_SHEETS` for all that have the same headings.
    Raises `UnansweredError` where several have and none is named.
    """
    file = clean_name(file_name)

    def read(cells: _Cells) -> Grid:
        return _under_headings(file, content, cells, layout)

    cells = _cells(file, content, layout, sheet)
    return _of_sheets(file, cells, read, sheet, may_stack=layout.is_by_headings)


def _of_sheets(
    file: str, cells: _Cells, read: Callable[[_Cells], Grid], sheet: str | None, *, may_stack: bool
) -> Grid:
    """The table of one worksheet or of all that are alike, as somebody chose."""
    book = cells.book
    if book is None or len(cells.alike) < 2:
        return read(cells)
    decision = _sheets_decision(cells.alike, may_stack=may_stack)
    (said,) = settled(file, [decision], {SHEETS: sheet or ""})
    if said.chosen != ALL_SHEETS:
        return replace(read(cells), decisions=(said,))
    each = [read(_without_unseen(_of_worksheet(book, name))) for name in cells.alike]
    others = _said_of_sheets(book, cells.alike, {})
    return replace(_stacked(each, [*others]), decisions=(said,))


def _sheets_decision(alike: Sequence[str], *, may_stack: bool) -> FileDecision:
    together = {ALL_SHEETS: f"All {len(alike)} together"} if may_stack else {}
    return FileDecision(
        SHEETS,
        "Which do you want to read?",
        {**together, **{name: f"Only {name[:40]!r}" for name in alike}},
        "",
        f"{len(alike)} worksheets have the same headings: {some(alike, MOST_SHEETS)}.",
    )


def _stacked(grids: Sequence[Grid], notes: Sequence[str]) -> Grid:
    """Several worksheets as one table, their rows numbered apart and named in a column."""
    first = grids[0]
    last = max(int(each.rows.index.max()) for each in grids)
    step = 10 ** max(len(str(last)), 3)
    if sum(len(each.rows) for each in grids) > MOST_ROWS:
        raise first.fault(f"has more than {MOST_ROWS:,} rows", "Read one worksheet at a time.")
    moved = [_moved(each, at * step, first.names) for at, each in enumerate(grids)]
    width = max(len(each.names) for each in grids)
    tables = [
        each.rows.reindex(columns=range(width), fill_value="").assign(**{WORKSHEET: each.sheet})
        for each in moved
    ]
    rows = pd.concat(tables).set_axis(range(width + 1), axis="columns")
    names = (*first.names, *[""] * (width - len(first.names)), WORKSHEET)
    own = [f"{each.sheet[:40]!r}: {note}" for each in grids for note in each.notes]
    numbered = [
        f"Rows of {each.sheet[:40]!r} are numbered from {at * step + 1:,}."
        for at, each in enumerate(grids)
        if at
    ]
    return replace(
        first,
        names=names,
        rows=rows,
        sheet=ALL_SHEETS,
        notes=(*notes, *numbered, *own),
        faults=tuple(fault for each in moved for fault in each.faults),
        left_out=tuple(row for each in moved for row in each.left_out),
        hidden_rows=tuple(row for each in moved for row in each.hidden_rows),
        struck_rows=tuple(row for each in moved for row in each.struck_rows),
        merged=frozenset().union(*(each.merged for each in moved)),
        above=tuple(line for each in moved for line in each.above),
    )


def _moved(grid: Grid, by: int, names: Sequence[str]) -> Grid:
    """The grid with its rows numbered on from a number, and its columns in an order of names."""
    at = list(range(len(grid.names)))
    if _folded(grid.names) != _folded(names):
        order = _folded(names)
        at = [order.index(name) for name in _folded(grid.names)]
    to = dict(enumerate(at)) | {-1: -1}
    return replace(
        grid,
        rows=grid.rows.rename(index=lambda row: row + by, columns=to),
        faults=tuple(
            replace(each, row=each.row + by, column=to.get(each.column, each.column))
            for each in grid.faults
        ),
        left_out=tuple(replace(each, row=each.row + by) for each in grid.left_out),
        hidden_rows=tuple(row + by for row in grid.hidden_rows),
        struck_rows=tuple(row + by for row in grid.struck_rows),
        merged=frozenset((row + by, to[column]) for row, column in grid.merged),
    )


def _folded(names: Sequence[str]) -> list[str]:
    """Headings as they are compared."""
    return [" ".join(name.casefold().split()) for name in names]


def _are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows of headings are the same, in any order where each is there once."""
    first, second = _folded(one), _folded(other)
    return first == second or (sorted(first) == sorted(second) and len(set(first)) == len(first))


def read_all_rows(file_name: str, content: bytes, layout: Layout, sheet: str | None = None) -> Grid:
    """Every row of a file of any kind, its headings among them, for a list that may have none.

    `sheet` as for `read_table`.
    """
    file = clean_name(file_name)

    def read(cells: _Cells) -> Grid:
        return _every_row(file, cells, layout)

    return _of_sheets(file, _cells(file, content, layout, sheet), read, sheet, may_stack=True)


def _every_row(file: str, cells: _Cells, layout: Layout) -> Grid:
    filled = [(at, row) for at, row in enumerate(cells.rows, start=1) if any(map(str.strip, row))]
    width = max((len(row) for _, row in filled), default=0)
    if not filled or len(filled) > MOST_ROWS or width > MOST_COLUMNS:
        rule = f"{layout.absent()}, or has more than {MOST_ROWS:,} rows"
        raise fault(file, rule, f"Use a file with {layout.asked}.")
    return _grid(file, cells, [""] * width, filled)


def _cells(file: str, content: bytes, layout: Layout, sheet: str | None) -> "_Cells":
    if len(content) > LARGEST_BYTES:
        size = f"has {len(content) / 1e6:,.0f} MB, more than {LARGEST_MB}"
        raise fault(file, size, "Split it into parts.")
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise fault(file, "is empty", f"Use a file with {layout.asked}.")
    if content.startswith((b"PK\x03\x04", *dict(MAGIC))):
        return _without_unseen(_of_workbook(file, content, sheet, layout))
    if is_json(content) and layout.is_by_headings:
        return _without_unseen(_Cells(rows_of_grants(file, content)))
    if content.lstrip()[:1] == b"{":
        raise fault(file, "is JSON, not a table", f"Use a file with {layout.asked}.")
    rows, delimiter, notes = read_text(file, content, layout.score)
    # The guard that our own files have against formulas comes off here, and nowhere else.
    rows = [list(map(unescape_formula, row)) for row in rows]
    astray = [CellFault(at + 1, -1, ASTRAY) for at in swallowed(rows, delimiter)]
    return _without_unseen(_Cells(rows, notes=notes, faults=astray, delimiter=delimiter))


def _without_unseen(found: _Cells) -> _Cells:
    """Without the characters that nobody sees, and a note that says so."""
    rows = enumerate(found.rows, start=1)
    texts = [(f"row {n}", cell) for n, row in rows for cell in row if not cell.isascii()]
    if note := removal_note(texts):
        found.rows = [list(map(without_unseen, row)) for row in found.rows]
        found.notes.append(note)
    return found


def open_book(file: str, content: bytes, limits: Limits = LIMITS) -> Workbook | OpenDocument:
    """A workbook of any kind that is safe to open."""
    archive = safe_archive(file, content)
    if CONTENT in archive.namelist() and WORKBOOK not in archive.namelist():
        return OpenDocument(file, archive, limits)
    return Workbook(file, content, archive)


def _of_workbook(file: str, content: bytes, sheet: str | None, layout: Layout) -> _Cells:
    book = open_book(file, content)
    one = None if sheet == ALL_SHEETS else sheet
    if one is not None and one not in book.visible:
        raise fault(file, f"has no worksheet {one!r}", "Choose another worksheet.")
    # The sheet that looks most like the table: a title page in front does no harm.
    best: tuple[tuple[int, ...], Worksheet] | None = None
    errors: dict[str, ContractError] = {}
    for name in [one] if one is not None else book.visible[:MOST_SHEETS]:
        try:
            sheet_of = book.worksheet(name, LIMITS)
        except ContractError as error:
            errors[name] = error
            continue
        score = layout.score(sheet_of.rows)
        if best is None or score > best[0]:
            best = (score, sheet_of)
        if layout.is_plain(score):
            break
    if best is None or (errors and not best[0][0]):
        # The worksheet that is meant may be the one that cannot be read.
        first = next(iter(errors.values()), None)
        raise first or fault(file, "has no worksheet that can be read", SAVE)
    cells = _of_worksheet(book, best[1].name, best[1])
    cells.alike = _alike(book, best[1], layout) if best[0][0] else ()
    cells.notes += _said_of_sheets(book, [best[1].name], errors)
    return cells


def _of_worksheet(
    book: Workbook | OpenDocument, name: str, sheet: Worksheet | None = None
) -> _Cells:
    found = sheet or book.worksheet(name, LIMITS)
    return _Cells(
        found.rows, name, book.visible, faults=list(found.faults), worksheet=found, book=book
    )


def _alike(book: Workbook | OpenDocument, found: Worksheet, layout: Layout) -> tuple[str, ...]:
    """The worksheets that have the headings of the one that was found, in their order."""
    headings = layout.find(found.rows)
    if headings is None:
        return ()
    names = []
    for name in book.visible[:MOST_ALIKE]:
        if name != found.name:
            try:
                rows = book.worksheet(name, LIMITS).rows
            except ContractError:
                continue
            other = layout.find(rows)
            if other is None or not any(map(_is_filled, rows[other.at + 1 :])):
                continue
            if not _are_alike(_ended(headings.names), _ended(other.names)):
                continue
        names.append(name)
    return tuple(names)


def _is_filled(row: Sequence[str]) -> bool:
    return any(map(str.strip, row))


def _ended(names: Sequence[str]) -> list[str]:
    """Headings up to the last that is not empty."""
    kept = list(names)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _said_of_sheets(
    book: Workbook | OpenDocument, names: Sequence[str], errors: dict[str, ContractError]
) -> Iterator[str]:
    others = [each for each in book.visible if each not in names]
    if others:
        read = "worksheet" if len(names) == 1 else "worksheets"
        yield f"We read the {read} {some(names, MOST_SHEETS)}, not {some(others)}."
    if book.hidden:
        sheets = counted(len(book.hidden), "hidden worksheet")
        yield f"{sheets} left out: {some(book.hidden)}."
    if errors:
        yield f"{counted(len(errors), 'worksheet')} could not be read: {some(list(errors))}."
    if book.has_links:
        yield "Values linked from other workbooks are as they were last saved."


def _under_headings(file: str, content: bytes, cells: _Cells, layout: Layout) -> Grid:
    if layout.is_turned(cells.rows):
        raise fault(
            file,
            "its headings are in a column, and each record is in a column of its own",
            "Copy the table, paste it with the option to transpose, and upload that.",
        )
    found = layout.find(cells.rows)
    if found is None:
        first = next((row for row in cells.rows if any(map(str.strip, row))), [])
        holds = ", ".join(repr(cell.strip()[:30]) for cell in first[:3] if cell)
        rule = f"{layout.absent()}; its first row has {holds or 'nothing'}"
        raise fault(file, rule, f"Use a file with {layout.asked}.")
    if found.at < 0:
        rule = "the first line has figures, not column headings"
        raise fault(file, rule, "Add a row of headings above it.")
    cells.notes += found.notes
    names = _ended(found.names)
    if len(names) > MOST_COLUMNS:
        rule = f"has {len(names)} columns, more than {MOST_COLUMNS}"
        raise fault(file, rule, "Delete the ones you do not need.")
    filled = _filled(file, cells, found.at)
    if not layout.is_by_headings:
        names += [""] * (_width(filled) - len(names))
    kept, left_out = _records(filled, names, layout, _more_than_texts(cells))
    if not kept:
        raise fault(file, "has headings but no records", "Use a file with at least one record.")
    cells.notes += _said_of_left_out(left_out)
    grid = _grid(file, cells, names, kept)
    above = tuple(filter(None, map(row_text, map(tidied, cells.rows[: found.at]))))
    digest = hashlib.sha256(content).hexdigest()
    return replace(grid, sha256=digest, left_out=tuple(left_out), above=above)


def _grid(
    file: str, cells: _Cells, names: Sequence[str], kept: list[tuple[int, list[str]]]
) -> Grid:
    width = len(names)
    wide = [
        CellFault(
            number,
            -1,
            f"has text outside the {width} columns with headings; put quotation "
            "marks around any text that contains the separator",
        )
        for number, row in kept
        if len(row) > width and any(map(str.strip, row[width:]))
    ]
    index = pd.Index([number for number, _ in kept], name="row")
    texts = [
        [cell.strip(WHITE) for cell in row[:width]] + [""] * (width - len(row)) for _, row in kept
    ]
    table = pd.DataFrame(texts, index=index, columns=range(width), dtype=str)
    grid = Grid(
        file,
        "",
        tuple(names),
        table,
        cells.sheet,
        cells.sheets,
        tuple(cells.notes),
        (*cells.faults, *wide),
        delimiter=cells.delimiter,
    )
    return grid if cells.worksheet is None else _as_shown(grid, cells.worksheet)


def worksheet_grid(file: str, sheet: Worksheet, at: int) -> Grid:
    """All rows of a worksheet under the line of its headings, which is counted from 0."""
    filled = [(n, row) for n, row in enumerate(sheet.rows[at + 1 :], at + 2) if _is_filled(row)]
    cells = _Cells(sheet.rows, sheet.name, faults=list(sheet.faults), worksheet=sheet)
    return _grid(file, cells, _ended(tidied(sheet.rows[at])), filled)


def _as_shown(grid: Grid, sheet: Worksheet) -> Grid:
    """What a worksheet hides, crosses out and merges; merged cells are filled downwards."""
    table = grid.rows
    merged = _fill_merged(grid, sheet)
    notes = list(grid.notes)
    if merged:
        names = list(dict.fromkeys(grid.names[column] for _, column in sorted(merged)))
        cells = counted(len(merged), "cell was", "cells were")
        notes.append(f"{cells} filled from the merged cell above: {some(names)}.")
    hidden = tuple(c for c in sorted(sheet.hidden_columns) if c < len(grid.names))
    if hidden:
        columns = counted(len(hidden), "column is", "columns are")
        names = [grid.names[c] or f"column {c + 1}" for c in hidden]
        notes.append(f"{columns} hidden in the file: {some(names)}.")
    return replace(
        grid,
        rows=table,
        notes=tuple(notes),
        hidden_rows=tuple(row for row in table.index if row in sheet.hidden_rows),
        struck_rows=tuple(row for row in table.index if row in sheet.struck_rows),
        merged=frozenset(merged),
    )


def _fill_merged(grid: Grid, sheet: Worksheet) -> set[tuple[int, int]]:
    """Write the text of merged cells in the rows below the first; which cells these are."""
    rows = list(grid.rows.index)
    columns: dict[int, list[str]] = {}
    merged: set[tuple[int, int]] = set()
    last_of: dict[int, int] = {}
    for (first, column), (last, _) in sorted(set(sheet.merged)):
        if last <= first or column >= len(grid.names):
            continue
        if first <= last_of.get(column, -1):
            rule = f"has merged cells that overlap in row {first + 1}"
            raise grid.fault(rule, "Unmerge them, and write in each row what it holds.")
        last_of[column] = last
        start, end = bisect_left(rows, first + 1), bisect_right(rows, last + 1)
        if rows[start : start + 1] != [first + 1]:
            continue
        cells = columns.setdefault(column, grid.rows[column].tolist())
        below = [at for at in range(start + 1, end) if cells[start] and not cells[at]]
        if len(merged) + len(below) > MOST_MERGED:
            rule = f"has more than {MOST_MERGED:,} cells below merged ones"
            raise grid.fault(rule, "Unmerge them, and write in each row what it holds.")
        for at in below:
            cells[at] = cells[start]
        merged.update((rows[at], column) for at in below)
    for column, cells in columns.items():
        grid.rows[column] = pd.Series(cells, grid.rows.index, dtype=grid.rows[column].dtype)
    return merged


def _is_heading_again(cells: Sequence[str], heading: Sequence[str]) -> bool:
    """Whether a row holds what the headings are, or most of them."""
    folded = [cell.casefold() for cell in cells[: len(heading)]]
    return folded == list(heading[: len(cells)]) and sum(map(bool, cells)) > len(heading) / 2


def _width(filled: Sequence[tuple[int, list[str]]]) -> int:
    """How wide nearly all rows are: so many columns there are, whether named or not."""
    widths = sorted(len(row) for _, row in filled)
    return widths[len(widths) // 10]


def _records(
    filled: Sequence[tuple[int, list[str]]],
    names: Sequence[str],
    layout: Layout,
    held: AbstractSet[int],
) -> tuple[list[tuple[int, list[str]]], list[LeftOut]]:
    """The rows that hold records, and the others with why."""
    kept: list[tuple[int, list[str]]] = []
    left_out: list[LeftOut] = []
    heading = [name.casefold() for name in names]
    is_another = False
    for number, row in filled:
        cells = tidied(row)
        why = ""
        if cells[0].casefold() == heading[0] and _is_heading_again(cells, heading):
            why, is_another = "repeats the headings", False
        elif next(filter(None, cells), "") == EXAMPLE:
            why = "is the example in the template"
        elif is_another or layout.is_another(cells):
            why, is_another = "belongs to a second table below the first", True
        elif layout.is_by_headings and number not in held and _is_note(cells, len(names)):
            why = ALONE
        if why:
            left_out.append(LeftOut(number, why, row_text(cells)))
        else:
            kept.append((number, row))
    return kept, left_out


def _more_than_texts(cells: _Cells) -> frozenset[int]:
    """Rows that hold more than their texts: errors, or a part of a merged cell."""
    broken = {each.row for each in cells.faults}
    ranges = () if cells.worksheet is None else cells.worksheet.merged
    # How many more ranges begin above a row than end there.
    steps = [0] * (len(cells.rows) + 3)
    for (first, _), (last, _) in ranges:
        if first < last and first + 2 < len(steps):
            steps[first + 2] += 1
            steps[min(last + 2, len(steps) - 1)] -= 1
    below = (row for row, count in enumerate(accumulate(steps)) if count)
    return frozenset(broken).union(below)


def _is_note(cells: Sequence[str], width: int) -> bool:
    """Whether a row holds one text and no number, beside columns that are empty."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 1 or not (width >= FEWEST_COLUMNS or NOTE.match(filled[0])):
        return False
    letters = sum(map(str.isalpha, filled[0]))
    return letters > sum(map(str.isdigit, filled[0]))


def _said_of_left_out(rows: Sequence[LeftOut]) -> Iterator[str]:
    for why in dict.fromkeys(each.why for each in rows):
        these = [each for each in rows if each.why == why]
        verb = counted(len(these), "row")
        first = f"first row {these[0].row}: {these[0].text[:60]!r}"
        is_another = "second table" in why
        remedy = " Upload that table by itself." if is_another else ""
        it = "it" if len(these) == 1 else "each"
        yield f"{verb} left out because {it} {why} ({first}).{remedy}"


def _filled(file: str, found: _Cells, at: int) -> list[tuple[int, list[str]]]:
    """Rows under the headings that hold any text, with their numbers."""
    below = list(enumerate(found.rows[at + 1 :], start=at + 2))
    filled = [(number, row) for number, row in below if any(map(str.strip, row))]
    kept = {number for number, _ in filled}
    lost = [each for each in found.faults if each.row > at + 1 and each.row not in kept]
    if not filled:
        first = f": row {lost[0].row} {lost[0].advice}" if lost else ""
        rule = f"has headings but no rows{' that can be read' if lost else ''}{first}"
        raise fault(file, rule, "Use a file with at least one record.")
    if len(filled) > MOST_ROWS:
        raise fault(file, f"has more than {MOST_ROWS:,} rows", "Split it into parts.")
    broken = {each.row for each in lost}
    if broken:
        found.notes.append(
            f"{counted(len(broken), 'row')} with only errors or formulas without a value "
            f"left out, first row {min(broken)}."
        )
    blank = len(below) - len(filled) - len(broken)
    if blank > 0:
        found.notes.append(f"{counted(blank, 'empty row')} left out.")
    return filled
