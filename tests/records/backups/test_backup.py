"""A backup holds everything, and comes back whole or not at all, on both engines."""

import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
import sqlalchemy

from insight.records.backups import command as backup_command
from insight.records.backups import restore as restoring
from insight.records.backups.backup import TABLES, backups, checked, make_backup, thin_out
from insight.records.backups.restore import restore
from insight.records.database import FILE_NAME, migrate
from insight.records.errors import StoreError
from insight.records.kinds.model_terms import Scope
from insight.records.place import RecordsPlace
from insight.records.store import open_store
from ledger_fixtures import entry
from records_fixtures import content_of, draft, place_for, save_for_ever
from work_fixtures import evidence_content

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def filled(place):
    """A place with every kind of record, changed and removed ones among them."""
    store = place.open()
    first = store.add(draft("New “Parks” £", text="line\nline"), who="Ann")
    store.change(first.id, draft("New Parks", 3), version=1, who="Bob")
    gone = store.add(draft("Gone"), who="Ann")
    store.remove(gone.id, version=1, who="Ann")
    store.ledger.add(entry(12_345), who="Ann")
    store.evidence.add(evidence_content(scope=Scope.AREA, code=""), who="Ann")
    store.sessions.end("a" * 64)
    store.close()
    return place


def records_of(place) -> RecordsPlace:
    return RecordsPlace(place.url, place.folder, place.folder.parent / "backups")


def made(place, now=NOW, **more):
    records = records_of(place)
    database = records.open()
    try:
        return make_backup(database, records.backups, now, **more)
    finally:
        database.close()


def digest(place) -> str:
    """Of every row of every table, in order, as it is read."""
    database = records_of(place).open()
    with database.reading() as session:
        rows = [
            (table.name, sorted(map(repr, session.execute(sqlalchemy.select(table)))))
            for table in TABLES
        ]
    database.close()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture
def full(place):
    return filled(place)


def test_what_was_destroyed_comes_back_row_for_row(full):
    before = digest(full)
    saved = made(full)
    store = full.open()
    for item in store.neighbourhoods():
        store.remove(item.id, version=item.version, who="Vandal")
    store.add(draft("Later"), who="Ann")
    store.close()
    assert digest(full) != before
    restore(records_of(full), saved.file, NOW)
    assert digest(full) == before


def test_what_was_replaced_is_kept_beside(full):
    saved = made(full)
    store = full.open()
    store.add(draft("Later"), who="Ann")
    store.close()
    before = digest(full)
    done = restore(records_of(full), saved.file, NOW)
    restore(records_of(full), done.before.file, NOW + timedelta(hours=1))
    assert digest(full) == before


def test_the_records_go_on_after_a_restore(full):
    saved = made(full)
    restore(records_of(full), saved.file, NOW)
    store = full.open()
    added = store.add(draft("After"), who="Ann")
    store.ledger.decide([("a" * 16, "b" * 16)], is_same=False, who="Ann")
    store.change(added.id, draft("After all"), version=1, who="Ann")
    assert [step.version for step in store.history(added.id)] == [1, 2]
    store.close()


def test_history_is_guarded_again_after_a_restore(full):
    restore(records_of(full), made(full).file, NOW)
    with pytest.raises(Exception, match="history is never changed"):
        full.execute("DELETE FROM history")


def test_who_signed_out_after_the_backup_stays_out(full):
    saved = made(full)
    store = full.open()
    store.sessions.end("b" * 64)
    store.close()
    restore(records_of(full), saved.file, NOW)
    store = full.open()
    assert store.sessions.is_ended("a" * 64)
    assert store.sessions.is_ended("b" * 64)
    store.close()


@pytest.mark.parametrize("ways", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_records_move_from_one_engine_to_the_other(ways, request, tmp_path):
    first, second = (
        place_for(engine, request, tmp_path / str(at)) for at, engine in enumerate(ways)
    )
    filled(first)
    saved = made(first)
    restore(records_of(second), saved.file, NOW)
    assert digest(second) == digest(first)


def test_an_older_backup_is_brought_up_to_date(sqlite, tmp_path):
    old = tmp_path / "old.sqlite3"
    engine = sqlalchemy.create_engine(f"sqlite:///{old}")
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO neighbourhood VALUES ('aaaaaaaaaa', 1, 'Old', 'old', '', "
            "'by hand', 'agreed', '2026-01-01', 'Ann', '2026-01-01', 'Ann', NULL)"
        )
    engine.dispose()
    restore(records_of(sqlite), old, NOW, is_trusted=True)
    store = sqlite.open()
    assert [item.name for item in store.neighbourhoods()] == ["Old"]
    assert store.sessions.is_ended("x") is False
    store.close()


def test_a_backup_of_a_newer_version_is_refused(full, tmp_path):
    saved = tmp_path / "newer.sqlite3"
    shutil.copyfile(made(full).file, saved)
    with closing(sqlite3.connect(saved)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = digest(full)
    with pytest.raises(StoreError, match="Install the newer version"):
        restore(records_of(full), saved, NOW, is_trusted=True)
    assert digest(full) == before


def test_a_restore_that_fails_on_its_way_changes_nothing(full, monkeypatch):
    saved, before = made(full), digest(full)

    def half(source, target):
        copied(source, target)
        raise StoreError("The power failed.")

    copied = restoring.copy_rows
    monkeypatch.setattr(restoring, "copy_rows", half)
    with pytest.raises(StoreError, match="power"):
        restore(records_of(full), saved.file, NOW)
    assert digest(full) == before
    with pytest.raises(Exception, match="history is never changed"):
        full.execute("DELETE FROM history")


def test_rows_that_went_missing_are_noticed(full, monkeypatch):
    saved, before = made(full), digest(full)

    def all_but_one(source, target):
        copied(source, target)
        target.exec_driver_sql("DELETE FROM ended_session")

    copied = restoring.copy_rows
    monkeypatch.setattr(restoring, "copy_rows", all_but_one)
    with pytest.raises(StoreError, match=r"^Nothing was restored: the backup has"):
        restore(records_of(full), saved.file, NOW)
    assert digest(full) == before


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@pytest.mark.parametrize("harm", [truncated, flipped, lambda _: b"", lambda _: b"x"])
def test_a_backup_that_is_not_what_was_written_is_refused(sqlite, harm):
    saved = made(filled(sqlite))
    before = digest(sqlite)
    saved.file.write_bytes(harm(saved.file.read_bytes()))
    with pytest.raises(StoreError, match="its checksum is different"):
        restore(records_of(sqlite), saved.file, NOW)
    assert digest(sqlite) == before


@pytest.mark.parametrize("harm", [truncated, lambda _: b"", lambda _: b"x" * 9_000])
def test_a_damaged_backup_without_checksum_is_refused(sqlite, harm, tmp_path):
    saved = made(filled(sqlite))
    bare = tmp_path / "bare.sqlite3"
    bare.write_bytes(harm(saved.file.read_bytes()))
    with pytest.raises(StoreError, match=r"damaged|cannot be read"):
        restore(records_of(sqlite), bare, NOW, is_trusted=True)


def test_another_database_is_no_backup(tmp_path):
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE history_of_art (id INTEGER)")
    with pytest.raises(StoreError, match="is not a backup of the records"):
        checked(other, is_trusted=True)


def test_a_damaged_file_of_records_is_moved_aside(sqlite):
    saved, before = made(filled(sqlite)), digest(sqlite)
    sqlite.file.write_bytes(b"not a database" * 700)
    done = restore(records_of(sqlite), saved.file, NOW)
    assert done.before is None
    assert done.set_aside.read_bytes().startswith(b"not a database")
    assert digest(sqlite) == before


def test_a_file_of_records_that_is_gone_is_made_anew(sqlite):
    saved, before = made(filled(sqlite)), digest(sqlite)
    sqlite.file.unlink()
    restore(records_of(sqlite), saved.file, NOW)
    assert digest(sqlite) == before


def test_a_folder_that_cannot_be_written_is_a_sentence(full, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    database = records_of(full).open()
    with pytest.raises(StoreError, match=r"^No backup was made in .*blocked"):
        make_backup(database, blocked, NOW)
    database.close()


def test_two_backups_in_one_second_are_two_files(sqlite):
    first, second = made(filled(sqlite)), made(sqlite)
    assert first.file != second.file
    assert {each.file for each in backups(first.file.parent)} == {
        first.file, second.file,
    }  # fmt: skip


def test_nothing_half_made_is_left(sqlite):
    saved = made(filled(sqlite))
    assert sorted(path.name for path in saved.file.parent.iterdir()) == [
        "insight-20261123-183000.sqlite3", "insight-20261123-183000.sqlite3.sha256",
    ]  # fmt: skip


def test_backup_of_a_database_in_use_has_all_that_was_acknowledged(place):
    place.open().close()
    process_context = get_context("spawn")
    hear, tell = process_context.Pipe(duplex=False)
    writer = process_context.Process(target=save_for_ever, args=(place, tell))
    writer.start()
    acknowledged, taken = {}, []
    while len(taken) < 4:
        for _ in range(15):
            id_, version, content = hear.recv()
            acknowledged[id_] = (version, content)
        taken.append((made(place), dict(acknowledged)))
    writer.kill()
    writer.join()
    for saved, known in taken:
        bare = place.folder.parent / saved.file.stem
        bare.mkdir()
        shutil.copyfile(saved.file, bare / FILE_NAME)
        store = open_store(folder=bare)
        for id_, (version, content) in known.items():
            found = store.neighbourhood(id_)
            assert found.version >= version
            if found.version == version:
                assert content_of(found) == content
            assert len(store.history(id_)) == found.version
        store.close()


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def put_backups(folder, moments):
    folder.mkdir(exist_ok=True)
    for at in moments:
        (folder / f"insight-{at:%Y%m%d-%H%M%S}.sqlite3").write_text("x")


def test_old_backups_are_thinned_out_by_hand_worked_rules(tmp_path):
    put_backups(
        tmp_path,
        [
            day("2026-11-23 02:00"), day("2026-11-23 12:00"),  # both of today
            day("2026-11-22 02:00"),
            day("2026-11-20 02:00"), day("2026-11-20 14:00"),  # the later of two
            day("2026-01-05 02:00"), day("2026-01-31 02:00"),
        ],
    )  # fmt: skip
    for aside in ("20251101", "20251201"):
        (tmp_path / f"insight-before-restore-{aside}-000000.sqlite3").write_text("x")
    other = tmp_path / "insight-of-the-council.sqlite3"
    other.write_text("x")
    gone = thin_out(tmp_path, NOW)
    # What a restore put aside goes after a year: nobody's name stays in it for longer.
    assert [path.name for path in gone] == [
        "insight-20261120-020000.sqlite3",
        "insight-before-restore-20251101-000000.sqlite3",
    ]
    assert other.exists()


def test_daily_for_thirty_days_and_monthly_for_twelve_months(tmp_path):
    put_backups(tmp_path, [NOW - timedelta(days=back) for back in range(800)])
    thin_out(tmp_path, NOW)
    left = [NOW - each.at for each in backups(tmp_path)]
    assert [age.days for age in left[:30]] == list(range(30))
    months = [f"{NOW - age:%Y-%m}" for age in left[30:]]
    # The last days of each month from October 2026 back to December 2025; the newest
    # backup of October is older than 30 days no more, so it is among the thirty.
    assert months == [
        "2026-09", "2026-08", "2026-07", "2026-06", "2026-05", "2026-04", "2026-03",
        "2026-02", "2026-01", "2025-12",
    ]  # fmt: skip
    assert all((NOW - age + timedelta(days=1)).month != (NOW - age).month for age in left[30:])


def command(place, *argv, answer="", now=NOW, **more):
    lines: list[str] = []
    environ = {"INSIGHT_RECORDS": str(place.folder), **more}
    environ |= {"INSIGHT_DATABASE_URL": place.url} if place.url else {}
    code = backup_command.main(argv, environ, now=now, say=lines.append, ask=lambda _: answer)
    return code, "\n".join(lines)


def test_backup_and_restore_by_command(full):
    before = digest(full)
    code, said = command(full, "backup")
    assert code == 0
    assert ("2 neighbourhoods, 1 investment, 1 record of work and 6 changes in the history") in said
    store = full.open()
    store.add(draft("Later"), who="Ann")
    store.close()
    file = str(full.folder / "backups" / "insight-20261123-183000.sqlite3")
    assert command(full, "restore", file, answer="no")[0] == 1
    assert digest(full) != before
    code, said = command(full, "restore", file, answer="restore")
    assert (code, digest(full)) == (0, before)
    assert "insight-before-restore-20261123-183000" in said


def test_restore_without_a_file_lists_what_there_is(sqlite):
    filled(sqlite)
    command(sqlite, "backup")
    code, said = command(sqlite, "restore")
    assert code == 1
    assert "insight-20261123-183000.sqlite3  23 November 2026, 18:30 UTC" in said


def test_faults_are_said_without_a_traceback(sqlite):
    code, said = command(sqlite, "restore", "nowhere.sqlite3", "--yes")
    assert (code, said) == (1, "There is no backup nowhere.sqlite3. Check its name.")


# What killed backups left


def test_next_backup_removes_what_a_killed_one_left(sqlite):
    folder = made(filled(sqlite)).file.parent
    old, journal, at_work = (
        folder / f".part-insight-2026112{at}-000000{end}"
        for at, end in ((1, ""), (1, "-journal"), (2, ""))
    )
    for each in (old, journal, at_work):
        each.write_text("half of it")
    for each in (old, journal):
        os.utime(each, (1, 1))
    made(sqlite)
    assert [each.exists() for each in (old, journal, at_work)] == [False, False, True]


# Files that are none of ours


def test_backup_without_its_checksum_is_restored_only_if_somebody_says_so(full):
    saved = made(full)
    file = saved.file.rename(saved.file.with_name("moved.sqlite3"))
    before = digest(full)
    code, said = command(full, "restore", str(file), "--yes")
    assert code == 1
    assert "has no checksum file (moved.sqlite3.sha256)" in said
    assert "--without-checksum" in said
    assert digest(full) == before
    code, said = command(full, "restore", str(file), "--yes", "--without-checksum")
    assert (code, digest(full)) == (0, before)


@pytest.mark.parametrize("content", ["", "rubbish \udc80", "0" * 64])
def test_checksum_that_is_another_is_never_passed_over(sqlite, content):
    saved = made(filled(sqlite))
    beside = saved.file.with_name(saved.file.name + ".sha256")
    beside.write_bytes(content.encode(errors="surrogateescape"))
    for flags in ([], ["--without-checksum"]):
        code, said = command(sqlite, "restore", str(saved.file), "--yes", *flags)
        assert code == 1
        assert "its checksum is different" in said


HISTORY = (
    'CREATE TABLE history (kind, record_id, version, at, who, action, batch, "before", "after", id)'
)
FOREIGN = {
    "history of a browser": ["CREATE TABLE history (url TEXT)"],
    "no version": [HISTORY],
    "version of another program": [
        HISTORY, "CREATE TABLE alembic_version (version_num)",
        "INSERT INTO alembic_version VALUES ('5f3a')",
    ],
    "tables of another form": [
        HISTORY, "CREATE TABLE alembic_version (version_num)",
        "INSERT INTO alembic_version VALUES ('0001')",
        "CREATE TABLE investment (x)",
    ],
    "nothing": [],
    "another program with versions": [
        "CREATE TABLE history (url TEXT)", "CREATE TABLE alembic_version (version_num)",
        "INSERT INTO alembic_version VALUES ('5f3a')",
    ],
}  # fmt: skip


def foreign(file, statements):
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return file


@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_database_is_refused_in_a_sentence(full, tmp_path, kind):
    before = digest(full)
    file = foreign(tmp_path / "foreign.sqlite3", FOREIGN[kind])
    code, said = command(full, "restore", str(file), "--yes", "--without-checksum")
    assert code == 1
    assert said.splitlines()[-1].endswith(".")
    assert "foreign.sqlite3" in said or "newer version" in said
    if kind not in {"version of another program", "tables of another form"}:
        assert "is not a backup of the records" in said
    assert digest(full) == before


def test_rows_that_are_no_records_are_refused_in_a_sentence(full, tmp_path):
    before, file = digest(full), tmp_path / "odd.sqlite3"
    shutil.copyfile(made(full).file, file)
    foreign(file, ["UPDATE investment SET start = 'soon'"])
    code, said = command(full, "restore", str(file), "--yes", "--without-checksum")
    assert code == 1
    assert "is not a record of this app" in said
    assert digest(full) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a workbook", b"\x00" * 5_000])
def test_file_that_is_no_database_is_refused_in_a_sentence(sqlite, tmp_path, content):
    filled(sqlite)
    file = tmp_path / "not.sqlite3"
    file.write_bytes(content)
    code, said = command(sqlite, "restore", str(file), "--yes", "--without-checksum")
    assert (code, said.count("\n")) == (1, 0)
    assert "not.sqlite3" in said


def test_damaged_file_stays_where_it_is_if_the_restore_fails(sqlite, monkeypatch):
    saved = made(filled(sqlite))
    sqlite.file.write_bytes(b"not a database" * 700)

    def fail(*_):
        raise StoreError("The power failed.")

    monkeypatch.setattr(restoring, "copy_rows", fail)
    with pytest.raises(StoreError, match="power"):
        restore(records_of(sqlite), saved.file, NOW)
    assert sqlite.file.read_bytes().startswith(b"not a database")


def test_backup_of_records_that_are_not_there_makes_none(sqlite, tmp_path):
    code, said = command(sqlite, "backup")
    assert code == 1
    assert "is missing" in said
    assert not sqlite.file.exists()
    assert not list(tmp_path.rglob("insight-*.sqlite3"))


# Copies elsewhere

TURN_ROUND = (
    f"{sys.executable} -c 'import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])'"
)


def test_copy_goes_to_another_folder_with_its_checksum(full, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    put_backups(away, [day("2026-11-20 02:00"), day("2026-11-20 14:00")])
    before = digest(full)
    code, said = command(full, "backup", "--copy-to", str(away))
    assert code == 0
    file = away / "insight-20261123-183000.sqlite3"
    assert f"Copied to {file}" in said
    # Thinned out as the first folder is.
    assert not (away / "insight-20261120-020000.sqlite3").exists()
    assert command(full, "restore", str(file), "--yes")[0] == 0
    assert digest(full) == before


def test_copy_goes_through_a_command_that_seals_it(sqlite, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    filled(sqlite)
    environ = {"INSIGHT_BACKUP_COPY_TO": str(away), "INSIGHT_BACKUP_THROUGH": TURN_ROUND}
    assert command(sqlite, "backup", **environ)[0] == 0
    sealed = away / "insight-20261123-183000.sqlite3.sealed"
    whole = sqlite.folder / "backups" / "insight-20261123-183000.sqlite3"
    assert sealed.read_bytes()[::-1] == whole.read_bytes()
    assert not list(away.glob(".part-*"))
    code, said = command(sqlite, "restore", str(sealed), "--yes")
    assert code == 1
    assert "sealed" in said
    # It is thinned out by the same rules as the others.
    assert [each.file for each in backups(away)] == [sealed]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--copy-to", "nowhere"], "that folder does not exist"),
        (["--copy-to", "{own}"], "already in that folder"),
        (["--through", "gzip"], "needs a folder"),
        (["--copy-to", "{away}", "--through", "no-such-program -r key"], "cannot be run"),
        (["--copy-to", "{away}", "--through", "false"], "false ended with 1"),
        (["--copy-to", "{away}", "--through", "true"], "wrote 0 bytes"),
    ],
)
def test_copy_that_fails_is_said_and_told(sqlite, tmp_path, options, words):
    away, told = tmp_path / "away", tmp_path / "told"
    away.mkdir()
    filled(sqlite)
    places = {"own": sqlite.folder / "backups", "away": away}
    tell = (
        f"{sys.executable} -c 'import sys; open(sys.argv[1], \"w\").write(sys.stdin.read())' {told}"
    )
    options = [each.format(**places) for each in options]
    code, said = command(sqlite, "backup", *options, "--alert", tell)
    assert code == 1
    assert words in said
    assert words in told.read_text()
    assert list(away.iterdir()) == []


def test_alert_that_cannot_be_given_is_said(sqlite):
    code, said = command(sqlite, "backup", "--alert", "no-such-program")
    assert code == 1
    assert "Nobody was told by no-such-program" in said
