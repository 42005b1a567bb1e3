"""Everything that is recorded of the working model, at one moment or up to a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from insight.pack.catalogue import Provenance
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record


@dataclass(frozen=True)
class Listed:
    """One system as the partnership lists it."""

    key: str  # by which evidence names it
    name: str
    words: str  # what belongs to it


@dataclass(frozen=True)
class Work:
    """What is recorded, without what was removed."""

    systems: tuple[Listed, ...]  # in the order of the list
    evidence: tuple[Record[Evidence], ...] = ()  # as all others in the order of their days
    steps: tuple[Record[Step], ...] = ()
    assets: tuple[Record[Asset], ...] = ()
    notes: tuple[Record[Note], ...] = ()
    provenance: Provenance = Provenance.RECORD

    def on(self, day: date) -> "Work":
        """What is dated no later than a day, whenever entered; of the assets, those then there."""
        return replace(
            self,
            evidence=tuple(each for each in self.evidence if each.content.on <= day),
            steps=tuple(each for each in self.steps if each.content.on <= day),
            assets=tuple(each for each in self.assets if is_there(each.content, day)),
            notes=tuple(each for each in self.notes if each.recorded_on <= day),
        )

    def of(self, neighbourhood: str) -> "Work":
        """What is recorded of one neighbourhood alone."""
        here, scope = neighbourhood, Scope.NEIGHBOURHOOD
        inside = (each for each in self.evidence if each.content.scope is scope)
        return replace(
            self,
            evidence=tuple(each for each in inside if each.content.code == here),
            steps=tuple(each for each in self.steps if each.content.neighbourhood == here),
            assets=tuple(each for each in self.assets if each.content.neighbourhood == here),
            notes=tuple(each for each in self.notes if each.content.subject == here),
        )


@dataclass(frozen=True)
class WorkPlace:
    """A neighbourhood as a row of the matrix."""

    id: str
    name: str
    districts: tuple[str, ...]  # codes of those that it lies in
    need: float | None = None  # mean place of its residents' areas, 100 for the greatest
    chance: float | None = None  # share of the draws (0 to 1) in which `need` is high
    pence: int = 0  # recorded in it


Counties = Mapping[str, str]
"""County of each district that lies in one; unitary districts are left out."""


def is_there(asset: Asset, day: date) -> bool:
    """Whether an asset is there on a day."""
    return asset.since <= day and (asset.until is None or day <= asset.until)
