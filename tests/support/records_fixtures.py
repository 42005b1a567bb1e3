"""Places for stores of both engines, and writers to run in processes of their own."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

from insight.records.errors import ConflictError
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.records.store import Store, open_store

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["insight.records.store", "psycopg", "pytest"])

ENGINES = ("sqlite", "postgresql")
FILE = "insight.sqlite3"


@dataclass(frozen=True)
class Place:
    """Where a store can be opened, closed and opened again."""

    engine: str
    folder: Path
    url: str | None = None

    def open(self) -> Store:
        return open_store(self.url, folder=self.folder)

    @property
    def file(self) -> Path:
        return self.folder / FILE

    def execute(self, *statements: str) -> list[tuple]:
        """Run SQL behind the store's back; the rows of the last statement."""
        opened = psycopg.connect(self.url) if self.url else sqlite3.connect(self.file)
        with closing(opened) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
        return rows

    def reader_url(self) -> str:
        """Address of a PostgreSQL database for an account that may only read it."""
        assert self.url is not None
        role = f"r{os.urandom(4).hex()}"
        self.execute(
            f"CREATE ROLE {role} LOGIN", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        )
        return self.url.replace("postgres@", f"{role}@")


@dataclass(frozen=True)
class Cluster:
    """A private PostgreSQL server that listens on a socket in its folder."""

    programs: Path
    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root.
        other = {"user": "postgres", "group": "postgres", "extra_groups": []}
        subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
            **(other if os.geteuid() == 0 else {}),
        )

    def initialise(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-N")

    def start(self) -> None:
        options = f"-c listen_addresses= -c fsync=off -k {self.folder}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", "data", "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def make(self, database: str) -> str:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        return self.url(database)


def programs() -> Path:
    """The folder of PostgreSQL's programs, or skip."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    if not folders:
        pytest.skip("PostgreSQL is not installed on this machine.")
    if os.geteuid() == 0:
        pwd = pytest.importorskip("pwd")
        if "postgres" not in {user.pw_name for user in pwd.getpwall()}:
            pytest.skip("PostgreSQL cannot run as root, and has no account here.")
    return max(folders)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # Not in pytest's folder: other accounts cannot enter it, and the path of a
    # socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="records"))
    server = Cluster(programs(), folder)
    try:
        server.initialise()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


def place_for(engine: str, request: pytest.FixtureRequest, folder: Path) -> Place:
    if engine == "sqlite":
        return Place(engine, folder / "var")
    name = f"r{os.urandom(6).hex()}"
    return Place(engine, folder, request.getfixturevalue("cluster").make(name))


@pytest.fixture(params=ENGINES)
def place(request, tmp_path) -> Place:
    """An empty place on each engine in turn."""
    return place_for(request.param, request, tmp_path)


@pytest.fixture
def sqlite(request, tmp_path) -> Place:
    return place_for("sqlite", request, tmp_path)


@pytest.fixture
def postgresql(request, tmp_path) -> Place:
    return place_for("postgresql", request, tmp_path)


@pytest.fixture
def store(place) -> Iterator[Store]:
    """An empty store on each engine in turn."""
    opened = place.open()
    yield opened
    opened.close()


def draft(name: str = "New Parks", *codes: int, text: str = "") -> Draft:
    """A draft whose members are given by the end of their codes."""
    members = tuple(f"E0100{code:04}" for code in codes or (1, 2))
    return Draft(name, text, members, "chosen by hand")


def open_at_once(place: Place, ready: Connection) -> None:
    """Open a place as soon as told, and say how it went."""
    ready.recv()
    store = place.open()
    ready.send(len(store.neighbourhoods()))
    store.close()


def count_up(place: Place, id: str, times: int) -> None:  # noqa: A002
    """Add 1 to the number in a description, again until nobody was faster."""
    store = place.open()
    for _ in range(times):
        while True:
            seen = store.neighbourhood(id)
            more = draft(seen.name, text=str(int(seen.description) + 1))
            try:
                store.change(id, more, version=seen.version, who=f"p{os.getpid()}")
            except ConflictError:
                continue
            break
    store.close()


def save_for_ever(place: Place, tell: Connection) -> None:
    """Save as fast as can be, and tell of each save once it is acknowledged."""
    store = place.open()
    turn = 0
    while True:
        turn += 1
        name = f"{os.getpid()}-{turn}"
        one = store.add(draft(name, turn % 100), who="writer")
        tell.send((one.id, one.version, one.draft))
        two = store.change(one.id, draft(name, 1, 2, 3), version=1, who="writer")
        tell.send((two.id, two.version, two.draft))
        batch = store.import_all([draft(f"{name}-{part}") for part in "abc"], who="writer")
        for added in batch.added:
            tell.send((added.id, added.version, added.draft))


def content_of(found: Neighbourhood) -> Draft | None:
    return None if found.is_removed else found.draft
