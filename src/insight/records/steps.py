"""What records of every kind have in common: steps of history, faults, texts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

Action = Literal["add", "change", "remove", "restore", "undo", "import"]

Content = TypeVar("Content")
"""What a person writes of a record, and may undo."""


@dataclass(frozen=True)
class Change(Generic[Content]):
    """One step in the history of a record.

    Attributes
    ----------
    version
        The version that this step made.
    at
        Moment in UTC.
    who
        Who did it.
    action
        What they did.
    before, after
        The content on either side; None where it was not there or removed.
    """

    version: int
    at: datetime
    who: str
    action: Action
    before: Content | None
    after: Content | None


@dataclass(frozen=True)
class PastBatch:
    """One import in the history, or the undoing of one.

    Attributes
    ----------
    id
        By which the whole of it can be undone.
    at
        Moment in UTC.
    who
        Who did it.
    action
        ``import`` or ``undo``.
    records
        How many records it touched.
    """

    id: str
    at: datetime
    who: str
    action: Action
    records: int


@dataclass(frozen=True)
class Fault:
    """One rule that a content breaks.

    Attributes
    ----------
    field
        Name of the field of the content.
    value
        What stands there, shortened.
    rule
        What is wrong and what to do, without full stop.
    """

    field: str
    value: str
    rule: str

    def sentence(self) -> str:
        """The fault for a reader.

        Examples
        --------
        >>> Fault("name", "", "is blank; give it one").sentence()
        'The name is blank; give it one.'
        """
        return f"The {self.field.replace('defined_by', 'definition')} {self.rule}."


def name_key(name: str) -> str:
    """What two names have in common that a person would take for the same.

    Examples
    --------
    >>> name_key("St Mary’s  QUAY") == name_key(" St mary’s Quay")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def shortened(value: str, longest: int = 60) -> str:
    """The beginning of a text, for a message.

    Examples
    --------
    >>> shortened("abcdef", 4)
    'abc…'
    """
    return value if len(value) <= longest else value[: longest - 1] + "…"


def tidied_text(text: str) -> str:
    """A text of several lines without stray spaces."""
    lines = re.split("\r\n|\r|\n", unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip() for line in lines).strip()


def character_faults(field: str, text: str, *, allowed: str) -> Iterator[Fault]:
    """PostgreSQL holds no NUL, and no database half a surrogate pair."""
    strange = [
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed
    ]
    if strange:
        yield Fault(
            field,
            repr(shortened(text)),
            f"holds {len(strange)} characters that cannot be shown, "
            f"first {strange[0]!r}; take them out",
        )
