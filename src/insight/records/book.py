"""The records of one kind: every reading and writing of them goes through here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, cast

from sqlalchemy import select

from insight.records.database import Database
from insight.records.errors import RecordError
from insight.records.kind import HISTORY, RecordKind
from insight.records.record import Content, Edit, Record
from insight.records.steps import Action, Change
from insight.records.transaction import Transaction, uniqueness_kept
from insight.records.writing import checked_who

MOST_REMOVED = 100


class Book(Generic[Content]):
    """Records of one kind with their history; may be shared between threads.

    Each change names the version it was made from. If another has been saved
    since, it raises `ConflictError` and nothing is overwritten. Each change and
    its step in the history are saved together or not at all. `StoreError` is raised
    where the database cannot be used.
    """

    def __init__(self, database: Database, kind: RecordKind[Content]) -> None:
        self._database = database
        self._kind = kind

    def all(self) -> tuple[Record[Content], ...]:
        """Every record that is not removed, in the order they were added."""
        table = self._kind.table
        query = (
            select(table)
            .where(table.c.deleted_at.is_(None), *self._kind.own)
            .order_by(table.c.created_at, table.c.id)
        )
        with self._database.reading() as session:
            rows = session.execute(query).mappings()
            return tuple(map(self._kind.record_of, rows))

    def one(self, id: str) -> Record[Content]:  # noqa: A002 - the record's word
        """One record, removed or not."""
        table = self._kind.table
        query = select(table).where(table.c.id == id, *self._kind.own)
        with self._database.reading() as session:
            row = session.execute(query).mappings().one_or_none()
        if row is None:
            raise RecordError(f"There is no {self._kind.noun[0]} {id!r}. Open the page again.")
        return self._kind.record_of(row)

    def removed(self) -> tuple[Record[Content], ...]:
        """The records that were removed last, at most a hundred."""
        table = self._kind.table
        query = (
            select(table)
            .where(table.c.deleted_at.is_not(None), *self._kind.own)
            .order_by(table.c.deleted_at.desc())
            .limit(MOST_REMOVED)
        )
        with self._database.reading() as session:
            rows = session.execute(query).mappings()
            return tuple(map(self._kind.record_of, rows))

    def history(self, id: str) -> tuple[Change[Content], ...]:  # noqa: A002
        """Each step of one record, the first first, none left out."""
        query = (
            select(HISTORY)
            .where(*self._kind.of_history(HISTORY.c.record_id == id))
            .order_by(HISTORY.c.version)
        )
        from_json = self._kind.from_json
        with self._database.reading() as session:
            return tuple(
                Change(
                    version=row["version"],
                    at=row["at"],
                    who=row["who"],
                    action=cast("Action", row["action"]),
                    before=from_json(row["before"]) if row["before"] else None,
                    after=from_json(row["after"]) if row["after"] else None,
                )
                for row in session.execute(query).mappings()
            )

    def add(self, content: Content, *, who: str) -> Record[Content]:
        """Save a new record."""
        wanted = self._checked([content])
        return self._written(lambda writing: writing.add(wanted, "add"), who)[0]

    def change(self, edit: Edit[Content], *, who: str) -> Record[Content]:
        """Save new content; the same content saves nothing and keeps the version."""
        found = self._written(lambda writing: self._edited(writing, [edit], "change"), who)
        return found[0] if found else self.one(edit.id)

    def remove(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Take a record out; nothing of it is lost."""

        def work(writing: Transaction[Content]) -> list[Record[Content]]:
            olds = writing.seen([(id, version)], {})
            _refuse(olds[0], "is already removed", is_removed=True)
            return writing.change(olds, [None], "remove")

        return self._written(work, who)[0]

    def restore(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Bring a removed record back as it was when removed."""

        def work(writing: Transaction[Content]) -> list[Record[Content]]:
            olds = writing.seen([(id, version)], {})
            _refuse(olds[0], "is not removed, so there is nothing to restore")
            return writing.change(olds, [olds[0].content], "restore")

        return self._written(work, who)[0]

    def undo(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Make what was before the last step current again, as a new version."""

        def work(writing: Transaction[Content]) -> list[Record[Content]]:
            olds = writing.seen([(id, version)], {})
            return writing.change(olds, [writing.before_last_step(olds[0])], "undo")

        return self._written(work, who)[0]

    def _written(
        self, work: Callable[[Transaction[Content]], list[Record[Content]]], who: str
    ) -> list[Record[Content]]:
        """Do one piece of work in one transaction."""
        person = checked_who(who)
        with uniqueness_kept(self._kind), self._database.writing() as session:
            done = work(Transaction(self._kind, session, person))
            self._kind.check(session, done)
            return done

    def _checked(self, contents: Sequence[Content]) -> list[Content]:
        """The contents tidied, if all can be saved."""
        tidy = [self._kind.tidied(content) for content in contents]
        for number, content in enumerate(tidy, start=1):
            broken = self._kind.faults(content)
            if broken:
                which = f"of the {number:,}. of {len(tidy):,}: " if len(tidy) > 1 else ""
                sentences = " ".join(fault.sentence() for fault in broken)
                raise RecordError(f"Nothing was saved: {which}{sentences}")
        return tidy

    def _edited(
        self, writing: Transaction[Content], edits: Sequence[Edit[Content]], action: Action
    ) -> list[Record[Content]]:
        """Change what differs from what is stored."""
        tidy = self._checked([edit.content for edit in edits])
        wanted = [replace(edit, content=content) for edit, content in zip(edits, tidy, strict=True)]
        olds = writing.seen(
            [(edit.id, edit.version) for edit in wanted], {edit.id: edit.content for edit in wanted}
        )
        for old in olds:
            _refuse(old, "is removed; restore it before changing it", is_removed=True)
        differ = [
            (old, edit.content)
            for old, edit in zip(olds, wanted, strict=True)
            if old.content != edit.content
        ]
        return writing.change(
            [old for old, _ in differ], [content for _, content in differ], action
        )


def _refuse(old: Record[Content], reason: str, *, is_removed: bool = False) -> None:
    """Stop where a record is, or is not, removed."""
    if old.is_removed == is_removed:
        raise RecordError(f"Nothing was saved: {old.name} {reason}.")
