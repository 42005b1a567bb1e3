"""How investments are kept, and what must hold between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session, aliased

from insight.records import plain
from insight.records.access import Reached
from insight.records.errors import RecordError
from insight.records.kind import Passage, RecordKind, in_parts
from insight.records.kinds.investments import (
    Entry,
    Place,
    faults,
    fingerprint,
    from_json,
    places,
    tidied,
)
from insight.records.kinds.neighbourhood_kind import NEIGHBOURHOOD
from insight.records.record import Record
from insight.records.steps import name_key, shortened
from insight.records.tables import InvestmentRow

INVESTMENT = cast("Table", InvestmentRow.__table__)


def refuse_lost(session: Session, done: Sequence[Record[Entry]]) -> None:
    """What must hold between the investments, and between them and the neighbourhoods."""
    _refuse_lost_neighbourhoods(session, done)
    _refuse_lost_wholes(session)


def _refuse_lost_neighbourhoods(session: Session, done: Sequence[Record[Entry]]) -> None:
    """A neighbourhood must be a saved one; that it was removed since does not matter."""
    wanted = {
        code
        for one in done
        if one.content.place is Place.NEIGHBOURHOOD and not one.is_removed
        for code in one.content.codes
    }
    known: set[str] = set()
    for some in in_parts(sorted(wanted)):
        known |= set(
            session.scalars(select(NEIGHBOURHOOD.c.id).where(NEIGHBOURHOOD.c.id.in_(some)))
        )
    if lost := sorted(wanted - known):
        raise RecordError(
            f"Nothing was saved: {len(lost):,} of the places are not saved neighbourhoods, first "
            f"{lost[0]!r}. Choose one from the list, or save it first."
        )


def _refuse_lost_wholes(session: Session) -> None:
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
            f"that is not in the ledger, first the one to {shortened(recipient)!r} of "
            f"{shortened(parent)!r}. Add the main investment too, or clear “part of”."
        )
    pairs = select(INVESTMENT.c.reference_key, INVESTMENT.c.parent_key).where(
        live, INVESTMENT.c.parent_key != "", INVESTMENT.c.reference_key != ""
    )
    _refuse_circles(dict(session.execute(pairs).all()))


class InvestmentKind(RecordKind[Entry]):
    """Investments, each field of which has a column."""

    def content(self, row: Mapping[str, Any]) -> Entry:
        """The content out of a row."""
        return plain.from_row(Entry, row)

    def from_json(self, values: Mapping[str, Any]) -> Entry:
        """The content as the history holds it; what older steps lack is blank."""
        return from_json(values)

    def reached(
        self, session: Session, passages: Mapping[str, Passage[Entry]]
    ) -> Iterator[Reached]:
        """The wholes that parts are joined to, and the parts of what loses or takes a reference."""
        joined: set[str] = set()
        moved: set[str] = set()
        for before, after in passages.values():
            wholes = [name_key(each.parent) if each else "" for each in (before, after)]
            joined |= {wholes[1]} - {wholes[0]}
            moved |= {name_key(before.reference) if before else ""} ^ {
                name_key(after.reference) if after else ""
            }
        for some in in_parts(sorted((joined | moved) - {""})):
            query = select(INVESTMENT).where(
                INVESTMENT.c.deleted_at.is_(None),
                or_(
                    INVESTMENT.c.reference_key.in_(set(some) & joined),
                    INVESTMENT.c.parent_key.in_(set(some) & moved),
                ),
            )
            for one in self.found(session, query):
                if one.id not in passages:
                    yield Reached(one.name, places(one.content))


def _columns(entry: Entry) -> Mapping[str, Any]:
    return {
        **plain.to_json(entry),
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
                    f"Nothing was saved: {shortened(at)!r} would be part of itself, "
                    "through its main investments. Clear “part of” on one of them."
                )
            path[at] = None
            at = whole_of[at]
        safe |= path.keys()


INVESTMENTS = InvestmentKind(
    word="investment",
    noun=("investment", "investments"),
    table=INVESTMENT,
    form=Entry,
    columns=_columns,
    tidied=tidied,
    faults=faults,
    check=refuse_lost,
    places=places,
    unique="reference",
    taken="two investments would have the same reference. Find the other one in the "
    "ledger and change it, or choose another reference.",
)
