"""What is worked out once for all readers: lists, estimates, money, records."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np
import streamlit as st

from insight.analysis.money.accounts import Accounts, Filter, accounts, chosen
from insight.analysis.money.chosen_money import Money, Spread, spread
from insight.analysis.money.illustrative import illustrative_ledger
from insight.analysis.ranking import (
    Certainty,
    Ranking,
    RankingChange,
    Wish,
    certainty,
    changes,
    percentiles,
    ranking,
)
from insight.analysis.small_areas import Basis, Published, SmallAreas, published_in, small_areas
from insight.analysis.suggested import Suggestions, picked_by, suggestions
from insight.analysis.targeting import Targeting
from insight.analysis.within_msoas import Within, within_msoas
from insight.analysis.work.illustrative import Setting, illustrative_work
from insight.analysis.work.recorded import (
    Needs,
    Recorded,
    RecordSet,
    Terms,
    own_places,
    place_of,
    systems,
    terms,
)
from insight.analysis.work.worked_example import EXAMPLE_AREA, example_place, example_work
from insight.geography.neighbourhoods import Bounds
from insight.measures.uncertainty import SimulationSettings as ErrorSpread
from insight.measures.uncertainty import draws_for
from insight.pack.catalogue import Level, Provenance
from insight.pages.data.agreement_here import ListsAgree, lists_agree
from insight.pages.investment.ledger import Pairs, undecided
from insight.pages.investment.ledger_plan import Plan, planned
from insight.records.access import Actor
from insight.records.errors import StoreError
from insight.records.kinds.horizontal import Note
from insight.records.kinds.investments import Place
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.ledger import Receipt
from insight.records.place import records_place
from insight.records.record import Record
from insight.records.store import Store, open_store
from insight.shell.hosting import access, journal
from insight.shell.open_packs import load, per_pack
from insight.tables.grid import Grid, read_grid
from insight.tables.ledger_columns import ASKED, Field, is_heading
from insight.tables.ledger_file import Assumed, LedgerReading, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.working_model.work import Work


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The records: the database named by ``INSIGHT_DATABASE_URL``, or a file.

    Raises
    ------
    StoreError
        If the database cannot be opened.
    """
    place = records_place(os.environ)
    return open_store(place.url, folder=place.folder, acting=_acting)


@st.cache_resource(show_spinner=False)
def kept_journal() -> journal.Journal:
    """Counts since the server started."""
    return journal.opened(is_hosted=access.is_hosted())


def account() -> access.Account | None:
    """Who is here; None where nobody signs in.

    Raises
    ------
    SignInError
        If somebody must sign in first.
    StoreError
        If it cannot be looked up whether they signed out.
    """
    if not access.is_hosted():
        return None
    return access.account(lambda: store().sessions, _place_of)


def _acting() -> Actor | None:
    """Asked by the records at each writing."""
    if not access.is_hosted():
        return None
    return access.actor_of(lambda: store().sessions, _place_of)


def _place_of(district: str) -> tuple[frozenset[str], str]:
    """All codes in a district, and what it is called."""
    known = load().known
    lsoas = known.district_of.index[known.district_of.eq(district)]
    msoas = known.msoa_of.loc[lsoas].unique()
    names = known.levels[Level.LOCALITY]["name"]
    name = str(names[district]) if district in names.index else district
    return frozenset((district, *map(str, lsoas), *map(str, msoas))), name


# What follows is worked out once for a set of choices: a change of step, colour or
# page does not work it out again. The upload is known by its checksum.


@per_pack(max_entries=64, show_spinner=False, hash_funcs={Wish: repr})
def ranked(wish: Wish, _published: Published | None, upload: str) -> Ranking:  # noqa: ARG001
    """All areas in order of need."""
    loaded = load()
    return ranking(loaded.pack, loaded.known, wish, published=_published)


@per_pack(max_entries=8, show_spinner=False, hash_funcs={Wish: repr})
def shaken(wish: Wish, _published: Published | None, upload: str) -> Certainty:
    """How sure the ranking is."""
    found = ranked(wish, _published, upload)
    spread = ErrorSpread(draws=draws_for(len(found.table)))
    return certainty(found, spread, _drawn(wish.of_need, upload, found, spread))


@per_pack(max_entries=4, show_spinner=False, hash_funcs={Wish: repr})
def _drawn(
    of_need: Wish,  # noqa: ARG001
    upload: str,  # noqa: ARG001
    _found: Ranking,
    _spread: ErrorSpread,
) -> np.ndarray:
    """Need of every area in every draw, for all lists that are made of that need."""
    return percentiles(_found, _spread)


@per_pack(max_entries=32, show_spinner=False, hash_funcs={Wish: repr})
def other_choices(
    wish: Wish, _published: Published | None, upload: str
) -> tuple[RankingChange, ...]:
    """What would change the list."""
    loaded = load()
    found = ranked(wish, _published, upload)
    return changes(loaded.pack, loaded.known, found, published=_published)


@per_pack(max_entries=64, show_spinner=False, hash_funcs={Wish: repr, Bounds: repr})
def suggested(
    wish: Wish, bounds: Bounds, count: int, _published: Published | None, upload: str
) -> Suggestions:
    """Neighbourhoods that the list suggests."""
    loaded = load()
    found = ranked(wish, _published, upload)
    picked = picked_by(
        loaded.pack, loaded.known, loaded.touching, found, bounds=bounds, count=count
    )
    view = Targeting(loaded.pack, loaded.known, found)
    sure = shaken(wish, _published, upload)
    return suggestions(view, picked, sure)


@per_pack(max_entries=16, show_spinner=False, hash_funcs={Basis: repr})
def small_areas_of(
    basis: Basis,
    _published: Published | None,
    upload: str,  # noqa: ARG001
) -> SmallAreas:
    """Activity levels of every LSOA."""
    loaded = load()
    return small_areas(loaded.pack, loaded.known, basis, published=_published)


HOODS = 10
"""Neighbourhoods suggested unless somebody asks for another number."""


@per_pack(max_entries=4, show_spinner="Comparing the two lists …")
def lists_compared(_published: Published | None, upload: str) -> ListsAgree:
    """The default list by our estimate, and the same by published estimates."""
    loaded = load()
    found = [
        ranked(Wish(basis=Basis(is_published=False)), None, ""),
        ranked(Wish(), _published, upload),
    ]
    picked = [
        picked_by(
            loaded.pack, loaded.known, loaded.touching, each,
            bounds=Bounds(), count=HOODS,
        )
        for each in found
    ]  # fmt: skip
    return lists_agree(found[0], found[1], picked[0], picked[1])


@per_pack(max_entries=1, show_spinner="Trying other sizes …")
def within() -> Within:
    """What other sizes of the residual within MSOAs would do."""
    loaded = load()
    return within_msoas(loaded.pack, loaded.known)


def neighbourhood_names() -> dict[str, str]:
    """Name of every saved neighbourhood, by id.

    Raises
    ------
    StoreError
        If the records cannot be read.
    """
    return {each.id: each.name for each in store().neighbourhoods()}


OWN = "own"
"""The ledger of the records; the other is made up."""


@per_pack(max_entries=3, show_spinner="Adding up the ledger …")
def accounts_of(revision: str, ledger: str) -> Accounts:
    """The ledger, as it is at a revision of the records."""
    loaded = load()
    if ledger == OWN:
        return accounts(store().ledger.entries(), loaded.known, store().neighbourhoods())
    made_up = illustrative_ledger(loaded.pack, loaded.known)
    saved = store().neighbourhoods() if revision else ()
    return accounts(made_up, loaded.known, saved, Provenance.ILLUSTRATIVE)


@dataclass(frozen=True)
class MoneyChoice:
    """Everything that decides what money is looked at, and how."""

    revision: str
    ledger: str
    wanted: Filter
    level: Place
    districts: tuple[str, ...]
    basis: Basis


@per_pack(max_entries=8, show_spinner=False, hash_funcs={MoneyChoice: repr})
def money_of(
    choice: MoneyChoice, _published: Published | None, upload: str
) -> tuple[Money, Spread]:
    """The investments looked at, and where they are."""
    loaded = load()
    whole = accounts_of(choice.revision, choice.ledger)
    view = Money(
        loaded.pack,
        loaded.known,
        small_areas_of(choice.basis, _published, upload),
        chosen(whole, choice.wanted, choice.districts),
        choice.level,
    )
    return view, spread(view)


ILLUSTRATED = 10
"""Neighbourhoods of the illustrative records."""


@per_pack(max_entries=1, show_spinner=False)
def needs() -> Needs:
    """Need of every area by the rule of the partnership, whatever a list is made by."""
    loaded = load()
    found = ranked(Wish(), published_in(loaded.pack), "")
    draws = shaken(Wish(), published_in(loaded.pack), "").percentiles
    people = loaded.pack.table("population")["population"]
    return Needs(found.table["need_pct"], draws, people)


@per_pack(max_entries=4, show_spinner="Gathering the records …")
def recorded_of(revision: str, source: str) -> Recorded:
    """What is recorded of the working model, at a revision of the records."""
    loaded = load()
    pack, known = loaded.pack, loaded.known
    words = terms(pack, known)
    if source == RecordSet.ILLUSTRATIVE:
        return _illustrative(words)
    if source == RecordSet.EXAMPLE:
        return Recorded(
            RecordSet.EXAMPLE,
            example_work(pack, systems(pack, ())),
            (example_place(pack),),
            {},
            replace(words, whole=EXAMPLE_AREA),
        )
    kept = store()
    saved = kept.neighbourhoods()
    pence = accounts_of(revision, OWN).at(Place.NEIGHBOURHOOD).cells["pence"]
    return Recorded(
        RecordSet.OWN,
        Work(
            systems(pack, kept.systems.all()),
            evidence=kept.evidence.all(),
            steps=kept.steps.all(),
            assets=kept.assets.all(),
            notes=kept.notes.all(),
        ),
        own_places(saved, known, needs(), {str(k): int(v) for k, v in pence.items()}),
        {each.id: each.members for each in saved},
        words,
    )


LOOKED_SECONDS = 3
"""For how long nobody looks whether own indicators changed: every rerun needs them."""

AWAY_SECONDS = 30
"""For how long records that did not answer are not asked for them again: each try
may keep a page of the publishers' figures waiting."""


def own_indicators() -> tuple[Record[OwnIndicator], ...] | None:
    """What people of the partnership brought; None where it cannot be read.

    Then the pages of the publishers' figures go on without.
    """
    if _away().is_set():
        return None
    try:
        return _own_looked()
    except StoreError:
        _away().set()
        return None


def look_again() -> None:
    """Show own indicators as they are saved by now."""
    _own_looked.clear()
    _away.clear()


@st.cache_resource(ttl=AWAY_SECONDS, show_spinner=False)
def _away() -> Event:
    """Set when the records did not answer; a new one comes when it is time to ask."""
    return Event()


@st.cache_resource(ttl=LOOKED_SECONDS, show_spinner=False)
def _own_looked() -> tuple[Record[OwnIndicator], ...]:
    return _own_of(store().ledger.revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _own_of(revision: str) -> tuple[Record[OwnIndicator], ...]:  # noqa: ARG001
    return store().own_indicators.all()


@st.cache_resource(max_entries=2, show_spinner=False)
def notes_of(revision: str) -> dict[str, tuple[Record[Note], ...]]:  # noqa: ARG001
    """What people said beside the figures, by what they said it of."""
    found: dict[str, tuple[Record[Note], ...]] = {}
    for each in store().notes.all():
        subject = each.content.subject
        found[subject] = (each, *found.get(subject, ()))
    return found


def _illustrative(words: Terms) -> Recorded:
    """Made-up records in the neighbourhoods that the list suggests."""
    loaded = load()
    found = suggested(Wish(), Bounds(), ILLUSTRATED, published_in(loaded.pack), "").suggested
    settings = [
        Setting(f"example{at:03d}", f"Example: {each.facts.name}", each.facts.members)
        for at, each in enumerate(found, start=1)
    ]
    listed = systems(loaded.pack, ())
    pence = _illustrative_pence(settings)
    return Recorded(
        RecordSet.ILLUSTRATIVE,
        illustrative_work(listed, settings, loaded.known),
        tuple(
            place_of(each.id, each.name, each.members, loaded.known, needs(), pence[each.id])
            for each in settings
        ),
        {each.id: each.members for each in settings},
        words,
    )


def _illustrative_pence(settings: Sequence[Setting]) -> dict[str, int]:
    """Money of the illustrative ledger in the neighbourhoods of the example."""
    loaded = load()
    made_up = accounts(
        illustrative_ledger(loaded.pack, loaded.known),
        loaded.known,
        [each.as_saved() for each in settings],
        Provenance.ILLUSTRATIVE,
    )
    cells = made_up.at(Place.NEIGHBOURHOOD).cells["pence"]
    return {str(key): int(pence) for key, pence in cells.items()}


@per_pack(max_entries=4, show_spinner="Looking for likenesses …")
def pairs_of(revision: str) -> Pairs:
    """Investments that look alike and that nobody decided on."""
    ledger = store().ledger
    return undecided(accounts_of(revision, OWN).table, ledger.decisions())


@st.cache_resource(max_entries=4, show_spinner=False)
def receipts_of(revision: str) -> tuple[Receipt, ...]:  # noqa: ARG001
    """Imports, table edits and undoings."""
    return store().ledger.receipts()


@st.cache_resource(max_entries=2, show_spinner="Reading the file …")
def grid_of(name: str, sha256: str, sheet: str, _content: bytes) -> Grid:  # noqa: ARG001
    """The cells of a file that somebody brought."""
    return read_grid(name, _content, is_heading=is_heading, sheet=sheet or None, asked=ASKED)


@per_pack(max_entries=2, show_spinner="Checking every row …", hash_funcs={Assumed: repr})
def plan_of(
    sha256: str,  # noqa: ARG001
    mapping: tuple[tuple[Field, int], ...],
    assumed: Assumed,
    revision: str,
    _grid: Grid,
) -> tuple[LedgerReading, Plan]:
    """What an import of a file would do to the ledger at a revision."""
    loaded = load()
    area = StudyArea(loaded.pack, loaded.known, store().neighbourhoods())
    reading = read_ledger(_grid, dict(mapping), assumed, area)
    ledger = store().ledger
    whole = accounts_of(revision, OWN)
    return reading, planned(reading, whole.table, ledger.decisions())
