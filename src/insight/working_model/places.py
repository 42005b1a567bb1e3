"""The record of one neighbourhood: its steps, outcomes and assets on any day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insight.records.kinds.horizontal import Asset, Step
from insight.records.kinds.model_terms import OUTCOMES, STEPS, Progress
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.working_model.stage_status import STALE_MONTHS, StageStatus, is_older, standings
from insight.working_model.work import Work

Dated = Record[Evidence] | Record[Step] | Record[Asset]


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

    day: date
    steps: tuple[TermState, ...]
    outcomes: tuple[TermState, ...]
    assets: tuple[Record[Asset], ...]
    systems: Mapping[str, StageStatus]  # where each system ever recorded there stood, by key


@dataclass(frozen=True)
class ChangeDay:
    """A day on which the record of a neighbourhood changed."""

    day: date
    records: tuple[Dated, ...]


def place_state(work: Work, place: str, day: date) -> PlaceState:
    """The record of one neighbourhood on a day."""
    own = work.of(place).on(day)
    known = standings(own.evidence, day, {})
    return PlaceState(
        day,
        tuple(_term(own, key, day) for key in STEPS),
        tuple(_term(own, key, day) for key in OUTCOMES),
        own.assets,
        {system: each for (system, _, _), each in known.by_key.items()},
    )


def moments(work: Work, place: str) -> tuple[ChangeDay, ...]:
    """The days on which a record changed; an asset that ended, on the day after its last."""
    days: dict[date, list[Dated]] = defaultdict(list)
    own = work.of(place)
    for evidence in own.evidence:
        days[evidence.content.on].append(evidence)
    for step in own.steps:
        days[step.content.on].append(step)
    for asset in own.assets:
        days[asset.content.since].append(asset)
        if asset.content.until is not None:
            days[asset.content.until + timedelta(days=1)].append(asset)
    return tuple(ChangeDay(day, tuple(days[day])) for day in sorted(days))


def _term(own: Work, key: str, day: date) -> TermState:
    entries = sorted(
        (each for each in own.steps if each.content.about == key),
        key=lambda each: (each.content.on, each.created_at, each.id),
        reverse=True,
    )
    if not entries:
        return TermState(key, None, (), is_stale=False)
    newest = entries[0].content
    return TermState(
        key, newest.progress, tuple(entries), is_stale=is_older(newest.on, day, STALE_MONTHS)
    )
