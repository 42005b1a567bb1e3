"""One transaction of one person, with the steps of history that it makes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from insight.records.access import author, refuse_elsewhere
from insight.records.errors import ConflictError, RecordError
from insight.records.kinds.neighbourhoods import Batch, Draft, Neighbourhood, Status
from insight.records.steps import Action, Change, name_key
from insight.records.tables import HistoryRow, MemberRow, NeighbourhoodRow

KIND = "neighbourhood"
ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Those that are not taken for one another when read out or typed."""
ID_LENGTH = 10
LONGEST_WHO = 200


class Writing:
    """The changes of one transaction, each with its step in the history."""

    def __init__(self, session: Session, who: str, batch: str | None = None) -> None:
        self._session = session
        self._who = author(session, who)
        self._batch = batch
        self._at = datetime.now(UTC)
        self._steps: list[tuple[NeighbourhoodRow, Draft | None, Draft | None]] = []
        self._unchanged: list[NeighbourhoodRow] = []

    def at(
        self,
        id: str,  # noqa: A002 - the record's word
        version: int,
        mine: Draft | None = None,
    ) -> NeighbourhoodRow:
        """The row, locked until the end, if it is still at the version seen."""
        row = found(self._session, id, is_locked=True)
        if row.version != version:
            raise ConflictError(neighbourhood(row), mine, version)
        return row

    def add(self, after: Draft, action: Action) -> NeighbourhoodRow:
        """A new neighbourhood."""
        # Until its first step it is as if it had been removed.
        row = NeighbourhoodRow(
            id=new_id(), created_at=self._at, created_by=self._who, deleted_at=self._at
        )
        self._session.add(row)
        self.step(row, after, action)
        return row

    def step(self, row: NeighbourhoodRow, after: Draft | None, action: Action) -> None:
        """Make `after` the current content, None to remove."""
        before = None if row.deleted_at else content(row)
        for draft in (before, after):
            if draft is not None:
                refuse_elsewhere(self._session, draft.members)
        if after is not None:
            self._take_name(after.name, row.id)
            _fill(row, after)
        row.deleted_at = self._at if after is None else None
        row.changed_at, row.changed_by = self._at, self._who
        # The version counts up only with a column of the row itself; without
        # this a change of members alone within one microsecond would not.
        flag_modified(row, "changed_at")
        self._session.add(
            HistoryRow(
                kind=KIND,
                record_id=row.id,
                version=(row.version or 0) + 1,
                at=self._at,
                who=self._who,
                action=action,
                batch=self._batch,
                before=_plain(before),
                after=_plain(after),
            )
        )
        self._steps.append((row, before, after))

    def take_in(self, after: Draft, seen: Neighbourhood | None) -> None:
        """Import one draft: add it, or change the neighbourhood that was seen."""
        if seen is not None:
            row = self.at(seen.id, seen.version, after)
        elif name_key(after.name) in self._names:
            row = found(self._session, self._names[name_key(after.name)])
        else:
            self.add(after, "import")
            return
        if not row.deleted_at and content(row) == after:
            self._unchanged.append(row)
        elif seen is not None:
            self.step(row, after, "import")
        else:
            raise RecordError(_taken(after.name))

    def before_last_step(self, row: NeighbourhoodRow) -> Draft | None:
        """What stood there before the row became what it is."""
        last = self._session.scalars(
            select(HistoryRow).where(
                HistoryRow.kind == KIND,
                HistoryRow.record_id == row.id,
                HistoryRow.version == row.version,
            )
        ).one()
        return change(last).before

    def steps_of(self, batch: str) -> list[tuple[NeighbourhoodRow, Draft | None]]:
        """Each row that a batch touched, locked, with what stood there before."""
        steps = self._session.scalars(
            select(HistoryRow)
            .where(HistoryRow.kind == KIND, HistoryRow.batch == batch)
            .order_by(HistoryRow.id)
        ).all()
        if not steps:
            raise RecordError(
                f"Nothing was undone: there is no import {batch!r}. Open the list of imports again."
            )
        rows = [found(self._session, step.record_id, is_locked=True) for step in steps]
        later = [row for row, step in zip(rows, steps, strict=True) if row.version != step.version]
        if later:
            raise RecordError(
                f"Nothing was undone: {len(later)} of {len(rows)} neighbourhoods of "
                f"this import have been changed since, first {later[0].name!r} by "
                f"{later[0].changed_by}. Undo those changes first, or remove the "
                "others one by one."
            )
        befores = [change(step).before for step in steps]
        return list(zip(rows, befores, strict=True))

    def done(self) -> Batch:
        """What has been done, for the caller to show once it is saved."""
        self._session.flush()
        steps = [(neighbourhood(row), before, after) for row, before, after in self._steps]
        return Batch(
            (self._batch or "") if steps else "",
            added=tuple(item for item, before, _ in steps if before is None),
            changed=tuple(item for item, before, after in steps if before and after),
            removed=tuple(item for item, _, after in steps if after is None),
            unchanged=tuple(neighbourhood(row) for row in self._unchanged),
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names in use and whose they are, loaded once however many drafts."""
        query = select(NeighbourhoodRow.name_key, NeighbourhoodRow.id).where(
            NeighbourhoodRow.deleted_at.is_(None)
        )
        with self._session.no_autoflush:
            return dict(self._session.execute(query).all())

    def _take_name(self, name: str, id: str) -> None:  # noqa: A002
        if self._names.setdefault(name_key(name), id) != id:
            raise RecordError(_taken(name))


@contextmanager
def names_kept() -> Iterator[None]:
    """Say plainly that another transaction took a name after ours had looked."""
    try:
        yield
    except IntegrityError as error:
        if "name_key" not in str(error.orig):
            raise
        raise RecordError(
            "Nothing was saved: somebody else has just saved a neighbourhood of the "
            "same name. Look at theirs, then choose another name."
        ) from error


def checked_who(who: str) -> str:
    """The name of who is saving, tidied."""
    person = " ".join(who.split())
    if not person or len(person) > LONGEST_WHO or not person.isprintable():
        raise RecordError(
            "Nothing was saved: who is saving must be said in 1 to "
            f"{LONGEST_WHO} printable characters. Sign in, or give your name."
        )
    return person


def new_id() -> str:
    """A short random id that fits a URL."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def found(
    session: Session,
    id: str,  # noqa: A002
    *,
    is_locked: bool = False,
) -> NeighbourhoodRow:
    """The row of an id."""
    query = select(NeighbourhoodRow).where(NeighbourhoodRow.id == id)
    row = session.scalars(query.with_for_update() if is_locked else query).one_or_none()
    if row is None:
        raise RecordError(
            f"There is no neighbourhood {id!r}. Check the link, or open the list of neighbourhoods."
        )
    return row


def content(row: NeighbourhoodRow) -> Draft:
    """The content of a row as a value."""
    return Draft(
        name=row.name,
        description=row.description,
        members=tuple(sorted(member.lsoa21cd for member in row.members)),
        defined_by=row.defined_by,
        status=Status(row.status),
    )


def neighbourhood(row: NeighbourhoodRow) -> Neighbourhood:
    """A row as a value."""
    return Neighbourhood(
        id=row.id,
        version=row.version,
        **vars(content(row)),
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        is_removed=row.deleted_at is not None,
    )


def change(row: HistoryRow) -> Change[Draft]:
    """A step of history as a value."""
    return Change(
        version=row.version,
        at=row.at,
        who=row.who,
        action=cast("Action", row.action),
        before=_draft(row.before),
        after=_draft(row.after),
    )


def _fill(row: NeighbourhoodRow, after: Draft) -> None:
    row.name, row.name_key = after.name, name_key(after.name)
    row.description, row.defined_by = after.description, after.defined_by
    row.status = after.status.value
    # Members that stay must stay as rows: the same key cannot be deleted and
    # inserted in one go.
    kept = [member for member in row.members if member.lsoa21cd in after.members]
    new = set(after.members) - {member.lsoa21cd for member in kept}
    row.members = [*kept, *(MemberRow(lsoa21cd=code) for code in sorted(new))]


def _plain(draft: Draft | None) -> dict[str, Any] | None:
    """A draft as JSON holds it."""
    if draft is None:
        return None
    return {**vars(draft), "members": list(draft.members)}


def _draft(plain: dict[str, Any] | None) -> Draft | None:
    if plain is None:
        return None
    known = {**plain, "members": tuple(plain["members"])}
    return Draft(**{**known, "status": Status(plain["status"])})


def _taken(name: str) -> str:
    return (
        f"Nothing was saved: there is already a neighbourhood named {name!r}. Choose "
        "another name, or change that one."
    )
