"""A refresh makes a pack beside those that are there, or changes nothing at all."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from insight.errors import InsightError
from insight.pack import packs as packs_module
from insight.pack.pack import EMBEDDED, open_pack
from insight.pack.packs import CURRENT, kept, used
from insight.publishers import refresh as steps
from insight.publishers import refresh_command
from insight.publishers.fetching.fetch import Manifest, ManifestEntry
from insight.publishers.fetching.register import DOWNLOADS
from insight.publishers.fetching.release import DownloadState, Release, ReleaseEvent
from insight.publishers.refresh import LOCK, RefreshRequest, refresh
from insight.publishers.refresh_command import main
from publisher_fixtures import NORTH, SOUTH, indices, write_more

WORDS = {"title": "Toyshire", "short_title": "Toy", "partnership": "Toy Together"}
ARGUMENTS = [
    "--districts", f"{SOUTH},North West Toyshire", "--title", "Toyshire",
    "--short-title", "Toy", "--partnership", "Toy Together",
]  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_more(tmp_path_factory.mktemp("publishers") / "files")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("INSIGHT_DATA", "INSIGHT_PACKS"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def asked(files, packs, **more) -> RefreshRequest:
    given = {"folders": [files], "packs": packs, "districts": [SOUTH, NORTH], **WORDS}
    return RefreshRequest(**(given | more))


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder below, hidden ones too, with what files hold."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        if file.is_file()
        else "folder"
        for file in sorted(folder.rglob("*"))
    }


def quiet(_words: str) -> None:
    """Say nothing."""


def command(files, packs, *more: str) -> int:
    return main(["--from", str(files), "--packs", str(packs), *ARGUMENTS, *more])


def test_the_new_pack_is_used_and_the_one_before_is_kept(files, pack, tmp_path):
    packs = tmp_path / "packs"
    first = refresh(asked(files, packs), pack, quiet)
    assert used({"INSIGHT_PACKS": str(packs)}) == packs / first.version
    assert open_pack(packs / first.version).problems == {}
    second = refresh(asked(files, packs, title="Other"), pack, quiet)
    # The title is no figure: the same figures are the same version.
    assert second.version == first.version
    assert not second.is_new
    third = refresh(asked(files, packs, districts=[SOUTH]), pack, quiet)
    assert set(kept(packs)) == {first.version, third.version}
    assert used({"INSIGHT_PACKS": str(packs)}) == packs / third.version
    assert sorted(each.name for each in packs.iterdir()) == sorted(
        [first.version, third.version, CURRENT]
    )


def test_a_pack_may_be_made_without_being_used(files, pack, tmp_path):
    packs = tmp_path / "packs"
    made = refresh(asked(files, packs, is_used=False), pack, quiet)
    assert set(kept(packs)) == {made.version}
    assert used({"INSIGHT_PACKS": str(packs)}) == EMBEDDED


def test_it_says_what_came_from_where(files, pack, tmp_path):
    made = refresh(asked(files, tmp_path / "packs"), pack, quiet)
    assert made.areas == 6
    assert made.districts == ("South and Deep", "North West Toyshire")
    assert made.origins["deprivation"] == "File_7.csv"
    assert set(made.without) == {"activity_lsoa", "activity_msoa"}
    assert "https://www.sportengland.org" in made.without["activity_lsoa"]
    assert len(made.verified) == 2


STEPS = ("inventory", "assemble", "verify", "write_pack", "open_pack", "use")
"""The last two are parts of putting a pack in place: its check, and its use."""


FAULTS = {
    "fault": InsightError("Broken."),
    "full disk": OSError(28, "No space left"),
    "ctrl-c": KeyboardInterrupt(),
}


@pytest.fixture(scope="module")
def one_before(files, pack, tmp_path_factory):
    """A folder of packs with one of them, in use."""
    packs = tmp_path_factory.mktemp("before") / "packs"
    refresh(asked(files, packs, districts=[SOUTH]), pack, quiet)
    return packs


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("failing", STEPS)
def test_a_failure_at_any_step_changes_nothing(
    files, pack, one_before, tmp_path, monkeypatch, failing, fault
):
    shutil.copytree(one_before, tmp_path / "packs")
    fails_halfway(files, pack, tmp_path, monkeypatch, failing, FAULTS[fault])


@pytest.mark.parametrize("failing", ["verify", "write_pack", "use"])
def test_a_failure_leaves_no_folder_of_packs_where_none_was(
    files, pack, tmp_path, monkeypatch, failing
):
    fails_halfway(files, pack, tmp_path, monkeypatch, failing, FAULTS["full disk"])


def fails_halfway(files, pack, folder, monkeypatch, failing, fault):
    """Let one step fail when its work is done; nothing may have changed."""
    before = tree(folder)
    module = steps if hasattr(steps, failing) else packs_module
    real = getattr(module, failing)

    def halfway(*arguments, **options):
        if failing != "use":
            real(*arguments, **options)
        raise fault

    monkeypatch.setattr(module, failing, halfway)
    with pytest.raises((InsightError, OSError, KeyboardInterrupt)):
        refresh(asked(files, folder / "packs"), pack, quiet)
    assert tree(folder) == before


def test_a_pack_with_a_fault_is_not_put_in_place(files, pack, tmp_path, monkeypatch):
    def spoil(work, about, out):
        taken = real(work, about, out)
        (out / "population.csv").write_text("lsoa21cd\n")
        return taken

    real = steps.write_pack
    monkeypatch.setattr(steps, "write_pack", spoil)
    with pytest.raises(InsightError, match=r"population\.csv"):
        refresh(asked(files, tmp_path / "packs"), pack, quiet)
    assert tree(tmp_path) == {}


def test_what_disagrees_with_the_publisher_is_not_put_in_place(tmp_path, capsys):
    files = write_more(tmp_path / "files")
    frame = indices()
    frame.loc[0, "Total population: mid 2022"] += 5
    frame.to_csv(files / "File_7.csv", index=False)
    assert command(files, tmp_path / "packs") == 1
    said = capsys.readouterr().err
    assert "average score of E07000001 is 46.667 there and" in said
    assert "Nothing has changed." in said
    assert not (tmp_path / "packs").exists()


def test_two_refreshes_do_not_meet(files, pack, tmp_path):
    packs = tmp_path / "packs"
    packs.mkdir()

    def meddle(words: str) -> None:
        if words == "Writing the tables":
            with pytest.raises(InsightError, match="Another refresh is running"):
                refresh(asked(files, packs), pack, quiet)

    made = refresh(asked(files, packs), pack, meddle)
    assert set(kept(packs)) == {made.version}


def test_what_a_refresh_left_that_was_cut_off_is_cleared(files, pack, tmp_path):
    packs = tmp_path / "packs"
    (packs / ".staged-1").mkdir(parents=True)
    (packs / ".staged-1" / "half.csv").write_text("half")
    (packs / LOCK).write_text("")
    made = refresh(asked(files, packs), pack, quiet)
    assert {each.name for each in packs.iterdir()} == {made.version, CURRENT}


def test_a_new_area_needs_its_own_title(files, pack, tmp_path):
    with pytest.raises(InsightError, match="Give --title, --short-title and"):
        refresh(asked(files, tmp_path / "packs", title=""), pack, quiet)
    assert not (tmp_path / "packs").exists()


def test_a_folder_that_is_not_there_is_named(pack, tmp_path):
    with pytest.raises(InsightError, match=r"There is no folder .*nowhere"):
        refresh(asked(tmp_path / "nowhere", tmp_path / "packs"), pack, quiet)


def test_the_command_says_what_it_made(files, tmp_path, capsys):
    packs = tmp_path / "packs"
    assert command(files, packs) == 0
    said = capsys.readouterr().err
    (version,) = kept(packs)
    assert f"Data version {version} has 6 areas in 2 districts (South and Deep, North West" in said
    assert "  deprivation: File_7.csv\n" in said
    assert "Not in it:\n  activity_lsoa: small-area estimates of activity by LSOA, Sport" in said
    assert "2 districts agree with File_10.xlsx (IMD)" in said
    assert f"remove {packs / CURRENT}" in said
    assert command(files, packs) == 0
    assert f"This is the same as data version {version}" in capsys.readouterr().err


def test_the_command_starts_from_the_pack_in_use(files, tmp_path, capsys):
    packs = tmp_path / "packs"
    command(files, packs)
    # Neither districts nor titles: those of the pack in use.
    assert main(["--from", str(files), "--packs", str(packs)]) == 0
    assert "6 areas in 2 districts" in capsys.readouterr().err


def test_no_use_leaves_the_pack_in_use(files, tmp_path, capsys):
    packs = tmp_path / "packs"
    assert command(files, packs, "--no-use") == 0
    assert "is still in use" in capsys.readouterr().err
    assert not (packs / CURRENT).exists()


def test_every_missing_file_is_one_line(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["--from", str(tmp_path / "empty"), "--packs", str(tmp_path / "p")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert sum("no file in the folder has this" in line for line in lines) == 7


def test_a_broken_pack_in_use_is_a_sentence(files, tmp_path, capsys):
    (tmp_path / CURRENT).write_text("gone")
    assert command(files, tmp_path) == 1
    assert "version is 'gone'" in capsys.readouterr().err


def test_without_a_folder_it_downloads_first(files, tmp_path, monkeypatch, capsys):
    orders = []

    def fetch(order, tell):
        orders.append(order)
        shutil.copytree(files, order.folder)
        manifest = Manifest.of(order.folder)
        size = (order.folder / "exact.csv").stat().st_size
        manifest.put("exact.csv", ManifestEntry("there", size, "sum", "2026-01-02"))
        for state in DownloadState:
            tell(ReleaseEvent(DOWNLOADS[0], state, done=5, total=10))
        return Release((), (), ("One of them is missing.",))

    monkeypatch.setattr(refresh_command, "fetch_release", fetch)
    monkeypatch.setattr(refresh_command, "DROPPED", tmp_path / "dropped")
    (tmp_path / "dropped").mkdir()
    (tmp_path / "dropped" / "other.csv").write_text("name,value\n")
    packs = tmp_path / "packs"
    places = ["--packs", str(packs), "--downloads", str(tmp_path / "downloads")]
    assert main([*places, *ARGUMENTS]) == 0
    said = capsys.readouterr().err
    assert "One of them is missing." in said
    assert f"{DOWNLOADS[0].title}: done" in said
    assert "other.csv: not used" in said
    # A name of a district that is in no pack here goes out as it was given.
    assert list(orders[0].districts) == [SOUTH, "North West Toyshire"]
    made = open_pack(used({"INSIGHT_PACKS": str(packs)}))
    assert made.sources["lsoa_links"].retrieved == "2026-01-02"


def test_a_download_that_fails_changes_no_pack(tmp_path, monkeypatch, capsys):
    def fail(_order, _tell):
        raise InsightError("1 of 2 downloads failed.")

    monkeypatch.setattr(refresh_command, "fetch_release", fail)
    assert main(["--packs", str(tmp_path / "packs"), *ARGUMENTS]) == 1
    said = capsys.readouterr().err
    assert "1 of 2 downloads failed." in said
    assert tree(tmp_path) == {}


SLOW = """
import signal, sys, time
# A shell that starts tests in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from insight.publishers import refresh as steps
from insight.__main__ import main, prepare_process
real = steps.write_pack
def slow(*arguments):
    real(*arguments)
    print("written", flush=True)
    time.sleep(60)
steps.write_pack = slow
prepare_process()
sys.exit(main(["refresh", *sys.argv[1:]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Signals are those of POSIX.")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_ended_leaves_nothing_behind(files, tmp_path, number):
    arguments = ["--from", str(files), "--packs", str(tmp_path / "packs"), *ARGUMENTS]
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert child.stdout.readline() == "written\n"
    assert any((tmp_path / "packs").glob(".staged-*"))
    time.sleep(0.1)
    child.send_signal(number)
    _, said = child.communicate(timeout=120)
    assert child.returncode == 130
    assert "Stopped." in said
    assert "Nothing has changed." in said
    assert tree(tmp_path) == {}
