"""What tells one kind of record from another: its table, and how it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, cast

from sqlalchemy import ColumnElement, RowMapping, Table
from sqlalchemy.orm import Session

from insight.records.record import Content, Record
from insight.records.steps import Fault
from insight.records.tables import HistoryRow

HISTORY = cast("Table", HistoryRow.__table__)


@dataclass(frozen=True)
class RecordKind(Generic[Content]):
    """How records of one kind are kept."""

    word: str  # what the history calls the kind
    noun: tuple[str, str]  # one and several, for messages
    table: Table  # it has the columns of `record_of`
    columns: Callable[[Content], Mapping[str, Any]]
    content: Callable[[RowMapping], Content]
    to_json: Callable[[Content], dict[str, Any]]
    from_json: Callable[[dict[str, Any]], Content]
    tidied: Callable[[Content], Content]
    faults: Callable[[Content], tuple[Fault, ...]]
    check: Callable[[Session, Sequence[Record[Content]]], None]
    places: Callable[[Content], tuple[str, ...]]  # none: the whole partnership's
    unique: str = ""  # part of the name of the table's unique index
    taken: str = ""  # what to say where that index refuses
    only: ColumnElement[bool] | None = None  # which rows of the table are of this kind

    @property
    def own(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on the table for its own rows."""
        return () if self.only is None else (self.only,)

    def record_of(self, row: RowMapping) -> Record[Content]:
        """A row of the table as a value."""
        return Record(
            row["id"],
            row["version"],
            self.content(row),
            row["created_at"],
            row["created_by"],
            row["changed_at"],
            row["changed_by"],
            is_removed=row["deleted_at"] is not None,
        )

    def row_of(self, one: Record[Content]) -> dict[str, Any]:
        """A value as a row of the table."""
        return {
            **self.columns(one.content),
            "id": one.id,
            "version": one.version,
            "created_at": one.created_at,
            "created_by": one.created_by,
            "changed_at": one.changed_at,
            "changed_by": one.changed_by,
            "deleted_at": one.changed_at if one.is_removed else None,
        }

    def of_history(self, *more: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        """Conditions on the history for steps of this kind."""
        return (HISTORY.c.kind == self.word, *more)
