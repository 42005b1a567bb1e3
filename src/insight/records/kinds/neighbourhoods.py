"""Saved neighbourhoods as values, and the rules that each must keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from insight.pack.contracts import LSOA
from insight.records.record import Record
from insight.records.steps import (
    Fault,
    choice_faults,
    line_faults,
    shortened,
    text_faults,
    tidied_line,
    tidied_text,
)

LONGEST_NAME = 120
LONGEST_TEXT = 4_000  # of a description, or of how a neighbourhood was defined


class Status(StrEnum):
    """How far a neighbourhood has come towards being one that is worked in."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True)
class Draft:
    """The content of a neighbourhood: what a person writes, and may undo."""

    name: str  # unique among those not removed, whatever its capitals and spaces
    description: str
    members: tuple[str, ...]  # by ``lsoa21cd``
    defined_by: str  # how its members were chosen, in words
    status: Status = Status.PROPOSED


@dataclass(frozen=True)
class Neighbourhood(Record[Draft]):
    """A neighbourhood as it is saved, with the words of its content."""

    @property
    def description(self) -> str:
        """Plain text for readers."""
        return self.content.description

    @property
    def members(self) -> tuple[str, ...]:
        """Its LSOAs, sorted and each once."""
        return self.content.members

    @property
    def defined_by(self) -> str:
        """How its members were chosen."""
        return self.content.defined_by

    @property
    def status(self) -> Status:
        """How far it has come."""
        return self.content.status

    @property
    def draft(self) -> Draft:
        """Its content alone, from which to begin a change."""
        return self.content

    @property
    def called(self) -> str:
        """Its name in quotation marks."""
        return repr(self.name)


@dataclass(frozen=True)
class Batch:
    """What one import, or the undoing of one, did."""

    id: str  # empty if it did nothing
    added: tuple[Neighbourhood, ...] = ()
    changed: tuple[Neighbourhood, ...] = ()
    removed: tuple[Neighbourhood, ...] = ()
    unchanged: tuple[Neighbourhood, ...] = ()


def tidied(draft: Draft) -> Draft:
    """The draft without stray spaces, its members upper-case, sorted and once."""
    return replace(
        draft,
        name=tidied_line(draft.name),
        description=tidied_text(draft.description),
        members=tuple(sorted({tidied_line(member).upper() for member in draft.members})),
        defined_by=tidied_text(draft.defined_by),
        status=Status(draft.status) if draft.status in set(Status) else draft.status,
    )


def faults(draft: Draft) -> tuple[Fault, ...]:
    """Every rule that a tidied draft breaks; none if it can be saved."""
    return (
        *line_faults("name", draft.name, "give the neighbourhood a name", longest=LONGEST_NAME),
        *text_faults("description", draft.description, longest=LONGEST_TEXT),
        *_member_faults(draft.members),
        *text_faults("defined_by", draft.defined_by, longest=LONGEST_TEXT),
        *choice_faults("status", draft.status, Status),
    )


def _member_faults(members: tuple[str, ...]) -> Iterator[Fault]:
    if not members:
        yield Fault("members", "", "are missing; choose at least one LSOA")
    wrong = [member for member in members if not re.fullmatch(LSOA, member, re.ASCII)]
    if wrong:
        first = shortened(wrong[0])
        rule = f"include {len(wrong)} of {len(members)} codes that are not LSOAs in England"
        yield Fault("members", first, f"{rule}, first {first!r}; use codes such as E01013600")
