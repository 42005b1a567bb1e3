"""A file with a list of places, as the text that the checker takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from insight.geography.pasted import ONE_PLACE
from insight.tables.columns.rows import row_decisions, with_rows_decided
from insight.tables.decisions import FileDecision, settled
from insight.tables.reader.grid import SHEETS, LeftOut, read_all_rows
from insight.tables.reader.layout import EXAMPLE, ByAreas

MOST_FAULTS = 5  # that are named
ASKED = "a column of postcodes or LSOA codes"


@dataclass(frozen=True)
class PlaceList:
    """The lines of a file, and how they were read."""

    text: str
    notes: tuple[str, ...]
    decisions: tuple[FileDecision, ...]
    left_out: tuple[LeftOut, ...]


def read_place_list(file_name: str, content: bytes, answers: Mapping[str, str]) -> PlaceList:
    """Read a file of any kind; raises `UnansweredError` where it hides rows."""
    grid = read_all_rows(
        file_name, content, ByAreas(_is_place, _has_place, ASKED), answers.get(SHEETS)
    )
    decisions = settled(grid.file, row_decisions(grid), answers)
    examples = [row for row, cell in zip(grid.rows.index, grid.rows[0], strict=True)
                if cell == EXAMPLE]  # fmt: skip
    kept = with_rows_decided(grid.without(examples, "is the example in the template"), decisions)
    rows = kept.rows.itertuples(index=False, name=None)
    broken = [f"Row {each.row} {each.advice}." for each in grid.faults]
    lines = ["\t".join(" ".join(cell.split()) for cell in row if cell) for row in rows]
    notes = (*grid.notes, *broken[:MOST_FAULTS])
    return PlaceList("\n".join(lines), notes, decisions, kept.left_out)


def _is_place(cell: str) -> bool:
    return ONE_PLACE.fullmatch(cell.strip()) is not None


def _has_place(cell: str) -> bool:
    return ONE_PLACE.search(cell) is not None
