"""One transaction over records of one kind, in bulk, with its steps of history."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Update,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from insight.records.access import ACTOR, Actor, author, refuse_elsewhere
from insight.records.errors import ConflictError, RecordError
from insight.records.kind import HISTORY, RecordKind
from insight.records.record import Content, Record
from insight.records.steps import Action
from insight.records.writing import new_id

AT_ONCE = 5_000  # rows that are sent to the database together; more costs memory, not time

Item = TypeVar("Item")


@dataclass
class Transaction(Generic[Content]):
    """The changes of one transaction, each with its step in the history."""

    kind: RecordKind[Content]
    session: Session
    who: str
    batch: str | None = None  # by which they can be undone together
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        """The history names who signed in, whatever was given."""
        self.who = author(self.session, self.who)

    def add(self, contents: Sequence[Content], action: Action) -> list[Record[Content]]:
        """New records."""
        made = [
            Record(
                new_id(), 1, content, self.at, self.who, self.at, self.who,
                is_removed=False,
            )
            for content in contents
        ]  # fmt: skip
        for some in in_parts(made):
            rows = [self.kind.row_of(one) for one in some]
            self.session.execute(insert(self.kind.table), rows)
            steps = [self._step(one, None, one.content, action) for one in some]
            self.session.execute(insert(HISTORY), steps)
        return made

    def seen(
        self, wanted: Sequence[tuple[str, int]], mine: Mapping[str, Content]
    ) -> list[Record[Content]]:
        """The records of some ids, locked, if still at the versions seen."""
        table = self.kind.table
        found: dict[str, Record[Content]] = {}
        for some in in_parts([key for key, _ in wanted]):
            query = select(table).where(table.c.id.in_(some), *self.kind.own)
            rows = self.session.execute(query.with_for_update()).mappings()
            found |= {row["id"]: self.kind.record_of(row) for row in rows}
        for key, version in wanted:
            if key not in found:
                raise RecordError(f"There is no {self.kind.noun[0]} {key!r}. Open the page again.")
            if found[key].version != version:
                raise ConflictError(found[key], mine.get(key), version)
        return [found[key] for key, _ in wanted]

    def change(
        self, olds: Sequence[Record[Content]], afters: Sequence[Content | None], action: Action
    ) -> list[Record[Content]]:
        """Make `afters` the current content, None to remove."""
        pairs = [(old, self._after(old, after)) for old, after in zip(olds, afters, strict=True)]
        for some in in_parts(pairs):
            rows = [{f"new_{key}": it for key, it in self.kind.row_of(new).items()}
                    for _, new in some]  # fmt: skip
            self.session.execute(self._update, rows)
            steps = [
                self._step(
                    new,
                    None if old.is_removed else old.content,
                    None if new.is_removed else new.content,
                    action,
                )
                for old, new in some
            ]
            self.session.execute(insert(HISTORY), steps)
        return [new for _, new in pairs]

    def remove_added(self, batch: str) -> int:
        """Remove all that a batch added, however many, and return how many."""
        table = self.kind.table
        touched = self._touched(batch, HISTORY.c.before.is_(None))
        self._refuse_elsewhere(touched)
        columns = ("kind", "record_id", "version", "at", "who", "action", "batch",
                   "before", "after")  # fmt: skip
        steps = select(
            HISTORY.c.kind,
            HISTORY.c.record_id,
            HISTORY.c.version + 1,
            literal(self.at, HISTORY.c.at.type),
            literal(self.who),
            literal("undo"),
            literal(self.batch),
            HISTORY.c.after,
            HISTORY.c.before,
        ).where(*touched)
        done = self.session.execute(
            update(table)
            .where(table.c.id.in_(select(HISTORY.c.record_id).where(*touched)))
            .values(
                version=table.c.version + 1,
                deleted_at=self.at,
                changed_at=self.at,
                changed_by=self.who,
            )
        )
        self.session.execute(insert(HISTORY).from_select(list(columns), steps))
        return cast("CursorResult[Any]", done).rowcount

    def _refuse_elsewhere(self, touched: tuple[ColumnElement[bool], ...]) -> None:
        """Look at what is removed in bulk, if not everything may be changed."""
        actor: Actor | None = self.session.info.get(ACTOR)
        if actor is None or actor.is_everywhere:
            return
        for after in self.session.scalars(select(HISTORY.c.after).where(*touched)):
            content = self.kind.from_json(after)
            refuse_elsewhere(self.session, self.kind.places(content))

    def undo_changes(self, batch: str) -> int:
        """Bring back what stood before a batch changed or removed it."""
        query = select(HISTORY.c.record_id, HISTORY.c.version, HISTORY.c.before)
        steps = self.session.execute(
            query.where(*self._touched(batch, HISTORY.c.before.is_not(None)))
        ).all()
        olds = self.seen([(key, version) for key, version, _ in steps], {})
        self.change(olds, [self.kind.from_json(before) for *_, before in steps], "undo")
        return len(steps)

    def refuse_changed_since(self, batch: str) -> None:
        """Refuse to undo a batch that is not there, or not as it was left."""
        table = self.kind.table
        of_batch = self.kind.of_history(HISTORY.c.batch == batch)
        count = select(func.count()).select_from(HISTORY).where(*of_batch)
        size = self.session.execute(count).scalar_one()
        if not size:
            raise RecordError(
                f"Nothing was undone: there is no import {batch!r}. Open the list of imports again."
            )
        changed = self.session.execute(
            select(table)
            .join(HISTORY, HISTORY.c.record_id == table.c.id)
            .where(*of_batch, table.c.version != HISTORY.c.version)
            .order_by(HISTORY.c.id)
        ).mappings()
        later = [self.kind.record_of(row) for row in changed]
        if later:
            raise RecordError(
                f"Nothing was undone: {len(later):,} of {size:,} "
                f"{self.kind.noun[1]} of this import have been changed since, first "
                f"{later[0].name} by {later[0].changed_by}. Undo those changes "
                "first, or remove the others one by one."
            )

    def before_last_step(self, old: Record[Content]) -> Content | None:
        """What stood there before a record became what it is."""
        query = select(HISTORY.c.before).where(
            *self.kind.of_history(HISTORY.c.record_id == old.id, HISTORY.c.version == old.version)
        )
        before = self.session.execute(query).scalar_one()
        return self.kind.from_json(before) if before else None

    def _after(self, old: Record[Content], after: Content | None) -> Record[Content]:
        return replace(
            old,
            version=old.version + 1,
            content=after or old.content,
            changed_at=self.at,
            changed_by=self.who,
            is_removed=after is None,
        )

    def _step(
        self, one: Record[Content], before: Content | None, after: Content | None, action: Action
    ) -> dict[str, Any]:
        for content in (before, after):
            if content is not None:
                refuse_elsewhere(self.session, self.kind.places(content))
        return {
            "kind": self.kind.word,
            "record_id": one.id,
            "version": one.version,
            "at": self.at,
            "who": self.who,
            "action": action,
            "batch": self.batch,
            "before": self.kind.to_json(before) if before else None,
            "after": self.kind.to_json(after) if after else None,
        }

    def _touched(self, batch: str, which: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return self.kind.of_history(HISTORY.c.batch == batch, which)

    @property
    def _update(self) -> Update:
        table = self.kind.table
        return (
            update(table)
            .where(table.c.id == bindparam("new_id"))
            .values({column: bindparam(f"new_{column.name}") for column in table.c})
        )


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A long list in pieces that are sent one by one."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


@contextmanager
def uniqueness_kept(kind: RecordKind[Content]) -> Iterator[None]:
    """Say plainly that what must be unique is taken."""
    try:
        yield
    except IntegrityError as error:
        if not kind.unique or kind.unique not in str(error.orig):
            raise
        raise RecordError(f"Nothing was saved: {kind.taken}") from error
