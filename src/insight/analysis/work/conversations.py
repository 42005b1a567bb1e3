"""Next conversations: whom to speak to about which place, in order, with reasons."""

from dataclasses import dataclass

from insight.analysis.work.matrix import cell_key
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.records.kinds.investments import pounds
from insight.words import counted, out_of_hundred
from insight.working_model.conversations import Conversation, conversations
from insight.working_model.matrix import Flag, Matrix

RULE = (
    "Order of the list: first, neighbourhoods with high need and no system. Second, systems "
    "embedded around a neighbourhood with high need but absent from it. Third, neighbourhoods "
    "with investment but no system. Fourth, evidence that is out of date, the oldest first. "
    "Last, other gaps. Within each group, the highest need comes first."
)


@dataclass(frozen=True)
class Talk:
    """One conversation in words; `cell` is its key, empty where it is about a whole row."""

    title: str
    reason: str
    flag: str
    cell: str


def talks(recorded: Recorded, found: Matrix) -> tuple[Talk, ...]:
    """Every conversation that a matrix suggests, the first first."""
    return tuple(
        Talk(
            f"{one.system.name if one.system else 'Any system'}, about {one.place.name}",
            _reason(recorded, one),
            str(one.kind),
            cell_key(one.place.id, one.system.key) if one.system else "",
        )
        for one in conversations(found)
    )


def _reason(recorded: Recorded, one: Conversation) -> str:
    if one.kind is Flag.STALE:
        return _stale(one)
    around, chance = _around(recorded, one), one.place.chance
    need = "" if chance is None else f"Need is high in {out_of_hundred(chance)} simulations."
    if one.kind is Flag.ABSENT:
        return f"{around} Nothing is recorded for it here. {need}"
    if one.kind is Flag.MONEY:
        said = (
            f"{pounds(one.place.pence)} of investment is recorded here but no system. Ask the "
            "funded organisations which system works with them."
        )
        return f"{said} {around}".strip()
    said = f"{need} No system is recorded there."
    if not around and one.places and one.system:
        around = (
            f"{one.system.name} is the system present in most other neighbourhoods ({one.places})."
        )
    return f"{said} {around}".rstrip()


def _stale(one: Conversation) -> str:
    if one.evidence is None:
        return "Its latest evidence is out of date. Ask whether it still applies."
    content = one.evidence.content
    return (
        f"Its latest evidence here ({STAGE_WORDS[content.stage]}) is from "
        f"{day_words(content.on)}. Ask whether it still applies and what came of it."
    )


def _around(recorded: Recorded, one: Conversation) -> str:
    if one.evidence is None or one.reach is None or one.system is None:
        return ""
    content = one.evidence.content
    where, others = recorded.scope_words(one.reach, content.code), ""
    if one.places:
        others = f" and is present in {counted(one.places, 'other neighbourhood')}"
    return (
        f"{one.system.name} is at “{STAGE_WORDS[content.stage]}” in {where} "
        f"({day_words(content.on)}){others}."
    )
