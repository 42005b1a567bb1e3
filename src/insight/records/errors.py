"""What can go wrong with the records, in words for the person who meets it."""

from datetime import datetime
from typing import Protocol

from insight.errors import InsightError


class Saved(Protocol):
    """What every saved record tells of itself."""

    @property
    def name(self) -> str:
        """What it is called in a message."""

    @property
    def version(self) -> int:
        """Counted up by each change."""

    @property
    def changed_at(self) -> datetime:
        """Moment in UTC of the last change."""

    @property
    def changed_by(self) -> str:
        """Who made it."""

    @property
    def is_removed(self) -> bool:
        """Whether that change removed it."""


class RecordError(InsightError):
    """What a person wants to save breaks a rule; nothing was saved."""


class StoreError(InsightError):
    """The database cannot be used as it is."""


class ConflictError(InsightError):
    """Somebody else changed the record in the meantime; nothing was saved."""

    def __init__(self, theirs: Saved, mine: object, seen: int) -> None:
        self.theirs = theirs
        self.mine = mine
        self.seen = seen
        deed = "removed" if theirs.is_removed else "changed"
        super().__init__(
            f"Nothing was saved: {theirs.name!r} was {deed} by {theirs.changed_by} "
            f"on {theirs.changed_at:%d %B %Y at %H:%M} UTC and is now at version "
            f"{theirs.version}, while this change was made from version {seen}. "
            "Compare the two, then save again."
        )
