"""A table as a page of a document has it: its most telling columns, as wide as they need."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from insight.figures.sheet.lettering import in_mm
from insight.figures.sheet.sheet import type_width
from insight.statement import Table
from insight.words import counted

MOST_COLUMNS = 6
LEAST_MM = 18.0
PADDING_MM = 4.2
"""Left and right of the words in a cell."""
WIDER = 1.12
"""A document's typeface beside ours, at the most."""
PROSE_LETTERS = 60
"""A column with a longer text says in a paragraph what others say in figures."""
NUMBER = re.compile(r"[−-]?£?\d[\d,.]*( ?%)?|no figure|")


@dataclass(frozen=True)
class FittedTable:
    """Headings and rows in words, with the width of each column and whether it holds numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[float, ...]
    is_number: tuple[bool, ...]


def fitted(table: Table, room_mm: float, pt: float) -> FittedTable:
    """The table in no more than `MOST_COLUMNS` columns, none under `LEAST_MM`.

    Columns of prose are left out first, then the last ones; widths come from the longest text and
    add up to `room_mm`.
    """
    texts = table.texts
    columns = [(head, tuple(row[at] for row in texts)) for at, head in enumerate(table.headings)]
    most = max(1, min(MOST_COLUMNS, int(room_mm / LEAST_MM)))
    if len(columns) > most:
        short = [each for each in columns if max(map(len, each[1]), default=0) <= PROSE_LETTERS]
        columns = (short or columns)[:most]
    wanted = [_wanted(head, cells, pt) for head, cells in columns]
    return FittedTable(
        tuple(head for head, _ in columns),
        tuple(zip(*(cells for _, cells in columns), strict=True)) if columns else (),
        shared(wanted, room_mm),
        tuple(all(map(NUMBER.fullmatch, cells)) and any(cells) for _, cells in columns),
    )


def what_is_cut(grid: FittedTable, table: Table) -> str:
    """How much of a table the grid has, and where the rest is; empty if it has all.

    Columns are not said to be the first, for columns of prose are left out before others.
    """
    rows, columns = len(table.rows), len(table.columns)
    parts = []
    if len(grid.rows) < rows:
        parts.append(f"first {len(grid.rows)} of {rows:,} rows")
    if len(grid.headings) < columns:
        parts.append(f"{len(grid.headings)} of {counted(columns, 'column')}")
    if not parts:
        return ""
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}. The data tables (XLSX) have them all."


def _wanted(head: str, cells: Sequence[str], pt: float) -> float:
    """Millimetres for the longest text on one line, and for the longest word of the heading."""
    words = max((type_width(word, "bold") for word in head.split()), default=0)
    longest = max((type_width(cell, "normal") for cell in cells), default=0)
    return max(words, longest) * WIDER * in_mm(pt) + PADDING_MM


def shared(wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """Widths that add up to the room: the wanted ones, the widest cut until all fit.

    Examples
    --------
    >>> shared([10, 30], 60), shared([20, 200], 100)
    ((24.0, 36.0), (20, 80.0))
    """
    if not wanted:
        return ()
    least = [max(each, LEAST_MM) for each in wanted]
    spare = room - sum(least)
    if spare >= 0:
        return tuple(each + spare / len(least) for each in least)
    # All that are wider than a cap get the cap, which is where the sum fits.
    ordered = sorted(least)
    taken = 0.0
    for at, each in enumerate(ordered):
        cap = (room - taken) / (len(ordered) - at)
        if each > cap:
            return tuple(min(width, cap) for width in least)
        taken += each
    return tuple(least)
