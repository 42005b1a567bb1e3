"""How the records of the working model are kept: five kinds in one table."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session

from insight.records.errors import RecordError
from insight.records.kind import RecordKind
from insight.records.kinds import horizontal, vertical
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.vertical import Evidence, System
from insight.records.plain import to_json
from insight.records.record import Content, Record
from insight.records.steps import Fault, name_key
from insight.records.tables import NeighbourhoodRow, WorkRow

WORK = cast("Table", WorkRow.__table__)
NEIGHBOURHOOD = cast("Table", NeighbourhoodRow.__table__)


def _kind(  # noqa: PLR0913 - what one kind is
    word: str,
    noun: tuple[str, str],
    *,
    from_json: Callable[[dict[str, Any]], Content],
    tidied: Callable[[Content], Content],
    faults: Callable[[Content], tuple[Fault, ...]],
    subject: Callable[[Content], str],
    check: Callable[[Session, Sequence[Record[Content]]], None],
    places: Callable[[Content], tuple[str, ...]],
    unique: str = "",
    taken: str = "",
) -> RecordKind[Content]:
    def columns(content: Content) -> Mapping[str, Any]:
        return {"kind": word, "subject": subject(content), "content": to_json(content)}

    def content(row: RowMapping) -> Content:
        return from_json(row["content"])

    return RecordKind(
        word=word,
        noun=noun,
        table=WORK,
        columns=columns,
        content=content,
        to_json=to_json,
        from_json=from_json,
        tidied=tidied,
        faults=faults,
        check=check,
        places=places,
        unique=unique,
        taken=taken,
        only=WORK.c.kind == word,
    )


def _refuse_same_name(session: Session, done: Sequence[Record[System]]) -> None:
    """Two systems of one name would be taken for each other."""
    query = select(WORK.c.id, WORK.c.content).where(
        WORK.c.kind == "system", WORK.c.deleted_at.is_(None)
    )
    names = {key: name_key(each["name"]) for key, each in session.execute(query)}
    for one in done:
        mine = name_key(one.content.name)
        if not one.is_removed and mine in [name for key, name in names.items() if key != one.id]:
            raise RecordError(
                f"Nothing was saved: there is already a system named {one.name!r}. "
                "Change that one, or choose another name."
            )


def _refuse_lost(session: Session, ids: Collection[str]) -> None:
    """What is recorded of a neighbourhood needs one that is not removed."""
    wanted = set(ids) - {""}
    if not wanted:
        return
    query = select(NEIGHBOURHOOD.c.id).where(
        NEIGHBOURHOOD.c.id.in_(wanted), NEIGHBOURHOOD.c.deleted_at.is_(None)
    )
    lost = sorted(wanted - set(session.scalars(query)))
    if lost:
        raise RecordError(
            f"Nothing was saved: the neighbourhood {lost[0]!r} is not in the list of "
            "saved ones, or was removed. Choose another, or bring it back first."
        )


def _check_evidence(session: Session, done: Sequence[Record[Evidence]]) -> None:
    _refuse_lost(
        session,
        [
            each.content.code
            for each in done
            if each.content.scope is Scope.NEIGHBOURHOOD and not each.is_removed
        ],
    )


def _check_places(session: Session, done: Sequence[Record[Any]]) -> None:
    _refuse_lost(session, [each.content.neighbourhood for each in done if not each.is_removed])


def _check_notes(session: Session, done: Sequence[Record[Note]]) -> None:
    _refuse_lost(
        session,
        [
            each.content.subject
            for each in done
            if not each.is_removed and not each.content.subject.startswith("E")
        ],
    )


def _given(place: str) -> tuple[str, ...]:
    return (place,) if place else ()


SYSTEMS: RecordKind[System] = _kind(
    "system",
    ("system", "systems"),
    from_json=vertical.system_from_json,
    tidied=vertical.system_tidied,
    faults=vertical.system_faults,
    subject=lambda content: content.key,
    check=_refuse_same_name,
    places=lambda _: (),
    unique="subject",
    taken="somebody else has just changed this system. Look at theirs, then change it again.",
)
EVIDENCE: RecordKind[Evidence] = _kind(
    "evidence",
    ("piece of evidence", "pieces of evidence"),
    from_json=vertical.evidence_from_json,
    tidied=vertical.evidence_tidied,
    faults=vertical.evidence_faults,
    subject=lambda content: content.code or content.system,
    check=_check_evidence,
    places=lambda content: _given(content.code),
)
STEPS: RecordKind[Step] = _kind(
    "step",
    ("entry", "entries"),
    from_json=horizontal.step_from_json,
    tidied=horizontal.step_tidied,
    faults=horizontal.step_faults,
    subject=lambda content: content.neighbourhood,
    check=_check_places,
    places=lambda content: _given(content.neighbourhood),
)
ASSETS: RecordKind[Asset] = _kind(
    "asset",
    ("asset", "assets"),
    from_json=horizontal.asset_from_json,
    tidied=horizontal.asset_tidied,
    faults=horizontal.asset_faults,
    subject=lambda content: content.neighbourhood,
    check=_check_places,
    places=lambda content: _given(content.neighbourhood),
)
NOTES: RecordKind[Note] = _kind(
    "note",
    ("note", "notes"),
    from_json=horizontal.note_from_json,
    tidied=horizontal.note_tidied,
    faults=horizontal.note_faults,
    subject=lambda content: content.subject,
    check=_check_notes,
    places=lambda content: _given(content.subject),
)
