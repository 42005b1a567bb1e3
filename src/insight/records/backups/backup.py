"""Backups: a whole copy of the records in one SQLite file, from either engine."""

import hashlib
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
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

NAME = re.compile(r"insight-(\d{8}-\d{6})(-\d+)?\.sqlite3(\.sealed)?")
BEFORE = "before-restore"
NAME_BEFORE = re.compile(rf"insight-{BEFORE}-(\d{{8}}-\d{{6}})(-\d+)?\.sqlite3")
PART = ".part-"  # in front of what is not finished yet
SEALED = ".sealed"  # behind what a command made of a backup
STAMP = "%Y%m%d-%H%M%S"
CHECKSUM = ".sha256"
ALL_OF = timedelta(days=2)
DAYS, MONTHS = 30, 12  # of how many days and months the newest backup is kept
BEFORE_KEPT = timedelta(days=365)
LEFT_AFTER_S = 900.0  # for so long nothing was written to what a killed backup left
HISTORY_COLUMNS = {"kind", "record_id", "version", "at", "who", "action", "before", "after"}
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
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        draft = folder / f"{PART}{name}-{now:{STAMP}}"
        try:
            read = _copy(database, draft)
            rows = checked(draft, is_trusted=True)
            if rows != read:
                raise StoreError(
                    f"No backup was made: {sum(read.values()):,} rows were read, but "
                    f"the copy has {sum(rows.values()):,}. Try again."
                )
            file = _free(folder, f"{name}-{now:{STAMP}}")
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        write_checksum(file)
    return Backup(file, now, rows)


def send(made: Backup, folder: Path, through: str, now: datetime) -> Path:
    """Put a copy into another folder, through a command that seals it if one is given."""
    name = made.file.name + (SEALED if through else "")
    outcome = f"The backup {made.file} was made, but not copied to {folder}"
    with writing_to(folder, outcome):
        if folder.resolve() == made.file.parent.resolve():
            raise StoreError(
                f"{outcome}: the backup is already in that folder. Choose one on another disk."
            )
        if not folder.is_dir():
            raise StoreError(
                f"{outcome}: that folder does not exist. Create it, or mount the disk it is on."
            )
        _sweep(folder)
        draft, sent = folder / f"{PART}{name}", folder / name
        try:
            if through:
                _pipe(made.file, draft, through, outcome)
            else:
                shutil.copyfile(made.file, draft)
                if sha256(draft) != sha256(made.file):
                    raise StoreError(f"{outcome}: the copy is not the same as the backup.")
            draft.replace(sent)
        finally:
            draft.unlink(missing_ok=True)
        write_checksum(sent)
        thin_out(folder, now)
    return sent


def write_checksum(file: Path) -> None:
    """Say beside a file what it is."""
    beside = file.with_name(file.name + CHECKSUM)
    beside.write_text(f"{sha256(file)}  {file.name}\n", encoding="ascii")


def backups(folder: Path) -> tuple[Backup, ...]:
    """What was made in a folder, the newest first; rows are not counted."""
    found = []
    for file in folder.glob("insight-*.sqlite3*") if folder.is_dir() else ():
        if match := NAME.fullmatch(file.name):
            found.append(Backup(file, _moment(match.group(1)), {}))
    return tuple(sorted(found, key=lambda each: (each.at, each.file), reverse=True))


def thin_out(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Remove all but those of two days, the newest of 30 days and of 12 months.

    What a restore put aside goes after 12 months.
    """
    found = backups(folder)
    kept = {each.file for each in found if now - each.at <= ALL_OF}
    kept |= {each.file for each in _newest(found, "%Y%m%d", DAYS)}
    kept |= {each.file for each in _newest(found, "%Y%m", MONTHS)}
    gone = tuple(each.file for each in found if each.file not in kept) + tuple(
        file
        for file in sorted(folder.glob(f"insight-{BEFORE}-*.sqlite3"))
        if (match := NAME_BEFORE.fullmatch(file.name))
        and now - _moment(match.group(1)) > BEFORE_KEPT
    )
    for file in gone:
        file.unlink()
        file.with_name(file.name + CHECKSUM).unlink(missing_ok=True)
    return gone


def _newest(found: Sequence[Backup], period: str, many: int) -> list[Backup]:
    firsts: dict[str, Backup] = {}
    for each in found:
        firsts.setdefault(f"{each.at:{period}}", each)
    return list(firsts.values())[:many]


def checked(file: Path, *, is_trusted: bool = False) -> Rows:
    """How many rows a backup has by table, if it is whole and as its checksum says.

    `is_trusted`: without a checksum, somebody vouches for it.
    """
    if not file.is_file():
        raise StoreError(f"There is no backup {file}. Check its name.")
    try:
        _compare_checksum(file, is_trusted=is_trusted)
    except OSError as error:
        raise StoreError(f"The backup {file} cannot be read ({error.strerror}).") from error
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
            told = {name for _, name, *_ in connection.execute("PRAGMA table_info(history)")}
    except sqlite3.Error as error:
        raise StoreError(f"The backup {file} cannot be read ({error}). Use another one.") from error
    is_ours = told >= HISTORY_COLUMNS and ("alembic_version",) in names
    if report != "ok" or broken or not is_ours:
        raise StoreError(
            f"The backup {file} is damaged or is not a backup of the records. Use another one."
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
    with database.reading(is_long=True) as session, writing_to(draft.parent):
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


def _compare_checksum(file: Path, *, is_trusted: bool) -> None:
    beside = file.with_name(file.name + CHECKSUM)
    if not beside.is_file():
        if is_trusted:
            return
        raise StoreError(
            f"The backup {file} has no checksum file ({beside.name}), so we cannot check that it "
            "is unchanged. Copy that file here too, use another backup, or add "
            "--without-checksum if you know where it comes from."
        )
    if beside.read_text("ascii", errors="replace").split()[:1] != [sha256(file)]:
        raise StoreError(
            f"The backup {file} has changed since it was made: its checksum is different. "
            "Use another backup."
        )


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def _sweep(folder: Path) -> None:
    """Remove what killed backups left; another one may be at work at this moment."""
    for left in folder.glob(f"{PART}*"):
        if time.time() - left.stat().st_mtime > LEFT_AFTER_S:
            left.unlink(missing_ok=True)


def _pipe(file: Path, draft: Path, through: str, outcome: str) -> None:
    """Write what a command makes of a file."""
    command = shlex.split(through, posix=sys.platform != "win32")
    with file.open("rb") as content, draft.open("wb") as made:
        try:
            done = subprocess.run(
                command, stdin=content, stdout=made, stderr=subprocess.PIPE, check=False
            )
        except OSError as error:
            raise StoreError(
                f"{outcome}: {command[0]} cannot be run ({error.strerror})."
            ) from error
    if done.returncode or not draft.stat().st_size:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise StoreError(
            f"{outcome}: {command[0]} ended with {done.returncode} and wrote "
            f"{draft.stat().st_size:,} bytes. {''.join(said)}".rstrip()
        )


def _free(folder: Path, stem: str) -> Path:
    """A name that no file has yet, should there be two in one second."""
    file, turn = folder / f"{stem}.sqlite3", 1
    while file.exists():
        turn += 1
        file = folder / f"{stem}-{turn}.sqlite3"
    return file


def sha256(file: Path) -> str:
    """Checksum of what is in a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def writing_to(folder: Path, outcome: str = "") -> Iterator[None]:
    """Say plainly why nothing can be written to a folder."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, (OSError, sqlite3.Error)):
            raise  # of the database that is copied, which speaks for itself
        why = cause.strerror if isinstance(cause, OSError) else cause
        raise StoreError(
            f"{outcome or f'No backup was made in {folder}'}: {why}. Free some space, or give the "
            "account permission to write there, then try again."
        ) from error
