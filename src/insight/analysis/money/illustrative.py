"""An illustrative ledger: seeded, plausible, made anew each time and never saved."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.records.kinds.entries import ENTRY_COLUMNS, as_table
from insight.records.kinds.investments import Counted, Entry, Form, Part, Place, fingerprint
from insight.records.plain import to_json

SEED = 20_250_101
ENTRIES = 90
YEARS = (2023, 2024, 2025)
PARTS_OF = 6

FUNDERS = ("Example Trust", "Example Council", "Example Health Board", "Example Lottery")
PROGRAMMES = ("Example small grants", "Example places", "Example facilities")
KINDS = ("community group", "sports club", "school", "charity", "council")
PURPOSES = (
    "Walking group",
    "Equipment and coaching",
    "Opening a hall in the evenings",
    "Women’s sessions",
    "Repair of a pitch",
)
SMALL = (500, 1_200, 2_500, 5_000, 9_800, 20_000)
LARGE = (25_000, 60_000, 120_000)

LEVELS = (
    (Place.LSOA, 0.62),
    (Place.WARD, 0.08),
    (Place.DISTRICT, 0.18),
    (Place.AREA, 0.08),
    (Place.ELSEWHERE, 0.02),
    (Place.UNKNOWN, 0.02),
)


def illustrative_ledger(pack: Pack, known: Places) -> pd.DataFrame:
    """A table of made-up investments in real places, the same of the same pack."""
    chance = random.Random(SEED)
    ranks = pack.table("deprivation")["imd_rank"].sort_values()
    districts = [str(code) for code in known.levels[Level.LOCALITY].index]
    entries = [_entry(chance, at, ranks, districts) for at in range(1, ENTRIES + 1)]
    wholes = [each for each in entries if each.place is Place.DISTRICT][:PARTS_OF]
    parts = [_part(chance, at, whole, known) for at, whole in enumerate(wholes, 1)]
    return as_table([_row(entry) for entry in entries + parts])


def _entry(chance: random.Random, at: int, ranks: pd.Series, districts: list[str]) -> Entry:
    levels, weights = zip(*LEVELS, strict=True)
    place = chance.choices(levels, weights)[0]
    codes, pounds = _where(chance, place, ranks, districts)
    start = date(chance.choice(YEARS), chance.randint(1, 12), 1)
    counted = chance.choice([None, Counted.ATTENDANCES, Counted.PARTICIPANTS])
    return Entry(
        reference=f"EXAMPLE-{at:03d}",
        funder=chance.choice(FUNDERS),
        programme=chance.choice(PROGRAMMES),
        recipient=f"Example organisation {at}",
        recipient_kind=chance.choice(KINDS),
        purpose=chance.choice(PURPOSES),
        amount_pence=100 * pounds,
        form=Form.IN_KIND if chance.random() < 0.1 else Form.CASH,
        part=Part.MATCHED if chance.random() < 0.5 else Part.CORE,
        start=start,
        end=start.replace(year=start.year + 1),
        place=place,
        codes=codes,
        parent="",
        count=chance.randint(40, 900) if counted else None,
        counted=counted,
        source="Example data, not real",
        note="",
    )


def _where(
    chance: random.Random, place: Place, ranks: pd.Series, districts: Sequence[str]
) -> tuple[tuple[str, ...], int]:
    """Codes at a level, and pounds; deprived areas are drawn a little more often."""
    if place is Place.LSOA:
        # The square pulls towards the front, where the most deprived stand.
        at = int(len(ranks) * chance.random() ** 1.5)
        return (str(ranks.index[at]),), chance.choice(SMALL)
    if place is Place.WARD:
        home = chance.choice(districts)
        return (f"Example ward {chance.randint(1, 9)} ({home})",), chance.choice(SMALL)
    if place is Place.DISTRICT:
        return (chance.choice(districts),), chance.choice(LARGE)
    return (), chance.choice(LARGE)


def _part(chance: random.Random, at: int, whole: Entry, known: Places) -> Entry:
    """A tenth of a district-wide investment, of which the place is known."""
    homes = known.district_of
    inside = [str(code) for code in homes.index[homes.eq(whole.codes[0])]]
    return replace(
        whole,
        reference=f"EXAMPLE-PART-{at}",
        parent=whole.reference,
        amount_pence=whole.amount_pence // 10,
        place=Place.LSOA,
        codes=(chance.choice(inside),),
        count=None,
        counted=None,
    )


def _row(entry: Entry) -> tuple[object, ...]:
    days = {"start": entry.start, "end": entry.end}
    kept = {"id": entry.reference.casefold(), "version": 1, "fingerprint": fingerprint(entry)}
    values = {**to_json(entry), **days, **kept}
    return tuple(values[name] for name in ENTRY_COLUMNS)
