"""The ledger of investments: every reading and writing of it goes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import pandas as pd
from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from insight.records.access import author, is_confined, refuse_elsewhere
from insight.records.book import Book, checked_contents, gone
from insight.records.database import Database
from insight.records.kind import BATCH, HISTORY, in_parts
from insight.records.kinds.entries import ENTRY_COLUMNS, as_table
from insight.records.kinds.investment_kind import INVESTMENT, INVESTMENTS
from insight.records.kinds.investments import Entry, Investment, places
from insight.records.record import Edit
from insight.records.steps import Action
from insight.records.tables import DecisionRow, FileRow
from insight.records.transaction import checked_who, new_id

FILE = cast("Table", FileRow.__table__)
DECISION = cast("Table", DecisionRow.__table__)
READ_AT_ONCE = 10_000  # investments


@dataclass(frozen=True)
class File:
    """The file that an import came from."""

    name: str
    sha256: str
    rows: int
    left_out: int  # rows that were not brought in


@dataclass(frozen=True)
class Receipt:
    """What one import, or the undoing of one, did."""

    id: str  # empty if it did nothing
    at: datetime
    who: str
    action: Action
    records: int
    pence: int  # as it left them; what it removed counts as nothing
    file: File | None = None  # None for edits and undoings


@dataclass(frozen=True)
class Decision:
    """The last word on two investments that look alike, by their fingerprints."""

    first: str
    second: str
    is_same: bool
    who: str


class Ledger(Book[Entry]):
    """A book of investments, with their imports and what was said of likenesses."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, INVESTMENTS)

    def revision(self) -> str:
        """What changes whenever any record or decision does: by it readings keep."""
        # The moment too: numbers come again where a backup was brought back.
        step = select(HISTORY.c.id, HISTORY.c.at).order_by(HISTORY.c.id.desc()).limit(1)
        word = select(DECISION.c.id, DECISION.c.at).order_by(DECISION.c.id.desc()).limit(1)
        with self._database.reading() as session:
            newest = [session.execute(query).one_or_none() for query in (step, word)]
        return "/".join(f"{row.id}@{row.at.timestamp()}" for row in newest if row)

    def count(self) -> int:
        """How many investments are not removed."""
        query = select(func.count()).where(INVESTMENT.c.deleted_at.is_(None))
        with self._database.reading() as session:
            return session.execute(query).scalar_one()

    def entries(self) -> pd.DataFrame:
        """The table of investments that are not removed, in the order they were added."""
        columns = [INVESTMENT.c[name] for name in ENTRY_COLUMNS]
        query = (
            select(*columns)
            .where(INVESTMENT.c.deleted_at.is_(None))
            .order_by(INVESTMENT.c.created_at, INVESTMENT.c.id)
        )
        with self._database.reading() as session:
            # In parts: as rows the whole takes several times the memory of its table.
            parts = session.execute(query.execution_options(yield_per=READ_AT_ONCE)).partitions()
            tables = [as_table([tuple(row) for row in rows]) for rows in parts]
        return pd.concat(tables, ignore_index=True) if tables else as_table([])

    def change_all(self, edits: Sequence[Edit[Entry]], *, who: str) -> Receipt:
        """Save several edits of a table together, or none; undone as one."""
        return self.import_all((), edits, who=who, action="change")

    def import_all(
        self,
        adds: Sequence[Entry],
        edits: Sequence[Edit[Entry]] = (),
        *,
        who: str,
        file: File | None = None,
        action: Action = "import",
    ) -> Receipt:
        """Save the rows of a file together, or none."""
        wanted, mark = checked_contents(self._kind, adds), new_id()
        with self.transaction(who, mark) as writing:
            done = self._edited(writing, edits, action) + writing.add(wanted, action)
            self._kind.check(writing.session, done)
            if file and done:
                writing.session.execute(insert(FILE), [{"batch": mark, **vars(file)}])
        pence = sum(one.content.amount_pence for one in done)
        return Receipt(
            mark if done else "", writing.at, writing.who, action, len(done), pence, file
        )

    def receipts(self) -> tuple[Receipt, ...]:
        """Every import, table edit and undoing of one, the newest first."""
        query = (
            select(
                *BATCH,
                func.sum(HISTORY.c.after["amount_pence"].as_float()),
                FILE.c.name,
                FILE.c.sha256,
                FILE.c.rows,
                FILE.c.left_out,
            )
            .select_from(HISTORY)
            .join(FILE, FILE.c.batch == HISTORY.c.batch, isouter=True)
            .where(*INVESTMENTS.of_history(HISTORY.c.batch.is_not(None)))
            .group_by(HISTORY.c.batch, *FILE.c)
            .order_by(func.max(HISTORY.c.id).desc())
        )
        with self._database.reading() as session:
            rows = session.execute(query).all()
        receipts = []
        for batch, at, who, action, records, pence, *file in rows:
            of = File(*file) if file[0] is not None else None
            receipts.append(Receipt(batch, at, who, action, records, int(pence or 0), of))
        return tuple(receipts)

    def undo_import(self, batch: str, *, who: str) -> Receipt:
        """Undo a whole import, in which nothing has been changed since, as a new batch."""
        mark = new_id()
        with self.transaction(who, mark) as writing:
            writing.refuse_changed_since(batch)
            changed = writing.undo_steps(batch, HISTORY.c.before.is_not(None))
            count = len(changed) + writing.remove_added(batch)
            self._kind.check(writing.session, [])
        return Receipt(mark, writing.at, writing.who, "undo", count, 0)

    def decide(self, pairs: Sequence[tuple[str, str]], *, is_same: bool, who: str) -> None:
        """Remember what somebody said of investments that look alike."""
        person = checked_who(who)
        with self._database.writing() as session:
            _decide(session, pairs, is_same=is_same, who=person)

    def remove_double(
        self,
        id: str,  # noqa: A002 - the record's word
        pair: tuple[str, str],
        *,
        version: int,
        who: str,
    ) -> Investment:
        """Remove one of two investments that are the same money, and remember it, or neither."""
        with self.transaction(who) as writing:
            _decide(writing.session, [pair], is_same=True, who=who)
            return self._step(writing, "remove", gone, id, version)

    def decisions(self) -> tuple[Decision, ...]:
        """The last word on each two investments that somebody decided on."""
        query = select(
            DECISION.c.first, DECISION.c.second, DECISION.c.is_same, DECISION.c.who
        ).order_by(DECISION.c.id)
        with self._database.reading() as session:
            last = {
                (first, second): Decision(first, second, is_same, who)
                for first, second, is_same, who in session.execute(query)
            }
        return tuple(last.values())


def _decide(session: Session, pairs: Sequence[tuple[str, str]], *, is_same: bool, who: str) -> None:
    """Remember a word on some pairs, of investments that who acts may change."""
    if is_confined(session):
        _refuse_of_others(session, sorted({mark for pair in pairs for mark in pair}))
    rows = [
        {
            "first": min(pair),
            "second": max(pair),
            "is_same": is_same,
            "at": datetime.now(UTC),
            "who": author(session, who),
        }
        for pair in pairs
    ]
    for some in in_parts(rows):
        session.execute(insert(DECISION), list(some))


def _refuse_of_others(session: Session, marks: Sequence[str]) -> None:
    """Stop at a fingerprint of an investment, removed or not, that is not theirs to change."""
    known: set[str] = set()
    for some in in_parts(marks):
        query = select(INVESTMENT).where(INVESTMENT.c.fingerprint.in_(some))
        for row in INVESTMENTS.rows(session, query):
            entry = INVESTMENTS.content(row)
            refuse_elsewhere(session, places(entry), entry.name)
            known.add(row["fingerprint"])
    # A word on what is not there yet would hold for whoever adds it.
    if unknown := set(marks) - known:
        refuse_elsewhere(session, (), f"an investment that is not there ({min(unknown)})")
