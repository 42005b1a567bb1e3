"""Copies of the embedded pack to be spoiled."""

import hashlib
import shutil
from pathlib import Path

import pytest

from insight.pack.pack import EMBEDDED


@pytest.fixture(scope="session")
def lean(tmp_path_factory) -> Path:
    """The embedded pack with few postcodes, so that opening it is quick."""
    folder = tmp_path_factory.mktemp("lean") / "pack"
    shutil.copytree(EMBEDDED, folder, ignore=shutil.ignore_patterns("published"))
    file, record = folder / "postcodes.csv", folder / "postcodes.source.toml"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:200]))
    after = hashlib.sha256(file.read_bytes()).hexdigest()
    record.write_text(record.read_text("utf-8").replace(before, after), "utf-8")
    return folder


@pytest.fixture
def folder(lean, tmp_path) -> Path:
    return Path(shutil.copytree(lean, tmp_path / "pack"))
