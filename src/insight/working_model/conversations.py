"""Next conversations: the gaps of the matrix in a stated order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from insight.records.kinds.model_terms import Scope
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.working_model.matrix import Cell, Flag, Matrix, Row, SystemColumn
from insight.working_model.work import Listed, WorkPlace


@dataclass(frozen=True)
class Conversation:
    """Whom to speak to about which place, and why."""

    kind: Flag  # the gap
    place: WorkPlace
    system: Listed | None  # None where there is none to be named
    reach: Scope | None  # how far the system has come around
    evidence: Record[Evidence] | None  # the newest of it; of a stale cell the newest here
    places: int  # other neighbourhoods where the system is present


def conversations(found: Matrix) -> tuple[Conversation, ...]:
    """Every conversation that a matrix suggests, the first first.

    The order is a rule, not a score: (1) neighbourhoods of high need without any
    system; (2) systems embedded around a neighbourhood of high need but absent in
    it; (3) neighbourhoods with money and no system; (4) stale evidence, the oldest
    first; (5) the other absences. Within each the greatest need comes first, then
    the system that has come furthest around the place, then the one that reaches
    fewest neighbourhoods. A place and a system are named together once, for the
    first reason.
    """
    listed: dict[tuple[str, str], Conversation] = {}
    for each in _all(found):
        key = each.place.id, each.system.key if each.system else ""
        listed.setdefault(key, each)
    return tuple(listed.values())


def _all(found: Matrix) -> Iterator[Conversation]:
    high = [row for row in found.rows if row.is_high]
    yield from (
        _whole_row(found, row, Flag.NO_SYSTEM) for row in high if Flag.NO_SYSTEM in row.flags
    )
    yield from _absent(found, high)
    yield from (
        _whole_row(found, row, Flag.MONEY)
        for row in found.rows
        if Flag.MONEY in row.flags and Flag.NO_SYSTEM not in row.flags
    )
    yield from _stale(found)
    yield from _absent(found, [row for row in found.rows if not row.is_high])


def _whole_row(found: Matrix, row: Row, kind: Flag) -> Conversation:
    """With the system that has come furthest around it, else the most widespread."""
    at = max(
        range(len(row.cells)),
        key=lambda at: (row.cells[at].around.rank, found.columns[at].present, -at),
        default=None,
    )
    if at is None:
        return Conversation(kind, row.place, None, None, None, 0)
    return _about(row.cells[at], found.columns[at], row, kind)


def _absent(found: Matrix, rows: list[Row]) -> Iterator[Conversation]:
    for row in rows:
        pairs = [
            (cell, column)
            for cell, column in zip(row.cells, found.columns, strict=True)
            if Flag.ABSENT in cell.flags
        ]
        pairs.sort(key=lambda pair: (-pair[0].around.rank, pair[1].present))
        for cell, column in pairs:
            yield _about(cell, column, row, Flag.ABSENT)


def _stale(found: Matrix) -> Iterator[Conversation]:
    cells = [
        (cell, column, row)
        for row in found.rows
        for cell, column in zip(row.cells, found.columns, strict=True)
        if Flag.STALE in cell.flags
    ]
    cells.sort(key=lambda each: (not each[2].is_high, each[0].here.latest or date.max))
    for cell, column, row in cells:
        here, others = (Scope.NEIGHBOURHOOD, cell.here.evidence[0]), column.present - 1
        yield Conversation(Flag.STALE, row.place, column.system, *here, others)


def _about(cell: Cell, column: SystemColumn, row: Row, kind: Flag) -> Conversation:
    newest = cell.around.evidence[0] if cell.around.evidence else None
    others = column.present - cell.here.is_present
    return Conversation(kind, row.place, column.system, cell.reach, newest, others)
