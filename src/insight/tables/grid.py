"""From the bytes of any spreadsheet that somebody brings to a grid of text cells."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import pandas as pd

from insight.characters import removal_note, without_unseen
from insight.errors import ContractError
from insight.exports.table import unescape_formula
from insight.tables.archive import MAGIC, SAVE, fault
from insight.tables.sheet import clean_name, decoded
from insight.tables.workbook import CellFault, Limits, Workbook, Worksheet
from insight.words import counted

LARGEST_BYTES = 50_000_000
MOST_ROWS = 120_000
MOST_COLUMNS = 60
MOST_CELLS = 7_500_000  # the same together, and something over
WIDEST_LINE = 16_384  # columns of a spreadsheet, most of which may be blank
SEARCHED_ROWS = 30  # within which the headings must stand
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
WHITE = " \t\r\n\u00a0\u2007\u202f\ufeff"
NAMED = 3  # how many things a note spells out


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

    def fault(
        self, rule: str, remedy: str, *, of: pd.Series | None = None, example: str = ""
    ) -> ContractError:
        """A sentence about the file, or about the rows that `of` marks."""
        return fault(self.file, rule, remedy, of=of, example=example)


@dataclass
class _Cells:
    """What a file of either kind holds before its headings are found."""

    rows: list[list[str]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


def read_grid(
    file_name: str,
    content: bytes,
    *,
    is_heading: Callable[[str], bool],
    asked: str,
    sheet: str | None = None,
) -> Grid:
    """Read a CSV file or one worksheet of a workbook."""
    file = clean_name(file_name)
    if len(content) > LARGEST_BYTES:
        size = f"has {len(content) / 1e6:,.0f} MB, more than {LARGEST_BYTES / 1e6:.0f}"
        raise fault(file, size, "Split it into parts.")
    if not content.strip():
        raise fault(file, "is empty", f"Bring a file with {asked}.")
    if content.startswith((b"PK\x03\x04", *dict(MAGIC))):
        found = _of_workbook(file, content, sheet, is_heading)
    else:
        found = _of_text(file, content, is_heading)
    _remove_unseen(found)
    return _under_headings(file, content, found, is_heading, asked)


def _of_workbook(
    file: str, content: bytes, sheet: str | None, is_heading: Callable[[str], bool]
) -> _Cells:
    book = Workbook(file, content)
    if sheet is not None and sheet not in book.visible:
        raise fault(file, f"has no worksheet {sheet!r}", "Choose another worksheet.")
    limits = Limits(MOST_ROWS + SEARCHED_ROWS, MOST_COLUMNS)
    wanted = [sheet] if sheet is not None else list(book.visible)
    # The sheets of a workbook are read one after the other until one has headings,
    # so that a title page in front does no harm.
    found: Worksheet | None = None
    first_error: ContractError | None = None
    for name in wanted:
        try:
            one = book.worksheet(name, limits)
        except ContractError as error:
            first_error = first_error or error
            continue
        found = found or one
        if _has_heading(one.rows, is_heading):
            found = one
            break
    if found is None or (first_error and not _has_heading(found.rows, is_heading)):
        # The worksheet that is meant may be the one that cannot be read.
        raise first_error or fault(file, "has no worksheet that can be read", SAVE)
    cells = _Cells(found.rows, found.name, found.visible, faults=list(found.faults))
    if found.hidden:
        sheets = counted(len(found.hidden), "hidden worksheet")
        cells.notes.append(f"{sheets} passed over: {_some(found.hidden)}.")
    if book.has_links:
        cells.notes.append("Values out of other workbooks are as they were last saved.")
    return cells


def _of_text(file: str, content: bytes, is_heading: Callable[[str], bool]) -> _Cells:
    found = decoded(content)
    if found is None:
        raise fault(file, "is not a text file or a spreadsheet", SAVE)
    text, encoding = found
    notes = [] if encoding == "UTF-8" else [f"Read as {encoding}."]
    text, delimiter = _delimiter(text, is_heading)
    if delimiter != ",":
        notes.append(f"Its cells are parted by {DELIMITERS[delimiter]}.")
    rows: list[list[str]] = []
    room = MOST_CELLS
    reader = csv.reader(_lines(file, text, delimiter), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            while row and not row[-1]:
                row.pop()
            rows.append(list(map(unescape_formula, row)))
            room -= len(row)
            if len(rows) > MOST_ROWS + SEARCHED_ROWS or room < 0:
                what = f"{MOST_ROWS:,} rows" if room >= 0 else f"{MOST_CELLS:,} cells"
                raise fault(file, f"has more than {what}", "Split it into parts.")
    except csv.Error as error:
        raise fault(
            file,
            f"cannot be read beyond row {len(rows)}: its quotation marks do not match, "
            "or a cell is too long",
            "Save it again as CSV UTF-8.",
        ) from error
    return _Cells(rows, notes=notes)


def _remove_unseen(found: _Cells) -> None:
    """Of the characters that nobody sees, and say so."""
    rows = enumerate(found.rows, start=1)
    texts = [(f"row {n}", cell) for n, row in rows for cell in row if not cell.isascii()]
    if note := removal_note(texts):
        found.rows = [list(map(without_unseen, row)) for row in found.rows]
        found.notes.append(note)


def _lines(file: str, text: str, delimiter: str) -> Iterator[str]:
    """Lines with their ends, one at a time; an endless one is refused before it takes memory."""
    for match in LINE.finditer(text):
        line = match.group()
        if line.count(delimiter) > WIDEST_LINE:
            rule = f"has a line with more than {WIDEST_LINE:,} cells"
            raise fault(file, rule, "Delete the columns that are not needed.")
        yield line


def _delimiter(text: str, is_heading: Callable[[str], bool]) -> tuple[str, str]:
    """What parts the cells: said by the file itself, or by most known headings."""
    match = re.match(r'"?sep=(.)"?\r?\n', text)
    if match and match.group(1) in DELIMITERS:
        # The row is kept, so that rows are counted as the file has them.
        return "\n" + text[match.end() :], match.group(1)
    lines = text[:100_000].splitlines()[:SEARCHED_ROWS]

    def known(delimiter: str) -> int:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0
        return max((sum(map(is_heading, row)) for row in rows), default=0)

    return text, max(DELIMITERS, key=known)


def _heading_row(rows: Sequence[Sequence[str]], is_heading: Callable[[str], bool]) -> int | None:
    """The row of the first few with most known headings; None if none has any."""
    counts = [sum(is_heading(cell) for cell in row) for row in rows[:SEARCHED_ROWS]]
    if not counts or not max(counts):
        return None
    return counts.index(max(counts))


def _has_heading(rows: Sequence[Sequence[str]], is_heading: Callable[[str], bool]) -> bool:
    return _heading_row(rows, is_heading) is not None


def _under_headings(
    file: str, content: bytes, found: _Cells, is_heading: Callable[[str], bool], asked: str
) -> Grid:
    at = _heading_row(found.rows, is_heading)
    if at is None:
        first = next((row for row in found.rows if any(map(str.strip, row))), [])
        holds = ", ".join(repr(cell.strip()[:30]) for cell in first[:NAMED] if cell)
        rule = f"has no heading that is known; its first row holds {holds or 'nothing'}"
        raise fault(file, rule, f"Bring a file with {asked}.")
    names, at = _names(found, at, is_heading)
    if len(names) > MOST_COLUMNS:
        rule = f"has {len(names)} columns, more than {MOST_COLUMNS}"
        raise fault(file, rule, "Delete those that are not needed.")
    filled = _filled(file, found, at)
    width = len(names)
    wide = [
        CellFault(
            number,
            -1,
            f"has text in more than the {width} columns with headings; put quotation "
            "marks around a text that holds the separator",
        )
        for number, row in filled
        if len(row) > width and any(map(str.strip, row[width:]))
    ]
    index = pd.Index([number for number, _ in filled], name="row")
    cells = [
        [cell.strip(WHITE) for cell in row[:width]] + [""] * (width - len(row)) for _, row in filled
    ]
    return Grid(
        file,
        hashlib.sha256(content).hexdigest(),
        names,
        pd.DataFrame(cells, index=index, columns=range(width), dtype=str),
        found.sheet,
        found.sheets,
        tuple(found.notes),
        (*found.faults, *wide),
    )


def _filled(file: str, found: _Cells, at: int) -> list[tuple[int, list[str]]]:
    """Rows under the headings that hold any text, with their numbers."""
    below = list(enumerate(found.rows[at + 1 :], start=at + 2))
    filled = [(number, row) for number, row in below if any(map(str.strip, row))]
    kept = {number for number, _ in filled}
    lost = [each for each in found.faults if each.row > at + 1 and each.row not in kept]
    if not filled:
        first = f": row {lost[0].row} {lost[0].advice}" if lost else ""
        rule = f"has headings and no rows{' that can be read' if lost else ''}{first}"
        raise fault(file, rule, "Bring a file with rows.")
    if len(filled) > MOST_ROWS:
        raise fault(file, f"has more than {MOST_ROWS:,} rows", "Split it into parts.")
    broken = {each.row for each in lost}
    if broken:
        found.notes.append(
            f"{counted(len(broken), 'row')} with nothing but errors or formulas without a value "
            f"passed over, first row {min(broken)}."
        )
    blank = len(below) - len(filled) - len(broken)
    if blank:
        found.notes.append(f"{counted(blank, 'empty row')} passed over.")
    return filled


def _names(
    found: _Cells, at: int, is_heading: Callable[[str], bool]
) -> tuple[tuple[str, ...], int]:
    """The headings and the last row they stand in; merged cells spread over two."""
    row = _tidied(found.rows[at])
    below = _tidied(found.rows[at + 1]) if at + 1 < len(found.rows) else []
    texts = [cell for cell in below if cell]
    first = at
    if texts and all(map(is_heading, texts)):
        # A title over several columns, with their own headings beneath it.
        row = [under or over for over, under in zip_longest(row, below, fillvalue="")]
        found.notes.append("Headings taken from two rows.")
        at += 1
    elif first:
        above = _tidied(found.rows[first - 1])
        over = [c for c, name in enumerate(row) if not name and above[c : c + 1] > [""]]
        for column in over:
            row[column] = above[column]
        if over:
            first -= 1
            names = _some([row[column] for column in over])
            found.notes.append(f"Headings taken from the row above: {names}.")
    if first:
        found.notes.append(f"{counted(first, 'row')} above the headings passed over.")
    while row and not row[-1]:
        row.pop()
    return tuple(row), at


def _tidied(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(repr(name[:40]) for name in names[:NAMED]) + more
