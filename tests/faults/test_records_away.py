"""Records that cannot be used for a while, as an officer at work meets it."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from insight.records.database import WRITER_PATIENCE_S
from insight.records.kinds.neighbourhoods import Draft
from records_fixtures import Place
from running import records_of, running
from steps import settled, shows

pytestmark = pytest.mark.browser
ROOM_KB = 1024
WHO = "Your name (required)"
LSOAS = ("E01013726", "E01013727")


@pytest.fixture(scope="module")
def disk(tmp_path_factory) -> Iterator[Path]:
    """A disk of its own for the records, small enough to be filled."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM_KB}k", "records", folder]
    if os.geteuid() or shutil.which("mount") is None:
        pytest.skip("Only root can put a small disk in a folder's place.")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("This machine does not let a disk be mounted.")
    yield folder
    # Whoever still looks into it does not keep it from going.
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def small(disk) -> Iterator[tuple[str, Place]]:
    """A server whose records are on that disk."""
    place = Place("sqlite", disk)
    with running(**records_of(place)) as server:
        yield server.address, place


def saved(place: Place, name: str) -> str:
    """Save a neighbourhood behind the server's back; its id."""
    store = place.open()
    found = store.add(Draft(name, "", LSOAS, "chosen by hand"), who="Ann")
    store.close()
    return found.id


def versions(place: Place, id: str) -> list[tuple[int, str]]:  # noqa: A002
    """Version and name of each step of a neighbourhood."""
    store = place.open()
    steps = [(step.version, step.after.name) for step in store.history(id)]
    store.close()
    return steps


def fill_in(page, address: str, id: str, name: str) -> None:  # noqa: A002
    """Open the form of a neighbourhood and write a new name and description."""
    page.goto(f"{address}/neighbourhood?show=profile&place={id}")
    page.get_by_role("button", name="Save changes", exact=True).click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Description", exact=True).fill(f"About {name}")
    page.get_by_label(WHO, exact=True).first.fill("Bo")


def send(page) -> None:
    page.get_by_role("button", name="Save as a new version", exact=True).click()


def try_again(page) -> None:
    """Send the same form once more, as it still is."""
    # What is said comes before the button for it.
    settled(page)
    again = page.get_by_role("button", name="Try again", exact=True)
    if again.count():
        again.click()
        page.get_by_role("button", name="Save changes", exact=True).wait_for()
    settled(page)
    if not page.get_by_label("Name", exact=True).is_visible():
        page.get_by_role("button", name="Save changes", exact=True).click()
    page.get_by_label("Name", exact=True).wait_for()


def holds(page, name: str) -> None:
    """The form still has what was typed."""
    assert page.get_by_label("Name", exact=True).input_value() == name
    about = page.get_by_label("Description", exact=True)
    assert about.input_value() == f"About {name}"


def stays_and_recovers(page, address, place, fault, words, name):
    """Save during a fault, then again once it is over, without typing anew."""
    id = saved(place, f"Before {name}")  # noqa: A001
    fill_in(page, address, id, name)
    with fault:
        send(page)
        shows(page, words)
        assert "Saved “" not in page.inner_text("body")
    assert versions(place, id) == [(1, f"Before {name}")]
    try_again(page)
    holds(page, name)
    send(page)
    shows(page, f"Saved “{name}”, version 2")
    assert versions(place, id) == [(1, f"Before {name}"), (2, name)]


@contextmanager
def full(folder: Path) -> Iterator[None]:
    file = folder / "filler"
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1024))
    assert shutil.disk_usage(folder).free == 0
    yield
    file.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    remount = ["mount", "-o", "remount"]
    subprocess.run([*remount, "-r", folder], check=True)
    yield
    subprocess.run([*remount, "-w", folder], check=True)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program keeps even readers out."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def gone(file: Path) -> Iterator[None]:
    away = file.with_suffix(".away")
    file.rename(away)
    yield
    assert not file.exists(), "an empty one was made in its place"
    away.rename(file)


def test_full_disk(small, tab):
    address, place = small
    words = "Nothing was saved: .* the disk is full.*Free some space"
    stays_and_recovers(tab, address, place, full(place.folder), words, "Full")


def test_folder_that_becomes_read_only(small, tab):
    address, place = small
    words = "Nothing was saved: .* read-only.*permission to write"
    stays_and_recovers(tab, address, place, read_only(place.folder), words, "Fixed")


def test_file_locked_by_another_program_for_longer_than_the_patience(small, tab):
    address, place = small
    begun = time.monotonic()
    words = "another program has locked it"
    stays_and_recovers(tab, address, place, locked(place.file), words, "Held")
    assert time.monotonic() - begun > WRITER_PATIENCE_S


def test_file_gone_and_put_back(small, tab):
    address, place = small
    words = "no longer there.*restore the newest backup"
    stays_and_recovers(tab, address, place, gone(place.file), words, "Gone")


def test_file_damaged_at_the_start(tmp_path, tab):
    place = Place("sqlite", tmp_path / "var")
    saved(place, "Kept")
    whole = place.file.read_bytes()
    damages = {
        b"not a database at all" * 400: "not a SQLite database.*newest backup",
        # Each page after the first is overwritten.
        whole[:4096] + b"\xa5" * (len(whole) - 4096): "is damaged.*newest backup",
        whole[: len(whole) // 2]: "is damaged.*newest backup",
    }
    place.file.write_bytes(next(iter(damages)))
    with running(**records_of(place)) as server:
        for content, words in damages.items():
            place.file.write_bytes(content)
            tab.goto(f"{server.address}/neighbourhood")
            shows(tab, words)
            assert place.file.read_bytes() == content
        tab.goto(f"{server.address}/map")
        shows(tab, "Sources, licences and limits")
        place.file.write_bytes(whole)
        tab.goto(f"{server.address}/neighbourhood")
        shows(tab, "Select a row to open its profile")


def test_database_server_away_at_the_start_and_in_the_midst_of_work(postgresql, cluster, tab):
    away, name = "the server does not respond.*Check that PostgreSQL is running", "Away"
    id = saved(postgresql, f"Before {name}")  # noqa: A001
    with always_up_at_the_end(cluster), running(**records_of(postgresql)) as server:
        # Not yet asked for the records: they are opened on the first page with some.
        with away_for_a_while(cluster):
            tab.goto(f"{server.address}/neighbourhood?show=profile&place={id}")
            shows(tab, away)
        again = tab.get_by_role("button", name="Try again", exact=True)
        back = tab.get_by_text(f"Before {name}")
        # A slow page that draws itself again meanwhile is back without being asked.
        again.or_(back).first.wait_for()
        if again.is_visible():
            again.click()
        shows(tab, f"Before {name}")
        stays_and_recovers(
            tab, server.address, postgresql, away_for_a_while(cluster), away, "Away 2"
        )


@contextmanager
def away_for_a_while(cluster) -> Iterator[None]:
    cluster.stop()
    yield
    cluster.start()


@contextmanager
def always_up_at_the_end(cluster) -> Iterator[None]:
    """Whatever happens, the tests that follow find their server."""
    try:
        yield
    finally:
        if not (cluster.folder / "data" / "postmaster.pid").exists():
            cluster.start()
