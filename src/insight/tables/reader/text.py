"""Read the cells of a file of text, however a spreadsheet wrote it."""

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence

from insight.characters import normalised
from insight.tables.reader.archive import SAVE, fault

MOST_ROWS = 120_000
MOST_COLUMNS = 400
MOST_CELLS = 7_500_000
SEARCHED_ROWS = 60  # within which the headings must stand
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
WIDEST_LINE = 16_384  # columns of a spreadsheet, most of which may be blank
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")

Score = Callable[[Sequence[Sequence[str]]], tuple[int, ...]]
"""How well rows look like the table that is wanted; all 0 if not at all."""


def clean_name(file_name: str) -> str:
    """The last part of a name, without what does not print or may be markup."""
    last = re.split(r"[/\\]", file_name)[-1]
    printable = "".join(letter for letter in normalised(last) if letter.isprintable())
    return re.sub(r"[<>&\"'`]", "", printable).strip()[-80:] or "Uploaded file"


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


def json_in(content: bytes) -> object:
    """What a file of JSON holds; raises ValueError or RecursionError where it is none."""
    found = decoded(content)
    layer: object = json.loads(found[0]) if found else None
    # Escapes can smuggle in half a character, which no page could show.
    json.dumps(layer, ensure_ascii=False).encode()
    return layer


def swallowed(rows: Sequence[Sequence[str]], delimiter: str) -> Iterator[int]:
    """Rows, from 0, of which a cell holds the next lines of the file: a quotation mark is astray.

    In prose a space follows a comma, and not so between cells.
    """
    between = re.compile(re.escape(delimiter) + r"(?=\S)")
    width = max(map(len, rows[:SEARCHED_ROWS]), default=0)
    for at, row in enumerate(rows):
        if any("\n" in cell and len(between.findall(cell)) >= width - 1 > 0 for cell in row):
            yield at


def read_text(file: str, content: bytes, score: Score) -> tuple[list[list[str]], str, list[str]]:
    """The rows of a file, what parts its cells, and how it was read where that is not plain."""
    found = decoded(content)
    if found is None:
        raise fault(file, "is not a text file or a spreadsheet", SAVE)
    text, encoding = found
    notes = [] if encoding == "UTF-8" else [f"The text was read as {encoding}."]
    text, delimiter = _delimiter(text, score)
    if delimiter != ",":
        notes.append(f"Cells are separated by {DELIMITERS[delimiter]}.")
    rows: list[list[str]] = []
    room = MOST_CELLS
    reader = csv.reader(_lines(file, text, delimiter), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            while row and not row[-1]:
                row.pop()
            rows.append(row)
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
    return rows, delimiter, notes


def _lines(file: str, text: str, delimiter: str) -> Iterator[str]:
    """Lines with their ends, one at a time; an endless one is refused before it takes memory."""
    for match in LINE.finditer(text):
        line = match.group()
        if line.count(delimiter) > WIDEST_LINE:
            rule = f"has a line with more than {WIDEST_LINE:,} cells"
            raise fault(file, rule, "Delete the columns you do not need.")
        yield line


def _delimiter(text: str, score: Score) -> tuple[str, str]:
    """What parts the cells: said by the file itself, or by the table that it gives."""
    match = re.match(r'"?sep=(.)"?\r?\n', text)
    if match and match.group(1) in DELIMITERS:
        # The row is kept, so that rows are counted as the file has them.
        return "\n" + text[match.end() :], match.group(1)
    lines = text[:100_000].splitlines()[:SEARCHED_ROWS]

    def scored(delimiter: str) -> tuple[int, ...]:
        try:
            return score(list(csv.reader(lines, delimiter=delimiter)))
        except csv.Error:
            return ()

    return text, max(DELIMITERS, key=scored)
