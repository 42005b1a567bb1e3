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
    """One system as the partnership lists it.

    Attributes
    ----------
    key
        By which evidence names it.
    name, words
        What people call it, and what belongs to it.
    """

    key: str
    name: str
    words: str


@dataclass(frozen=True)
class Work:
    """What is recorded, without what was removed.

    Attributes
    ----------
    systems
        In the order of the list.
    evidence, steps, assets, notes
        Records of each kind, in the order of their days.
    provenance
        Real records, or made up.
    """

    systems: tuple[Listed, ...]
    evidence: tuple[Record[Evidence], ...] = ()
    steps: tuple[Record[Step], ...] = ()
    assets: tuple[Record[Asset], ...] = ()
    notes: tuple[Record[Note], ...] = ()
    provenance: Provenance = Provenance.RECORD

    def on(self, day: date) -> "Work":
        """What is dated no later than a day; of the assets, those then there.

        What was entered later but tells of an earlier day is there: the day is that
        of the event. `Record.recorded_on` says when it was entered.
        """
        return replace(
            self,
            evidence=tuple(each for each in self.evidence if each.content.on <= day),
            steps=tuple(each for each in self.steps if each.content.on <= day),
            assets=tuple(each for each in self.assets if is_there(each.content, day)),
            notes=tuple(each for each in self.notes if each.recorded_on <= day),
        )

    def of(self, neighbourhood: str) -> "Work":
        """What is recorded of one neighbourhood alone."""
        return replace(
            self,
            evidence=tuple(
                each
                for each in self.evidence
                if each.content.scope is Scope.NEIGHBOURHOOD and each.content.code == neighbourhood
            ),
            steps=tuple(each for each in self.steps if each.content.neighbourhood == neighbourhood),
            assets=tuple(
                each for each in self.assets if each.content.neighbourhood == neighbourhood
            ),
            notes=tuple(each for each in self.notes if each.content.subject == neighbourhood),
        )


@dataclass(frozen=True)
class WorkPlace:
    """A neighbourhood as a row of the matrix.

    Attributes
    ----------
    id, name
        Of the saved neighbourhood.
    districts
        Codes of the districts that it lies in.
    need
        Mean over its residents of the place of their area among all, 100 for the
        greatest need; None where it is not known.
    chance
        Share of the draws (0 to 1) in which `need` is high; None likewise.
    pence
        Money that is recorded in it.
    """

    id: str
    name: str
    districts: tuple[str, ...]
    need: float | None = None
    chance: float | None = None
    pence: int = 0


Counties = Mapping[str, str]
"""County of each district that lies in one; unitary districts are left out."""


def is_there(asset: Asset, day: date) -> bool:
    """Whether an asset is there on a day."""
    return asset.since <= day and (asset.until is None or day <= asset.until)
