"""How saved neighbourhoods are kept: a row for each, and one for each member."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, delete, insert, select
from sqlalchemy.orm import Session

from insight.records.access import Reached
from insight.records.errors import RecordError
from insight.records.kind import Passage, RecordKind, in_parts
from insight.records.kinds.investments import Place, pounds
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, faults, tidied
from insight.records.plain import from_row, to_json
from insight.records.record import Record
from insight.records.steps import name_key
from insight.records.tables import InvestmentRow, MemberRow, NeighbourhoodRow

NEIGHBOURHOOD = cast("Table", NeighbourhoodRow.__table__)
MEMBER = cast("Table", MemberRow.__table__)


class NeighbourhoodKind(RecordKind[Draft]):
    """Neighbourhoods, whose members are rows of their own and whose names are unique."""

    def content(self, row: Mapping[str, Any]) -> Draft:
        """The content out of a row that has its members."""
        return from_row(Draft, row)

    def rows(self, session: Session, query: Select[Any]) -> Sequence[Mapping[str, Any]]:
        """Rows with their members, read after them, so that both are of one version."""
        rows = super().rows(session, query)
        members: dict[str, list[str]] = defaultdict(list)
        for some in in_parts([row["id"] for row in rows]):
            of_some = select(MEMBER).where(MEMBER.c.neighbourhood_id.in_(some))
            for id_, code in session.execute(of_some.order_by(MEMBER.c.lsoa21cd)):
                members[id_].append(code)
        return [{**row, "members": tuple(members[row["id"]])} for row in rows]

    def before_saving(self, session: Session, wanted: Sequence[Record[Draft]]) -> None:
        """Two neighbourhoods of one name would be taken for each other."""
        present = [one for one in wanted if not one.is_removed]
        owners = names_in_use(session, [name_key(one.name) for one in present])
        for one in present:
            if owners.get(name_key(one.name), one.id) != one.id:
                raise RecordError(name_taken(one.name))

    def after_saving(self, session: Session, done: Sequence[Record[Draft]]) -> None:
        """Write the members anew."""
        for some in in_parts([one.id for one in done]):
            session.execute(delete(MEMBER).where(MEMBER.c.neighbourhood_id.in_(some)))
        rows = [
            {"neighbourhood_id": one.id, "lsoa21cd": code}
            for one in done
            for code in one.content.members
        ]
        for part in in_parts(rows):
            session.execute(insert(MEMBER), list(part))

    def reached(
        self, session: Session, passages: Mapping[str, Passage[Draft]]
    ) -> Iterator[Reached]:
        """Investments at several neighbourhoods, one of which comes, goes or is drawn anew.

        Whatever is recorded at that one alone is open to whoever may change it.
        """
        moved = {
            id_
            for id_, (before, after) in passages.items()
            if before is None or after is None or before.members != after.members
        }
        rows = InvestmentRow.__table__.c
        query = select(rows.amount_pence, rows.recipient, rows.codes).where(
            rows.deleted_at.is_(None), rows.place == Place.NEIGHBOURHOOD
        )
        for pence, recipient, codes in session.execute(query):
            if moved.intersection(codes):
                yield Reached(f"{pounds(pence)} to {recipient or '?'}", tuple(codes))


def names_in_use(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Of some names those that are taken, and the ids of whose they are."""
    owners: dict[str, str] = {}
    for some in in_parts(keys):
        query = select(NEIGHBOURHOOD.c.name_key, NEIGHBOURHOOD.c.id).where(
            NEIGHBOURHOOD.c.deleted_at.is_(None), NEIGHBOURHOOD.c.name_key.in_(some)
        )
        owners |= dict(session.execute(query).all())
    return owners


def name_taken(name: str) -> str:
    """Why nothing of that name can be saved."""
    return (
        f"Nothing was saved: there is already a neighbourhood named {name!r}. Choose "
        "another name, or change that one."
    )


def _columns(draft: Draft) -> Mapping[str, Any]:
    columns = to_json(draft) | {"name_key": name_key(draft.name)}
    del columns["members"]
    return columns


NEIGHBOURHOODS = NeighbourhoodKind(
    word="neighbourhood",
    noun=("neighbourhood", "neighbourhoods"),
    table=NEIGHBOURHOOD,
    form=Draft,
    columns=_columns,
    tidied=tidied,
    faults=faults,
    places=lambda draft: draft.members,
    unique="name_key",
    taken="someone else has just saved a neighbourhood with the same name. Look at "
    "theirs, then choose another name.",
    lost="Check the link, or open the list of neighbourhoods.",
    saved=Neighbourhood,
)
