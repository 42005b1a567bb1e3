"""The store of records: every reading and writing goes through it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from sqlalchemy import func, select

from insight.records.access import Acting, one_machine
from insight.records.book import Book
from insight.records.database import Database, open_database
from insight.records.errors import RecordError
from insight.records.health import Health, health_of
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.neighbourhoods import Batch, Draft, Neighbourhood, Status, faults, tidied
from insight.records.kinds.own_indicator_kind import OWN_INDICATORS
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.kinds.vertical import Evidence, System
from insight.records.kinds.work_kinds import ASSETS, EVIDENCE, NOTES, STEPS, SYSTEMS
from insight.records.ledger import Ledger
from insight.records.place import EMBEDDED
from insight.records.readiness import check_ready
from insight.records.sessions import Sessions
from insight.records.steps import Action, Change, PastBatch, name_key
from insight.records.tables import HistoryRow, NeighbourhoodRow
from insight.records.writing import (
    KIND,
    Writing,
    change,
    checked_who,
    content,
    found,
    names_kept,
    neighbourhood,
    new_id,
)


def open_store(
    url: str | None = None, *, folder: Path = EMBEDDED, acting: Acting = one_machine
) -> "Store":
    """Open the records, making or bringing up to date their tables."""
    database = open_database(url, folder)
    database.acting = acting
    return Store(database)


class Store:
    """Every kind of record with its history; may be shared between threads.

    Each change names the version it was made from. If another has been saved
    since, it raises `ConflictError` and nothing is overwritten. Each change and
    its step in the history are saved together or not at all.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def ledger(self) -> Ledger:
        """The investments in the same database."""
        return Ledger(self._database)

    @property
    def systems(self) -> Book[System]:
        """Changes that were made to the list of systems."""
        return Book(self._database, SYSTEMS)

    @property
    def evidence(self) -> Book[Evidence]:
        """What shows how far systems have come."""
        return Book(self._database, EVIDENCE)

    @property
    def steps(self) -> Book[Step]:
        """Dated entries about steps and outcomes in neighbourhoods."""
        return Book(self._database, STEPS)

    @property
    def assets(self) -> Book[Asset]:
        """What neighbourhoods can build on."""
        return Book(self._database, ASSETS)

    @property
    def notes(self) -> Book[Note]:
        """What people who know a place say beside its figures."""
        return Book(self._database, NOTES)

    @property
    def own_indicators(self) -> Book[OwnIndicator]:
        """Indicators that people of the partnership brought."""
        return Book(self._database, OWN_INDICATORS)

    def health(self) -> Health:
        """How the records are."""
        return health_of(self._database)

    def check_ready(self) -> None:
        """Raise `NotReadyError` if they cannot be read and changed at this moment."""
        check_ready(self._database)

    @property
    def sessions(self) -> Sessions:
        """Which sessions of people who signed in were ended."""
        return Sessions(self._database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def neighbourhoods(self, *, with_removed: bool = False) -> tuple[Neighbourhood, ...]:
        """Every neighbourhood, by name."""
        query = select(NeighbourhoodRow)
        if not with_removed:
            query = query.where(NeighbourhoodRow.deleted_at.is_(None))
        with self._database.reading() as session:
            found = [neighbourhood(row) for row in session.scalars(query)]
        return tuple(sorted(found, key=lambda item: (name_key(item.name), item.id)))

    def neighbourhood(self, id: str) -> Neighbourhood:  # noqa: A002 - the record's word
        """One neighbourhood, removed or not."""
        with self._database.reading() as session:
            return neighbourhood(found(session, id))

    def history(self, id: str) -> tuple[Change[Draft], ...]:  # noqa: A002
        """Each step of one neighbourhood, the first first, none left out."""
        query = (
            select(HistoryRow)
            .where(HistoryRow.kind == KIND, HistoryRow.record_id == id)
            .order_by(HistoryRow.version)
        )
        with self._database.reading() as session:
            found(session, id)
            return tuple(change(row) for row in session.scalars(query))

    def add(self, draft: Draft, *, who: str) -> Neighbourhood:
        """Save a new neighbourhood."""
        wanted, person = _checked(draft), checked_who(who)
        return self._written(lambda writing: writing.add(wanted, "add"), person)

    def change(
        self,
        id: str,  # noqa: A002
        draft: Draft,
        *,
        version: int,
        who: str,
    ) -> Neighbourhood:
        """Save new content; the same content saves nothing and keeps the version."""
        wanted, person = _checked(draft), checked_who(who)

        def work(writing: Writing) -> NeighbourhoodRow:
            row = writing.at(id, version, mine=wanted)
            _refuse(row, "is removed; restore it before changing it", is_removed=True)
            if content(row) != wanted:
                writing.step(row, wanted, "change")
            return row

        return self._written(work, person)

    def remove(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Take a neighbourhood out of the list; nothing of it is lost."""

        def work(writing: Writing) -> NeighbourhoodRow:
            row = writing.at(id, version)
            _refuse(row, "is already removed", is_removed=True)
            writing.step(row, None, "remove")
            return row

        return self._written(work, checked_who(who))

    def restore(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Bring a removed neighbourhood back as it was when removed."""

        def work(writing: Writing) -> NeighbourhoodRow:
            row = writing.at(id, version)
            _refuse(row, "is not removed, so there is nothing to restore")
            writing.step(row, content(row), "restore")
            return row

        return self._written(work, checked_who(who))

    def undo(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Make what was before the last step current again, as a new version.

        Undoing an addition removes, undoing a removal restores. Undoing an undo
        goes forward again: two in a row leave the content as it was. To go
        further back, save the content of an earlier step with `change`.
        """

        def work(writing: Writing) -> NeighbourhoodRow:
            row = writing.at(id, version)
            writing.step(row, writing.before_last_step(row), "undo")
            return row

        return self._written(work, checked_who(who))

    def import_all(
        self, drafts: Sequence[Draft], *, who: str, replacing: Iterable[Neighbourhood] = ()
    ) -> Batch:
        """Save many neighbourhoods together, or none.

        A draft whose name and content are already there changes nothing, so the
        same file may be imported twice.
        """
        contents = _checked_all(drafts)
        seen = {name_key(old.name): old for old in replacing}
        person = checked_who(who)
        with names_kept(), self._database.writing() as session:
            writing = Writing(session, person, batch=new_id())
            for wanted in contents:
                writing.take_in(wanted, seen.get(name_key(wanted.name)))
            return writing.done()

    def imports(self) -> tuple[PastBatch, ...]:
        """Every import and every undoing of one, the newest first."""
        row = HistoryRow
        query = (
            select(
                row.batch, func.min(row.at), func.min(row.who), func.min(row.action), func.count()
            )
            .where(row.kind == KIND, row.batch.is_not(None))
            .group_by(row.batch)
            .order_by(func.max(row.id).desc())
        )
        with self._database.reading() as session:
            return tuple(
                PastBatch(cast("str", batch), at, who, cast("Action", action), records)
                for batch, at, who, action, records in session.execute(query)
            )

    def undo_import(self, batch: str, *, who: str) -> Batch:
        """Undo a whole import, in which nothing has been changed since.

        It makes a batch of its own, which can be undone in its turn.
        """
        person = checked_who(who)
        with names_kept(), self._database.writing() as session:
            writing = Writing(session, person, batch=new_id())
            for row, before in writing.steps_of(batch):
                writing.step(row, before, "undo")
            return writing.done()

    def _written(self, work: Callable[[Writing], NeighbourhoodRow], person: str) -> Neighbourhood:
        """Do one piece of work in one transaction."""
        with names_kept(), self._database.writing() as session:
            row = work(Writing(session, person))
            session.flush()
            return neighbourhood(row)


def _checked(draft: Draft) -> Draft:
    """The draft tidied, if it can be saved."""
    tidy = tidied(draft)
    broken = faults(tidy)
    if broken:
        sentences = " ".join(fault.sentence() for fault in broken)
        raise RecordError(f"Nothing was saved: {sentences}")
    return replace(tidy, status=Status(tidy.status))


def _checked_all(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts tidied, if all can be saved and no two share a name."""
    contents = [_checked(draft) for draft in drafts]
    places: dict[str, int] = {}
    for place, wanted in enumerate(contents):
        first = places.setdefault(name_key(wanted.name), place)
        if first != place:
            raise RecordError(
                f"Nothing was saved: the {first + 1:,}. and the {place + 1:,}. of "
                f"{len(contents):,} neighbourhoods are both named {wanted.name!r}. "
                "Give each its own name."
            )
    return contents


def _refuse(row: NeighbourhoodRow, reason: str, *, is_removed: bool = False) -> None:
    """Stop where the row is, or is not, removed."""
    if (row.deleted_at is not None) == is_removed:
        raise RecordError(f"Nothing was saved: {row.name!r} {reason}.")
