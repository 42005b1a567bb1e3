"""Next conversations: whom to speak to about which place, in order, with reasons."""

from dataclasses import dataclass

from insight.analysis.work.matrix import cell_key
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.records.kinds.investments import about_pounds
from insight.words import counted, out_of_hundred
from insight.working_model.conversations import Conversation, conversations
from insight.working_model.matrix import Flag, Matrix

RULE = (
    "Order of the list: first, neighbourhoods with high need and no system. Second, systems "
    "embedded around a neighbourhood with high need but absent from it. Third, neighbourhoods "
    "with investment but no system. Fourth, evidence that is out of date, the oldest first. "
    "Last, other gaps. Within each group, the highest need comes first."
)

ASK = " Ask whether it still applies and what came of it."


@dataclass(frozen=True)
class Talk:
    """One conversation in words; `cell` is its key, empty where it is about a whole row."""

    title: str
    reason: str
    flag: str
    cell: str


def talks(recorded: Recorded, found: Matrix) -> tuple[Talk, ...]:
    """Every conversation that a matrix suggests, the first first.

    The need of a place is said with the first about it, and what to ask of old evidence once.
    """
    every = conversations(found)
    places = [one.place.id for one in every]
    stale = next((at for at, one in enumerate(every) if one.kind is Flag.STALE), None)
    return tuple(
        Talk(
            f"{one.system.name if one.system else 'Any system'}, about {one.place.name}",
            _reason(recorded, one, says_need=one.place.id not in places[:at])
            + (ASK if at == stale else ""),
            str(one.kind),
            cell_key(one.place.id, one.system.key) if one.system else "",
        )
        for at, one in enumerate(every)
    )


def _reason(recorded: Recorded, one: Conversation, *, says_need: bool) -> str:
    if one.kind is Flag.STALE:
        return _stale(one)
    around, chance = _around(recorded, one), one.place.chance
    need = ""
    if chance is not None and says_need:
        need = f"Need is high in {out_of_hundred(chance)} simulations."
    if one.kind is Flag.ABSENT:
        return f"{around} Nothing is recorded here. {need}".rstrip()
    if one.kind is Flag.MONEY:
        said = (
            f"{about_pounds(one.place.pence)} of investment is recorded here but no system. Ask "
            "the funded organisations which system works with them."
        )
        return f"{said} {around}".strip()
    said = f"{need} No system is recorded here.".lstrip()
    if not around and one.places and one.system:
        around = (
            f"{one.system.name} is the system present in most other neighbourhoods ({one.places})."
        )
    return f"{said} {around}".rstrip()


def _stale(one: Conversation) -> str:
    name = one.system.name if one.system else "a system"
    if one.evidence is None:
        return f"The latest evidence for {name} is out of date."
    content = one.evidence.content
    return (
        f"The latest evidence for {name} here ({STAGE_WORDS[content.stage]}) is from "
        f"{day_words(content.on)}."
    )


def _around(recorded: Recorded, one: Conversation) -> str:
    if one.evidence is None or one.reach is None or one.system is None:
        return ""
    content = one.evidence.content
    where, others = recorded.scope_words(one.reach, content.code), ""
    if one.places:
        others = f". It is present in {counted(one.places, 'other neighbourhood')}"
    return (
        f"The system “{one.system.name}” is at the {STAGE_WORDS[content.stage]} stage in {where} "
        f"({day_words(content.on)}){others}."
    )
