"""The records of one kind: every reading and writing of them goes through here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, cast

from sqlalchemy import Select, select

from insight.records.database import Database
from insight.records.errors import RecordError
from insight.records.kind import HISTORY, RecordKind
from insight.records.record import Content, Edit, Record
from insight.records.steps import Action, Change
from insight.records.transaction import Transaction, checked_who, uniqueness_kept
from insight.unhurried import unhurried

MOST_REMOVED = 100


class Book(Generic[Content]):
    """Records of one kind with their history; no change overwrites one that was not seen."""

    def __init__(self, database: Database, kind: RecordKind[Content]) -> None:
        self._database = database
        self._kind = kind

    def all(self) -> tuple[Record[Content], ...]:
        """Every record that is not removed, in the order they were added."""
        table = self._kind.table
        query = select(table).where(table.c.deleted_at.is_(None))
        return self._found(query.order_by(table.c.created_at, table.c.id))

    def one(self, id: str) -> Record[Content]:  # noqa: A002 - the record's word
        """One record, removed or not."""
        found = self._found(select(self._kind.table).where(self._kind.table.c.id == id))
        if not found:
            raise RecordError(f"There is no {self._kind.noun[0]} {id!r}. {self._kind.lost}")
        return found[0]

    def removed(self) -> tuple[Record[Content], ...]:
        """The records that were removed last, at most a hundred."""
        table = self._kind.table
        query = select(table).where(table.c.deleted_at.is_not(None))
        return self._found(query.order_by(table.c.deleted_at.desc()).limit(MOST_REMOVED))

    def history(self, id: str) -> tuple[Change[Content], ...]:  # noqa: A002
        """Each step of one record, the first first, none left out."""
        query = (
            select(HISTORY)
            .where(*self._kind.of_history(HISTORY.c.record_id == id))
            .order_by(HISTORY.c.version)
        )
        content = self._kind.from_json
        with self._database.reading() as session:
            return tuple(
                Change(
                    version=row["version"],
                    at=row["at"],
                    who=row["who"],
                    action=cast("Action", row["action"]),
                    before=content(row["before"]) if row["before"] else None,
                    after=content(row["after"]) if row["after"] else None,
                )
                for row in session.execute(query).mappings()
            )

    def add(self, content: Content, *, who: str) -> Record[Content]:
        """Save a new record."""
        wanted = checked_contents(self._kind, [content])
        return self._written(lambda writing: writing.add(wanted, "add"), who)[0]

    def change(self, edit: Edit[Content], *, who: str) -> Record[Content]:
        """Save new content; the same content saves nothing and keeps the version."""
        found = self._written(lambda writing: self._edited(writing, [edit], "change"), who)
        return found[0] if found else self.one(edit.id)

    def remove(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Take a record out; nothing of it is lost."""
        return self._stepped("remove", gone, id, version, who)

    def restore(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Bring a removed record back as it was when removed."""

        def after(_: Transaction[Content], old: Record[Content]) -> Content:
            _refuse(old, "is not removed, so there is nothing to restore")
            return old.content

        return self._stepped("restore", after, id, version, who)

    def undo(self, id: str, *, version: int, who: str) -> Record[Content]:  # noqa: A002
        """Make what was before the last step current again, as a new version."""
        return self._stepped("undo", Transaction.before_last_step, id, version, who)

    def _found(self, query: Select[Any]) -> tuple[Record[Content], ...]:
        with self._database.reading() as session:
            return tuple(self._kind.found(session, query.where(*self._kind.own)))

    def _stepped(
        self,
        action: Action,
        after: Callable[[Transaction[Content], Record[Content]], Content | None],
        id: str,  # noqa: A002
        version: int,
        who: str,
    ) -> Record[Content]:
        """Save what is `after` the record at a version, None to remove it."""
        with self.transaction(who) as writing:
            return self._step(writing, action, after, id, version)

    def _step(
        self,
        writing: Transaction[Content],
        action: Action,
        after: Callable[[Transaction[Content], Record[Content]], Content | None],
        id: str,  # noqa: A002
        version: int,
    ) -> Record[Content]:
        (old,) = writing.seen([(id, version)], {})
        done = _news(writing.change([(old, after(writing, old))], action))
        self._kind.check(writing.session, done)
        return done[0]

    def _written(
        self, work: Callable[[Transaction[Content]], list[Record[Content]]], who: str
    ) -> list[Record[Content]]:
        with self.transaction(who) as writing:
            done = work(writing)
            self._kind.check(writing.session, done)
            return done

    @contextmanager
    def transaction(self, who: str, batch: str | None = None) -> Iterator[Transaction[Content]]:
        """One transaction of one person, saved at the end or not at all."""
        person = checked_who(who)
        with uniqueness_kept(self._kind), self._database.writing() as session:
            yield Transaction(self._kind, session, person, batch)

    def _edited(
        self, writing: Transaction[Content], edits: Sequence[Edit[Content]], action: Action
    ) -> list[Record[Content]]:
        tidy = checked_contents(self._kind, [edit.content for edit in edits])
        olds = writing.seen(
            [(edit.id, edit.version) for edit in edits],
            {edit.id: content for edit, content in zip(edits, tidy, strict=True)},
        )
        for old in olds:
            _refuse(old, "is removed; restore it before changing it", is_removed=True)
        pairs = zip(olds, tidy, strict=True)
        return _news(writing.change([each for each in pairs if each[0].content != each[1]], action))


def gone(_: Transaction[Content], old: Record[Content]) -> None:
    """Nothing is what is after a removal; refuses one that is removed."""
    _refuse(old, "is already removed", is_removed=True)


def _news(steps: Sequence[tuple[Record[Content], Record[Content]]]) -> list[Record[Content]]:
    return [new for _, new in steps]


def _refuse(old: Record[Content], reason: str, *, is_removed: bool = False) -> None:
    """Stop where a record is, or is not, removed."""
    if old.is_removed == is_removed:
        raise RecordError(f"Nothing was saved: {old.called} {reason}.")


def checked_contents(kind: RecordKind[Content], contents: Sequence[Content]) -> list[Content]:
    """The contents tidied, if all can be saved."""
    tidy = [kind.tidied(content) for content in unhurried(contents)]
    for number, content in enumerate(unhurried(tidy), start=1):
        broken = kind.faults(content)
        if broken:
            which = f"of the {number:,}. of {len(tidy):,}: " if len(tidy) > 1 else ""
            sentences = " ".join(fault.sentence() for fault in broken)
            raise RecordError(f"Nothing was saved: {which}{sentences}")
    return tidy
