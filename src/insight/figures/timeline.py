"""The record of one neighbourhood over time, lane by lane: one for screen and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MARGIN = timedelta(days=30)
"""Before the first day that is drawn, and after the last."""


@dataclass(frozen=True)
class Event:
    """Something that is dated, as people wrote it, in a lane (0 at the top)."""

    day: date
    lane: int
    words: str


@dataclass(frozen=True)
class TimelineChart:
    """Events in any order, as on a day; what is later than it is drawn hollow."""

    events: Sequence[Event]
    day: date
    lanes: Sequence[str]

    @property
    def newest_first(self) -> list[Event]:
        """The events in the order in which they are listed."""
        return sorted(self.events, key=lambda each: (each.day, -each.lane), reverse=True)

    @property
    def later(self) -> int:
        """How many are later than the day."""
        return sum(each.day > self.day for each in self.events)

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of the axis."""
        days = [self.day, *(each.day for each in self.events)]
        return min(days) - MARGIN, max(days) + MARGIN

    def marks(self, lane: int) -> dict[date, list[str]]:
        """Words of each day of a lane: several of one day are one mark."""
        days: dict[date, list[str]] = {}
        for each in self.events:
            if each.lane == lane:
                days.setdefault(each.day, []).append(each.words)
        return dict(sorted(days.items()))
