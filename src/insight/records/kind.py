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
    """How records of one kind are kept.

    Attributes
    ----------
    word
        What the history calls the kind.
    noun
        One and several of them, for messages.
    table
        Where they stand as they are; it has the columns of `record_of`.
    columns
        What a content puts into the table.
    content
        The content out of a row of the table.
    to_json, from_json
        To and from what JSON holds.
    tidied, faults
        The content without stray spaces, and every rule that it then breaks.
    check
        What must hold between the records after a transaction; raises RecordError.
    places
        Areas and saved neighbourhoods that a content is about, by which editors of
        some districts are told from others; none for the whole partnership's.
    unique, taken
        Part of the name of the table's unique index, and what to say where it
        refuses; empty if it has none.
    only
        Which rows of the table are of this kind; None for all.
    """

    word: str
    noun: tuple[str, str]
    table: Table
    columns: Callable[[Content], Mapping[str, Any]]
    content: Callable[[RowMapping], Content]
    to_json: Callable[[Content], dict[str, Any]]
    from_json: Callable[[dict[str, Any]], Content]
    tidied: Callable[[Content], Content]
    faults: Callable[[Content], tuple[Fault, ...]]
    check: Callable[[Session, Sequence[Record[Content]]], None]
    places: Callable[[Content], tuple[str, ...]]
    unique: str = ""
    taken: str = ""
    only: ColumnElement[bool] | None = None

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
