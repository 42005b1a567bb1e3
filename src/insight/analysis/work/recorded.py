"""Everything recorded of the working model, with what the pages need to show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from insight.geography.levels import Places
from insight.measures.uncertainty import chance_above
from insight.pack.catalogue import ESTIMATE_TABLES, Level, Licence, Provenance, Source
from insight.pack.pack import Pack
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.neighbourhoods import Neighbourhood, Status
from insight.records.kinds.vertical import System
from insight.records.record import Record
from insight.statement import Provided
from insight.words import listed as listed_words
from insight.working_model.work import Listed, Work, WorkPlace

HIGH_NEED = 80.0
"""Place among all areas (100 for the greatest need) from which need is high."""

ENTERED = Licence(
    "own", "Entered", "Entered by the partnership", "", "Records belong to the partnership."
)
MADE_UP = Licence("made-up", "Example data", "Not real", "", "Example data is not real.")
"""What stands for a licence of records."""


class RecordSet(StrEnum):
    """Which records are looked at; they never mix."""

    OWN = "own"
    ILLUSTRATIVE = "illustrative"
    EXAMPLE = "example"


@dataclass(frozen=True)
class Terms:
    """Words of the model, as the pack has them."""

    titles: Mapping[str, str]  # of each condition, step and outcome, by its key, as `words`
    words: Mapping[str, str]
    county_of: Mapping[str, str]  # of each district that lies in one
    names: Mapping[str, str]  # of districts and counties, by code
    whole: str  # the whole area, as its people abbreviate it


@dataclass(frozen=True, eq=False)
class Recorded:
    """The work with the places that it is about, and the LSOAs of each place."""

    source: RecordSet
    work: Work
    places: tuple[WorkPlace, ...]
    members: Mapping[str, tuple[str, ...]]
    terms: Terms

    @property
    def is_own(self) -> bool:
        """Whether they can be added to and changed."""
        return self.source is RecordSet.OWN

    @property
    def is_illustrative(self) -> bool:
        """Whether they are made up."""
        return self.work.provenance is Provenance.ILLUSTRATIVE

    def place(self, id: str) -> WorkPlace | None:  # noqa: A002 - the record's word
        """One of the places, if it is among them."""
        return next((each for each in self.places if each.id == id), None)

    def system(self, key: str) -> Listed | None:
        """One of the systems, if it is on the list."""
        return next((each for each in self.work.systems if each.key == key), None)

    def system_name(self, key: str) -> str:
        """What a system is called; its key if it is not on the list."""
        system = self.system(key)
        return system.name if system else key

    @property
    def names(self) -> dict[str, str]:
        """What its records name by a key or a code: terms, areas, systems and places."""
        systems = {each.key: each.name for each in self.work.systems}
        places = {each.id: each.name for each in self.places}
        return {**self.terms.titles, **self.terms.names, **systems, **places}

    def within(self, districts: Sequence[str]) -> tuple[WorkPlace, ...]:
        """The places that lie in some districts, in all if none is given."""
        if not districts:
            return self.places
        return tuple(each for each in self.places if set(each.districts) & set(districts))

    def scope_words(self, scope: Scope | None, code: str = "") -> str:
        """How far an evidence reaches, in words; `scope` and `code` as it has them."""
        if scope is Scope.AREA:
            return self.terms.whole
        if scope is Scope.NEIGHBOURHOOD:
            place = self.place(code)
            return place.name if place else "a neighbourhood that was removed"
        return self.terms.names.get(code, code)


def records_provided(recorded: Recorded, pack: Pack, *, has_need: bool) -> Provided:
    """Where records come from, and need with them where it is shown."""
    provenance = recorded.work.provenance
    if recorded.source is RecordSet.EXAMPLE:
        return Provided((pack.sources["model_examples"],), provenance, pack.version)
    who, title, licence = pack.about.partnership, "records of the working model", ENTERED
    short, period = f"records of {who}", "as entered"
    if recorded.is_illustrative:
        who, title, licence = "Insight", f"example {title}", MADE_UP
        short, period = "example records", "not real"
    own = Source("records", who, title, short, period, "", licence, "", "", "", "")
    needed = pack.sources_of(*ESTIMATE_TABLES) if has_need else ()
    return Provided((own, *needed), provenance, pack.version)


def terms(pack: Pack, known: Places) -> Terms:
    """The model's words out of a pack; `ContractError` if its table cannot be used."""
    rows = pack.table("approach")
    rows = rows[rows["section"].isin(("condition", "step", "outcome"))]
    districts = known.levels[Level.LOCALITY]["name"]
    return Terms(
        titles={str(key): str(title) for key, title in rows["title"].items()},
        words={str(key): str(words) for key, words in rows["words"].items()},
        county_of=known.counties,
        names={str(key): str(name) for key, name in districts.items()} | {**known.county_names},
        whole=pack.about.short_title,
    )


def systems(pack: Pack, changes: Sequence[Record[System]]) -> tuple[Listed, ...]:
    """The list of systems: the pack's, with what the partnership changed."""
    return tuple(
        Listed(key, system.name, system.words)
        for key, system in all_systems(pack, changes).items()
        if system.is_used
    )


def all_systems(pack: Pack, changes: Sequence[Record[System]]) -> dict[str, System]:
    """Every system, in order, those too that were put away; by key."""
    found: dict[str, System] = {}
    if pack.is_usable("systems"):
        for key, row in pack.table("systems").iterrows():
            what = str(key), str(row["name"]), str(row["words"]), int(row["position"])
            found[str(key)] = System(*what, is_used=True)
    for change in changes:
        key = change.content.key or change.id
        found[key] = replace(change.content, key=key)
    return dict(sorted(found.items(), key=lambda it: (it[1].position, it[1].name, it[0])))


@dataclass(frozen=True, eq=False)
class Needs:
    """How great the need of every area is, and how sure that is."""

    percentile: pd.Series  # place of each LSOA among all, 100 for the greatest need
    draws: np.ndarray  # the same in every draw: one row a draw, columns as `percentile`
    residents: pd.Series  # people of each LSOA


def own_places(
    saved: Sequence[Neighbourhood], known: Places, needs: Needs, pence: Mapping[str, int]
) -> tuple[WorkPlace, ...]:
    """The neighbourhoods that are worked in or may be, with need and money by id."""
    return tuple(
        _place(each, known, needs, pence.get(each.id, 0))
        for each in saved
        if not each.is_removed and each.status is not Status.CLOSED
    )


def _place(hood: Neighbourhood, known: Places, needs: Needs, pence: int) -> WorkPlace:
    """A neighbourhood as a row of the matrix; need is the mean over its residents."""
    inside = [code for code in hood.members if code in known.district_of.index]
    homes = tuple(str(code) for code in known.district_of.loc[inside].unique())
    people = needs.residents.where(needs.residents.index.isin(inside), 0)
    if not people.sum():
        return WorkPlace(hood.id, hood.name, homes, pence=pence)
    shares = (people / people.sum()).to_numpy(dtype="float32")
    need = float(needs.percentile.to_numpy() @ shares)
    sure = chance_above(needs.draws, shares, HIGH_NEED)
    return WorkPlace(hood.id, hood.name, homes, need, sure, pence)


def where_words(recorded: Recorded, place: WorkPlace) -> str:
    """The districts of a place, in words."""
    names = [recorded.terms.names.get(code, code) for code in place.districts]
    return listed_words(names) or "outside the study area"
