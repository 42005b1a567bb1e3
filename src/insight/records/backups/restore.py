"""A backup put in the place of the records, whole or not at all."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Integer, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from insight.records.backups.backup import (
    BEFORE,
    STAMP,
    TABLES,
    Backup,
    Rows,
    checked,
    copy_rows,
    counted,
    make_backup,
)
from insight.records.database import FILE_NAME, Database, Making, migrate, open_database
from insight.records.errors import StoreError
from insight.records.place import RecordsPlace
from insight.records.sessions import ENDED


@dataclass(frozen=True)
class Restored:
    """What became of a restore."""

    rows: Rows  # by table
    before: Backup | None  # what was replaced; None if that was damaged
    set_aside: Path | None  # where the damaged file was moved to


def restore(
    place: RecordsPlace, file: Path, now: datetime, *, is_trusted: bool = False
) -> Restored:
    """Put a backup in the place of the records, which are backed up first or moved aside.

    `is_trusted`: it has no checksum, and somebody vouches for it.
    """
    checked(file, is_trusted=is_trusted)
    with tempfile.TemporaryDirectory() as folder:
        try:
            shutil.copyfile(file, Path(folder) / FILE_NAME)
        except OSError as error:
            raise StoreError(
                f"Nothing was restored: the backup {file} cannot be copied to "
                f"{folder} ({error.strerror}). Free some space there."
            ) from error
        with _understood(file):
            source = open_database(None, Path(folder))
            try:
                return _replace(place, source, now)
            finally:
                source.close()


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    """What no backup of ours holds may fail in any way on its way in."""
    try:
        yield
    except (DBAPIError, ValueError, TypeError) as error:
        raise StoreError(
            f"Nothing was restored: {file} contains something that is not a record of this app "
            f"({type(error).__name__}). Use another backup."
        ) from error


def _replace(place: RecordsPlace, source: Database, now: datetime) -> Restored:
    file = place.folder / FILE_NAME
    aside = None if place.url else _set_aside(file, now)
    try:
        target = place.open(Making.ANYWAY)
        try:
            before = (
                None if aside else make_backup(target, place.backups, now, name=f"insight-{BEFORE}")
            )
            with source.reading() as session, target.replacing() as connection:
                rows = _put(session.connection(), connection)
        finally:
            target.close()
    except BaseException:
        if aside is not None:
            aside.replace(file)
        raise
    return Restored(rows, before, aside)


def _put(source: Connection, target: Connection) -> Rows:
    ended = {row.key: row.at for row in target.execute(select(ENDED))}
    migrate(target, "base")
    migrate(target)
    copy_rows(source, target)
    found, expected = counted(target), counted(source)
    if found != expected:
        raise StoreError(
            f"Nothing was restored: the backup has {sum(expected.values()):,} rows, but "
            f"{sum(found.values()):,} were restored. Try again."
        )
    _count_on(target)
    known = set(target.execute(select(ENDED.c.key)).scalars())
    later = [{"key": key, "at": at} for key, at in ended.items() if key not in known]
    if later:
        target.execute(insert(ENDED), later)
    return found


def _count_on(target: Connection) -> None:
    """PostgreSQL numbers new rows from a counter, which knows nothing of the copied."""
    if target.dialect.name != "postgresql":
        return
    for table in TABLES:
        (key, *more) = table.primary_key.columns
        if more or not isinstance(key.type, Integer):
            continue
        last = target.execute(select(func.max(key))).scalar_one()
        if last is not None:
            counter = text("SELECT setval(pg_get_serial_sequence(:table, :key), :last)")
            target.execute(counter, {"table": table.name, "key": key.name, "last": last})


def _set_aside(file: Path, now: datetime) -> Path | None:
    if not file.is_file() or not _is_damaged(file):
        return None
    aside = file.with_name(f"{file.name}.damaged-{now:{STAMP}}")
    file.rename(aside)
    return aside


def _is_damaged(file: Path) -> bool:
    uri = f"{file.resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            return bool(said != "ok")
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
