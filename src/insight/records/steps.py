"""What records of every kind have in common: steps of history, faults, texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, Literal, cast

from insight.characters import normalised, refusal, removal_note, seen_key, texts_of
from insight.records.record import Content

Action = Literal["add", "change", "remove", "restore", "undo", "import"]

SPOKEN = {  # names of fields for readers, where they are others
    "defined_by": "definition",
    "on": "date",
    "what": "description",
    "about": "subject",
    "contact_role": "contact role",
    "trained": "number of people trained",
    "workshops": "number of workshops",
    "since": "start date",
    "until": "end date",
    "words": "text",
}

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Change(Generic[Content]):
    """One step in the history of a record."""

    version: int  # the one that this step made
    at: datetime
    who: str
    action: Action
    before: Content | None  # None where it was not there or removed; so `after`
    after: Content | None


@dataclass(frozen=True)
class PastBatch:
    """One import in the history, or the undoing of one."""

    id: str
    at: datetime
    who: str
    action: Action
    records: int  # how many it touched


@dataclass(frozen=True)
class Fault:
    """One rule that a content breaks."""

    field: str
    value: str
    rule: str  # what is wrong and what to do, without full stop

    def sentence(self) -> str:
        """The fault for a reader."""
        return f"The {SPOKEN.get(self.field, self.field)} {self.rule}."


def name_key(name: str) -> str:
    """What two names have in common that a person would take for the same."""
    return seen_key(name)


def shortened(value: str, longest: int = 60) -> str:
    """The beginning of a text, for a message."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


def tidied_text(text: str) -> str:
    """A text of several lines without stray spaces."""
    lines = re.split("\r\n|[\r\n\u2028\u2029]", normalised(text))
    return "\n".join(line.rstrip() for line in lines).strip()


def tidied_line(text: str) -> str:
    """A text of one line without stray spaces."""
    return " ".join(normalised(text).split())


def tidied_fields(content: Content, *, lines: str = "", texts: str = "") -> Content:
    """A content without stray spaces in fields of one and of several lines."""
    tidy = {name: tidied_line(getattr(content, name)) for name in lines.split()}
    tidy |= {name: tidied_text(getattr(content, name)) for name in texts.split()}
    return replace(cast("Any", content), **tidy)


def line_faults(
    field: str, text: str, needed: str = "", *, longest: int = LONGEST_LINE
) -> Iterator[Fault]:
    """What is wrong with a text of one line; `needed` says what to do if blank."""
    yield from _length_faults(field, text, longest, needed)
    yield from character_faults(field, text)


def text_faults(
    field: str, text: str, needed: str = "", *, longest: int = LONGEST_TEXT
) -> Iterator[Fault]:
    """What is wrong with a text of several lines; `needed` as for one line."""
    yield from _length_faults(field, text, longest, needed)
    yield from character_faults(field, text)


def day_faults(field: str, day: date) -> Iterator[Fault]:
    """A year that is a slip of the keyboard."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        rule = f"is in the year {day.year}; use a year from {FIRST_YEAR} to {LAST_YEAR}"
        yield Fault(field, day.isoformat(), rule)


def choice_faults(field: str, value: str, options: Iterable[str]) -> Iterator[Fault]:
    """A value that is none of those that can be chosen."""
    known = tuple(options)
    if value not in known:
        short = shortened(str(value))
        yield Fault(field, short, f"is {short!r}; use one of {', '.join(known)}")


def _length_faults(field: str, text: str, longest: int, needed: str) -> Iterator[Fault]:
    if needed and not text:
        yield Fault(field, "", f"is blank; {needed}")
    elif len(text) > longest:
        rule = f"is {len(text):,} characters long; shorten it to {longest:,} or fewer"
        yield Fault(field, shortened(text), rule)


def character_faults(field: str, text: str) -> Iterator[Fault]:
    """Characters that cannot be shown, and some that no database holds."""
    if rule := refusal(text):
        yield Fault(field, repr(shortened(text)), rule)


def removed_unseen(content: object) -> str:
    """A sentence on the characters of a content that are removed where it is tidied, or nothing."""
    return removal_note(texts_of(content, SPOKEN))
