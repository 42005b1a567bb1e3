"""Words for stages, scopes, days and flags of the working model."""

from datetime import date

from insight.analysis.work.recorded import Recorded
from insight.records.kinds.horizontal import Step
from insight.records.kinds.model_terms import NoteKind, Progress, Scope, Stage
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.words import counted
from insight.working_model.stage_status import StageStatus

STAGE_WORDS = {
    Stage.PRESENT: "Present",
    Stage.FOUNDATIONS: "Foundations",
    Stage.EMBED: "Embed",
    Stage.REDESIGN: "Redesign",
    Stage.SO_WHAT: "So what",
    Stage.ENDED: "Ended",
}

PROGRESS_WORDS = {
    Progress.BEGUN: "Begun",
    Progress.IN_PLACE: "In place",
    Progress.SET_BACK: "Set back",
}

NOTE_WORDS = {NoteKind.LOCAL: "Local knowledge", NoteKind.WRONG: "Reported error"}


def day_words(day: date) -> str:
    """A day for a reader, such as “9 March 2026”."""
    return f"{day.day} {day:%B %Y}"


def entry_words(one: Record[Evidence] | Record[Step]) -> dict[str, str]:
    """What evidence and entries have in common, as cells of a table."""
    return {
        "on": day_words(one.content.on),
        "what": one.content.what,
        "source": one.content.source,
        "entered": f"{one.changed_by}, {day_words(one.changed_at.date())}",
    }


def standing_words(found: StageStatus) -> str:
    """Stage and freshness in one phrase, such as “Embed, 9 March 2026”."""
    if found.stage is None or found.latest is None:
        return "nothing recorded"
    words = f"{STAGE_WORDS[found.stage]}, {day_words(found.latest)}"
    if found.is_stale and found.is_present:
        words += f" (out of date, {counted(found.months or 0, 'month')} old)"
    return words


def short_standing(found: StageStatus) -> str:
    """Stage and month for a narrow column, such as “Embed, Mar 2026”."""
    if found.stage is None or found.latest is None:
        return "–"
    mark = " (out of date)" if found.is_stale and found.is_present else ""
    return f"{STAGE_WORDS[found.stage]}, {found.latest:%b %Y}{mark}"


def around_words(recorded: Recorded, reach: Scope | None, found: StageStatus) -> str:
    """How far a system has come around a place, in words; empty if nowhere."""
    if reach is None or found.stage is None:
        return ""
    newest = found.evidence[0].content
    where = recorded.scope_words(reach, newest.code)
    return f"{standing_words(found)}, in {where}"
