"""Next conversations: whom to speak to about which place, in order, with reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from insight.analysis.work.matrix import cell_key
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.records.kinds.investments import pounds
from insight.words import counted, out_of_hundred
from insight.working_model.conversations import Conversation, conversations
from insight.working_model.matrix import Flag, Matrix

RULE = (
    "Order: neighbourhoods of high need without any system; then systems embedded "
    "around a neighbourhood of high need but absent in it; then places with money and "
    "no system; then stale evidence, the oldest first; then the other absences. Within "
    "each, the greatest need first."
)


@dataclass(frozen=True)
class Talk:
    """One conversation in words.

    Attributes
    ----------
    title
        With whom, about where.
    reason
        Why, with what that rests on.
    flag
        Kind of gap.
    cell
        Key of the cell that it is about; empty where it is about a whole row.
    """

    title: str
    reason: str
    flag: str
    cell: str


def talks(recorded: Recorded, found: Matrix) -> tuple[Talk, ...]:
    """Every conversation that a matrix suggests, the first first."""
    return tuple(_talk(recorded, each) for each in conversations(found))


def first_words(found: Sequence[Talk]) -> str:
    """The first conversation in a line; empty if there is none."""
    return f"{found[0].title}. {found[0].reason}" if found else ""


def _talk(recorded: Recorded, one: Conversation) -> Talk:
    system = one.system.name if one.system else "Any system"
    reasons = {
        Flag.NO_SYSTEM: _no_system,
        Flag.ABSENT: _absent,
        Flag.MONEY: _money,
        Flag.STALE: _stale,
    }
    return Talk(
        f"{system}, about {one.place.name}",
        reasons[one.kind](recorded, one),
        str(one.kind),
        cell_key(one.place.id, one.system.key) if one.system else "",
    )


def _no_system(recorded: Recorded, one: Conversation) -> str:
    said = f"{_need(one)} No system is recorded there."
    around = _around(recorded, one)
    if around:
        return f"{said} {around}"
    if one.places and one.system:
        return (
            f"{said} {one.system.name} is the one present in most other "
            f"neighbourhoods ({one.places})."
        )
    return said


def _absent(recorded: Recorded, one: Conversation) -> str:
    return f"{_around(recorded, one)} Nothing is recorded of it here. {_need(one)}"


def _money(recorded: Recorded, one: Conversation) -> str:
    said = (
        f"{pounds(one.place.pence)} is recorded here and no system: ask those who "
        "spend it which system works with them."
    )
    return f"{said} {_around(recorded, one)}".strip()


def _stale(recorded: Recorded, one: Conversation) -> str:  # noqa: ARG001 - alike
    if one.evidence is None:
        return "Its newest evidence is stale: ask whether it still holds."
    content = one.evidence.content
    return (
        f"Its newest evidence here ({STAGE_WORDS[content.stage]}) is of "
        f"{day_words(content.on)}: ask whether it still holds, and what came of it."
    )


def _need(one: Conversation) -> str:
    if one.place.chance is None:
        return ""
    return f"Need is high in {out_of_hundred(one.place.chance)} simulations."


def _around(recorded: Recorded, one: Conversation) -> str:
    if one.evidence is None or one.reach is None or one.system is None:
        return ""
    content = one.evidence.content
    where = recorded.scope_words(one.reach, content.code)
    others = (
        f" and is present in {counted(one.places, 'other neighbourhood')}" if one.places else ""
    )
    return (
        f"{one.system.name} is at “{STAGE_WORDS[content.stage]}” in {where} "
        f"({day_words(content.on)}){others}."
    )
