"""One transaction over records of one kind, in bulk, with its steps of history."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic, cast

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

from insight.characters import refusal
from insight.records.access import author, is_confined, refuse_elsewhere, refuse_reached
from insight.records.errors import ConflictError, RecordError
from insight.records.kind import HISTORY, Passage, RecordKind, in_parts
from insight.records.plain import to_json
from insight.records.record import Content, Record
from insight.records.steps import Action, tidied_line
from insight.unhurried import unhurried

# Those that are not taken for one another when read out or typed.
ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
ID_LENGTH = 10
LONGEST_WHO = 200


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
        saved, at, who = self.kind.saved, self.at, self.who
        made = [
            saved(new_id(), 1, content, at, who, at, who, is_removed=False)
            for content in unhurried(contents)
        ]
        self._confine({one.id: (None, one.content) for one in made})
        self.kind.before_saving(self.session, made)
        for some in in_parts(made):
            rows = [self.kind.row_of(one) for one in some]
            self.session.execute(insert(self.kind.table), rows)
            steps = [self._step(one, None, one.content, action) for one in some]
            self.session.execute(insert(HISTORY), steps)
        self.kind.after_saving(self.session, made)
        return made

    def seen(
        self, wanted: Sequence[tuple[str, int]], mine: Mapping[str, Content]
    ) -> list[Record[Content]]:
        """The records of some ids, locked, if still at the versions seen."""
        table = self.kind.table
        found: dict[str, Record[Content]] = {}
        for some in in_parts([key for key, _ in wanted]):
            query = select(table).where(table.c.id.in_(some), *self.kind.own)
            found |= {
                each.id: each for each in self.kind.found(self.session, query.with_for_update())
            }
        for key, version in wanted:
            if key not in found:
                raise RecordError(f"There is no {self.kind.noun[0]} {key!r}. {self.kind.lost}")
            if found[key].version != version:
                raise ConflictError(found[key], mine.get(key), version)
        return [found[key] for key, _ in wanted]

    def change(
        self, steps: Sequence[tuple[Record[Content], Content | None]], action: Action
    ) -> list[tuple[Record[Content], Record[Content]]]:
        """Give each record its new content, None to remove it; records before and after."""
        pairs = [(old, self._after(old, after)) for old, after in steps]
        done = [new for _, new in pairs]
        self._confine({new.id: (_live(old), _live(new)) for old, new in pairs})
        self.kind.before_saving(self.session, done)
        for some in in_parts(pairs):
            rows = [
                {f"new_{key}": value for key, value in self.kind.row_of(new).items()}
                for _, new in some
            ]
            self.session.execute(self._update, rows)
            history = [self._step(new, _live(old), _live(new), action) for old, new in some]
            self.session.execute(insert(HISTORY), history)
        self.kind.after_saving(self.session, done)
        return pairs

    def remove_added(self, batch: str) -> int:
        """Remove all that a batch added, however many, and return how many."""
        table = self.kind.table
        touched = self.kind.of_history(HISTORY.c.batch == batch, HISTORY.c.before.is_(None))
        if is_confined(self.session):
            added = select(HISTORY.c.record_id, HISTORY.c.after).where(*touched)
            self._confine(
                {id_: (self._content(after), None) for id_, after in self.session.execute(added)}
            )
        undone = {
            "kind": HISTORY.c.kind,
            "record_id": HISTORY.c.record_id,
            "version": HISTORY.c.version + 1,
            "at": literal(self.at, HISTORY.c.at.type),
            "who": literal(self.who),
            "action": literal("undo"),
            "batch": literal(self.batch),
            "before": HISTORY.c.after,
            "after": HISTORY.c.before,
        }
        steps = select(*undone.values()).where(*touched)
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
        self.session.execute(insert(HISTORY).from_select(list(undone), steps))
        return cast("CursorResult[Any]", done).rowcount

    def _confine(self, passages: Mapping[str, Passage[Content]]) -> None:
        """Whoever changes a record must be allowed all that it is about and all that it reaches."""
        if not is_confined(self.session):
            return
        for passage in passages.values():
            for content in filter(None, passage):
                refuse_elsewhere(self.session, self.kind.places(content))
        refuse_reached(self.session, self.kind.reached(self.session, passages))

    def undo_steps(
        self, batch: str, *which: ColumnElement[bool]
    ) -> list[tuple[Record[Content], Record[Content]]]:
        """Bring back what stood before the steps of a batch; the records before and after."""
        query = select(HISTORY.c.record_id, HISTORY.c.version, HISTORY.c.before)
        of_batch = self.kind.of_history(HISTORY.c.batch == batch, *which)
        steps = self.session.execute(query.where(*of_batch).order_by(HISTORY.c.id)).all()
        olds = self.seen([(key, version) for key, version, _ in steps], {})
        befores = [self._content(before) for *_, before in steps]
        return self.change(list(zip(olds, befores, strict=True)), "undo")

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
        changed = (
            select(table)
            .join(HISTORY, HISTORY.c.record_id == table.c.id)
            .where(*of_batch, table.c.version != HISTORY.c.version)
            .order_by(HISTORY.c.id)
        )
        later = self.kind.found(self.session, changed)
        if later:
            raise RecordError(
                f"Nothing was undone: {len(later):,} of {size:,} {self.kind.noun[1]} of this "
                f"import have been changed since, first {later[0].called} by "
                f"{later[0].changed_by}. Undo those changes first, or remove the others one by one."
            )

    def before_last_step(self, old: Record[Content]) -> Content | None:
        """What stood there before a record became what it is."""
        query = select(HISTORY.c.before).where(
            *self.kind.of_history(HISTORY.c.record_id == old.id, HISTORY.c.version == old.version)
        )
        return self._content(self.session.execute(query).scalar_one())

    def _content(self, values: dict[str, Any] | None) -> Content | None:
        return self.kind.from_json(values) if values else None

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
        return {
            "kind": self.kind.word,
            "record_id": one.id,
            "version": one.version,
            "at": self.at,
            "who": self.who,
            "action": action,
            "batch": self.batch,
            "before": to_json(before) if before else None,
            "after": to_json(after) if after else None,
        }

    @property
    def _update(self) -> Update:
        table = self.kind.table
        return (
            update(table)
            .where(table.c.id == bindparam("new_id"))
            .values({column: bindparam(f"new_{column.name}") for column in table.c})
        )


def _live(one: Record[Content]) -> Content | None:
    return None if one.is_removed else one.content


@contextmanager
def uniqueness_kept(kind: RecordKind[Content]) -> Iterator[None]:
    """Say plainly that what must be unique is taken."""
    try:
        yield
    except IntegrityError as error:
        if not kind.unique or kind.unique not in str(error.orig):
            raise
        raise RecordError(f"Nothing was saved: {kind.taken}") from error


def checked_who(who: str) -> str:
    """The name of who is saving, tidied."""
    person = tidied_line(who)
    if not person or len(person) > LONGEST_WHO or refusal(person):
        raise RecordError(
            f"Nothing was saved. Enter your name (1 to {LONGEST_WHO} printable characters), or "
            "sign in."
        )
    return person


def new_id() -> str:
    """A short random id that fits a URL."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))
