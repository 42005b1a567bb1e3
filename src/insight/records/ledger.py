"""The ledger of investments: every reading and writing of it goes through here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import pandas as pd
from sqlalchemy import Table, func, insert, select

from insight.records.database import Database
from insight.records.entries import ENTRY_COLUMNS, as_table
from insight.records.errors import RecordError
from insight.records.investments import (
    Edit,
    Entry,
    Investment,
    faults,
    from_plain,
    tidied,
)
from insight.records.ledger_writing import (
    HISTORY,
    INVESTMENT,
    KIND,
    LedgerWriting,
    edits_of,
    in_parts,
    investment,
    references_kept,
)
from insight.records.steps import Action, Change
from insight.records.tables import DecisionRow, FileRow
from insight.records.writing import checked_who, new_id

FILE = cast("Table", FileRow.__table__)
DECISION = cast("Table", DecisionRow.__table__)


@dataclass(frozen=True)
class File:
    """The file that an import came from.

    Attributes
    ----------
    name
        As it was called.
    sha256
        Checksum of its bytes.
    rows, left_out
        How many rows it had, and how many of them were not brought in.
    """

    name: str
    sha256: str
    rows: int
    left_out: int


@dataclass(frozen=True)
class Receipt:
    """What one import, or the undoing of one, did.

    Attributes
    ----------
    id
        By which the whole of it can be undone; empty if it did nothing.
    at, who, action
        When, by whom, and whether it was an import, an edit or an undo.
    records, pence
        Investments that it touched, and what those add up to as it left them;
        what it removed counts as nothing.
    file
        Where it came from; None for edits and undoings.
    """

    id: str
    at: datetime
    who: str
    action: Action
    records: int
    pence: int
    file: File | None = None


@dataclass(frozen=True)
class Decision:
    """The last word on two investments that look alike, by their fingerprints."""

    first: str
    second: str
    is_same: bool
    who: str


class Ledger:
    """Investments with their history; may be shared between threads.

    Each change names the version it was made from. If another has been saved
    since, it raises `ConflictError` and nothing is overwritten. Each change and
    its step in the history are saved together or not at all.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> str:
        """What changes whenever any record or decision does: by it readings keep.

        Raises
        ------
        StoreError
            If the database cannot be used; so for all that follow.
        """
        # The moment too: numbers come again where a backup was brought back.
        step = select(HISTORY.c.id, HISTORY.c.at).order_by(HISTORY.c.id.desc()).limit(1)
        word = (
            select(DECISION.c.id, DECISION.c.at).order_by(DECISION.c.id.desc()).limit(1)
        )
        with self._database.reading() as session:
            newest = [session.execute(query).one_or_none() for query in (step, word)]
        return "/".join(f"{row.id}@{row.at.timestamp()}" for row in newest if row)

    def entries(self) -> pd.DataFrame:
        """Every investment that is not removed, in the order they were added.

        Returns
        -------
        DataFrame
            `ENTRY_COLUMNS`; ``amount_pence`` whole, ``count`` whole or missing,
            ``start`` and ``end`` as dates of numpy, ``codes`` tuples of str, all
            others text that is empty where nothing was given.
        """
        columns = [INVESTMENT.c[name] for name in ENTRY_COLUMNS]
        query = (
            select(*columns)
            .where(INVESTMENT.c.deleted_at.is_(None))
            .order_by(INVESTMENT.c.created_at, INVESTMENT.c.id)
        )
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return as_table([tuple(row) for row in rows])

    def investment(self, id: str) -> Investment:  # noqa: A002 - the record's word
        """One investment, removed or not.

        Raises
        ------
        RecordError
            If there has never been one of that id.
        """
        query = select(INVESTMENT).where(INVESTMENT.c.id == id)
        with self._database.reading() as session:
            row = session.execute(query).mappings().one_or_none()
        if row is None:
            raise RecordError(f"There is no investment {id!r}. Open the ledger again.")
        return investment(row)

    def removed(self) -> tuple[Investment, ...]:
        """The investments that were removed last, at most a hundred."""
        query = (
            select(INVESTMENT)
            .where(INVESTMENT.c.deleted_at.is_not(None))
            .order_by(INVESTMENT.c.deleted_at.desc())
            .limit(100)
        )
        with self._database.reading() as session:
            return tuple(map(investment, session.execute(query).mappings()))

    def history(self, id: str) -> tuple[Change[Entry], ...]:  # noqa: A002
        """Each step of one investment, the first first, none left out."""
        query = (
            select(HISTORY)
            .where(HISTORY.c.kind == KIND, HISTORY.c.record_id == id)
            .order_by(HISTORY.c.version)
        )
        with self._database.reading() as session:
            return tuple(
                Change(
                    version=row["version"],
                    at=row["at"],
                    who=row["who"],
                    action=cast("Action", row["action"]),
                    before=from_plain(row["before"]) if row["before"] else None,
                    after=from_plain(row["after"]) if row["after"] else None,
                )
                for row in session.execute(query).mappings()
            )

    def add(self, entry: Entry, *, who: str) -> Investment:
        """Save a new investment.

        Raises
        ------
        RecordError
            If the entry breaks a rule, its reference is taken, or it is a part of
            one that is not there; so for all that follow.
        """
        wanted = _checked([entry])
        return self._written(lambda writing: writing.add(wanted, "add"), who)[0]

    def change(self, edit: Edit, *, who: str) -> Investment:
        """Save new content; the same content saves nothing and keeps the version.

        Raises
        ------
        ConflictError
            If the investment is no longer at the version of `edit`.
        """
        found = self._written(lambda writing: _edited(writing, [edit], "change"), who)
        return found[0] if found else self.investment(edit.id)

    def change_all(self, edits: Sequence[Edit], *, who: str) -> Receipt:
        """Save several edits of a table together, or none; undone as one.

        Raises
        ------
        ConflictError
            If one of them is no longer at the version of its edit.
        """
        return self._batch((), edits, who=who, file=None, action="change")

    def remove(self, id: str, *, version: int, who: str) -> Investment:  # noqa: A002
        """Take an investment out of the ledger; nothing of it is lost.

        Raises
        ------
        ConflictError
            If it is no longer at `version`.
        """

        def work(writing: LedgerWriting) -> list[Investment]:
            olds = writing.seen([(id, version)], {})
            _refuse(olds[0], "is already removed", is_removed=True)
            return writing.change(olds, [None], "remove")

        return self._written(work, who)[0]

    def restore(self, id: str, *, version: int, who: str) -> Investment:  # noqa: A002
        """Bring a removed investment back as it was when removed.

        Raises
        ------
        ConflictError
            If it is no longer at `version`.
        """

        def work(writing: LedgerWriting) -> list[Investment]:
            olds = writing.seen([(id, version)], {})
            _refuse(olds[0], "is not removed, so there is nothing to restore")
            return writing.change(olds, [olds[0].entry], "restore")

        return self._written(work, who)[0]

    def undo(self, id: str, *, version: int, who: str) -> Investment:  # noqa: A002
        """Make what was before the last step current again, as a new version.

        Raises
        ------
        ConflictError
            If it is no longer at `version`.
        """

        def work(writing: LedgerWriting) -> list[Investment]:
            olds = writing.seen([(id, version)], {})
            return writing.change(olds, [writing.before_last_step(olds[0])], "undo")

        return self._written(work, who)[0]

    def import_all(
        self,
        adds: Sequence[Entry],
        edits: Sequence[Edit] = (),
        *,
        who: str,
        file: File | None = None,
    ) -> Receipt:
        """Save the rows of a file together, or none.

        Parameters
        ----------
        adds
            New investments.
        edits
            New content of others, with the versions that the person saw.
        who
            Who imports.
        file
            Where they came from, for the receipt.

        Raises
        ------
        ConflictError
            If one of `edits` has been changed since it was seen.
        """
        return self._batch(adds, edits, who=who, file=file, action="import")

    def receipts(self) -> tuple[Receipt, ...]:
        """Every import, table edit and undoing of one, the newest first."""
        query = (
            select(
                HISTORY.c.batch,
                func.min(HISTORY.c.at),
                func.min(HISTORY.c.who),
                func.min(HISTORY.c.action),
                func.count(),
                func.sum(HISTORY.c.after["amount_pence"].as_float()),
                FILE.c.name,
                FILE.c.sha256,
                FILE.c.rows,
                FILE.c.left_out,
            )
            .select_from(HISTORY)
            .join(FILE, FILE.c.batch == HISTORY.c.batch, isouter=True)
            .where(HISTORY.c.kind == KIND, HISTORY.c.batch.is_not(None))
            .group_by(HISTORY.c.batch, *FILE.c)
            .order_by(func.max(HISTORY.c.id).desc())
        )
        with self._database.reading() as session:
            return tuple(
                Receipt(
                    batch, at, who, cast("Action", action), records, int(pence or 0),
                    File(*file) if file[0] is not None else None,
                )
                for batch, at, who, action, records, pence, *file
                in session.execute(query)
            )  # fmt: skip

    def undo_import(self, batch: str, *, who: str) -> Receipt:
        """Undo a whole import, in which nothing has been changed since.

        It makes a batch of its own, which can be undone in its turn.

        Raises
        ------
        RecordError
            If there is no such import, or one of its investments has been changed
            since, or the reference that would come back has been taken.
        """
        person, mark = checked_who(who), new_id()
        with references_kept(), self._database.writing() as session:
            writing = LedgerWriting(session, person, mark)
            writing.refuse_changed_since(batch)
            count = writing.undo_changes(batch) + writing.remove_added(batch)
            writing.refuse_lost_wholes()
            return Receipt(mark, writing.at, person, "undo", count, 0)

    def decide(
        self, pairs: Sequence[tuple[str, str]], *, is_same: bool, who: str
    ) -> None:
        """Remember what somebody said of investments that look alike.

        Parameters
        ----------
        pairs
            Fingerprints of two investments each, in any order.
        is_same
            Whether they are the same money.
        who
            Who says so.
        """
        person = checked_who(who)
        rows = [
            {
                "first": min(pair),
                "second": max(pair),
                "is_same": is_same,
                "at": datetime.now(UTC),
                "who": person,
            }
            for pair in pairs
        ]
        with self._database.writing() as session:
            for some in in_parts(rows):
                session.execute(insert(DECISION), list(some))

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

    def _batch(
        self,
        adds: Sequence[Entry],
        edits: Sequence[Edit],
        *,
        who: str,
        file: File | None,
        action: Action,
    ) -> Receipt:
        wanted, person, mark = _checked(adds), checked_who(who), new_id()
        with references_kept(), self._database.writing() as session:
            writing = LedgerWriting(session, person, mark)
            done = _edited(writing, edits, action) + writing.add(wanted, action)
            writing.refuse_lost_wholes()
            if file and done:
                row = {"batch": mark, **vars(file)}
                session.execute(insert(FILE), [row])
            pence = sum(one.entry.amount_pence for one in done)
            return Receipt(
                mark if done else "", writing.at, person, action, len(done), pence, file
            )

    def _written(
        self, work: Callable[[LedgerWriting], list[Investment]], who: str
    ) -> list[Investment]:
        """Do one piece of work in one transaction."""
        person = checked_who(who)
        with references_kept(), self._database.writing() as session:
            writing = LedgerWriting(session, person)
            done = work(writing)
            writing.refuse_lost_wholes()
            return done


def _checked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries tidied, if all can be saved."""
    tidy = [tidied(entry) for entry in entries]
    for number, entry in enumerate(tidy, start=1):
        broken = faults(entry)
        if broken:
            which = f"of the {number:,}. of {len(tidy):,}: " if len(tidy) > 1 else ""
            sentences = " ".join(fault.sentence() for fault in broken)
            raise RecordError(f"Nothing was saved: {which}{sentences}")
    return tidy


def _edited(
    writing: LedgerWriting, edits: Sequence[Edit], action: Action
) -> list[Investment]:
    """Change what differs from what is stored."""
    wanted = [
        replace(edit, entry=entry)
        for edit, entry in zip(
            edits, _checked([edit.entry for edit in edits]), strict=True
        )
    ]
    olds = writing.seen([(edit.id, edit.version) for edit in wanted], edits_of(wanted))
    for old in olds:
        _refuse(old, "is removed; restore it before changing it", is_removed=True)
    differ = [
        (old, edit.entry)
        for old, edit in zip(olds, wanted, strict=True)
        if old.entry != edit.entry
    ]
    return writing.change(
        [old for old, _ in differ], [entry for _, entry in differ], action
    )


def _refuse(old: Investment, reason: str, *, is_removed: bool = False) -> None:
    """Stop where an investment is, or is not, removed."""
    if old.is_removed == is_removed:
        raise RecordError(f"Nothing was saved: {old.name} {reason}.")
