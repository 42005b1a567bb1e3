"""Read the cells of a CSV file that somebody brings, as text."""

import codecs
import csv
import io
import re
from dataclasses import dataclass

import pandas as pd

from insight.characters import normalised, removal_note, without_unseen
from insight.errors import ContractError
from insight.tables.archive import fault

LARGEST_BYTES = 5_000_000
MOST_ROWS = 50_000
MOST_CELLS = 5_000_000
DELIMITERS = ",;\t"
KEEP_OWN = "Keep the columns that are needed and the rows of your own areas."


@dataclass(frozen=True)
class TextGrid:
    """The cells of a file as text."""

    file: str
    names: tuple[str, ...]
    rows: pd.DataFrame  # columns are numbered as `names`; a missing cell is empty
    has_decimal_comma: bool  # may be: no comma divides the cells
    notes: tuple[str, ...] = ()  # what was removed from them

    def fault(
        self, rule: str, remedy: str, *, of: pd.Series | None = None, example: str = ""
    ) -> ContractError:
        """A sentence about the file, or about the rows that `of` marks."""
        return fault(self.file, rule, remedy, of=of, example=example)

    def called(self, column: int) -> str:
        """The name of a column, as a sentence holds it."""
        return repr(self.names[column].strip()[:60])


def clean_name(file_name: str) -> str:
    """The last part of a name, without what does not print or may be markup."""
    last = re.split(r"[/\\]", file_name)[-1]
    printable = "".join(letter for letter in normalised(last) if letter.isprintable())
    return re.sub(r"[<>&\"'`]", "", printable).strip()[-80:] or "Uploaded file"


def read_sheet(file: str, content: bytes, key: re.Pattern[str], asked: str) -> TextGrid:
    """The rows from the first that has a key, and the line above it as their names."""
    text = _text(file, content)
    note = removal_note([("the file", text)])
    text = without_unseen(text)
    cut = [(*_lines(text, mark, key), mark) for mark in DELIMITERS]
    cells, has_key, broken, mark = max(cut, key=lambda each: sum(each[1]))
    if broken:
        raise fault(file, broken, KEEP_OWN)
    if not any(has_key):
        raise fault(file, "holds no such codes", f"Bring a CSV file with {asked}.")
    first = has_key.index(True)
    if first == 0:
        raise fault(
            file,
            "the first line holds figures, not the names of columns",
            "Put a line above it that names them.",
        )
    names, rows = cells[first - 1], cells[first:]
    width = len(names)
    if width * len(rows) > MOST_CELLS:
        raise fault(file, f"has more than {MOST_CELLS:,} cells", KEEP_OWN)
    # A comma within a name moves all figures after it: refuse to guess.
    is_wide = [
        is_row and any(row[width:]) for row, is_row in zip(rows, has_key[first:], strict=True)
    ]
    if any(is_wide):
        raise fault(
            file,
            f"more cells than the {width} names of columns",
            "Put quotation marks around names with a comma in them.",
            of=pd.Series(is_wide),
            example=repr(" ".join(rows[is_wide.index(True)])[:40]),
        )
    filled = [line[:width] + [""] * (width - len(line)) for line in rows]
    table = pd.DataFrame(filled, columns=range(width), dtype=str)
    return TextGrid(file, tuple(names), table, mark != ",", (note,) if note else ())


def _text(file: str, content: bytes) -> str:
    save = "Save the sheet with one row per area as CSV and bring that."
    if len(content) > LARGEST_BYTES:
        size = f"has {len(content) / 1e6:.1f} MB, more than {LARGEST_BYTES / 1e6:.0f}"
        raise fault(file, size, KEEP_OWN)
    if content.startswith(b"PK\x03\x04"):
        raise fault(file, "is a workbook or an archive, not a CSV file", save)
    if (found := decoded(content)) is None:
        raise fault(file, "is not text", save)
    return found[0]


def decoded(content: bytes) -> tuple[str, str] | None:
    """The text of a file and its encoding, whichever way a spreadsheet wrote it."""
    encodings = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = [("utf-16", "UTF-16")]
    elif content[1:2] == b"\0":
        encodings = [("utf-16-le", "UTF-16")]
    elif content[:1] == b"\0":
        encodings = [("utf-16-be", "UTF-16")]
    for encoding, name in encodings:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    return None


def _lines(text: str, mark: str, key: re.Pattern[str]) -> tuple[list[list[str]], list[bool], str]:
    """Lines that are not empty, cut at one mark, which have a key, and what went wrong."""
    cells: list[list[str]] = []
    broken = ""
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if any(map(str.strip, line)):
                cells.append(line)
            if len(cells) > MOST_ROWS:
                broken = f"has more than {MOST_ROWS:,} rows"
                break
    except csv.Error as error:
        broken = f"cannot be read ({error})"
    has_key = [any(key.fullmatch(cell.strip()) for cell in line) for line in cells]
    return cells, has_key, broken
