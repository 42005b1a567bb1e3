"""The ledger and the working model as recorded, at a revision of the records."""

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
from insight.pack.catalogue import Provenance
from insight.records.kinds.investments import Place
from insight.shell.kept_ledger import own_accounts
from insight.shell.kept_records import neighbourhood_names, store
from insight.shell.open_packs import load, per_pack
from insight.shell.study import ranked, simulated, suggested
from insight.working_model.work import Work

OWN_LEDGER = "own"
"""The ledger of the records; the other is made up."""
ILLUSTRATED = 10


def accounts_of(revision: str, ledger: str) -> Accounts:
    """The ledger, as it is at a revision of the records."""
    return own_accounts(revision) if ledger == OWN_LEDGER else _made_up(revision)


@per_pack(max_entries=2, show_spinner="Adding up investments…")
def _made_up(revision: str) -> Accounts:
    loaded = load()
    made_up = illustrative_ledger(loaded.pack, loaded.known)
    saved = store().neighbourhoods() if revision else ()
    return accounts(made_up, loaded.known, saved, Provenance.ILLUSTRATIVE)


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
    pence = accounts_of(revision, OWN_LEDGER).at(Place.NEIGHBOURHOOD).cells["pence"]
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
    """Made-up records and money in the neighbourhoods that the list suggests."""
    pack, known = load().pack, load().known
    found = suggested(Wish(fill=True), Bounds(), ILLUSTRATED, published_in(pack), "").suggested
    settings = [
        setting(f"example{at:03d}", f"Example: {each.facts.name}", each.facts.members)
        for at, each in enumerate(found, start=1)
    ]
    made_up = illustrative_ledger(pack, known)
    pence = accounts(made_up, known, settings, Provenance.ILLUSTRATIVE)
    cells = pence.at(Place.NEIGHBOURHOOD).cells["pence"]
    return Recorded(
        RecordSet.ILLUSTRATIVE,
        illustrative_work(systems(pack, ()), settings, known),
        own_places(settings, known, needs(), {str(k): int(v) for k, v in cells.items()}),
        {each.id: each.members for each in settings},
        words,
    )
