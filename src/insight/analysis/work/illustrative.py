"""An illustrative record of the working model: seeded, made anew, never saved."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from insight.geography.levels import Places
from insight.pack.catalogue import Level, Provenance
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import (
    LADDER,
    OUTCOMES,
    STEPS,
    AssetKind,
    ChangeKind,
    NoteKind,
    Progress,
    Scope,
    Stage,
)
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.kinds.vertical import Evidence
from insight.records.record import Content, Record
from insight.working_model.work import Listed, Work

SEED = 20_250_102
LAST_DAY = date(2025, 12, 31)
"""Day up to which the example tells; it is shown as it stood then."""
DAYS = 900
"""How far back it reaches."""
WHO = "Example officer"
MADE_UP = "Example data, not real"
MOST_SYSTEMS = 0.55
"""Of the systems, the share present in the neighbourhood where most are."""

WHAT = {
    Stage.PRESENT: "Example: staff of this system work here",
    Stage.FOUNDATIONS: "Example: leaders agreed why activity adds value to the service",
    Stage.EMBED: "Example: questions about activity are part of every assessment",
    Stage.REDESIGN: "Example: the service was redesigned with residents",
    Stage.SO_WHAT: "Example: the effect was reviewed with residents",
    Stage.ENDED: "Example: the post ended and was not filled again",
}

ASSETS = (
    ("Example walking group", AssetKind.GROUP, "Volunteer leader"),
    ("Example primary school", AssetKind.SCHOOL, "Head teacher"),
    ("Example park", AssetKind.GREEN, "Park ranger"),
    ("Example community hall", AssetKind.FACILITY, "Hall manager"),
    ("Example library", AssetKind.LIBRARY, "Librarian"),
    ("Example activity champion", AssetKind.CHAMPION, "Champion"),
    ("Example church hall", AssetKind.FAITH, "Warden"),
)


def setting(id: str, name: str, members: tuple[str, ...]) -> Neighbourhood:  # noqa: A002
    """A neighbourhood of the example, as if it were saved; its LSOAs are real."""
    draft = Draft(name, "", members, MADE_UP, Status.ACTIVE)
    return Neighbourhood(**vars(_record(id, draft, LAST_DAY)))


def illustrative_work(
    systems: Sequence[Listed], settings: Sequence[Neighbourhood], known: Places
) -> Work:
    """Made-up work in some neighbourhoods, the same for the same pack; texts begin “Example”."""
    maker = _Maker()
    for at, system in enumerate(systems):
        maker.wide(system.key, at, known)
    for at, hood in enumerate(settings):
        maker.place(hood, systems, at / max(len(settings) - 1, 1))
    return Work(
        tuple(systems),
        evidence=tuple(sorted(maker.evidence, key=lambda each: each.content.on)),
        steps=tuple(sorted(maker.steps, key=lambda each: each.content.on)),
        assets=tuple(sorted(maker.assets, key=lambda each: each.content.since)),
        notes=tuple(maker.notes),
        provenance=Provenance.ILLUSTRATIVE,
    )


class _Maker:
    """Draws records, each with an id of its own."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.evidence: list[Record[Evidence]] = []
        self.steps: list[Record[Step]] = []
        self.assets: list[Record[Asset]] = []
        self.notes: list[Record[Note]] = []
        self._count = 0

    def wide(self, system: str, at: int, known: Places) -> None:
        """How far a system has come, over the whole area or in one district."""
        districts = [str(code) for code in known.levels[Level.LOCALITY].index]
        is_whole = self.chance.random() < 0.5
        scope = Scope.AREA if is_whole else Scope.DISTRICT
        code = "" if is_whole else self.chance.choice(districts)
        self._ladder(system, scope, code, LADDER[: at % 4 + 1])

    def place(self, hood: Neighbourhood, systems: Sequence[Listed], least: float) -> None:
        """What goes on in one neighbourhood; `least` from 0 (most) to 1 (nothing)."""
        count = round(MOST_SYSTEMS * len(systems) * (1 - least))
        for system in self.chance.sample(list(systems), count):
            last = self.chance.choice((Stage.PRESENT, *LADDER[:3]))
            reached = LADDER[: LADDER.index(last) + 1] if last in LADDER else (last,)
            self._ladder(system.key, Scope.NEIGHBOURHOOD, hood.id, reached)
        for key in (*STEPS[: round(7 * (1 - least))], *OUTCOMES[: round(4 * (1 - least))]):
            day, progress = self._day(), self.chance.choice((Progress.BEGUN, Progress.IN_PLACE))
            step = Step(hood.id, key, progress, "Example: what happened here", day, MADE_UP)
            self.steps.append(self._record(step, day))
        for name, kind, role in ASSETS[: 1 + round(6 * (1 - least))]:
            since, home = self._day(), self.chance.choice(hood.members)
            where = "", home, None, None, role, since, None
            asset = Asset(hood.id, name, kind, *where, MADE_UP)
            self.assets.append(self._record(asset, since))
        if least in (0, 1):
            words = "Example: an estate here is missed by the average of its LSOA"
            reason = "Example: officers walk there every week"
            note = Note(hood.id, NoteKind.LOCAL, "", words, reason)
            self.notes.append(self._record(note, LAST_DAY - timedelta(days=40)))

    def _ladder(self, system: str, scope: Scope, code: str, stages: Sequence[Stage]) -> None:
        """One stage after another."""
        days = sorted(self._day() for _ in stages)
        for stage, day in zip(stages, days, strict=True):
            told = ("condition1",), (ChangeKind.PRACTICES,), WHAT[stage], day, MADE_UP
            content = Evidence(system, scope, code, stage, *told)
            if stage is Stage.EMBED:
                workshops, trained = self.chance.randint(3, 6), self.chance.randint(8, 40)
                skills = (ChangeKind.SKILLS,)
                content = replace(content, changes=skills, workshops=workshops, trained=trained)
            self.evidence.append(self._record(content, day))

    def _day(self) -> date:
        # The square pulls towards the last day, so that most of it is fresh.
        return LAST_DAY - timedelta(days=int(DAYS * self.chance.random() ** 2))

    def _record(self, content: Content, day: date) -> Record[Content]:
        self._count += 1
        return _record(f"example{self._count:03d}", content, day)


def _record(id: str, content: Content, day: date) -> Record[Content]:  # noqa: A002
    about = datetime.combine(day, time(12), UTC), WHO
    return Record(id, 1, content, *about, *about, is_removed=False)
