"""How the records of the working model are kept: five kinds in one table."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from insight.records.errors import RecordError
from insight.records.kind import Check, RecordKind
from insight.records.kinds import horizontal, vertical
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.neighbourhood_kind import NEIGHBOURHOOD
from insight.records.kinds.vertical import Evidence, System
from insight.records.plain import to_json
from insight.records.record import Content, Record
from insight.records.steps import name_key
from insight.records.tables import WorkRow

WORK = cast("Table", WorkRow.__table__)


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


def _refuse_lost(neighbourhood: Callable[[Content], str]) -> Check[Content]:
    """What is recorded of a neighbourhood needs one that is not removed."""

    def check(session: Session, done: Sequence[Record[Content]]) -> None:
        wanted = {neighbourhood(each.content) for each in done if not each.is_removed} - {""}
        query = select(NEIGHBOURHOOD.c.id).where(
            NEIGHBOURHOOD.c.id.in_(wanted), NEIGHBOURHOOD.c.deleted_at.is_(None)
        )
        lost = sorted(wanted - set(session.scalars(query))) if wanted else []
        if lost:
            raise RecordError(
                f"Nothing was saved: the neighbourhood {lost[0]!r} is not saved or "
                "has been removed. Choose another, or restore it first."
            )

    return check


def _kind(
    word: str,
    form: type[Content],
    *,
    subject: Callable[[Content], str],
    place: Callable[[Content], str] | None = None,
    **rest: Any,  # noqa: ANN401 - as `RecordKind` has them
) -> RecordKind[Content]:
    return RecordKind(
        word=word,
        table=WORK,
        form=form,
        columns=lambda content: {
            "kind": word,
            "subject": subject(content),
            "content": to_json(content),
        },
        places=lambda content: tuple(filter(None, [(place or subject)(content)])),
        only=WORK.c.kind == word,
        **rest,
    )


SYSTEMS = _kind(
    "system",
    System,
    noun=("system", "systems"),
    tidied=vertical.system_tidied,
    faults=vertical.system_faults,
    subject=lambda content: content.key,
    check=_refuse_same_name,
    place=lambda _: "",
    unique="subject",
    taken="someone else has just changed this system. Look at their version, then "
    "make your change again.",
)
EVIDENCE = _kind(
    "evidence",
    Evidence,
    noun=("piece of evidence", "pieces of evidence"),
    tidied=vertical.evidence_tidied,
    faults=vertical.evidence_faults,
    subject=lambda content: content.code or content.system,
    check=_refuse_lost(
        lambda content: content.code if content.scope is Scope.NEIGHBOURHOOD else ""
    ),
    place=lambda content: content.code,
)
STEPS = _kind(
    "step",
    Step,
    noun=("entry", "entries"),
    tidied=horizontal.step_tidied,
    faults=horizontal.step_faults,
    subject=lambda content: content.neighbourhood,
    check=_refuse_lost(lambda content: content.neighbourhood),
)
ASSETS = _kind(
    "asset",
    Asset,
    noun=("asset", "assets"),
    tidied=horizontal.asset_tidied,
    faults=horizontal.asset_faults,
    subject=lambda content: content.neighbourhood,
    check=_refuse_lost(lambda content: content.neighbourhood),
)
NOTES = _kind(
    "note",
    Note,
    noun=("note", "notes"),
    tidied=horizontal.note_tidied,
    faults=horizontal.note_faults,
    subject=lambda content: content.subject,
    check=_refuse_lost(lambda content: "" if content.subject.startswith("E") else content.subject),
)
