"""The vertical: systems, and evidence of how far each has come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from insight.pack.contracts import DISTRICT
from insight.records.kinds.model_terms import CONDITIONS, ChangeKind, Scope, Stage
from insight.records.record import RECORD_ID
from insight.records.steps import (
    Fault,
    choice_faults,
    day_faults,
    line_faults,
    text_faults,
    tidied_fields,
    tidied_line,
)

COUNTY = "E10[0-9]{6}"
MOST_COUNTED = 100_000  # workshops, or people trained: what is more is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class System:
    """One system of the partnership's list, such as adult social care."""

    key: str  # by which evidence names it; empty for one that was added, named by its id
    name: str
    words: str  # what belongs to it
    position: int  # 1 for the first
    is_used: bool  # evidence of one that is not stays


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a system has come to a stage somewhere."""

    system: str
    scope: Scope
    code: str  # of a county or district, id of a neighbourhood, or empty for all
    stage: Stage
    conditions: tuple[str, ...]  # keys
    changes: tuple[ChangeKind, ...]
    what: str
    on: date  # day on which it had changed
    source: str
    workshops: int | None = None
    trained: int | None = None

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return f"the evidence of {self.on:%d %B %Y}"


def system_tidied(content: System) -> System:
    """The system without stray spaces."""
    return tidied_fields(content, lines="name", texts="words")


def system_faults(content: System) -> tuple[Fault, ...]:
    """Every rule that a tidied system breaks."""
    return (
        *line_faults("name", content.name, "give the system a name"),
        *text_faults("words", content.words),
        *_count_faults("position", content.position, 1, 999),
    )


def evidence_tidied(content: Evidence) -> Evidence:
    """The evidence without stray spaces, its lists each once and in order."""
    return replace(
        tidied_fields(content, lines="source", texts="what"),
        code=tidied_line(content.code),
        conditions=tuple(key for key in CONDITIONS if key in content.conditions),
        changes=tuple(kind for kind in ChangeKind if kind in content.changes),
    )


def evidence_faults(content: Evidence) -> tuple[Fault, ...]:
    """Every rule that tidied evidence breaks; none if it can be saved."""
    return (
        *line_faults("system", content.system, "choose one"),
        *text_faults("what", content.what, "say what changed, because a stage needs evidence"),
        *line_faults("source", content.source, "say where the evidence can be found"),
        *day_faults("on", content.on),
        *_scope_faults(content),
        *_count_faults("workshops", content.workshops),
        *_count_faults("trained", content.trained),
    )


CODES = {
    Scope.AREA: ("", "no code"),
    Scope.COUNTY: (COUNTY, "the code of a county"),
    Scope.DISTRICT: (DISTRICT, "a district"),
    Scope.NEIGHBOURHOOD: (RECORD_ID, "a saved neighbourhood"),
}


def _scope_faults(content: Evidence) -> Iterator[Fault]:
    yield from choice_faults("scope", content.scope, Scope)
    yield from choice_faults("stage", content.stage, Stage)
    pattern, wanted = CODES.get(content.scope, ("", ""))
    if not re.fullmatch(pattern, content.code, re.ASCII):
        yield Fault("place", content.code, f"is {content.code!r}; give {wanted}")
    if content.stage is Stage.PRESENT and content.scope is not Scope.NEIGHBOURHOOD:
        rule = "“present” is for one neighbourhood; choose a stage of the process"
        yield Fault("stage", content.stage, rule)


def _count_faults(
    field: str, count: int | None, least: int = 0, most: int = MOST_COUNTED
) -> Iterator[Fault]:
    if count is not None and not least <= count <= most:
        yield Fault(field, str(count), f"must be from {least} to {most:,}")
