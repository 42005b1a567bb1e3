"""The horizontal: steps, outcomes and assets of neighbourhoods; local knowledge."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from insight.pack.contracts import LSOA
from insight.records.kinds.model_terms import OUTCOMES, STEPS, AssetKind, NoteKind, Progress
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

AREA_CODE = "E0[1-9][0-9]{6}"  # of an LSOA, MSOA or district

PERSONAL = re.compile(r"\S@\S|(?:\+|\b0)\d[\d\s-]{8,}\d")  # an e-mail address or a telephone number


@dataclass(frozen=True, slots=True)
class Step:
    """One dated entry about a step, or an outcome, in a neighbourhood."""

    neighbourhood: str
    about: str  # key of a step or an outcome
    progress: Progress
    what: str
    on: date
    source: str = ""  # where it can be looked up, or who saw it by role

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return f"the entry of {self.on:%d %B %Y}"


@dataclass(frozen=True, slots=True)
class Asset:
    """Somebody or something that a neighbourhood can build on."""

    neighbourhood: str
    name: str  # a role, not a person's name
    kind: AssetKind
    system: str  # key, or empty
    lsoa21cd: str  # or empty
    longitude: float | None
    latitude: float | None
    contact_role: str  # whom to speak to, by role
    since: date
    until: date | None = None  # None while it is there
    source: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody who knows a place says beside a figure; it changes no figure."""

    subject: str  # code of an area, or id of a neighbourhood
    kind: NoteKind
    about: str  # what figure it speaks of, in words
    words: str
    reason: str  # how the person knows
    answer: str = ""

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return "the note"


def step_tidied(content: Step) -> Step:
    """The entry without stray spaces."""
    return tidied_fields(content, lines="source", texts="what")


def step_faults(content: Step) -> tuple[Fault, ...]:
    """Every rule that a tidied entry breaks; none if it can be saved."""
    return (
        *_neighbourhood_faults(content.neighbourhood),
        *choice_faults("about", content.about, (*STEPS, *OUTCOMES)),
        *choice_faults("progress", content.progress, Progress),
        *text_faults("what", content.what, "say what happened"),
        *day_faults("on", content.on),
        *line_faults("source", content.source),
    )


def asset_tidied(content: Asset) -> Asset:
    """The asset without stray spaces."""
    tidy = tidied_fields(content, lines="name contact_role source")
    return replace(tidy, lsoa21cd=tidied_line(content.lsoa21cd).upper())


def asset_faults(content: Asset) -> tuple[Fault, ...]:
    """Every rule that a tidied asset breaks; none if it can be saved."""
    return (
        *_neighbourhood_faults(content.neighbourhood),
        *line_faults("name", content.name, "say what it is called"),
        *choice_faults("kind", content.kind, AssetKind),
        *line_faults("contact_role", content.contact_role),
        *line_faults("source", content.source),
        *_personal_faults("name", content.name),
        *_personal_faults("contact_role", content.contact_role),
        *_where_faults(content),
        *day_faults("since", content.since),
        *_until_faults(content),
    )


def note_tidied(content: Note) -> Note:
    """The note without stray spaces."""
    tidy = tidied_fields(content, lines="about", texts="words reason answer")
    return replace(tidy, subject=tidied_line(content.subject))


def note_faults(content: Note) -> tuple[Fault, ...]:
    """Every rule that a tidied note breaks; none if it can be saved."""
    return (
        *_subject_faults(content.subject),
        *choice_faults("kind", content.kind, NoteKind),
        *line_faults("about", content.about),
        *text_faults("words", content.words, "say what you know"),
        *text_faults("reason", content.reason, "say how you know"),
        *text_faults("answer", content.answer),
    )


def _neighbourhood_faults(id: str) -> Iterator[Fault]:  # noqa: A002
    if not re.fullmatch(RECORD_ID, id, re.ASCII):
        yield Fault("neighbourhood", id, "is missing; choose a saved one")


def _subject_faults(subject: str) -> Iterator[Fault]:
    if not re.fullmatch(f"{AREA_CODE}|{RECORD_ID}", subject, re.ASCII):
        yield Fault("subject", subject, "is not an area; choose an area or a neighbourhood")


def _personal_faults(field: str, text: str) -> Iterator[Fault]:
    """Roles are kept, not people's addresses."""
    if PERSONAL.search(text):
        rule = "contains an email address or telephone number; give the role instead"
        yield Fault(field, text, rule)


def _where_faults(content: Asset) -> Iterator[Fault]:
    if content.lsoa21cd and not re.fullmatch(LSOA, content.lsoa21cd, re.ASCII):
        yield Fault("place", content.lsoa21cd, "is not an LSOA code")
    if (content.longitude is None) != (content.latitude is None):
        yield Fault("place", "", "needs both longitude and latitude, or neither")
    elif content.longitude is not None and content.latitude is not None:
        is_england = -7 < content.longitude < 2 and 49 < content.latitude < 56
        if not is_england:
            yield Fault("place", "", "is not in England; check longitude and latitude")


def _until_faults(content: Asset) -> Iterator[Fault]:
    if content.until is not None:
        yield from day_faults("until", content.until)
        if content.until < content.since:
            last = f"{content.until:%d/%m/%Y}"
            yield Fault("until", last, f"is {last}, before {content.since:%d/%m/%Y}")
