"""How investments are kept, and what must hold between them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session, aliased

from insight.records.errors import RecordError
from insight.records.kind import RecordKind
from insight.records.kinds.investments import (
    Counted,
    Entry,
    Form,
    Part,
    Place,
    faults,
    fingerprint,
    from_json,
    tidied,
    to_json,
)
from insight.records.record import Record
from insight.records.steps import name_key, shortened
from insight.records.tables import InvestmentRow

INVESTMENT = cast("Table", InvestmentRow.__table__)


def refuse_lost_wholes(session: Session, _done: Sequence[Record[Entry]] = ()) -> None:
    """Every part must have its whole, and none may be a part of itself."""
    live = INVESTMENT.c.deleted_at.is_(None)
    whole = aliased(INVESTMENT)
    has_whole = (
        select(whole.c.id)
        .where(whole.c.deleted_at.is_(None), whole.c.reference_key == INVESTMENT.c.parent_key)
        .exists()
    )
    lost = session.execute(
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
    _refuse_circles(dict(session.execute(pairs).all()))


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


def _columns(entry: Entry) -> Mapping[str, Any]:
    return {
        **to_json(entry),
        "start": entry.start,
        "end": entry.end,
        "reference_key": name_key(entry.reference),
        "parent_key": name_key(entry.parent),
        "fingerprint": fingerprint(entry),
    }


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


INVESTMENTS = RecordKind(
    word="investment",
    noun=("investment", "investments"),
    table=INVESTMENT,
    columns=_columns,
    content=_entry_of,
    to_json=to_json,
    from_json=from_json,
    tidied=tidied,
    faults=faults,
    check=refuse_lost_wholes,
    places=lambda entry: entry.codes,
    unique="reference",
    taken="two investments would have the same reference. Look in the ledger for the "
    "one that has it, then change that one or choose another reference.",
)
