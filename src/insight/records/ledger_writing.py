"""One transaction over the ledger, in bulk, with the steps of history it makes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    RowMapping,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from insight.records.errors import ConflictError, RecordError
from insight.records.investments import (
    Counted,
    Edit,
    Entry,
    Form,
    Investment,
    Part,
    Place,
    fingerprint,
    from_plain,
    plain,
)
from insight.records.steps import Action, name_key, shortened
from insight.records.tables import HistoryRow, InvestmentRow
from insight.records.writing import new_id

KIND = "investment"
AT_ONCE = 5_000
"""Rows that are sent to the database together; more costs memory, not time."""

INVESTMENT = cast("Table", InvestmentRow.__table__)
HISTORY = cast("Table", HistoryRow.__table__)

Item = TypeVar("Item")


@dataclass
class LedgerWriting:
    """The changes of one transaction, each with its step in the history.

    Attributes
    ----------
    session
        Of the transaction; the caller saves it.
    who
        Whose changes they are.
    batch
        By which they can be undone together; None for a single change.
    """

    session: Session
    who: str
    batch: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def add(self, entries: Sequence[Entry], action: Action) -> list[Investment]:
        """New investments."""
        made = [
            Investment(
                new_id(), 1, entry, self.at, self.who, self.at, self.who,
                is_removed=False,
            )
            for entry in entries
        ]  # fmt: skip
        for some in in_parts(made):
            self.session.execute(insert(INVESTMENT), [_row(one) for one in some])
            steps = [self._step(one, None, one.entry, action) for one in some]
            self.session.execute(insert(HISTORY), steps)
        return made

    def seen(
        self, wanted: Sequence[tuple[str, int]], mine: Mapping[str, Entry]
    ) -> list[Investment]:
        """The investments of some ids, locked, if still at the versions seen.

        Raises
        ------
        ConflictError
            If one of them is at another version.
        RecordError
            If there has never been one of such an id.
        """
        found: dict[str, Investment] = {}
        for some in in_parts([key for key, _ in wanted]):
            query = select(INVESTMENT).where(INVESTMENT.c.id.in_(some))
            rows = self.session.execute(query.with_for_update()).mappings()
            found |= {row["id"]: investment(row) for row in rows}
        for key, version in wanted:
            if key not in found:
                raise RecordError(
                    f"There is no investment {key!r}. Open the ledger again."
                )
            if found[key].version != version:
                raise ConflictError(found[key], mine.get(key), version)
        return [found[key] for key, _ in wanted]

    def change(
        self, olds: Sequence[Investment], afters: Sequence[Entry | None], action: Action
    ) -> list[Investment]:
        """Make `afters` the current content, None to remove."""
        pairs = [
            (old, self._after(old, after))
            for old, after in zip(olds, afters, strict=True)
        ]
        for some in in_parts(pairs):
            rows = [{f"new_{key}": it for key, it in _row(new).items()}
                    for _, new in some]  # fmt: skip
            self.session.execute(_UPDATE, rows)
            steps = [
                self._step(
                    new,
                    None if old.is_removed else old.entry,
                    None if new.is_removed else new.entry,
                    action,
                )
                for old, new in some
            ]
            self.session.execute(insert(HISTORY), steps)
        return [new for _, new in pairs]

    def remove_added(self, batch: str) -> int:
        """Remove all that a batch added, however many, and return how many."""
        touched = _touched(batch, HISTORY.c.before.is_(None))
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
            update(INVESTMENT)
            .where(INVESTMENT.c.id.in_(select(HISTORY.c.record_id).where(*touched)))
            .values(
                version=INVESTMENT.c.version + 1,
                deleted_at=self.at,
                changed_at=self.at,
                changed_by=self.who,
            )
        )
        self.session.execute(insert(HISTORY).from_select(list(columns), steps))
        return cast("CursorResult[Any]", done).rowcount

    def undo_changes(self, batch: str) -> int:
        """Bring back what stood before a batch changed or removed it."""
        query = select(HISTORY.c.record_id, HISTORY.c.version, HISTORY.c.before)
        steps = self.session.execute(
            query.where(*_touched(batch, HISTORY.c.before.is_not(None)))
        ).all()
        olds = self.seen([(key, version) for key, version, _ in steps], {})
        self.change(olds, [from_plain(before) for *_, before in steps], "undo")
        return len(steps)

    def refuse_changed_since(self, batch: str) -> None:
        """Refuse to undo a batch that is not there, or not as it was left.

        Raises
        ------
        RecordError
            How many have been changed since, the first, and by whom.
        """
        of_batch = HISTORY.c.kind == KIND, HISTORY.c.batch == batch
        count = select(func.count()).select_from(HISTORY).where(*of_batch)
        size = self.session.execute(count).scalar_one()
        if not size:
            raise RecordError(
                f"Nothing was undone: there is no import {batch!r}. Open the list of "
                "imports again."
            )
        changed = self.session.execute(
            select(INVESTMENT)
            .join(HISTORY, HISTORY.c.record_id == INVESTMENT.c.id)
            .where(*of_batch, INVESTMENT.c.version != HISTORY.c.version)
            .order_by(HISTORY.c.id)
        ).mappings()
        later = [investment(row) for row in changed]
        if later:
            raise RecordError(
                f"Nothing was undone: {len(later):,} of {size:,} investments of this "
                f"import have been changed since, first {later[0].name} by "
                f"{later[0].changed_by}. Undo those changes first, or remove the "
                "others one by one."
            )

    def before_last_step(self, old: Investment) -> Entry | None:
        """What stood there before an investment became what it is."""
        query = select(HISTORY.c.before).where(
            HISTORY.c.kind == KIND,
            HISTORY.c.record_id == old.id,
            HISTORY.c.version == old.version,
        )
        before = self.session.execute(query).scalar_one()
        return from_plain(before) if before else None

    def refuse_lost_wholes(self) -> None:
        """Every part must have its whole, and none may be a part of itself.

        Raises
        ------
        RecordError
            How many have none, the first, and what to do.
        """
        live = INVESTMENT.c.deleted_at.is_(None)
        whole = aliased(INVESTMENT)
        has_whole = (
            select(whole.c.id)
            .where(
                whole.c.deleted_at.is_(None),
                whole.c.reference_key == INVESTMENT.c.parent_key,
            )
            .exists()
        )
        lost = self.session.execute(
            select(INVESTMENT.c.recipient, INVESTMENT.c.parent).where(
                live, INVESTMENT.c.parent_key != "", ~has_whole
            )
        ).all()
        if lost:
            recipient, parent = lost[0]
            raise RecordError(
                f"Nothing was saved: {len(lost):,} investments would be parts of one "
                f"that is not in the ledger, first that to {shortened(recipient)!r} of "
                f"{shortened(parent)!r}. Add the whole too, or clear “part of”."
            )
        pairs = select(INVESTMENT.c.reference_key, INVESTMENT.c.parent_key).where(
            live, INVESTMENT.c.parent_key != "", INVESTMENT.c.reference_key != ""
        )
        _refuse_circles(dict(self.session.execute(pairs).all()))

    def _after(self, old: Investment, after: Entry | None) -> Investment:
        return replace(
            old,
            version=old.version + 1,
            entry=after or old.entry,
            changed_at=self.at,
            changed_by=self.who,
            is_removed=after is None,
        )

    def _step(
        self,
        one: Investment,
        before: Entry | None,
        after: Entry | None,
        action: Action,
    ) -> dict[str, Any]:
        return {
            "kind": KIND,
            "record_id": one.id,
            "version": one.version,
            "at": self.at,
            "who": self.who,
            "action": action,
            "batch": self.batch,
            "before": plain(before) if before else None,
            "after": plain(after) if after else None,
        }


def investment(row: RowMapping) -> Investment:
    """A row as a value."""
    return Investment(
        row["id"],
        row["version"],
        _entry_of(row),
        row["created_at"],
        row["created_by"],
        row["changed_at"],
        row["changed_by"],
        is_removed=row["deleted_at"] is not None,
    )


def _entry_of(row: RowMapping) -> Entry:
    """The content of a row as a value."""
    return Entry(
        reference=row["reference"],
        funder=row["funder"],
        programme=row["programme"],
        recipient=row["recipient"],
        recipient_kind=row["recipient_kind"],
        purpose=row["purpose"],
        amount_pence=row["amount_pence"],
        form=Form(row["form"]),
        part=Part(row["part"]),
        start=row["start"],
        end=row["end"],
        place=Place(row["place"]),
        codes=tuple(row["codes"]),
        parent=row["parent"],
        count=row["count"],
        counted=Counted(row["counted"]) if row["counted"] else None,
        source=row["source"],
        note=row["note"],
    )


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A long list in pieces that are sent one by one."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


@contextmanager
def references_kept() -> Iterator[None]:
    """Say plainly that a reference is taken."""
    try:
        yield
    except IntegrityError as error:
        if "reference" not in str(error.orig):
            raise
        raise RecordError(
            "Nothing was saved: two investments would have the same reference. Look "
            "in the ledger for the one that has it, then change that one or choose "
            "another reference."
        ) from error


def edits_of(edits: Sequence[Edit]) -> Mapping[str, Entry]:
    """The new content of each investment, by its id."""
    return {edit.id: edit.entry for edit in edits}


def _row(one: Investment) -> dict[str, Any]:
    entry = one.entry
    return {
        **plain(entry),
        "start": entry.start,
        "end": entry.end,
        "id": one.id,
        "version": one.version,
        "reference_key": name_key(entry.reference),
        "parent_key": name_key(entry.parent),
        "fingerprint": fingerprint(entry),
        "created_at": one.created_at,
        "created_by": one.created_by,
        "changed_at": one.changed_at,
        "changed_by": one.changed_by,
        "deleted_at": one.changed_at if one.is_removed else None,
    }


_UPDATE = (
    update(INVESTMENT)
    .where(INVESTMENT.c.id == bindparam("new_id"))
    .values({column: bindparam(f"new_{column.name}") for column in INVESTMENT.c})
)


def _touched(batch: str, which: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return HISTORY.c.kind == KIND, HISTORY.c.batch == batch, which


def _refuse_circles(whole_of: Mapping[str, str]) -> None:
    """Follow every part up to its whole; references that were passed are safe."""
    safe: set[str] = set()
    for start in whole_of:
        path: dict[str, None] = {}
        at = start
        while at in whole_of and at not in safe:
            if at in path:
                raise RecordError(
                    f"Nothing was saved: {shortened(at)!r} would be a part of itself, "
                    "by way of its wholes. Clear “part of” on one of them."
                )
            path[at] = None
            at = whole_of[at]
        safe |= path.keys()
