"""A name is replaced everywhere it says who did something, and nothing else changes."""

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from insight.records.backups.backup import CHECKSUM, TABLES, checked, make_backup
from insight.records.backups.restore import restore
from insight.records.errors import RecordError
from insight.records.place import RecordsPlace
from insight.records.upkeep import command
from insight.records.upkeep.pseudonyms import names, rename
from ledger_fixtures import entry
from records_fixtures import draft
from work_fixtures import note_content

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
NAME, OTHER, NEW = "Ann O'Hara-Müller", "Bob", "Officer 7"


def records_of(place) -> RecordsPlace:
    return RecordsPlace(place.url, place.folder, place.folder / "backups")


@pytest.fixture
def full(place):
    """Records of two people, who changed one another's."""
    store = place.open()
    first = store.add(draft("New Parks"), who=NAME)
    store.change(first.id, draft("New Parks", 3), version=1, who=OTHER)
    store.undo(first.id, version=2, who=NAME)
    gone = store.add(draft("Gone"), who=OTHER)
    store.remove(gone.id, version=1, who=NAME)
    store.ledger.import_all([entry(1), entry(2)], who=NAME)
    store.ledger.decide([("a" * 16, "b" * 16)], is_same=True, who=NAME)
    store.notes.add(note_content(words=f"{NAME} said so"), who=OTHER)
    store.notes.add(note_content(words="Annual"), who=f"{NAME} ")
    store.close()
    return place


def rows(place) -> dict[str, list[tuple]]:
    """Every row of every table, as it is read."""
    database = records_of(place).open()
    with database.reading() as session:
        found = {
            table.name: [tuple(row) for row in session.execute(select(table))] for table in TABLES
        }
    database.close()
    return {name: sorted(each, key=repr) for name, each in found.items()}


def renamed(found: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    """What must come of it: the name in a cell of its own is another, and all else is the same."""
    return {
        name: sorted(
            (tuple(NEW if cell == NAME else cell for cell in row) for row in each), key=repr
        )
        for name, each in found.items()
    }


def run(place, *argv):
    lines: list[str] = []
    environ = {"INSIGHT_RECORDS": str(place.folder), "INSIGHT_DATABASE_URL": place.url or ""}
    code = command.main(argv, environ, say=lines.append)
    return code, "\n".join(lines)


def test_each_field_that_names_somebody_has_the_pseudonym_and_no_other_is_touched(full):
    before = rows(full)
    assert repr(before).count(NAME) > 10
    assert run(full, "rename", NAME, "--to", NEW)[0] == 0
    assert rows(full) == renamed(before)
    # Of the decisions too, which are nobody's record.
    assert [each[-1] for each in rows(full)["likeness_decision"]] == [NEW]


def test_history_is_whole_and_guarded_afterwards(full):
    run(full, "rename", NAME, "--to", NEW)
    for statement in ("UPDATE history SET who = 'x'", "DELETE FROM history"):
        with pytest.raises(Exception, match="history is never changed"):
            full.execute(statement)
    store = full.open()
    one = next(each for each in store.neighbourhoods() if each.name == "New Parks")
    steps = store.history(one.id)
    assert [step.version for step in steps] == [1, 2, 3]
    assert [step.who for step in steps] == [NEW, OTHER, NEW]
    assert store.undo(one.id, version=3, who="Eve").version == 4
    receipt = store.ledger.receipts()[0]
    assert receipt.who == NEW
    assert store.ledger.undo_import(receipt.id, who="Eve").records == 2
    store.close()


def test_names_are_listed_with_how_often_each_stands(full):
    database = records_of(full).open()
    found = names(database)
    database.close()
    cells = Counter(cell for each in rows(full).values() for row in each for cell in row
                    if isinstance(cell, str) and cell in {NAME, OTHER})  # fmt: skip
    assert found == cells
    code, said = run(full, "names")
    assert code == 0
    assert f"{cells[NAME]}  {NAME}" in said


def test_records_whose_texts_hold_the_name_are_listed(full):
    store = full.open()
    note = next(each for each in store.notes.all() if NAME in each.content.words)
    store.close()
    _, said = run(full, "rename", NAME, "--to", NEW)
    assert (
        f"texts of 1 records, now or in an earlier version. These were not changed: note {note.id}."
        in said
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ann o'hara", NEW, 'Did you mean "Ann O\'Hara-Müller"'),
        ("Nobody", NEW, "nobody is named 'Nobody'"),
        (NAME, OTHER, "is already somebody's name"),
        (NAME, " ", "1 to 200 printable characters"),
        ("", NEW, "1 to 200 printable characters"),
        (NAME, "x\u0000", "printable"),
    ],
)
def test_wrong_names_are_refused_in_a_sentence_and_change_nothing(full, old, new, words):
    before = rows(full)
    code, said = run(full, "rename", old, "--to", new)
    assert code == 1
    assert words in said
    assert rows(full) == before


def test_two_names_of_one_person_become_one(full):
    assert run(full, "rename", NAME, OTHER, "--to", NEW)[0] == 0
    store = full.open()
    assert {each.created_by for each in store.neighbourhoods(with_removed=True)} == {NEW}
    store.close()


def test_what_fails_on_its_way_changes_nothing_and_leaves_the_guards(full, monkeypatch):
    before = rows(full)
    monkeypatch.setattr("insight.records.upkeep.pseudonyms._mentions", lambda *_: 1 / 0)
    database = records_of(full).open()
    with pytest.raises(ZeroDivisionError):
        rename(database, [NAME], NEW)
    database.close()
    assert rows(full) == before
    with pytest.raises(Exception, match="history is never changed"):
        full.execute("DELETE FROM history")


def test_step_that_would_be_lost_is_noticed(full, monkeypatch):
    before = rows(full)
    put = "insight.records.upkeep.pseudonyms.put"

    def lossy(connection, *_):
        from insight.records.upkeep.pseudonyms import _take_guards

        _take_guards(connection)
        connection.exec_driver_sql("DELETE FROM history WHERE version = 3")
        return 1

    monkeypatch.setattr(put, lossy)
    database = records_of(full).open()
    with pytest.raises(RecordError, match="would have been lost"):
        rename(database, [NAME], NEW)
    database.close()
    assert rows(full) == before


def test_old_name_is_nowhere_in_the_file(sqlite, request):
    request.getfixturevalue("sqlite")
    store = sqlite.open()
    for at in range(200):
        store.add(draft(f"Hood {at}"), who="Xaverius")
    store.close()
    assert b"Xaverius" in sqlite.file.read_bytes()
    assert run(sqlite, "rename", "Xaverius", "--to", "P")[0] == 0
    assert b"Xaverius" not in sqlite.file.read_bytes()


# Backups


def backup_of(place, now=NOW):
    records = records_of(place)
    database = records.open()
    try:
        return make_backup(database, records.backups, now).file
    finally:
        database.close()


def test_backups_are_changed_too_and_stay_whole(full):
    before = rows(full)
    file = backup_of(full)
    assert NAME.encode() in file.read_bytes()
    code, said = run(full, "rename", NAME, "--to", NEW)
    assert code == 0
    assert "1 backups in " in said
    assert NAME.split()[1].encode() not in file.read_bytes().replace(
        f"{NAME} said so".encode(), b""
    )
    checked(file)
    with pytest.raises(Exception, match="history is never changed"):
        _execute(file, "DELETE FROM history")
    restore(records_of(full), file, NOW + timedelta(hours=1))
    assert rows(full) == renamed(before)


def test_backup_without_the_name_is_left_as_it_is(full):
    run(full, "rename", NAME, "--to", NEW)
    file = backup_of(full)
    before = file.read_bytes(), file.stat().st_mtime_ns
    run(full, "rename", OTHER, "--to", "Officer 8")
    content = file.read_bytes()
    assert content != before[0]  # it had that one
    stamp = file.stat().st_mtime_ns
    run(full, "rename", "Officer 8", "--to", "Officer 9")
    later = backup_of(full, NOW + timedelta(days=1))
    kept = file.read_bytes()
    code, said = run(full, "rename", NEW, "--to", "Officer 1")
    assert code == 0
    assert "2 backups in " in said
    assert kept != file.read_bytes()
    assert stamp != file.stat().st_mtime_ns
    checked(later)


def test_what_was_cut_short_before_the_backups_is_ended_by_the_same_command(full):
    file = backup_of(full)
    database = records_of(full).open()
    rename(database, [NAME], NEW)
    database.close()
    assert NAME.encode() in file.read_bytes()
    code, said = run(full, "rename", f" {NAME}  ", "--to", NEW)
    assert code == 0
    assert "0 fields of the records" in said
    assert "1 backups in " in said


def test_backup_that_is_damaged_or_sealed_is_said(full):
    file = backup_of(full)
    other = file.with_name("insight-20261124-183000.sqlite3")
    shutil.copyfile(file, other)
    other.with_name(other.name + CHECKSUM).write_text("0  x\n")
    sealed = file.with_name("insight-20261125-183000.sqlite3.sealed")
    sealed.write_bytes(b"x")
    before = other.read_bytes()
    code, said = run(full, "rename", NAME, "--to", NEW)
    assert code == 1
    assert "1 backups in " in said
    assert f"{other.name} was not changed: " in said
    assert f"{sealed.name} was not changed: It is sealed" in said
    assert other.read_bytes() == before


def _execute(file, statement):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
