"""Where a system stands, here and around a place, by what is evidenced up to a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insight.records.kinds.model_terms import LADDER, Scope, Stage
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.working_model.work import Counties, WorkPlace

STALE_MONTHS = 12  # evidence that is older than this many months is stale

Key = tuple[str, Scope, str]  # system, scope, and code of the place


@dataclass(frozen=True)
class StageStatus:
    """How far a system has come somewhere, on one day."""

    stage: Stage | None = None  # the furthest that is evidenced
    evidence: tuple[Record[Evidence], ...] = ()  # the newest first
    latest: date | None = None  # day of the newest
    months: int | None = None  # whole months from then to the day asked for
    is_stale: bool = False  # whether the newest is more than twelve months old

    @property
    def rank(self) -> int:
        """Steps of the ladder that are evidenced, 0 to 4."""
        return rank(self.stage)

    @property
    def is_present(self) -> bool:
        """Whether the system is there at all."""
        return self.stage is not None and self.stage is not Stage.ENDED


def rank(stage: Stage | None) -> int:
    """Place of a stage on the ladder, 0 where it is not on it.

    Examples
    --------
    >>> rank(Stage.EMBED), rank(Stage.PRESENT), rank(None)
    (2, 0, 0)
    """
    return LADDER.index(stage) + 1 if stage in LADDER else 0


def months_between(first: date, second: date) -> int:
    """Whole calendar months from one day to a later one.

    Examples
    --------
    >>> months_between(date(2025, 1, 31), date(2025, 2, 28))
    0
    >>> months_between(date(2025, 3, 9), date(2026, 3, 9))
    12
    """
    months = 12 * (second.year - first.year) + second.month - first.month
    return months - (second.day < first.day)


def standing(evidence: Iterable[Record[Evidence]], day: date) -> StageStatus:
    """Fold the evidence of one system in one place; after "ended" it starts afresh."""
    order = sorted(
        (each for each in evidence if each.content.on <= day),
        key=lambda each: (each.content.on, each.created_at.isoformat(), each.id),
    )
    if not order:
        return StageStatus()
    ends = [at for at, each in enumerate(order) if each.content.stage is Stage.ENDED]
    if ends and ends[-1] == len(order) - 1:
        counts, stage = order, Stage.ENDED
    else:
        counts = order[ends[-1] + 1 :] if ends else order
        stage = max((each.content.stage for each in counts), key=rank)
    latest = counts[-1].content.on
    age = months_between(latest, day), is_older(latest, day, STALE_MONTHS)
    return StageStatus(stage, tuple(reversed(counts)), latest, *age)


def is_older(first: date, second: date, months: int) -> bool:
    """Whether more than so many months lie between two days.

    Examples
    --------
    >>> is_older(date(2025, 3, 9), date(2026, 3, 9), 12)
    False
    >>> is_older(date(2025, 3, 9), date(2026, 3, 10), 12)
    True
    """
    apart = 12 * (second.year - first.year) + second.month - first.month
    return (apart, second.day) > (months, first.day)


@dataclass(frozen=True)
class StageStatuses:
    """Where every system stands, in every place and over every wider area."""

    by_key: Mapping[Key, StageStatus]  # by system, scope and code
    counties: Counties  # of each district that lies in one

    def here(self, system: str, place: str) -> StageStatus:
        """In one neighbourhood."""
        return self.by_key.get((system, Scope.NEIGHBOURHOOD, place), StageStatus())

    def around(self, system: str, place: WorkPlace) -> tuple[Scope | None, StageStatus]:
        """Over the wider area around the whole place in which the system has come furthest."""
        return furthest(
            (scope, self.by_key.get((system, scope, code), StageStatus()))
            for scope, code in _wider(place.districts, self.counties)
        )

    def anywhere(self, system: str) -> tuple[Scope | None, StageStatus]:
        """Over the wider area, wherever it is, in which it has come furthest."""
        return furthest(
            (wide, each)
            for wide in Scope
            if wide is not Scope.NEIGHBOURHOOD
            for (name, scope, _), each in self.by_key.items()
            if name == system and scope is wide
        )


def standings(evidence: Sequence[Record[Evidence]], day: date, counties: Counties) -> StageStatuses:
    """Fold all evidence up to a day."""
    parts: dict[Key, list[Record[Evidence]]] = defaultdict(list)
    for each in evidence:
        content = each.content
        if content.on <= day:
            parts[content.system, content.scope, content.code].append(each)
    return StageStatuses({key: standing(some, day) for key, some in parts.items()}, counties)


def furthest(found: Iterable[tuple[Scope, StageStatus]]) -> tuple[Scope | None, StageStatus]:
    """The standing that has come furthest, the first of equals."""
    there = [(scope, each) for scope, each in found if each.stage is not None]
    return max(there, key=lambda one: _height(one[1]), default=(None, StageStatus()))


def _height(one: StageStatus) -> int:
    """What has ended is lower than what is only there."""
    return one.rank if one.is_present else -1


def _wider(districts: Sequence[str], counties: Counties) -> list[tuple[Scope, str]]:
    """The wider areas that all of a place lies in, the widest first."""
    wider = [(Scope.AREA, "")]
    homes = {counties.get(code, "") for code in districts}
    if len(homes) == 1 and "" not in homes:
        wider.append((Scope.COUNTY, homes.pop()))
    if len(districts) == 1:
        wider.append((Scope.DISTRICT, districts[0]))
    return wider
