"""When the database fails or a program dies: plain words, and nothing lost."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Thread

import psycopg
import pytest
import sqlalchemy

from insight.errors import InsightError
from insight.records.database import READER_PATIENCE_S, WRITER_PATIENCE_S, open_database
from insight.records.errors import StoreError
from insight.records.store import open_store
from records_fixtures import (
    FILE,
    PROCESSES,
    content_of,
    count_up,
    draft,
    open_at_once,
    save_for_ever,
)

KILLS = 6
ANSWERED_S = 3.0  # within which whoever meets a locked file is told so


@pytest.fixture
def kept(sqlite):
    """A place with one neighbourhood, and the store that saved it."""
    store = sqlite.open()
    store.add(draft("Kept"), who="Ann")
    yield sqlite, store
    store.close()


def names(store):
    return [found.name for found in store.neighbourhoods()]


@contextmanager
def every_connection(statement):
    """Run one statement on each new connection of any engine."""

    def run(connection, _):
        connection.execute(statement)

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", run)
    yield
    sqlalchemy.event.remove(sqlalchemy.Engine, "connect", run)


def test_first_opening_makes_the_folder_and_the_file(sqlite):
    store = open_store(folder=sqlite.folder / "a" / "b%20 ?#")
    assert store.neighbourhoods() == ()
    store.close()
    assert FILE in [path.name for path in (sqlite.folder / "a" / "b%20 ?#").iterdir()]


def test_file_is_kept_in_the_journal_that_old_sqlite_cannot_damage(kept):
    place, _ = kept
    assert place.execute("PRAGMA journal_mode") == [("delete",)]


def test_a_file_in_write_ahead_mode_is_taken_back(sqlite):
    sqlite.open().close()
    sqlite.execute("PRAGMA journal_mode=WAL")
    sqlite.open().close()
    assert sqlite.execute("PRAGMA journal_mode") == [("delete",)]


def test_connections_are_set_for_safety(kept):
    seen = {}

    def look(connection, _):
        for name in ("synchronous", "foreign_keys", "busy_timeout"):
            seen[name] = connection.execute(f"PRAGMA {name}").fetchone()[0]

    _, store = kept
    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", look)
    store.neighbourhoods()
    sqlalchemy.event.remove(sqlalchemy.Engine, "connect", look)
    assert seen == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 800}


def test_locked_file_is_said_and_nothing_is_saved(kept):
    place, store = kept
    with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"^Nothing was saved: .* has locked it"):
            store.add(draft("New"), who="Ann")
        assert WRITER_PATIENCE_S <= time.monotonic() - began < ANSWERED_S
        # What a page reads after that does not add up.
        for _ in range(5):
            with pytest.raises(StoreError, match=r"^The records could not be read: "):
                store.neighbourhoods()
        assert time.monotonic() - began < ANSWERED_S
        other.execute("ROLLBACK")
    assert names(store) == ["Kept"]
    store.add(draft("New"), who="Ann")


def test_locked_file_is_said_to_who_reads_and_to_who_opens_it(kept):
    place, store = kept
    with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for reading in (store.neighbourhoods, place.open):
            began = time.monotonic()
            with pytest.raises(StoreError, match=r"^The records (could not be|cannot be)"):
                reading()
            assert READER_PATIENCE_S <= time.monotonic() - began < ANSWERED_S
        other.execute("ROLLBACK")


def test_writer_waits_for_a_short_lock(kept):
    place, store = kept
    with closing(
        sqlite3.connect(place.file, isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN EXCLUSIVE")
        thread = Thread(target=lambda: (time.sleep(0.3), other.execute("COMMIT")))
        thread.start()
        store.add(draft("New"), who="Ann")
        thread.join()
    assert names(store) == ["Kept", "New"]


def test_readers_are_not_kept_out_by_a_writer_at_work(kept):
    place, store = kept
    with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert names(store) == ["Kept"]


def test_full_disk_is_said_and_nothing_is_half_saved(kept):
    place, store = kept
    with (
        every_connection("PRAGMA max_page_count=1"),
        pytest.raises(StoreError, match=r"^Nothing was saved: .* the disk is full"),
    ):
        store.import_all([draft(f"n{i}", *range(50)) for i in range(40)], who="Ann")
    assert names(store) == ["Kept"]
    assert place.execute("SELECT count(*) FROM history") == [(1,)]
    assert place.execute("PRAGMA integrity_check") == [("ok",)]


READ_ONLY = """
import sys
from pathlib import Path
from insight.records.database import open_database
from insight.records.errors import StoreError
from insight.records.kinds.neighbourhoods import Draft
from insight.records.store import open_store
store = open_store(folder=Path(sys.argv[1]))
print(len(store.neighbourhoods()))
for work in (
    lambda: store.add(Draft("New", "", ("E01000001",), ""), who="Ann"),
    lambda: open_store(folder=Path(sys.argv[1]) / "new"),
):
    try:
        work()
    except StoreError as error:
        print(error)
"""


def test_read_only_folder_can_be_read_and_says_that_nothing_is_saved(kept):
    place, _ = kept
    powerless = []
    if os.geteuid() == 0:
        # Root writes where it likes until it gives the power up.
        powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
        if shutil.which("setpriv") is None:
            pytest.skip("Root can write everywhere, and setpriv is not here.")
    place.file.chmod(0o444)
    place.folder.chmod(0o555)
    run = subprocess.run(
        [*powerless, sys.executable, "-c", READ_ONLY, str(place.folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    place.folder.chmod(0o755)
    count, added, opened = run.stdout.splitlines()
    assert count == "1"
    assert added.startswith("Nothing was saved: ")
    assert "is read-only. Give the account that runs the app permission" in added
    assert "new cannot be created (Permission denied)" in opened


def test_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "var").write_text("here already")
    with pytest.raises(StoreError, match=r"cannot be created \(File exists\)"):
        open_store(folder=tmp_path / "var")


def test_file_that_is_no_database_is_said_and_left_alone(tmp_path):
    text = b"lsoa21cd,name\n" * 100
    (tmp_path / FILE).write_bytes(text)
    with pytest.raises(StoreError, match="the file is not a SQLite database"):
        open_store(folder=tmp_path)
    assert (tmp_path / FILE).read_bytes() == text


def damage(file, keep=0):
    """Overwrite every page but the first few with rubbish."""
    data = bytearray(file.read_bytes())
    start = 4096 * keep
    data[start:] = random.Random(1).randbytes(len(data) - start)
    file.write_bytes(data)


def test_damaged_file_is_said_at_opening(kept):
    place, _ = kept
    damage(place.file, keep=2)
    with pytest.raises(StoreError, match=r"is damaged.*restore the newest backup"):
        place.open()


def test_file_damaged_while_open_is_said(kept):
    place, store = kept
    damage(place.file, keep=1)
    with pytest.raises(StoreError, match=r"could not be read: .* is damaged"):
        store.neighbourhoods()
    with pytest.raises(StoreError, match=r"^Nothing was saved: .* is damaged"):
        store.add(draft("New"), who="Ann")


def test_cut_off_file_is_said(kept):
    place, _ = kept
    os.truncate(place.file, 4096 * 3)
    with pytest.raises(StoreError, match="is damaged"):
        place.open()


def test_file_gone_while_open_is_not_replaced_by_an_empty_one(kept):
    place, store = kept
    place.file.unlink()
    with pytest.raises(StoreError, match=r"^Nothing was saved: .* no longer there"):
        store.add(draft("New"), who="Ann")
    assert not place.file.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("not an address", "the database address cannot be read"),
        ("postgresql://host:port/x", "the database address cannot be read"),
        ("mysql://u:secret@host/x", "'mysql' is not a supported type of database"),
        ("sqlite:///x.db", "'sqlite' is not a supported type of database"),
        ("postgresql://u:secret@/x?host=/nowhere", "the server does not respond"),
    ],
)
def test_wrong_address_is_said_without_its_password(tmp_path, url, words):
    with pytest.raises(StoreError, match=r"^The records cannot be opened: ") as caught:
        open_store(url, folder=tmp_path)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_each_way_to_write_the_address_is_understood(postgresql, scheme):
    url = postgresql.url.replace("postgresql", scheme, 1)
    store = open_store(url, folder=postgresql.folder)
    assert store.neighbourhoods() == ()
    store.close()


def test_unknown_database_and_person_are_said(cluster, tmp_path):
    words = "refuses the connection. .* user name and password"
    with pytest.raises(StoreError, match=words):
        open_store(cluster.url("nowhere"), folder=tmp_path)
    other = cluster.url("postgres").replace("postgres@", "nobody@")
    with pytest.raises(StoreError, match=words):
        open_store(other, folder=tmp_path)


def test_record_held_by_another_is_said_on_postgresql(postgresql, monkeypatch):
    monkeypatch.setattr("insight.records.database.PATIENCE_S", 1)
    store = postgresql.open()
    added = store.add(draft(), who="Ann")
    with psycopg.connect(postgresql.url) as other:
        other.execute("SELECT * FROM neighbourhood FOR UPDATE")
        with pytest.raises(StoreError, match=r"^Nothing was saved: .* Try again"):
            store.remove(added.id, version=1, who="Ann")
        other.rollback()
    assert store.neighbourhoods() == (added,)
    store.close()


def test_account_that_may_only_read_is_told_so(postgresql):
    postgresql.open().close()
    store = open_store(postgresql.reader_url(), folder=postgresql.folder)
    with pytest.raises(StoreError, match="the account does not have permission to write to it"):
        store.add(draft(), who="Ann")
    assert store.neighbourhoods() == ()
    store.close()


def test_server_gone_is_said_and_the_store_goes_on_when_it_is_back(postgresql, request):
    cluster = request.getfixturevalue("cluster")
    store = postgresql.open()
    store.add(draft("Kept"), who="Ann")
    cluster.stop()
    try:
        with pytest.raises(StoreError, match=r"^Nothing was saved: .* does not respond"):
            store.add(draft("New"), who="Ann")
        with pytest.raises(StoreError, match=r"^The records could not be read: "):
            store.neighbourhoods()
    finally:
        cluster.start()
    assert names(store) == ["Kept"]
    store.add(draft("New"), who="Ann")
    store.close()


def test_connections_cut_by_the_server_are_made_anew(postgresql):
    store = postgresql.open()
    store.add(draft("Kept"), who="Ann")
    postgresql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert names(store) == ["Kept"]
    store.close()


def test_connection_lost_while_saving_leaves_it_open_whether_it_was_saved(postgresql):
    store = postgresql.open()

    def cut(connection):
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        postgresql.execute(f"SELECT pg_terminate_backend({pid})")

    sqlalchemy.event.listen(sqlalchemy.Engine, "commit", cut)
    try:
        with pytest.raises(StoreError, match="may or may not be in it") as caught:
            store.add(draft("New"), who="Ann")
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "commit", cut)
    assert "Nothing was saved" not in str(caught.value)
    assert names(store) == []
    store.close()


def read_within_readings(database, times):
    with database.reading() as session:
        session.execute(sqlalchemy.select(1))
        if times > 1:
            read_within_readings(database, times - 1)


def test_more_people_than_connections_is_said(postgresql, monkeypatch):
    monkeypatch.setattr("insight.records.database.PATIENCE_S", 1)
    database = open_database(postgresql.url, postgresql.folder)
    with pytest.raises(StoreError, match="too many people are using it"):
        read_within_readings(database, 20)
    database.close()


def test_a_reading_sees_one_moment_whatever_is_saved_meanwhile(postgresql):
    store = postgresql.open()
    database = open_database(postgresql.url, postgresql.folder)
    members = sqlalchemy.text("SELECT count(*) FROM neighbourhood_member")
    with database.reading() as session:
        assert session.execute(members).scalar_one() == 0
        store.add(draft(), who="Ann")
        assert session.execute(members).scalar_one() == 0
    database.close()
    store.close()


def test_threads_may_share_a_store(store):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda i: store.add(draft(f"n{i}"), who="Ann"), range(30)))
    assert names(store) == sorted(f"n{i}" for i in range(30))


def test_every_fault_is_one_for_readers():
    assert issubclass(StoreError, InsightError)


def test_processes_that_open_an_empty_place_together_make_it_once(place):
    pipes = []
    for _ in range(4):
        here, there = PROCESSES.Pipe()
        process = PROCESSES.Process(target=open_at_once, args=(place, there))
        process.start()
        pipes.append((process, here))
    for _, here in pipes:
        here.send("go")
    for process, here in pipes:
        assert here.poll(20)
        assert here.recv() == 0
        process.join(20)
        assert process.exitcode == 0
    assert len(place.execute("SELECT * FROM alembic_version")) == 1


def test_two_processes_that_write_at_once_lose_nothing(place):
    store = place.open()
    added = store.add(draft(text="0"), who="Ann")
    writers = [PROCESSES.Process(target=count_up, args=(place, added.id, 15)) for _ in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
        assert writer.exitcode == 0
    now = store.neighbourhood(added.id)
    assert (now.description, now.version) == ("30", 31)
    history = store.history(added.id)
    assert [step.after.description for step in history] == [str(i) for i in range(31)]
    # Both were at it, so neither waited until the other had done.
    assert len({step.who for step in history}) == 3
    store.close()


def told(here):
    """Everything a dead writer had told of."""
    heard = []
    try:
        while here.poll(5):
            heard.append(here.recv())
    except (EOFError, OSError):
        pass
    return heard


def test_writers_killed_in_mid_save_lose_nothing_acknowledged(place):
    store, chance, acknowledged = place.open(), random.Random(7), []
    for _ in range(KILLS):
        here, there = PROCESSES.Pipe(duplex=False)
        writer = PROCESSES.Process(target=save_for_ever, args=(place, there))
        writer.start()
        there.close()
        assert here.poll(20)
        time.sleep(chance.uniform(0.03, 0.12))
        os.kill(writer.pid, signal.SIGKILL)
        writer.join(10)
        assert writer.exitcode == -signal.SIGKILL
        acknowledged += told(here)
    assert len(acknowledged) >= KILLS
    for id, version, content in acknowledged:  # noqa: A001
        assert store.history(id)[version - 1].after == content
    for found in store.neighbourhoods(with_removed=True):
        history = store.history(found.id)
        assert [step.version for step in history] == list(range(1, found.version + 1))
        assert history[-1].after == content_of(found)
    assert all(past.records == 3 for past in store.imports())
    if place.engine == "sqlite":
        assert place.execute("PRAGMA integrity_check") == [("ok",)]
    store.close()
