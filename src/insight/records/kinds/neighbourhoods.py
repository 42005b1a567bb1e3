"""Saved neighbourhoods as values, and the rules that each must keep."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from insight.pack.contracts import LSOA
from insight.records.steps import Fault, character_faults, shortened, tidied_text

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
class Neighbourhood:
    """A neighbourhood as it is saved."""

    id: str
    version: int
    name: str
    description: str
    members: tuple[str, ...]
    defined_by: str
    status: Status
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    is_removed: bool

    @property
    def draft(self) -> Draft:
        """Its content alone, from which to begin a change."""
        return Draft(self.name, self.description, self.members, self.defined_by, self.status)


@dataclass(frozen=True)
class Batch:
    """What one import, or the undoing of one, did."""

    id: str  # empty if it did nothing
    added: tuple[Neighbourhood, ...] = ()
    changed: tuple[Neighbourhood, ...] = ()
    removed: tuple[Neighbourhood, ...] = ()
    unchanged: tuple[Neighbourhood, ...] = ()


def tidied(draft: Draft) -> Draft:
    """The draft without stray spaces, its members upper-case, sorted and once.

    Examples
    --------
    >>> tidied(Draft(" New  Parks ", "", ("e01000002", "E01000001"), "by hand"))
    ... # doctest: +NORMALIZE_WHITESPACE
    Draft(name='New Parks', description='', members=('E01000001', 'E01000002'),
          defined_by='by hand', status=<Status.PROPOSED: 'proposed'>)
    """
    return replace(
        draft,
        name=" ".join(unicodedata.normalize("NFC", draft.name).split()),
        description=tidied_text(draft.description),
        members=tuple(sorted({member.strip().upper() for member in draft.members})),
        defined_by=tidied_text(draft.defined_by),
    )


def faults(draft: Draft) -> tuple[Fault, ...]:
    """Every rule that a tidied draft breaks; none if it can be saved.

    Examples
    --------
    >>> [fault.field for fault in faults(Draft("", "", (), ""))]
    ['name', 'members']
    """
    return (
        *_name_faults(draft.name),
        *_text_faults("description", draft.description),
        *_member_faults(draft.members),
        *_text_faults("defined_by", draft.defined_by),
        *_status_faults(draft.status),
    )


def _name_faults(name: str) -> Iterator[Fault]:
    if not name:
        yield Fault("name", name, "is blank; give the neighbourhood a name")
    elif len(name) > LONGEST_NAME:
        yield Fault(
            "name",
            shortened(name),
            f"has {len(name):,} characters, at most {LONGEST_NAME} fit; shorten it",
        )
    yield from character_faults("name", name, allowed="")


def _text_faults(field: str, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield Fault(
            field,
            shortened(text),
            f"has {len(text):,} characters, at most {LONGEST_TEXT:,} fit; shorten it",
        )
    yield from character_faults(field, text, allowed="\n\t")


def _member_faults(members: tuple[str, ...]) -> Iterator[Fault]:
    if not members:
        yield Fault("members", "", "are missing; choose at least one LSOA")
    wrong = [member for member in members if not re.fullmatch(LSOA, member, re.ASCII)]
    if wrong:
        first = shortened(wrong[0])
        yield Fault(
            "members",
            first,
            f"hold {len(wrong)} of {len(members)} codes that are not those of an "
            f"English LSOA, first {first!r}; use codes such as E01013600",
        )


def _status_faults(status: str) -> Iterator[Fault]:
    if status not in set(Status):
        yield Fault(
            "status",
            shortened(str(status)),
            f"is {shortened(str(status))!r}; use one of {', '.join(Status)}",
        )
