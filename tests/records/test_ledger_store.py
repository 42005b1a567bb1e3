"""The ledger keeps what is saved, all of it or nothing, on both engines."""

import os
import signal
import time
from dataclasses import replace
from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from insight.records.errors import ConflictError, RecordError
from insight.records.kinds.entries import ENTRY_COLUMNS, as_table, entry_of_row
from insight.records.kinds.investments import (
    Counted,
    Entry,
    Form,
    Part,
    Place,
    faults,
    fingerprint,
    from_json,
    tidied,
)
from insight.records.ledger import File
from insight.records.plain import to_json
from insight.records.record import Edit
from records_fixtures import PROCESSES

MANY = 4_000
"""Entries that take more memory than SQLite would give them by itself."""

ENTRY = Entry(
    reference="",
    funder="Sport England",
    programme="Together Fund",
    recipient="Walking group",
    recipient_kind="community group",
    purpose="Walks",
    amount_pence=123_450,
    form=Form.CASH,
    part=Part.CORE,
    start=date(2025, 4, 1),
    end=None,
    place=Place.LSOA,
    codes=("E01013600",),
    parent="",
    count=12,
    counted=Counted.PARTICIPANTS,
    source="Report",
    note="",
)


@pytest.fixture
def ledger(store):
    return store.ledger


def entry(**changes) -> Entry:
    return replace(ENTRY, **changes)


def contents(ledger) -> list[Entry]:
    return [entry_of_row(row) for row in ledger.entries().itertuples(index=False)]


def test_what_is_added_is_read_back_equal(ledger):
    full = entry(
        reference="R1", end=date(2026, 3, 31), place=Place.WARD,
        codes=("Abbey", "Eyres"),
        note="two\nlines", amount_pence=-5, form=Form.IN_KIND, part=Part.MATCHED,
        count=None, counted=None,
    )  # fmt: skip
    assert ledger.add(full, who="Ann").content == full
    ledger.add(ENTRY, who="Ann")
    assert set(contents(ledger)) == {full, ENTRY}
    assert list(ledger.entries().columns) == list(ENTRY_COLUMNS)


def test_empty_ledger_is_a_table_with_types(ledger):
    table = ledger.entries()
    assert len(table) == 0
    assert str(table["amount_pence"].dtype) == "int64"
    assert str(table["count"].dtype) == "Int64"


def test_each_change_is_a_version_with_its_step(ledger):
    first = ledger.add(ENTRY, who="Ann")
    dearer = entry(amount_pence=200_000)
    second = ledger.change(Edit(first.id, 1, dearer), who="Ben")
    third = ledger.undo(first.id, version=2, who="Cat")
    gone = ledger.remove(first.id, version=3, who="Dan")
    back = ledger.restore(first.id, version=4, who="Eve")
    assert [one.version for one in (first, second, third, gone, back)] == [1, 2, 3, 4, 5]
    assert gone.is_removed
    assert not back.is_removed
    assert contents(ledger) == [ENTRY]
    steps = ledger.history(first.id)
    assert [(step.action, step.who) for step in steps] == [
        ("add", "Ann"), ("change", "Ben"), ("undo", "Cat"), ("remove", "Dan"),
        ("restore", "Eve"),
    ]  # fmt: skip
    assert [step.before for step in steps] == [None, ENTRY, dearer, ENTRY, None]
    assert [step.after for step in steps] == [ENTRY, dearer, ENTRY, None, ENTRY]


def test_same_content_saves_nothing(ledger):
    first = ledger.add(ENTRY, who="Ann")
    assert ledger.change(Edit(first.id, 1, ENTRY), who="Ben").version == 1


def test_stale_version_overwrites_nothing(ledger):
    first = ledger.add(ENTRY, who="Ann")
    ledger.change(Edit(first.id, 1, entry(amount_pence=1)), who="Ben")
    mine = entry(amount_pence=2)
    with pytest.raises(ConflictError, match="changed by Ben") as caught:
        ledger.change(Edit(first.id, 1, mine), who="Cat")
    assert caught.value.mine == mine
    assert contents(ledger)[0].amount_pence == 1


def test_table_edit_is_saved_whole_or_not_at_all(ledger):
    one = ledger.add(entry(funder="One"), who="Ann")
    two = ledger.add(entry(funder="Two"), who="Ann")
    edits = [Edit(one.id, 1, entry(funder="New one")), Edit(two.id, 7, entry(funder="New two"))]
    with pytest.raises(ConflictError):
        ledger.change_all(edits, who="Ben")
    assert {each.funder for each in contents(ledger)} == {"One", "Two"}
    done = ledger.change_all([edits[0], replace(edits[1], version=1)], who="Ben")
    assert {each.funder for each in contents(ledger)} == {"New one", "New two"}
    ledger.undo_import(done.id, who="Ben")
    assert {each.funder for each in contents(ledger)} == {"One", "Two"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"funder": " "}, "The funder is blank"),
        ({"amount_pence": 0}, "The amount is 0"),
        ({"amount_pence": 10**13}, "looks too large"),
        ({"start": date(1066, 10, 14)}, "the year 1066"),
        ({"end": date(2025, 3, 31)}, "before the start date 01/04/2025"),
        ({"codes": ()}, "The place is missing for the level 'lsoa'"),
        ({"codes": ("E01013600", "LE1")}, "1 of 2 codes that are not"),
        ({"place": Place.AREA}, "which needs no area"),
        ({"counted": None}, "needs a number and what it counts"),
        ({"reference": "r1", "parent": " R1"}, "investment’s own reference"),
        ({"note": "a\x00b"}, "cannot be shown"),
        ({"purpose": "x" * 2001}, "2,001 characters long; shorten it to 2,000"),
    ],
)
def test_broken_rule_is_said_and_nothing_saved(sqlite, changes, words):
    store = sqlite.open()
    with pytest.raises(RecordError, match="Nothing was saved") as caught:
        store.ledger.add(entry(**changes), who="Ann")
    assert words in str(caught.value)
    assert len(store.ledger.entries()) == 0
    store.close()


def test_good_entry_breaks_no_rule():
    assert faults(ENTRY) == ()


def test_tidied_entry_has_codes_once_in_order():
    assert tidied(entry(codes=(" e01013601", "E01013600", "E01013600"))).codes == (
        "E01013600",
        "E01013601",
    )


def test_tidied_entry_has_no_stray_spaces():
    messy = entry(funder=" Sport  England ", note=" one \n two ", programme="A\tB")
    tidy = tidied(messy)
    assert (tidy.funder, tidy.note, tidy.programme) == ("Sport England", "one\n two", "A B")


def test_plain_and_back_is_the_same_entry():
    for one in (ENTRY, entry(end=date(2026, 1, 2), count=None, counted=None)):
        assert from_json(to_json(one)) == one


def test_fingerprint_tells_money_apart():
    others = [
        entry(amount_pence=1), entry(recipient="Other"), entry(codes=("E01013601",)),
        entry(start=date(2025, 4, 2)), entry(part=Part.MATCHED), entry(parent="x"),
    ]  # fmt: skip
    assert len({fingerprint(each) for each in [ENTRY, *others]}) == 7
    assert fingerprint(entry(funder="sport  ENGLAND", source="other")) == fingerprint(ENTRY)


def test_reference_can_be_used_once(ledger):
    first = ledger.add(entry(reference="A 1"), who="Ann")
    with pytest.raises(RecordError, match="the same reference"):
        ledger.add(entry(reference="a  1"), who="Ben")
    ledger.remove(first.id, version=1, who="Ann")
    ledger.add(entry(reference="a 1"), who="Ben")
    with pytest.raises(RecordError, match="the same reference"):
        ledger.restore(first.id, version=2, who="Ann")


def test_part_needs_its_whole_and_keeps_it(ledger):
    with pytest.raises(RecordError, match="not in the ledger, first the one to 'Walking"):
        ledger.add(entry(parent="whole"), who="Ann")
    whole = ledger.add(entry(reference="Whole", amount_pence=500_000), who="Ann")
    ledger.add(entry(parent="whole"), who="Ann")
    with pytest.raises(RecordError, match="would be parts of one that is not"):
        ledger.remove(whole.id, version=1, who="Ann")
    assert len(ledger.entries()) == 2


def test_whole_may_come_in_the_same_import(ledger):
    ledger.import_all([entry(parent="w"), entry(reference="w")], who="Ann")
    assert len(ledger.entries()) == 2


def test_circle_of_parts_is_refused(ledger):
    circle = [entry(reference=a, parent=b) for a, b in ("ab", "bc", "ca")]
    with pytest.raises(RecordError, match="would be part of itself"):
        ledger.import_all(circle, who="Ann")
    assert len(ledger.entries()) == 0


def test_import_is_undone_and_redone_whole(ledger):
    old = ledger.add(entry(reference="old"), who="Ann")
    file = File("grants.csv", "0" * 64, 4, 1)
    new = [entry(amount_pence=pence) for pence in (1, 2)]
    edit = Edit(old.id, 1, entry(reference="old", amount_pence=3))
    done = ledger.import_all(new, [edit], who="Ben", file=file)
    assert (done.records, done.pence) == (3, 6)
    assert sorted(each.amount_pence for each in contents(ledger)) == [1, 2, 3]
    receipt = ledger.receipts()[0]
    assert receipt == done
    assert receipt.file == file
    undone = ledger.undo_import(done.id, who="Cat")
    assert contents(ledger) == [entry(reference="old")]
    assert undone.records == 3
    ledger.undo_import(undone.id, who="Cat")
    assert sorted(each.amount_pence for each in contents(ledger)) == [1, 2, 3]
    assert [each.action for each in ledger.receipts()] == ["undo", "undo", "import"]


def test_import_changed_since_is_not_undone(ledger):
    done = ledger.import_all([entry(reference=name) for name in "ab"], who="Ann")
    one = ledger.entries().iloc[0]
    ledger.change(Edit(one["id"], 1, entry(reference="z")), who="Ben")
    with pytest.raises(RecordError, match=r"1 of 2 investments of this import .* Ben"):
        ledger.undo_import(done.id, who="Ann")
    assert len(ledger.entries()) == 2
    with pytest.raises(RecordError, match="no import 'nonesuch'"):
        ledger.undo_import("nonesuch", who="Ann")


def test_import_with_one_bad_row_saves_none(ledger):
    with pytest.raises(RecordError, match=r"of the 2\. of 2: The funder is blank"):
        ledger.import_all([ENTRY, entry(funder="")], who="Ann")
    assert len(ledger.entries()) == 0
    assert ledger.receipts() == ()


def test_revision_follows_every_change(ledger):
    seen = [ledger.revision()]
    one = ledger.add(ENTRY, who="Ann")
    seen.append(ledger.revision())
    ledger.remove(one.id, version=1, who="Ann")
    seen.append(ledger.revision())
    ledger.decide([("b", "a")], is_same=True, who="Ann")
    seen.append(ledger.revision())
    assert len(set(seen)) == 4


def test_last_decision_counts(ledger):
    ledger.decide([("b", "a"), ("c", "d")], is_same=True, who="Ann")
    ledger.decide([("a", "b")], is_same=False, who="Ben")
    found = {(each.first, each.second): each for each in ledger.decisions()}
    assert found["a", "b"].is_same is False
    assert found["a", "b"].who == "Ben"
    assert found["c", "d"].is_same is True


def test_many_rows_are_sent_in_parts(sqlite):
    store = sqlite.open()
    rows = [entry(amount_pence=at + 1) for at in range(12_345)]
    done = store.ledger.import_all(rows, who="Ann")
    assert done.records == len(store.ledger.entries()) == 12_345
    assert store.ledger.undo_import(done.id, who="Ann").records == 12_345
    assert len(store.ledger.entries()) == 0
    assert len(store.ledger.removed()) == 100
    store.close()


def test_table_of_entries_keeps_missing_values():
    row = dict.fromkeys(ENTRY_COLUMNS, "")
    row |= {"version": 1, "amount_pence": 5, "codes": [], "count": None,
            "counted": None, "start": date(2025, 1, 1), "end": None}  # fmt: skip
    table = as_table([tuple(row.values())])
    assert table["end"].isna().all()
    assert table["codes"].tolist() == [()]
    assert table["counted"].tolist() == [""]


def import_for_ever(place, tell) -> None:
    """Import as fast as can be, and tell of each import once it is acknowledged."""
    store = place.open()
    turn = 0
    while True:
        turn += 1
        rows = [entry(programme=str(turn), amount_pence=at + 1) for at in range(200)]
        store.ledger.import_all(rows, who="writer")
        tell.send(turn)


@pytest.mark.parametrize("kills", [10])
def test_killed_import_leaves_all_or_nothing(place, kills):
    place.open().close()
    acknowledged = 0
    for turn in range(kills):
        ours, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=import_for_ever, args=(place, theirs))
        process.start()
        ours.recv()
        acknowledged += 1
        # At another moment of an import each time.
        time.sleep(0.003 * turn)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        theirs.close()
        while ours.poll():
            try:
                ours.recv()
            except EOFError:
                break
            acknowledged += 1
        store = place.open()
        table = store.ledger.entries()
        receipts = store.ledger.receipts()
        store.close()
        assert {each.records for each in receipts} == {200}
        assert len(table) == 200 * len(receipts)
        assert len(receipts) >= acknowledged


def test_reading_goes_on_while_a_large_file_is_being_saved(store):
    many = [replace(ENTRY, reference=f"R-{at}", note="n" * 500) for at in range(MANY)]
    before = store.ledger.revision()
    with store.ledger.transaction("Ann", "batch") as writing:
        writing.add(many, "import")
        began = time.monotonic()
        assert store.ledger.revision() == before
        assert time.monotonic() - began < 2
    assert len(store.ledger.entries()) == MANY


def test_a_long_ledger_is_read_in_parts_and_is_the_same(ledger, monkeypatch):
    entries = [entry(amount_pence=at + 1) for at in range(5)]
    entries[2] = entry(amount_pence=3, count=None, counted=None, end=None)
    ledger.import_all(entries, who="Ann")
    whole = ledger.entries()
    monkeypatch.setattr("insight.records.ledger.READ_AT_ONCE", 2)
    assert_frame_equal(ledger.entries(), whole)
    assert sorted(whole["amount_pence"]) == [1, 2, 3, 4, 5]
