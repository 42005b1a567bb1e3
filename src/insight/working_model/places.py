"""The record of one neighbourhood: its steps, outcomes and assets on any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insight.records.kinds.horizontal import Asset, Step
from insight.records.kinds.model_terms import OUTCOMES, STEPS, Progress
from insight.records.record import Record
from insight.working_model.stage_status import STALE_MONTHS, StageStatus, is_older, standings
from insight.working_model.work import Work


@dataclass(frozen=True)
class TermState:
    """Where one step or outcome stands."""

    key: str  # of the step or outcome
    progress: Progress | None  # by the latest entry
    entries: tuple[Record[Step], ...]  # up to the day, the newest first
    is_stale: bool  # whether the latest is more than twelve months old

    @property
    def latest(self) -> Record[Step] | None:
        """The newest entry."""
        return self.entries[0] if self.entries else None


@dataclass(frozen=True)
class PlaceState:
    """The record of a neighbourhood as it stood on a day."""

    steps: tuple[TermState, ...]
    outcomes: tuple[TermState, ...]
    assets: tuple[Record[Asset], ...]
    systems: Mapping[str, StageStatus]  # where each system ever recorded there stood, by key


def place_state(work: Work, place: str, day: date) -> PlaceState:
    """The record of one neighbourhood on a day."""
    own = work.of(place).on(day)
    known = standings(own.evidence, day, {})
    return PlaceState(
        tuple(_term(own, key, day) for key in STEPS),
        tuple(_term(own, key, day) for key in OUTCOMES),
        own.assets,
        {system: each for (system, _, _), each in known.by_key.items()},
    )


def moments(work: Work, place: str) -> tuple[date, ...]:
    """The days on which a record changed; an asset that ended, on the day after its last."""
    own = work.of(place)
    assets = [each.content for each in own.assets]
    days = {each.content.on for each in own.evidence} | {each.content.on for each in own.steps}
    days |= {each.since for each in assets}
    days |= {each.until + timedelta(days=1) for each in assets if each.until is not None}
    return tuple(sorted(days))


def _term(own: Work, key: str, day: date) -> TermState:
    entries = sorted(
        (each for each in own.steps if each.content.about == key),
        key=lambda each: (each.content.on, each.created_at, each.id),
        reverse=True,
    )
    if not entries:
        return TermState(key, None, (), is_stale=False)
    newest = entries[0].content
    is_stale = is_older(newest.on, day, STALE_MONTHS)
    return TermState(key, newest.progress, tuple(entries), is_stale=is_stale)
