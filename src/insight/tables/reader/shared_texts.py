"""How long the cells of a worksheet are that take their text from a common list."""

import re
import zipfile

from insight.tables.reader.archive import COPY, fault

MOST_TEXT = 200_000_000
"""Letters of all cells; 120,000 rows of 60 columns with 20 each have 144 million."""
MOST_TEXTS = 7_500_000  # one for each cell of the largest worksheet that is read

ITEM = re.compile(rb"<(?:\w+:)?si\b")
VALUE = re.compile(rb"[<:]v\b")
MARKED = re.compile(
    rb"""[<:]vertAlign\b[^<>]*superscript|[<:]strike\b(?![^<>]*val\s*=\s*["'](?:0|false))"""
)
TEXT = re.compile(rb"[<:]t\b[^<>]*>([^<]*)<")
PLAIN = re.compile(
    rb'<c(?: [rs]="\w*")*(?: t="(\w*)")?(?: [rs]="\w*")*>(?:<f>[^<]*</f>)?'
    rb"<v>(\d{0,9})[^<]*</v>"
)
"""A cell with a value as every spreadsheet program writes it: its kind and value."""


class SharedTexts:
    """The list of texts of a workbook; few bytes may be written out for many cells."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        # The reader does not care for capitals in the name of the part.
        parts = [
            archive.read(name)
            for name in archive.namelist()
            if name.casefold().endswith("sharedstrings.xml")
        ]
        self._lengths: list[int] = []
        self.marked: frozenset[int] = frozenset()
        """Numbers of texts that are figures with a part raised or crossed out."""
        for part in parts:
            starts = [match.start() for match in ITEM.finditer(part)]
            if len(starts) > MOST_TEXTS:
                raise zipfile.BadZipFile("too many texts")
            ends = [*starts[1:], len(part)]
            self._lengths += [end - start for start, end in zip(starts, ends, strict=True)]
            if MARKED.search(part):
                items = zip(starts, ends, strict=True)
                texts = (part[start:end] for start, end in items)
                self.marked = frozenset(at for at, text in enumerate(texts) if _is_marked(text))
        self._longest = max(self._lengths, default=0)
        # A list within a comment would not be the one that the cells are numbered by.
        self._is_plain = len(parts) <= 1 and not any(
            b"<!" in part or part.count(b"<?") > 1 for part in parts
        )

    def check(self, file: str, xml: bytes) -> None:
        """Refuse a worksheet whose cells would come to more text than can be held."""
        values = sum(1 for _ in VALUE.finditer(xml))
        if values * self._longest > MOST_TEXT and self._written_out(xml) > MOST_TEXT:
            rule = f"has more than {MOST_TEXT / 1e6:,.0f} million characters in a worksheet"
            raise fault(file, rule, COPY)

    def _written_out(self, xml: bytes) -> int:
        """Letters of all cells; one that is not written plainly counts as longest."""
        values, size = sum(1 for _ in VALUE.finditer(xml)), 0
        for match in PLAIN.finditer(xml):
            values -= 1
            kind, value = match.groups()
            if kind == b"s":
                size += self._length(value)
        return size + values * self._longest

    def _length(self, value: bytes) -> int:
        at = int(value or 0)
        is_known = self._is_plain and at < len(self._lengths)
        return self._lengths[at] if is_known else self._longest


def _is_marked(item: bytes) -> bool:
    """Whether a text is a figure, without letters, with a part raised or crossed out."""
    text = b"".join(TEXT.findall(item))
    is_figure = re.search(rb"\d", text) and not re.search(rb"[A-Za-z]", text)
    return bool(is_figure) and MARKED.search(item) is not None
