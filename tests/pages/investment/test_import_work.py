"""A file is checked and saved alike in this process and in one of its own."""

import pytest

from insight.apart import apart
from insight.errors import InsightError
from insight.pages.investment.import_work import Choices, Present, Saving, check, save, save_apart
from insight.records.access import AccessError, Actor, Role
from insight.records.ledger import File
from insight.records.place import RecordsPlace
from insight.records.store import open_store
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid
from insight.tables.ledger_places import StudyArea

ROWS = """reference,funder,recipient,amount,start,level,place
A,Fund,Club,10,2025-04-01,district,Blaby
,Fund,Club,20,2025-04-01,district,Blaby
,Fund,Club,20,2025-04-01,district,Blaby
B,Fund,Club,10,2025-04-01,district,Blaby
C,Fund,Club,none,2025-04-01,district,Blaby
"""


@pytest.fixture
def records(tmp_path):
    place = RecordsPlace(None, tmp_path, tmp_path / "backups")
    store = open_store(folder=tmp_path)
    yield place, store
    store.close()


def question(pack, known, store):
    grid = ledger_grid("list.csv", ROWS.encode())
    present = Present(store.ledger.entries(), store.ledger.decisions())
    return grid, guessed(grid.names), Assumed(), StudyArea(pack, known, ()), present


def saving(checked, store, choices, who="Ann"):
    file = File("list.csv", "0" * 64, checked.rows, checked.rows - checked.total(choices))
    return Saving(checked.packed, choices, store.ledger.revision(), file, who)


def test_what_is_checked_apart_is_as_checked_here(pack, known, records):
    words = question(pack, known, records[1])
    here, there = check(*words), apart(check, lambda: None, *words)
    assert there == here
    assert (here.new, here.repeated, here.plan.wrong, here.rows) == (3, 1, 1, 5)
    assert here.pence == 4_000
    assert here.pairs == here.alike == 1


@pytest.mark.parametrize(
    ("choices", "references"),
    [
        (Choices(), ["", "A", "B"]),
        (Choices(with_repeats=True), ["", "", "A", "B"]),
        (Choices(without_alike=True), ["", "A"]),
        (Choices(with_repeats=True, without_alike=True), ["", "", "A"]),
    ],
)
def test_what_is_saved_is_what_was_said_of_the_rows(pack, known, records, choices, references):
    place, store = records
    checked = check(*question(pack, known, store))
    receipt = apart(save_apart, lambda: None, place, None, saving(checked, store, choices))
    assert receipt == store.ledger.receipts()[0]
    assert receipt.records == checked.total(choices) == len(references)
    assert sorted(store.ledger.entries()["reference"]) == references


def test_rows_are_not_saved_over_records_that_have_changed_since(pack, known, records):
    place, store = records
    wanted = saving(check(*question(pack, known, store)), store, Choices())
    assert save(store.ledger, wanted).records == 3
    with pytest.raises(InsightError, match="have changed"):
        apart(save_apart, lambda: None, place, None, wanted)
    assert len(store.ledger.entries()) == 3


def test_roles_hold_for_what_is_saved_apart(pack, known, records):
    place, store = records
    wanted = saving(check(*question(pack, known, store)), store, Choices(), who="somebody")
    elsewhere = Actor("Lou", Role.EDITOR, frozenset({"E07000130"}), "Charnwood")
    for actor in (Actor("Vic", Role.VIEWER), elsewhere):
        with pytest.raises(AccessError):
            apart(save_apart, lambda: None, place, actor, wanted)
    assert store.ledger.entries().empty
    done = apart(save_apart, lambda: None, place, Actor("Eve", Role.EDITOR), wanted)
    assert done.who == "Eve"
