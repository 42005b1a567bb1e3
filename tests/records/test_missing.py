"""Records that are not there: empty ones take their place only where there were none."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from insight.records import store as stores
from insight.records.access import one_machine
from insight.records.backups.backup import make_backup
from insight.records.database import AT_MOST, FILE_NAME, NOTE_NAME, Making, open_database
from insight.records.errors import MissingError, StoreError
from insight.records.place import RecordsPlace
from insight.records.store import OnlyStore
from insight.records.upkeep import command
from records_fixtures import draft

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def records_of(place) -> RecordsPlace:
    return RecordsPlace(place.url, place.folder, place.folder / "backups")


def filled(place):
    store = place.open()
    store.add(draft("Kept"), who="Ann")
    store.close()


def refused(opening) -> None:
    with pytest.raises(MissingError, match=r"run\.py restore FILE.*run\.py records make"):
        opening()


def lose(file) -> None:
    file.unlink()


def empty(file) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("loss", [lose, empty])
def test_file_that_was_there_is_not_replaced_by_an_empty_one(sqlite, loss):
    filled(sqlite)
    loss(sqlite.file)
    for _ in range(2):
        refused(sqlite.open)
        refused(records_of(sqlite).open)
    assert not sqlite.file.exists() or sqlite.file.read_bytes() == b""


def test_first_start_makes_a_file_and_leaves_a_note(sqlite):
    sqlite.open().close()
    assert sorted(each.name for each in sqlite.folder.iterdir()) == [FILE_NAME, NOTE_NAME]
    assert FILE_NAME in (sqlite.folder / NOTE_NAME).read_text("utf-8")


def test_file_of_an_earlier_release_gets_its_note(sqlite):
    filled(sqlite)
    (sqlite.folder / NOTE_NAME).unlink()
    sqlite.open().close()
    sqlite.file.unlink()
    refused(sqlite.open)


def test_backups_are_a_sign_of_earlier_records(place, cluster):
    filled(place)
    records = records_of(place)
    database = records.open()
    make_backup(database, records.backups, NOW)
    database.close()
    if place.url:
        # Another database in the place of the one that was backed up.
        lost = replace(records, url=cluster.make("lost_one"))
    else:
        lost = replace(records, folder=place.folder.parent / "lost")
    refused(lost.open)
    lost.open(Making.ANYWAY).close()
    lost.open().close()


def test_server_never_makes_a_file(sqlite):
    only = OnlyStore(one_machine)
    refused(lambda: only.at(records_of(sqlite), may_make=False))
    assert not sqlite.folder.exists()
    sqlite.open().close()
    time.sleep(stores.TRIED_S)
    only.at(records_of(sqlite), may_make=False).close()


def test_file_of_another_program_is_left_alone(sqlite):
    sqlite.folder.mkdir()
    with closing(sqlite3.connect(sqlite.file)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = sqlite.file.read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        sqlite.open()
    assert sqlite.file.read_bytes() == before


def asked(place, *argv, answer: str = ""):
    lines: list[str] = []
    environ = {"INSIGHT_RECORDS": str(place.folder)}
    code = command.main(argv, environ, say=lines.append, ask=lambda _: answer)
    return code, "\n".join(lines)


def test_front_door_asks_before_it_begins_with_empty_records(sqlite):
    assert asked(sqlite, "begin") == (0, "")  # the first time there is nothing to ask
    sqlite.file.unlink()
    for answer in ("", "yes"):
        code, said = asked(sqlite, "begin", answer=answer)
        assert code == 1
        assert "is missing" in said
        assert not sqlite.file.exists()
    assert asked(sqlite, "begin", answer=" empty ")[0] == 0
    assert sqlite.file.exists()


def test_front_door_without_a_keyboard_makes_nothing(sqlite):
    filled(sqlite)
    sqlite.file.unlink()

    def nobody(_: str) -> str:
        raise EOFError

    environ = {"INSIGHT_RECORDS": str(sqlite.folder)}
    assert command.main(["begin"], environ, say=lambda _: None, ask=nobody) == 1
    assert not sqlite.file.exists()


def test_command_makes_empty_records_and_harms_none_that_are_there(sqlite):
    filled(sqlite)
    assert asked(sqlite, "make")[0] == 0
    store = sqlite.open()
    assert [each.name for each in store.neighbourhoods()] == ["Kept"]
    store.close()
    sqlite.file.unlink()
    assert asked(sqlite, "make")[0] == 0
    assert sqlite.open().neighbourhoods() == ()


# One store a process


def connections(place) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(place.url) as one:
        return one.execute(query).fetchone()[0] - 1


def test_a_process_has_one_store_however_often_and_at_once_it_is_asked(place):
    only = OnlyStore(one_machine)
    with ThreadPoolExecutor(20) as pool:
        found = set(pool.map(lambda _: only.at(records_of(place)), range(60)))
    assert len(found) == 1
    only.close()


def test_store_at_another_place_closes_the_one_before(postgresql, cluster):
    only = OnlyStore(one_machine)
    here = records_of(postgresql)
    only.at(here).neighbourhoods()
    assert connections(postgresql) == 1
    other = only.at(replace(here, url=cluster.make("another_one")))
    assert other.neighbourhoods() == ()
    assert connections(postgresql) == 0
    assert only.at(here) is not other
    only.close()
    assert connections(postgresql) == 0


def test_connections_of_a_process_are_bounded(postgresql):
    only = OnlyStore(one_machine)
    store = only.at(records_of(postgresql))
    most = 0
    with ThreadPoolExecutor(40) as pool:
        readings = [pool.submit(store.neighbourhoods) for _ in range(400)]
        while not all(each.done() for each in readings):
            most = max(most, connections(postgresql))
    assert [each.result() for each in readings] == [()] * 400
    assert 0 < most <= AT_MOST
    assert 3 * AT_MOST < 100
    only.close()


def test_who_waited_for_a_failing_try_does_not_wait_for_another(sqlite, monkeypatch):
    tries = []

    def fail(*_: object, **__: object) -> None:
        tries.append(1)
        time.sleep(0.5)
        raise StoreError("The records cannot be opened.")

    monkeypatch.setattr(stores, "open_store", fail)
    only = OnlyStore(one_machine)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(only.at, records_of(sqlite)) for _ in range(8)]:
            with pytest.raises(StoreError):
                each.result()
    with pytest.raises(StoreError):
        only.at(records_of(sqlite))
    assert len(tries) == 1
    assert time.monotonic() - began < 2
    # Elsewhere it is tried at once, and here again in a moment.
    with pytest.raises(StoreError):
        only.at(replace(records_of(sqlite), folder=sqlite.folder / "other"))
    assert len(tries) == 2
    monkeypatch.undo()
    time.sleep(stores.TRIED_S)
    only.at(records_of(sqlite)).close()


def test_database_may_be_made_at_the_first_start_of_a_site(postgresql):
    open_database(postgresql.url, postgresql.folder).close()
    open_database(postgresql.url, postgresql.folder, Making.NEVER).close()
