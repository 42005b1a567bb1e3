"""Backups: a whole copy of the records in one SQLite file, from either engine."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, NullPool, create_engine, func, insert, select
from sqlalchemy.exc import DBAPIError

from insight.records.database import Database, migrate
from insight.records.errors import StoreError
from insight.records.tables import Base

NAME = re.compile(r"insight-(\d{8}-\d{6})(-\d+)?\.sqlite3")
STAMP = "%Y%m%d-%H%M%S"
CHECKSUM = ".sha256"
ALL_OF = timedelta(days=2)
DAYS, MONTHS = 30, 12  # of how many days and months the newest backup is kept
AT_ONCE = 5_000  # rows held in memory while they are copied

TABLES = Base.metadata.sorted_tables  # parents before children

Rows = Mapping[str, int]


@dataclass(frozen=True)
class Backup:
    """One finished backup."""

    file: Path
    at: datetime
    rows: Rows  # by table


def make_backup(
    database: Database, folder: Path, now: datetime, *, name: str = "insight"
) -> Backup:
    """Copy all records as at one moment; the copy is read again, and named last."""
    with _writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".part-{name}-{now:{STAMP}}"
        try:
            read = _copy(database, draft)
            rows = checked(draft)
            if rows != read:
                raise StoreError(
                    f"No backup was made: {sum(read.values()):,} rows were read, and "
                    f"the copy has {sum(rows.values()):,}. Try again."
                )
            file = _free(folder, f"{name}-{now:{STAMP}}")
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        beside = file.with_name(file.name + CHECKSUM)
        beside.write_text(f"{_sha256(file)}  {file.name}\n", encoding="ascii")
    return Backup(file, now, rows)


def backups(folder: Path) -> tuple[Backup, ...]:
    """What was made in a folder, the newest first; rows are not counted."""
    found = []
    for file in folder.glob("insight-*.sqlite3") if folder.is_dir() else ():
        if match := NAME.fullmatch(file.name):
            at = datetime.strptime(match.group(1), STAMP).replace(tzinfo=UTC)
            found.append(Backup(file, at, {}))
    return tuple(sorted(found, key=lambda each: (each.at, each.file), reverse=True))


def thin_out(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Remove all but those of two days, the newest of 30 days and of 12 months."""
    found = backups(folder)
    kept = {each.file for each in found if now - each.at <= ALL_OF}
    kept |= {each.file for each in _newest(found, "%Y%m%d", DAYS)}
    kept |= {each.file for each in _newest(found, "%Y%m", MONTHS)}
    gone = tuple(each.file for each in found if each.file not in kept)
    for file in gone:
        file.unlink()
        file.with_name(file.name + CHECKSUM).unlink(missing_ok=True)
    return gone


def _newest(found: Sequence[Backup], period: str, many: int) -> list[Backup]:
    firsts: dict[str, Backup] = {}
    for each in found:
        firsts.setdefault(f"{each.at:{period}}", each)
    return list(firsts.values())[:many]


def checked(file: Path) -> Rows:
    """How many rows a backup has by table, if it is whole and as its checksum says."""
    if not file.is_file():
        raise StoreError(f"There is no backup {file}. Check its name.")
    beside = file.with_name(file.name + CHECKSUM)
    if beside.is_file() and beside.read_text("ascii").split()[:1] != [_sha256(file)]:
        raise StoreError(
            f"The backup {file} is not what was written: its checksum is another. "
            "Take another backup."
        )
    uri = f"{file.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            report = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
            tables = {name for (name,) in names} & set(Base.metadata.tables)
            rows = {
                name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in sorted(tables)
            }
    except sqlite3.Error as error:
        raise StoreError(
            f"The backup {file} cannot be read ({error}). Take another one."
        ) from error
    if report != "ok" or broken or "history" not in rows:
        raise StoreError(
            f"The backup {file} is damaged, or is no backup of the records. Take another one."
        )
    return rows


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table into empty tables of the newest form."""
    for table in TABLES:
        rows = source.execute(select(table).order_by(*table.primary_key.columns))
        for part in rows.mappings().partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in part])


def counted(connection: Connection) -> Rows:
    """How many rows there are, by table."""
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in sorted(TABLES, key=lambda each: each.name)
    }


def _copy(database: Database, draft: Path) -> Rows:
    """Copy what stands at one moment, and say how many rows that is."""
    with database.reading() as session, _writing_to(draft.parent):
        source = session.connection()
        # Counting first holds the moment: nothing is saved until the copy is made.
        rows = counted(source)
        if source.dialect.name == "sqlite":
            # Copying the file of a running server would lose rows unnoticed.
            live = cast("sqlite3.Connection", source.connection.driver_connection)
            with closing(sqlite3.connect(draft)) as target:
                live.backup(target)
        else:
            engine = create_engine(f"sqlite:///{draft}", poolclass=NullPool)
            with engine.begin() as made:
                migrate(made)
                copy_rows(source, made)
        return rows


def _free(folder: Path, stem: str) -> Path:
    """A name that no file has yet, should there be two in one second."""
    file, turn = folder / f"{stem}.sqlite3", 1
    while file.exists():
        turn += 1
        file = folder / f"{stem}-{turn}.sqlite3"
    return file


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, (OSError, sqlite3.Error)):
            raise  # of the database that is copied, which speaks for itself
        why = cause.strerror if isinstance(cause, OSError) else cause
        raise StoreError(
            f"No backup was made in {folder}: {why}. Free some space, or give the "
            "account the right to write there, and try again."
        ) from error
