"""The ledger and the working model as recorded, at a revision of the records."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from insight.analysis.money.accounts import Accounts, accounts
from insight.analysis.money.illustrative import illustrative_ledger
from insight.analysis.ranking import Wish
from insight.analysis.small_areas import published_in
from insight.analysis.work.illustrative import illustrative_work, setting
from insight.analysis.work.recorded import (
    Needs,
    Recorded,
    RecordSet,
    Terms,
    all_systems,
    own_places,
    systems,
    terms,
)
from insight.analysis.work.worked_example import EXAMPLE_AREA, example_place, example_work
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import Level, Provenance
from insight.records.kinds.horizontal import Note
from insight.records.kinds.investments import Place
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.records.record import Record
from insight.shell import kept_records
from insight.shell.kept_ledger import own_accounts
from insight.shell.kept_records import neighbourhood_names, store
from insight.shell.open_packs import load, per_pack
from insight.shell.study import ranked, simulated, suggested
from insight.working_model.work import Work

FEW_DISTRICTS = 15
ILLUSTRATED = 10
"""Neighbourhoods of the example with the greatest need, beside one of each other district."""


def accounts_of(revision: str, source: str) -> Accounts:
    """The ledger, as it is at a revision of the records; the source slides have none."""
    return _made_up() if source == RecordSet.ILLUSTRATIVE else own_accounts(revision)


@per_pack(max_entries=1, show_spinner="Adding up investments…")
def _made_up() -> Accounts:
    loaded = load()
    made_up = illustrative_ledger(loaded.pack, loaded.known)
    return accounts(made_up, loaded.known, example_neighbourhoods(), Provenance.ILLUSTRATIVE)


@per_pack(max_entries=1, show_spinner=False)
def example_neighbourhoods() -> tuple[Neighbourhood, ...]:
    """Those that the example works in, as if they were saved; each begins “Example”."""
    loaded = load()
    published, bounds = published_in(loaded.pack), Bounds()
    found = suggested(Wish(fill=True), bounds, ILLUSTRATED, published, "").suggested
    # The work thins out towards the last: every district has one near the front.
    first = {each.facts.districts[0]: each for each in reversed(found)}
    districts = list(map(str, loaded.known.levels[Level.LOCALITY].index))
    for district in districts if len(districts) <= FEW_DISTRICTS else ():
        if district not in first:
            wish = Wish(fill=True, districts=(district,))
            for each in suggested(wish, bounds, 1, published, "").suggested:
                first[district] = each
    others = (each for each in found if each not in first.values())
    return tuple(
        setting(f"example{at:03d}", f"Example: {each.facts.name}", each.facts.members)
        for at, each in enumerate((*first.values(), *others), start=1)
    )


def neighbourhoods_of(source: str, *, with_removed: bool = False) -> tuple[Neighbourhood, ...]:
    """The saved neighbourhoods, or those of the example."""
    if source == RecordSet.ILLUSTRATIVE:
        return example_neighbourhoods()
    return store().neighbourhoods(with_removed=with_removed)


def neighbourhood_of(source: str, id: str) -> Neighbourhood | None:  # noqa: A002
    """One of them; None if the example has no such neighbourhood."""
    if source == RecordSet.ILLUSTRATIVE:
        return next((each for each in example_neighbourhoods() if each.id == id), None)
    return store().neighbourhood(id)


def notes_of(source: str) -> Mapping[str, tuple[Record[Note], ...]]:
    """What people said beside the figures, by what they said it of."""
    if source != RecordSet.ILLUSTRATIVE:
        return kept_records.notes_of(store().ledger.revision())
    found: dict[str, tuple[Record[Note], ...]] = defaultdict(tuple)
    for each in recorded_of("", source).work.notes:
        found[each.content.subject] += (each,)
    return found


@per_pack(max_entries=1, show_spinner=False)
def needs() -> Needs:
    """Need of every area by the rule of the partnership, whatever a list is made by."""
    pack = load().pack
    found = ranked(Wish(), published_in(pack), "")
    draws = simulated(Wish(), published_in(pack), "").percentiles
    return Needs(found.table["need_pct"], draws, pack.table("population")["population"])


@per_pack(max_entries=4, show_spinner="Getting the records…")
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
    pence = accounts_of(revision, RecordSet.OWN).at(Place.NEIGHBOURHOOD).cells["pence"]
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


def record_names() -> dict[str, str]:
    """What records name by a key or a code: areas, systems, terms and neighbourhoods."""
    pack, known, kept = load().pack, load().known, store()
    found = {**known.titles, **known.county_names, **neighbourhood_names()}
    found |= {key: each.name for key, each in all_systems(pack, kept.systems.all()).items()}
    return found | (dict(terms(pack, known).titles) if pack.is_usable("approach") else {})


def _illustrative(words: Terms) -> Recorded:
    """Made-up records and money in the neighbourhoods of the example."""
    pack, known, settings = load().pack, load().known, example_neighbourhoods()
    cells = accounts_of("", RecordSet.ILLUSTRATIVE).at(Place.NEIGHBOURHOOD).cells["pence"]
    return Recorded(
        RecordSet.ILLUSTRATIVE,
        illustrative_work(systems(pack, ()), settings, known),
        own_places(settings, known, needs(), {str(k): int(v) for k, v in cells.items()}),
        {each.id: each.members for each in settings},
        words,
    )
