"""The database under the records: opening, transactions, and faults in words."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from enum import Enum
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as BusyError
from sqlalchemy.orm import Session

from insight.records.access import ACTOR, Acting, admitted, one_machine
from insight.records.errors import MissingError, StoreError
from insight.records.plain import json_shown

FILE_NAME = "insight.sqlite3"
NOTE_NAME = "records-are-here.txt"
NOTE = f"""The records are in {FILE_NAME}, in the same folder as this note. While the note is here,
a missing file is not replaced by an empty one until somebody asks for it.
"""

WRITER_PATIENCE_S = 1.2  # how long a writer of a file waits for another; SQLite counts too little
READER_PATIENCE_S = 0.8  # who reads waits only for the moment in which another commits
SOON_S = 2.0  # so soon after somebody waited in vain the next one waits
SHORT_S = 0.1  # for this long only: a page that reads several times is not held up by each
PATIENCE_S = 5  # how long one waits on a server for a connection, or for another's save

READ_S, WRITE_S = 60, 600
"""Longest that a server may take over one reading or writing; a whole import is undone by one."""
UNANSWERED_S = 15  # after which a server that acknowledges nothing is taken for gone

AT_HAND, AT_MOST = 5, 15
"""Connections to a server: kept open by one process, and open at once when many are at work.

Three processes of 15 are under half of PostgreSQL's 100.
"""

CONNECTING = {
    "connect_timeout": PATIENCE_S,
    "client_encoding": "utf8",
    "keepalives_idle": UNANSWERED_S,
    "keepalives_interval": PATIENCE_S,
    "keepalives_count": 3,
    "tcp_user_timeout": 1000 * UNANSWERED_S,
}
"""How a server is talked to, and when one that went away without a word is given up."""

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x1A51_6417
"""Any number that no other user of a PostgreSQL server's advisory locks takes."""

_migrating = threading.Lock()  # alembic keeps one `op` for the whole process

_patience: ContextVar[float] = ContextVar("patience", default=READER_PATIENCE_S)
"""Of the connection to a file that is made next; each is made anew, and waits so from the first."""

LOCKED = (
    "another program has locked it",
    "Try again. If this continues, close the program that has the file open.",
)
SQLITE_FAULTS = {
    (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED): LOCKED,
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM): (
        "the file or its folder is read-only",
        "Give the account that runs the app permission to write to the folder.",
    ),
    (sqlite3.SQLITE_FULL,): ("the disk is full", "Free some space, then save again."),
    (sqlite3.SQLITE_IOERR,): (
        "the disk is full or cannot be read or written",
        "Check the disk, then save again.",
    ),
    (sqlite3.SQLITE_CORRUPT,): (
        "the file is damaged",
        "Stop the app and restore the newest backup.",
    ),
    (sqlite3.SQLITE_NOTADB,): (
        "the file is not a SQLite database",
        "Stop the app and put the right file, or the newest backup, in its place.",
    ),
    (sqlite3.SQLITE_CANTOPEN,): (
        "the file cannot be opened, or is no longer there",
        "Check the folder and its permissions. If the file is gone, restore the newest backup.",
    ),
}

POSTGRESQL_FAULTS = {
    ("55P03", "40001", "40P01"): (
        "another save has kept it busy for more than {patience} seconds",
        "Try again.",
    ),
    ("57014",): (
        "the server has taken too long to answer",
        "Try again. If this continues, ask the person who runs the database.",
    ),
    ("42501", "25006"): (
        "the account does not have permission to write to it",
        "Give the app's database account permission to write.",
    ),
    ("53100",): ("the server's disk is full", "Free some space, then save again."),
    ("53",): ("the server has no room for more work", "Try again in a minute."),
    ("XX001", "XX002", "58"): (
        "the server reports damaged or missing files",
        "Stop the app and restore the newest backup.",
    ),
}

SERVER_GONE = (
    "the server does not respond or refuses the connection",
    "Check that PostgreSQL is running, and that the address, user name and "
    "password are right, then try again.",
)


class Making(Enum):
    """Whether records that are not there may be made, which are empty then."""

    NEVER = "never"
    FIRST = "first"  # unless there are signs that there were some before
    ANYWAY = "anyway"


CROWDED = ("too many people are using it right now", "Try again in a few seconds.")


class Database:
    """One open database of either kind."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.place = place
        self.acting: Acting = one_machine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._locked_at = -SOON_S  # when somebody last waited in vain, of a clock of its own
        self._writer = engine.execution_options(insight_writes=True)
        # One snapshot for all statements of a reading, so that a neighbourhood
        # never shows with the members of another version; SQLite does so anyway.
        snapshot: dict[str, Any] = {
            "isolation_level": "REPEATABLE READ",
            "postgresql_readonly": True,
        }
        self._reader = engine if self._is_sqlite else engine.execution_options(**snapshot)

    @contextmanager
    def reading(self, *, is_long: bool = False) -> Iterator[Session]:
        """A session for one consistent reading; one that nobody waits for may be long."""
        outcome = "The records could not be read"
        with (
            said_plainly(self.place, outcome),
            Session(self._reader) as session,
            self._waiting(session, READER_PATIENCE_S),
        ):
            self._limit(session.connection(), 0 if is_long else READ_S)
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one transaction of who acts, saved at the end or not at all."""
        actor = admitted(self.acting)
        with self.keeping() as session:
            session.info[ACTOR] = actor
            yield session

    @contextmanager
    def keeping(self) -> Iterator[Session]:
        """The same for what is nobody's record, such as the end of a session."""
        with said_plainly(self.place), Session(self._writer) as session:
            if not self._is_sqlite:
                session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
                self._limit(session.connection(), WRITE_S)
            with self._waiting(session, WRITER_PATIENCE_S):
                yield session
                session.flush()
                with nullcontext() if self._is_sqlite else _doubtful_commit(self.place):
                    session.commit()

    def _limit(self, connection: Connection, seconds: int) -> None:
        """End statements of this transaction that take longer; 0 is no limit."""
        if not self._is_sqlite:
            connection.execute(text(f"SET LOCAL statement_timeout = '{seconds}s'"))

    @contextmanager
    def _waiting(self, session: Session, patience: float) -> Iterator[None]:
        """Wait so long for who has a file locked; readers less where one just did in vain."""
        if not self._is_sqlite:
            yield
            return
        is_soon = time.monotonic() - self._locked_at < SOON_S
        if is_soon and patience == READER_PATIENCE_S:
            patience = SHORT_S
        try:
            told = _patience.set(patience)
            try:
                session.connection()
            finally:
                _patience.reset(told)
            yield
        except DBAPIError as error:
            if _words(error) == LOCKED:
                self._locked_at = time.monotonic()
            raise

    @contextmanager
    def replacing(self) -> Iterator[Connection]:
        """A transaction to put other tables in the place of all these; nobody's leave is asked."""
        outcome = "Nothing was replaced"
        with said_plainly(self.place, outcome), self._writer.begin() as connection:
            if not self._is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._writer.dispose()


def open_database(url: str | None, folder: Path, making: Making = Making.FIRST) -> Database:
    """Open, and bring up to date, the database at `url` or the file in `folder`."""
    if url is None:
        return _open_sqlite(folder, making)
    return _open_postgresql(url, making)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _migrating:
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


@contextmanager
def said_plainly(place: str, outcome: str = "Nothing was saved") -> Iterator[None]:
    """Turn the faults of a database into sentences; let bugs through."""
    try:
        yield
    except (DBAPIError, BusyError) as error:
        words = CROWDED if isinstance(error, BusyError) else _words(error)
        if words is None:
            raise
        reason, remedy = words
        raise StoreError(
            f"{outcome}: {place} cannot be used because "
            f"{reason.format(patience=PATIENCE_S)}. {remedy}"
        ) from error


@contextmanager
def _doubtful_commit(place: str) -> Iterator[None]:
    """A connection lost while saving leaves it open whether it was saved."""
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise StoreError(
            f"{place} stopped responding during the save, so the change may or may not be "
            "in it. Check that PostgreSQL is running, then look at the record before saving again."
        ) from error


def _words(error: DBAPIError) -> tuple[str, str] | None:
    """Reason and remedy; None where the fault lies in our own statements."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # The low byte is the kind; the rest tells variants of it apart.
        return next((words for codes, words in SQLITE_FAULTS.items() if code & 0xFF in codes), None)
    # psycopg tells no state where no connection came about.
    state = getattr(error.orig, "sqlstate", None)
    if state is None or state.startswith(("08", "57P")):
        return SERVER_GONE
    return next(
        (words for states, words in POSTGRESQL_FAULTS.items() if state.startswith(states)), None
    )


def _open_sqlite(folder: Path, making: Making) -> Database:
    file = folder / FILE_NAME
    place = f"the records file {file}"
    try:
        # In this order: who makes the file leaves the note last.
        had_some = (folder / NOTE_NAME).exists()
        is_new = not file.exists() or file.stat().st_size == 0
        if is_new and (making is Making.NEVER or (making is Making.FIRST and had_some)):
            raise missing(f"the records file {file} is missing or empty")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The records cannot be opened: the folder {folder} cannot be created "
            f"({error.strerror}). Give the account that runs the app permission to "
            "write there, or choose another folder."
        ) from error
    with said_plainly(place, "The records cannot be opened"):
        # Only here may a file be made: one that goes missing later must not be
        # replaced by an empty one in silence.
        maker = _sqlite_engine(file, mode="rwc" if is_new else "rw", foreign_keys="OFF")
        _bring_up_to_date(maker, place, Making.ANYWAY)
        engine = _sqlite_engine(file, mode="rw", foreign_keys="ON")
        with engine.connect() as connection:
            report = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if report != "ok":
        raise StoreError(
            f"The records cannot be opened: {place} is damaged ({report.splitlines()[-1]}). Stop "
            "the app and restore the newest backup."
        )
    with suppress(OSError):  # where nothing can be written, nothing can be replaced either
        (folder / NOTE_NAME).write_text(NOTE, "utf-8")
    return Database(engine, place)


def missing(what: str) -> MissingError:
    """What to say where there were records, or should be, and are none."""
    return MissingError(
        f"The records cannot be opened: {what}, and no replacement was made. Restore a "
        "backup with “python3 run.py restore FILE”. If there never were any records, or you do "
        "not need them, start with empty records with “python3 run.py records make”."
    )


def _sqlite_engine(file: Path, *, mode: str, foreign_keys: str) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{file.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=_patience.get(),
            isolation_level=None,  # the module would begin transactions by itself
            check_same_thread=False,
        )
        # The write-ahead log would be faster, but every SQLite before 3.51.3 can
        # damage such a file when two connections write (https://sqlite.org/wal.html).
        # What a writing changes stays in memory until it is saved: to spill some of it
        # into the file SQLite would shut out every reader, for as long as an import takes.
        with ExitStack() as stack:
            stack.callback(connection.close)  # of a file that turns out to be damaged
            for setting in (
                "journal_mode=DELETE",
                "synchronous=FULL",
                "cache_spill=OFF",
                f"foreign_keys={foreign_keys}",
            ):
                connection.execute(f"PRAGMA {setting}")
            stack.pop_all()
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, json_deserializer=json_shown
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """Lock at the start of a writing, not in its midst, where waiting cannot help."""
    writes = connection.get_execution_options().get("insight_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgresql(address: str, making: Making) -> Database:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "The records cannot be opened: the database address cannot be read. "
            "Use the form postgresql://user:password@host/database."
        ) from error
    if url.drivername not in {"postgresql", "postgresql+psycopg", "postgres"}:
        raise StoreError(
            f"The records cannot be opened: {url.drivername!r} is not a supported "
            "type of database. Use an address that begins with "
            "postgresql://, or none for the embedded file."
        )
    place = f"the PostgreSQL database {url.database!r} on {url.host or 'this machine'}"
    with ExitStack() as stack:
        stack.enter_context(said_plainly(place, "The records cannot be opened"))
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=AT_HAND,
            max_overflow=AT_MOST - AT_HAND,
            json_deserializer=json_shown,
            pool_timeout=PATIENCE_S,
            connect_args=CONNECTING,
        )
        stack.callback(engine.dispose)
        _bring_up_to_date(engine, place, making)
        stack.pop_all()
    return Database(engine, place)


def _bring_up_to_date(engine: Engine, place: str, making: Making) -> None:
    """Run the missing migrations, once even if two processes open together."""
    with engine.connect() as connection:
        _refuse_bare_bytes(connection, place)
        if not _missing(connection, place):
            return
        if making is Making.NEVER and not _revisions(connection):
            raise missing(f"{place} has no tables")
    with engine.execution_options(insight_writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:key)")
            connection.execute(lock, {"key": MIGRATION_LOCK})
        if _missing(connection, place):
            migrate(connection)
            _check_references(connection, place)


def _refuse_bare_bytes(connection: Connection, place: str) -> None:
    """A server that knows no letters gives back bytes for texts."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding == "SQL_ASCII":
        raise StoreError(
            f"The records cannot be opened: {place} has the encoding SQL_ASCII, in which letters "
            "such as é are not safe. Create it again with the encoding UTF8, as the deployment "
            "guide says."
        )


def _missing(connection: Connection, place: str) -> bool:
    current = _revisions(connection)
    is_file = connection.dialect.name == "sqlite"
    if is_file and not current and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise StoreError(
            f"The records cannot be opened: {place} belongs to another program. Stop the app "
            "and put the right file, or the newest backup, in its place."
        )
    script = ScriptDirectory(MIGRATIONS)
    unknown = current - {step.revision for step in script.walk_revisions()}
    if unknown:
        raise StoreError(
            f"The records cannot be opened: {place} was written by a newer version "
            f"of the app (its tables are at {min(unknown)}, this version knows up to "
            f"{script.get_current_head()}). Install the newer version."
        )
    return current != set(script.get_heads())


def _revisions(connection: Connection) -> set[str]:
    """What its tables are at; none where there are no tables."""
    return set(MigrationContext.configure(connection).get_current_heads())


def _check_references(connection: Connection, place: str) -> None:
    """Foreign keys are off while SQLite's tables are made anew."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise StoreError(
            f"The records cannot be opened: updating {place} would leave {len(broken)} rows "
            f"without the record they belong to, first in {broken[0][0]}. Nothing was changed. "
            "Ask for help before you continue."
        )
