"""What can go wrong with the records, in words for the person who meets it."""

from typing import Any

from insight.errors import InsightError
from insight.records.record import Record


class RecordError(InsightError):
    """What a person wants to save breaks a rule; nothing was saved."""


class StoreError(InsightError):
    """The database cannot be used as it is."""


class MissingError(StoreError):
    """There are no records where they should be, and nobody said that empty ones will do."""


class ConflictError(InsightError):
    """Somebody else changed the record in the meantime; nothing was saved."""

    def __init__(self, theirs: Record[Any], mine: object, seen: int) -> None:
        self.theirs = theirs
        self.mine = mine  # None where none was sent, as when removing
        self.seen = seen  # the version that the change was made from
        deed = "removed" if theirs.is_removed else "changed"
        super().__init__(
            f"Nothing was saved. {theirs.name!r} was {deed} by {theirs.changed_by} on "
            f"{theirs.changed_at:%d %B %Y at %H:%M} UTC, while you were working on it. You changed "
            f"version {seen}, and it is now version {theirs.version}. Compare the two, then save "
            "again."
        )
