"""The matrix of neighbourhoods by systems, its margins and its gaps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insight.records.kinds.model_terms import LADDER, Scope, Stage
from insight.records.steps import name_key
from insight.working_model.stage_status import StageStatus, StageStatuses, rank, standings
from insight.working_model.work import Counties, Listed, Work, WorkPlace

HIGH_CHANCE = 0.5  # share of the draws from which need is called high


class Flag(StrEnum):
    """What calls for a conversation."""

    NO_SYSTEM = "high need, no system"
    ABSENT = "embedded in wider area, absent here"
    MONEY = "investment, no system"
    STALE = "out of date"


@dataclass(frozen=True)
class Cell:
    """One system in one neighbourhood."""

    place: str  # id
    system: str  # key
    here: StageStatus  # how far in the neighbourhood
    around: StageStatus  # how far over a wider area; None where nothing is evidenced
    reach: Scope | None  # how wide that is
    flags: tuple[Flag, ...]

    @property
    def next_stage(self) -> Stage:
        """The one that evidence would be of next."""
        return LADDER[min(self.here.rank, len(LADDER) - 1)]


@dataclass(frozen=True)
class Row:
    """One neighbourhood."""

    place: WorkPlace
    cells: tuple[Cell, ...]  # in the order of the columns
    present: int  # how many systems are
    flags: tuple[Flag, ...]

    @property
    def is_high(self) -> bool:
        """Whether its need is high in at least half of the draws."""
        return is_high(self.place)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is recorded of any system, here or around: no gap can be told."""
        return all(each.here.stage is None and each.around.stage is None for each in self.cells)


@dataclass(frozen=True)
class SystemColumn:
    """One system."""

    system: Listed
    present: int  # in how many of the neighbourhoods
    best: StageStatus  # over any wider area
    best_scope: Scope | None


@dataclass(frozen=True)
class Matrix:
    """Neighbourhoods in order of need, by systems."""

    rows: tuple[Row, ...]
    columns: tuple[SystemColumn, ...]
    day: date  # as on which it is

    @property
    def silent(self) -> int:
        """How many neighbourhoods have nothing recorded."""
        return sum(row.is_silent for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether there is no cell."""
        return not self.rows or not self.columns

    def cell(self, place: str, system: str) -> Cell | None:
        """One cell, if it is there."""
        cells = (cell for row in self.rows for cell in row.cells)
        return next((one for one in cells if (one.place, one.system) == (place, system)), None)


def matrix(  # noqa: PLR0913 - what is recorded, and what of it is looked at
    work: Work,
    places: Sequence[WorkPlace],
    day: date,
    counties: Counties,
    *,
    systems: Collection[str] = (),
    stages: Collection[Stage] = (),
) -> Matrix:
    """Lay out what is recorded up to a day."""
    columns = [each for each in work.systems if not systems or each.key in systems]
    known = standings(work.evidence, day, counties)
    rows = [_row(place, columns, known) for place in sorted(places, key=_order)]
    if stages:
        rows = [row for row in rows if any(cell.here.stage in stages for cell in row.cells)]
    heads = tuple(_column(at, each, rows, known) for at, each in enumerate(columns))
    return Matrix(tuple(rows), heads, day)


def is_high(place: WorkPlace) -> bool:
    """Whether the need of a place is high in at least half of the simulations."""
    return place.chance is not None and place.chance >= HIGH_CHANCE


def _order(place: WorkPlace) -> tuple[float, str, str]:
    """The greatest need first, then by name; unknown need last."""
    need = -1.0 if place.need is None else place.need
    return -need, name_key(place.name), place.id


def _row(place: WorkPlace, systems: Sequence[Listed], known: StageStatuses) -> Row:
    cells = tuple(_cell(place, system.key, known) for system in systems)
    present = sum(cell.here.is_present for cell in cells)
    flags = []
    if not present and cells:
        if is_high(place):
            flags.append(Flag.NO_SYSTEM)
        if place.pence > 0:
            flags.append(Flag.MONEY)
    return Row(place, cells, present, tuple(flags))


def _cell(place: WorkPlace, system: str, known: StageStatuses) -> Cell:
    here = known.here(system, place.id)
    reach, around = known.around(system, place)
    flags = []
    if not here.is_present and around.rank >= rank(Stage.EMBED):
        flags.append(Flag.ABSENT)
    if here.is_present and here.is_stale:
        flags.append(Flag.STALE)
    return Cell(place.id, system, here, around, reach, tuple(flags))


def _column(at: int, system: Listed, rows: Sequence[Row], known: StageStatuses) -> SystemColumn:
    best_scope, best = known.anywhere(system.key)
    present = sum(row.cells[at].here.is_present for row in rows)
    return SystemColumn(system, present, best, best_scope)
