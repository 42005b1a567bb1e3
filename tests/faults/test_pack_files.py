"""Files of the data pack that are cut short, empty, gone or replaced by a folder."""

import shutil
from pathlib import Path

import pytest

from insight.geography import web_geometry
from insight.geography.web_geometry import published
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED
from officer import Officer
from running import running

PAGES = (
    "overview", "map", "targeting", "neighbourhood", "investment", "working_model",
    "compare", "board_paper", "approach", "data",
)  # fmt: skip

TABLES = sum((EMBEDDED / contract.file).exists() for contract in CONTRACTS.values())


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


SAYS = {
    cut_short: "content has changed since it was recorded",
    emptied: "content has changed since it was recorded",
    Path.unlink: "file is missing",
    folder_instead: "cannot be opened (Is a directory)",
}
"""What the pages say of each mishap."""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the pack, to be damaged."""
    target = tmp_path / "pack"
    shutil.copytree(EMBEDDED, target, ignore=shutil.ignore_patterns("published"))
    return target


def walk(address: str, *pages: str) -> dict[str, str]:
    """What pages, or all, say in their boxes; each of them is drawn to its end."""
    said = {}
    for page in pages or PAGES:
        with Officer(address, page) as officer:
            officer.open()
            said[page] = "\n".join(officer.said)
            assert "Traceback" not in said[page], page
    return said


@pytest.mark.parametrize("mishap", [cut_short, folder_instead])
def test_boundaries_that_cannot_be_used_are_said_on_every_page(folder, mishap):
    mishap(folder / "areas.parquet")
    with running(INSIGHT_DATA=str(folder)) as server:
        said = walk(server.address)
    assert all(f"1 of {TABLES} tables" in words for words in said.values())
    assert all("(areas)" in words for words in said.values())
    for page in ("map", "targeting", "compare"):
        assert f"areas.parquet: {SAYS[mishap]}" in said[page]


def test_several_mishaps_are_said_together_and_the_rest_stays_up(folder):
    files = ("activity.csv", "population.csv", "deprivation.csv", "imd2019.csv")
    for file, mishap in zip(files, SAYS, strict=True):
        mishap(folder / file)
    with running(INSIGHT_DATA=str(folder)) as server:
        said = walk(server.address)
    for words in said.values():
        assert f"4 of {TABLES} tables" in words or "deprivation.csv: file is missing" in words
    every = "\n".join(said.values())
    for file, mishap in zip(files, SAYS, strict=True):
        assert f"{file}: {SAYS[mishap]}" in every


def test_pack_that_comes_back_is_opened_without_a_start(folder):
    away = folder.with_name("away")
    folder.rename(away)
    with running(INSIGHT_DATA=str(folder)) as server:
        missing = walk(server.address, "overview", "map", "neighbourhood", "data")
        for words in missing.values():
            assert f"There is no data in {folder}" in words
        away.rename(folder)
        assert walk(server.address, "map") == {"map": ""}


def test_pack_that_changes_under_a_server_changes_nothing_until_it_starts(folder):
    with running(INSIGHT_DATA=str(folder)) as server:
        pages = "overview", "map", "targeting", "neighbourhood", "data"
        before = walk(server.address, *pages)
        assert "tables" not in before["map"]
        for at, file in enumerate(sorted(folder.glob("*.*"))):
            list(SAYS)[at % len(SAYS)](file)
        assert walk(server.address, *pages) == before
        server.stop()
        server.start()
        assert "pack.toml" in walk(server.address, "map")["map"]


def publish(areas, folder) -> str:
    return published({"level": areas}, {}, "as it is", folder)["level"]


def served(folder) -> list[str]:
    """Names of the boundaries in a folder, without the index of them."""
    names = [file.name for file in folder.iterdir()]
    return [name for name in names if not name.startswith("boundaries-")]


def test_served_boundaries_that_were_cut_short_are_written_anew(tmp_path, known):
    areas = next(iter(known.levels.values()))
    name = publish(areas, tmp_path)
    whole = (tmp_path / name).read_bytes()
    cut_short(tmp_path / name)
    assert publish(areas, tmp_path) == name
    assert (tmp_path / name).read_bytes() == whole
    assert served(tmp_path) == [name]


def test_an_index_that_was_cut_short_is_written_anew(tmp_path, known):
    areas = next(iter(known.levels.values()))
    name = publish(areas, tmp_path)
    (index,) = tmp_path.glob("boundaries-*")
    whole = index.read_bytes()
    cut_short(index)
    assert publish(areas, tmp_path) == name
    assert index.read_bytes() == whole


def test_two_servers_that_publish_at_once_do_not_write_in_one_part(tmp_path, known, monkeypatch):
    areas = next(iter(known.levels.values()))
    replace, own = Path.replace, web_geometry.os.getpid()

    def with_another(part: Path, target: Path) -> Path:
        """Just before ours is in place, another server publishes the same."""
        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr(web_geometry.os, "getpid", lambda: own + 1)
        publish(areas, tmp_path)
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", with_another)
    name = publish(areas, tmp_path)
    assert served(tmp_path) == [name]
