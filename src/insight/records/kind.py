"""What tells one kind of record from another: its table, and how it is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Select, Table, func
from sqlalchemy.orm import Session

from insight.records.access import Reached
from insight.records.plain import from_json
from insight.records.record import Content, Record
from insight.records.steps import Fault
from insight.records.tables import HistoryRow
from insight.unhurried import unhurried

HISTORY = cast("Table", HistoryRow.__table__)
# What tells of one batch of steps, where they are grouped by it.
BATCH = (
    HISTORY.c.batch,
    *(func.min(HISTORY.c[each]) for each in ("at", "who", "action")),
    func.count(),
)
AT_ONCE = 500  # rows that are sent to the database together; more gains no time

Item = TypeVar("Item")

Check = Callable[[Session, Sequence[Record[Content]]], None]
Passage = tuple[Content | None, Content | None]  # before and after; None where it is not there


@dataclass(frozen=True)
class RecordKind(Generic[Content]):
    """How records of one kind are kept, each as its content in a row of a table."""

    word: str  # what the history calls the kind
    noun: tuple[str, str]  # one and several, for messages
    table: Table  # it has the columns of `record_of`
    form: type[Content]
    columns: Callable[[Content], Mapping[str, Any]]
    tidied: Callable[[Content], Content]
    faults: Callable[[Content], tuple[Fault, ...]]  # every rule that a tidied content breaks
    # Codes of areas and ids of neighbourhoods; none: the whole partnership's.
    places: Callable[[Content], tuple[str, ...]] = lambda _: ()
    # What must hold between the records after a transaction; raises RecordError.
    check: Check[Content] = lambda _session, _done: None
    unique: str = ""  # part of the name of the table's unique index
    taken: str = ""  # what to say where that index refuses
    only: ColumnElement[bool] | None = None  # which rows of the table are of this kind
    lost: str = "Open the page again."  # what to do where there is none of an id
    saved: type[Record[Content]] = Record

    @property
    def own(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on the table for its own rows."""
        return () if self.only is None else (self.only,)

    def content(self, row: Mapping[str, Any]) -> Content:
        """The content out of a row of the table."""
        return self.from_json(row["content"])

    def from_json(self, values: Mapping[str, Any]) -> Content:
        """The content as the history holds it."""
        return from_json(self.form, values)

    def before_saving(self, session: Session, wanted: Sequence[Record[Content]]) -> None:
        """Stop where new records cannot stand beside those that are there."""

    def after_saving(self, session: Session, done: Sequence[Record[Content]]) -> None:
        """Write what stands in other tables."""

    def reached(
        self,
        session: Session,  # noqa: ARG002 - a kind of its own needs them
        passages: Mapping[str, Passage[Content]],  # noqa: ARG002
    ) -> Iterable[Reached]:
        """The other records that steps, by their records' ids, would change the meaning of."""
        return ()

    def found(self, session: Session, query: Select[Any]) -> list[Record[Content]]:
        """The records that a query of the table selects."""
        return [self.record_of(row) for row in self.rows(session, query)]

    def rows(self, session: Session, query: Select[Any]) -> Sequence[Mapping[str, Any]]:
        """The rows that a query of the table selects, with all that `content` needs."""
        return cast("Sequence[Mapping[str, Any]]", session.execute(query).mappings().all())

    def record_of(self, row: Mapping[str, Any]) -> Record[Content]:
        """A row of the table as a value."""
        return self.saved(
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


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A long list in pieces that are sent one by one."""
    for start in unhurried(range(0, len(items), AT_ONCE), piece=1):
        yield items[start : start + AT_ONCE]
