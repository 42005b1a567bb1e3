"""Where the table stands in a sheet: below known headings, or beside codes of areas."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from insight.tables.reader.text import SEARCHED_ROWS

Rows = Sequence[Sequence[str]]
ENOUGH_HEADINGS, ENOUGH_AREAS = 4, 9
"""By which a worksheet is known for the one that is meant, and no other is looked into."""
AREAS_LOOKED_AT = 4_000  # rows
EXAMPLE = "EXAMPLE"
"""What the first cell of the example in a template holds, which is never read."""
FIGURE = re.compile(r"[-+£(]?(?:\d+[.,]\d+|\d{1,3}|\d{5,}|\d{1,3}(?:,\d{3})+)%?\)?")
"""A cell that holds a figure; four digits alone may be a year."""
DIGIT = re.compile(r"\d")
AREAS_ACROSS = 4  # in one row, by which a table on its side is known
HEADINGS_OF_ANOTHER = 3  # known headings in one row, by which a second table is known


@dataclass(frozen=True)
class HeadingRow:
    """The headings of a table."""

    names: tuple[str, ...]
    at: int  # the last row that they stand in, from 0
    notes: tuple[str, ...] = ()


class Layout(Protocol):
    """How a table is known in a sheet."""

    @property
    def asked(self) -> str:
        """What a file must hold."""

    @property
    def is_by_headings(self) -> bool:
        """Whether the headings are known, and not the rows."""

    def score(self, rows: Rows) -> tuple[int, ...]:
        """How well rows look like the table; begins with 0 if not at all."""

    def is_plain(self, score: tuple[int, ...]) -> bool:
        """Whether no other sheet needs to be looked into."""

    def find(self, rows: Rows) -> HeadingRow | None:
        """The headings; None where there is no such table."""

    def is_another(self, row: Sequence[str]) -> bool:
        """Whether a row below holds the headings of another table."""

    def is_turned(self, rows: Rows) -> bool:
        """Whether the table stands on its side, with a column for each record."""

    def absent(self) -> str:
        """What is wrong with a file that has no such table."""


@dataclass(frozen=True)
class ByHeadings:
    """A table known by its headings."""

    is_heading: Callable[[str], bool]
    asked: str
    is_by_headings: bool = True

    def score(self, rows: Rows) -> tuple[int, ...]:
        """The most known headings in a row."""
        return (max((self._known(row) for row in rows[:SEARCHED_ROWS]), default=0),)

    def is_plain(self, score: tuple[int, ...]) -> bool:
        """Whether so many headings are known that it is the table."""
        return score[0] >= ENOUGH_HEADINGS

    def find(self, rows: Rows) -> HeadingRow | None:
        """The row with most known headings, of two rows where cells were merged."""
        counts = [self._known(row) for row in rows[:SEARCHED_ROWS]]
        if not counts or not max(counts):
            return None
        return self._names(rows, counts.index(max(counts)))

    def is_another(self, row: Sequence[str]) -> bool:
        """Whether most cells of a row are known headings, and none is a number."""
        if DIGIT.search("".join(row)):
            return False
        filled = [cell for cell in row if cell.strip()]
        known = sum(map(self.is_heading, filled))
        return known >= max(HEADINGS_OF_ANOTHER, len(filled) / 2)

    def is_turned(self, rows: Rows) -> bool:
        """Whether more headings stand below one another than in any row."""
        columns = zip_longest(*rows[:SEARCHED_ROWS], fillvalue="")
        most = max((self._known(sorted(set(column))) for column in columns), default=0)
        return most >= HEADINGS_OF_ANOTHER and most > self.score(rows)[0]

    def absent(self) -> str:
        """That no heading is known."""
        return "has no heading that we recognise"

    def _known(self, row: Sequence[str]) -> int:
        return sum(map(self.is_heading, row))

    def _names(self, rows: Rows, at: int) -> HeadingRow:
        row = tidied(rows[at])
        below = tidied(rows[at + 1]) if at + 1 < len(rows) else []
        texts = [cell for cell in below if cell]
        notes = []
        if texts and all(map(self.is_heading, texts)):
            # A title over several columns, with their own headings beneath it.
            row = [under or over for over, under in zip_longest(row, below, fillvalue="")]
            return HeadingRow(
                tuple(row), at + 1, ("Headings were taken from two rows.", *_above(at))
            )
        first = at
        if first:
            above = tidied(rows[first - 1])
            over = [c for c, name in enumerate(row) if not name and above[c : c + 1] > [""]]
            for column in over:
                row[column] = above[column]
            if over:
                first -= 1
                notes.append(
                    f"Headings were taken from the row above: {some([row[c] for c in over])}."
                )
        return HeadingRow(tuple(row), at, (*notes, *_above(first)))


@dataclass(frozen=True)
class ByAreas:
    """A table known by a column of areas: the line above the first of them names the columns."""

    is_area: Callable[[str], bool]  # a cell that is nothing but an area
    has_area: Callable[[str], bool]  # one that holds one
    asked: str
    is_by_headings: bool = False

    def score(self, rows: Rows) -> tuple[int, ...]:
        """How many rows have an area, how many by itself, and how wide they are."""
        some_rows = rows[:AREAS_LOOKED_AT]
        held = sum(any(map(self.has_area, row)) for row in some_rows)
        alone = sum(any(map(self.is_area, row)) for row in some_rows)
        width = max((len(row) for row in some_rows), default=0)
        return (min(held, 1), alone, held, width)

    def is_plain(self, score: tuple[int, ...]) -> bool:
        """Whether so many rows have an area that it is the table."""
        return score[2] >= ENOUGH_AREAS

    def find(self, rows: Rows) -> HeadingRow | None:
        """The line above the first area of the column that has most."""
        counts: Counter[int] = Counter()
        first: dict[int, int] = {}
        for at, row in enumerate(rows[:AREAS_LOOKED_AT]):
            for column, cell in enumerate(row):
                if self.has_area(cell):
                    counts[column] += 1
                    first.setdefault(column, at)
        if not counts:
            return None
        most = max(counts.values())
        top = min(first[column] for column, count in counts.items() if count == most)
        column = min(c for c, count in counts.items() if count == most and first[c] == top)
        above = [at for at in range(top) if any(map(str.strip, rows[at]))]
        while above[1:] and _is_figures(rows[above[-1]], column):
            above.pop()
        if not above:
            return HeadingRow((), top - 1)
        return self._names(rows, above)

    def is_another(self, row: Sequence[str]) -> bool:
        """Rows without an area are left out by whoever reads them."""
        del row
        return False

    def is_turned(self, rows: Rows) -> bool:
        """Whether areas stand beside one another, and none below another."""
        some_rows = rows[:AREAS_LOOKED_AT]
        across = max((sum(map(self.is_area, row)) for row in some_rows), default=0)
        held = (at for row in some_rows for at, cell in enumerate(row) if self.has_area(cell))
        return across >= AREAS_ACROSS and max(Counter(held).values()) == 1

    def absent(self) -> str:
        """That there is no code."""
        return "has none of the codes we need"

    def _names(self, rows: Rows, above: Sequence[int]) -> HeadingRow:
        at = above[-1]
        row = tidied(rows[at])
        over = tidied(rows[above[-2]]) if len(above) > 1 else []
        names = [name for name in row if name]
        is_two_rows = len([cell for cell in over if cell]) > 1 and len(set(names)) < len(names)
        first = at
        notes: tuple[str, ...] = ()
        if is_two_rows:
            last, joined = "", []
            for wide, narrow in zip_longest(over, row, fillvalue=""):
                last = wide or last
                joined.append(" ".join(filter(None, [last if narrow else wide, narrow])))
            row, first, notes = joined, above[-2], ("Headings were taken from two rows.",)
        return HeadingRow(tuple(row), at, (*notes, *_above(first)))


def _is_figures(row: Sequence[str], column: int) -> bool:
    """Whether a row above the first area is one of figures without a code, or the example."""
    filled = [cell.strip() for cell in row if cell.strip()]
    has_label = bool("".join(row[column : column + 1]).strip())
    is_example = filled[0] == EXAMPLE
    return is_example or (not has_label and any(FIGURE.fullmatch(cell) for cell in filled))


def tidied(row: Sequence[str]) -> list[str]:
    """Cells without spaces around and within."""
    return [" ".join(cell.split()) for cell in row]


def some(names: Sequence[object], most: int = 3) -> str:
    """The first of several names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return (
        ", ".join(repr(name[:40]) if isinstance(name, str) else str(name) for name in names[:most])
        + more
    )


def _above(first: int) -> tuple[str, ...]:
    rows = "row" if first == 1 else "rows"
    return (f"{first} {rows} above the headings left out.",) if first else ()
