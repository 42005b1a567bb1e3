"""Nothing that a user reads or takes away has changed, unless on purpose.

`building` remakes every golden in processes of its own, and each is held against the
text that is kept here. This runs only when it is asked for, before and after a change
that is to keep everything as it is::

    INSIGHT_GOLDENS=1 python3 run.py test tests/goldens

It takes two minutes of both cores, and the sum of a figure for papers holds every digit
of its outlines, in the last of which another kind of processor may differ. After a change
that is meant, look at the differences and write the goldens anew with
``INSIGHT_WRITE_GOLDENS=1`` in its place.
"""

import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
KINDS = ("pages", "sheets", "tables", "documents")
IS_WRITTEN = bool(os.environ.get("INSIGHT_WRITE_GOLDENS"))
IS_ASKED = IS_WRITTEN or bool(os.environ.get("INSIGHT_GOLDENS"))
MOST_LINES = 80
HALVES = (
    ("targeting", "compare", "neighbourhood", "approach"),
    ("overview", "map", "investment", "working_model", "board_paper", "data"),
)
"""Pages by the process that makes them, each about half of the work."""

pytestmark = pytest.mark.skipif(
    not IS_ASKED, reason="Goldens are made only when asked for, with INSIGHT_GOLDENS=1."
)


def kept() -> set[str]:
    files = (file for kind in KINDS for file in (HERE / kind).glob("*.txt"))
    return {file.relative_to(HERE).as_posix() for file in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with every golden as the product makes it now."""
    folder = tmp_path_factory.mktemp("made")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    started = [
        subprocess.Popen(
            [sys.executable, str(HERE / "building.py"), str(folder), *pages],
            env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace",
        )
        for pages in HALVES
    ]  # fmt: skip
    told = [each.communicate() for each in started]
    for each, (said, faults) in zip(started, told, strict=True):
        assert each.returncode == 0, f"{said}\n{faults[-4000:]}"
    goldens = folder / "goldens"
    if IS_WRITTEN:
        for kind in KINDS:
            shutil.rmtree(HERE / kind, ignore_errors=True)
        shutil.copytree(goldens, HERE, dirs_exist_ok=True)
    return goldens


def test_every_page_has_its_links(made):
    pages = {file.stem for file in (HERE.parents[1] / "pages").glob("*.py")}
    assert {page for half in HALVES for page in half} == pages
    assert {file.stem for file in (made / "pages").glob("*.txt")} == pages


def test_the_same_goldens_are_made_as_are_kept(made):
    now = {file.relative_to(made).as_posix() for file in made.rglob("*.txt")}
    assert now == kept()


@pytest.mark.parametrize("name", sorted(kept()))
def test_golden_is_as_it_was(name, made):
    before = (HERE / name).read_text("utf-8").splitlines()
    file = made / name
    now = file.read_text("utf-8").splitlines() if file.exists() else []
    changes = [*difflib.unified_diff(before, now, "kept", "now", n=1, lineterm="")]
    more = len(changes) - MOST_LINES
    told = [*changes[:MOST_LINES], *([f"… {more} lines more"] if more > 0 else [])]
    assert not changes, f"{name} has changed:\n" + "\n".join(told)
