"""Whatever anybody brings: rows, or a sentence; never a crash, never endless.

Hundreds of mangled files go through each importer here, in this process. Bombs go
through it in a process of their own with little memory and little time.
"""

import json
import os
import random
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from insight.errors import InsightError
from insight.exports.table import csv_bytes, xlsx_bytes
from insight.geography import pasted
from insight.pack.catalogue import Level, Provenance
from insight.pack.contracts import check
from insight.records.kinds import investments, neighbourhoods
from insight.records.kinds.exchange import exported
from insight.records.kinds.investments import Place
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.steps import name_key
from insight.tables import ledger_places
from insight.tables.decisions import UnansweredError
from insight.tables.group_table import read_group_table, read_pasted
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.ledger_sheet import About, exported_ledger, ledger_sheets
from insight.tables.neighbourhood_file import Codes, read_neighbourhoods
from insight.tables.small_area_file import read_small_area_file
from ledger_fixtures import entry
from mangling import (
    MANGLERS,
    NAMES,
    change_archive,
    change_layer,
    change_part,
    put_cells,
    spoil,
    truncate,
)

SEED = 20261123
CASES = 800
"""Through each importer."""
LONGEST_SENTENCE = 1_500
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ABOUT = About("Ledger", Provenance.RECORD, ("Line",))
LSOAS = ("E01013600", "E01013601")

LAYER = json.dumps(
    {
        "type": "FeatureCollection",
        "crs": {
            "type": "name",
            "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"},
        },
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": "Drawn", "status": "agreed", "defined_by": "by hand",
                },
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[-1.2, 52.6], [-1.1, 52.6], [-1.1, 52.7], [-1.2, 52.7],
                         [-1.2, 52.6]]
                    ],
                },
            },
            {
                "type": "Feature",
                "properties": {"name": "Listed", "members": list(LSOAS)},
                "geometry": None,
            },
        ],
    }
).encode()  # fmt: skip

GROUPS = b"IMD decile,Adults,Value (%),Lower CI,Upper CI,Year\n" + b"".join(
    b"%d,%d,%d.5,%d,%d,2023/24\n" % (at, 1000 + at, 40 - at, 38 - at, 42 - at)
    for at in range(1, 11)
).replace(b"\n1,", b"\n1 (most deprived),")

ESTIMATES = (
    b"code,name,inactive_pct,active_pct,inactive_low,inactive_high\n"
    b"E02000001,Quay,30,60,25,35\nE02000002,Hill,20.5,70.5,15,25\n"
)
ESTIMATED = {
    Level.LSOA: pd.Index([f"E0100000{at}" for at in range(1, 4)]),
    Level.MSOA: pd.Index(["E02000001", "E02000002"]),
}

PLACES = 'Postcode\nLE1 1AA\nE01013600, E01013601; LE2 1TA\n"CV13 0AA"\nSW1A 1AA\n'


@pytest.fixture(scope="module")
def area(pack, known):
    saved = Neighbourhood(
        "abcdefghij",
        1,
        Draft("New Parks", "", LSOAS, "", Status.ACTIVE),
        NOW,
        "Ann",
        NOW,
        "Ann",
        is_removed=False,
    )
    return StudyArea(pack, known, (saved,))


@pytest.fixture(scope="module")
def points(pack):
    return pack.areas.representative_point()


@pytest.fixture(autouse=True)
def _fast_gazetteer(area, monkeypatch):
    """All postcodes looked up once, not once for each of hundreds of files."""
    keys = ["LE11AA", "LE21TA", "CV130AA", "E01013600"]
    kept = pasted.gazetteer(keys, area.pack, area.known)
    for module in (ledger_places, pasted):
        monkeypatch.setattr(module, "gazetteer", lambda *_: kept)


def rows_of_ledger() -> list:
    return [
        entry(12_345, Place.LSOA, *LSOAS, reference="R1", purpose="Walks; runs"),
        entry(-5, Place.DISTRICT, "E07000129", note="line\nline", programme="=1+1"),
        entry(99, Place.WARD, "Abbey", recipient="Café “X”", end=entry().start),
        entry(7, Place.NEIGHBOURHOOD, "abcdefghij"),
    ]


def is_sentence(text: str) -> bool:
    """Whether a reader can be shown it: it ends, is short, and has no odd letters."""
    return (
        0 < len(text) < LONGEST_SENTENCE
        and text.rstrip().endswith((".", "?"))
        and "Traceback" not in text
        and not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    )


def said_as_a_sentence(error, at: int) -> None:
    assert is_sentence(str(error)), (at, str(error)[:300])


def fuzz(seeds, manglers, read, holds):
    """Outcomes of reading many mangled files; all must be rows or a sentence."""
    chance, outcomes = random.Random(SEED), {"rows": 0, "sentence": 0}
    for at in range(CASES):
        content = chance.choice(manglers)(chance.choice(seeds), chance)
        name = chance.choice(NAMES)
        try:
            found = read(content, name)
        except InsightError as error:
            said_as_a_sentence(error, at)
            outcomes["sentence"] += 1
            continue
        except Exception as error:
            error.add_note(f"Case {at}, {name[:40]!r}: {content[:300]!r}")
            raise
        holds(found)
        outcomes["rows"] += 1
    # A fuzz that is always refused, or never, has tested half of the importer.
    assert min(outcomes.values()) > CASES / 50, outcomes
    return outcomes


def said_well(problems) -> None:
    for problem in problems:
        assert is_sentence(f"{problem.sentence()}".replace("\n", " ")), problem


def sound_ledger(found) -> None:
    grid, reading = found
    assert not re.search(r"[/\\<>\x00]", grid.file)
    assert len(reading.entries) + reading.wrong + reading.passed_over == len(grid.rows)
    for each in reading.entries:
        assert investments.faults(each) == ()
        assert investments.tidied(each) == each
    said_well(reading.problems)


@pytest.fixture
def read_as_ledger(area):
    def read(content: bytes, name: str):
        grid = ledger_grid(name, content)
        mapping, answers = guessed(grid.names), ()
        try:
            return grid, read_ledger(grid, mapping, Assumed(), area)
        except UnansweredError as question:
            answers = tuple((each.key, next(iter(each.options))) for each in question.decisions)
        return grid, read_ledger(grid, mapping, Assumed(answers=answers), area)

    return read


def ledger():
    names = {"abcdefghij": "New Parks"}
    return exported_ledger(rows_of_ledger(), names, ABOUT, [""] * 4)


def test_ledger_as_text(read_as_ledger):
    seed = csv_bytes(ledger())
    plain = (
        b"Funder,Amount,Award Date,LSOA,Postcode,Attendances,Year\n"
        b"A,100,01/04/2025,E01013600,LE1 1AA,20,2025/26\nB,(5),2025-04-03,,,,\n"
    )
    seeds = [seed, plain, plain.replace(b",", b";")]
    fuzz(seeds, MANGLERS, read_as_ledger, sound_ledger)


def test_ledger_as_a_workbook(read_as_ledger):
    seed = xlsx_bytes(ledger_sheets(ledger(), ABOUT))
    manglers = (change_part, change_part, change_archive, spoil, truncate)
    fuzz([seed], manglers, read_as_ledger, sound_ledger)


@pytest.mark.parametrize("column", ["LSOA", "Postcode", "Place", "District", "Level"])
def test_every_odd_text_in_every_column_of_a_place(read_as_ledger, column):
    for text in ("; ;", "|", "\n", "E01013600;;", ";LE1 1AA", "’", "&", "council of the"):
        cell = text.replace('"', '""')
        content = f'Funder,Amount,Start,{column}\nA,1,01/04/2025,"{cell}"\n'.encode()
        sound_ledger(read_as_ledger(content, "a.csv"))


def test_small_area_file():
    def sound(found) -> None:
        check(f"activity_{found.level}", found.table.reset_index())
        assert all(map(is_sentence, found.notes))

    fuzz(
        [ESTIMATES, ESTIMATES.replace(b",", b";")], MANGLERS,
        lambda content, name: read_small_area_file(content, name, ESTIMATED), sound,
    )  # fmt: skip


CODES = Codes(frozenset(LSOAS), {"E01009998": LSOAS, "E01009999": LSOAS[:1]})


def sound_drafts(found) -> None:
    for draft in found.drafts:
        assert neighbourhoods.faults(draft) == ()
        assert draft.members
        assert set(draft.members) <= CODES.known
    keys = [name_key(draft.name) for draft in found.drafts]
    assert len(keys) == len(set(keys))
    said_well(found.problems)


def test_saved_neighbourhoods_as_text():
    made = {"created_at": NOW, "created_by": "A", "changed_at": NOW, "changed_by": "A"}
    drafts = [
        Draft("Quay, old", "Line\nline", LSOAS, "by hand"),
        Draft("=Moor", "'tis", LSOAS[:1], ""),
    ]
    saved = [Neighbourhood("x" * 10, 1, draft, **made, is_removed=False) for draft in drafts]
    seed = csv_bytes(exported(saved))
    fuzz(
        [seed],
        MANGLERS,
        lambda content, name: read_neighbourhoods(name, content, CODES),
        sound_drafts,
    )


def test_saved_neighbourhoods_as_a_layer(points):
    codes = Codes(frozenset(points.index), {})

    def sound(found) -> None:
        for draft in found.drafts:
            assert set(draft.members) <= codes.known
            assert neighbourhoods.faults(draft) == ()
        said_well(found.problems)

    manglers = (change_layer, change_layer, change_layer, spoil, truncate, lose_quotes)
    fuzz(
        [LAYER], manglers,
        lambda content, name: read_neighbourhoods(name, content, codes, points), sound,
    )  # fmt: skip


def lose_quotes(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b'"', b"'", chance.randint(1, 9))


def sound_groups(found) -> None:
    rows = found.rows
    assert rows["position"].between(1, found.groups).all()
    for column in ("population", "value"):
        assert np.isfinite(rows[column]).all()
    for period in found.periods:
        assert found.of(period)["position"].tolist() == [*range(1, len(found.of(period)) + 1)]
    assert all(len(note) < LONGEST_SENTENCE for note in found.notes)


def test_table_of_groups():
    fuzz(
        [GROUPS, GROUPS.replace(b",", b"\t")], MANGLERS,
        lambda content, name: read_group_table(name, content), sound_groups,
    )  # fmt: skip


def test_pasted_table_of_groups():
    def read(content: bytes, _: str):
        return read_pasted(content.decode("utf-8", "surrogateescape"))

    fuzz([GROUPS], (*MANGLERS, put_cells), read, sound_groups)


def test_pasted_places(area):
    """Nothing that was pasted is lost; most of it is simply not understood."""
    chance = random.Random(SEED)
    for at in range(CASES):
        content = chance.choice(MANGLERS)(PLACES.encode(), chance)
        text = content.decode(chance.choice(["latin-1", "utf-8"]), "surrogateescape")
        try:
            found = pasted.read_pasted(text, area.pack, area.known)
        except InsightError as error:
            said_as_a_sentence(error, at)
            continue
        assert len(found.placed) + len(found.apart) == len(found.entries)
        table = pasted.thresholds(found, area.pack, area.known)
        assert len(table) == len(found.placed)


BOMBS = Path(__file__).resolve().parents[1] / "support" / "bombs.py"
MEGABYTES = 700
"""That a bomb may take beside what the program needs; a server has a thousand."""
SECONDS = 30


def names_of_bombs() -> list[str]:
    return re.findall(r"^def bomb_(\w+)", BOMBS.read_text("utf-8"), re.MULTILINE)


@pytest.mark.skipif(os.name == "nt", reason="Limits of a process are those of Unix.")
@pytest.mark.parametrize("bomb", names_of_bombs())
def test_bomb_is_refused_in_little_memory_and_time(bomb):
    run = subprocess.run(
        [sys.executable, str(BOMBS), bomb, str(MEGABYTES), str(SECONDS)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-600:]
    kind, _, text = run.stdout.strip().partition(": ")
    assert kind in {"sentence", "rows"}
    if kind == "sentence":
        assert is_sentence(text), text[:300]
