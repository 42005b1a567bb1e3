"""A record of any kind as it is saved, and new content for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What every content tells of itself."""

    @property
    def name(self) -> str:
        """What it is called in a message."""


RECORD_ID = "[0-9a-z]{10}"  # what the id of a saved record looks like

Content = TypeVar("Content", bound=Named)  # what a person writes of a record, and may undo


@dataclass(frozen=True)
class Record(Generic[Content]):
    """A record as it is saved."""

    id: str  # short, random, and fit for a URL; never used again
    version: int  # 1 when added; each change of any kind adds 1
    content: Content
    created_at: datetime  # in UTC, as `changed_at`
    created_by: str
    changed_at: datetime
    changed_by: str
    is_removed: bool

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return self.content.name

    @property
    def called(self) -> str:
        """Its name as a sentence holds it."""
        return self.name

    @property
    def recorded_on(self) -> date:
        """Day on which it was entered, which may be long after what it tells of."""
        return self.created_at.date()


@dataclass(frozen=True)
class Edit(Generic[Content]):
    """New content for a record, and the version that it was made from."""

    id: str
    version: int
    content: Content
