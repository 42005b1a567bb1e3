"""Fixtures that every kind of test shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from benchmarks.browser import ADVICE, find_browser
from insight.errors import InsightError
from insight.geography.levels import Places, places
from insight.pack.pack import Pack, open_pack
from serving import ARGS, chromium

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data"
"""Larger real files, beside the checkout on some machines only."""

pytest_plugins = ("publisher_server", "records_fixtures", "pack_copies", "town")
"""Modules of ``tests/support`` that hold fixtures, after those that they import."""

BROWSER, ACCESSIBILITY = "tests/browser/", "tests/browser/test_accessibility.py"
LONG = (ACCESSIBILITY, BROWSER, "tests/faults/", "tests/deploy/")
"""What takes longest comes first: what is short evens the processes out at the end."""

OWN = ("INSIGHT_RECORDS", "INSIGHT_DATABASE_URL", "INSIGHT_PACKS", "INSIGHT_DATA")
"""Variables that name what belongs to somebody."""


class Sharing(LoadScopeScheduling):
    """How processes share the tests: by files, but most browser tests go to one.

    They share a server and what the browser has fetched from it. Of them only the long
    walk through all pages is by itself, so that no process has more than its part.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return BROWSER if file.startswith(BROWSER) and file != ACCESSIBILITY else file


def pytest_report_header() -> str:
    """Say which browser is used; a required or named one that is not there ends the run."""
    try:
        found = find_browser(os.environ)
    except InsightError as fault:
        pytest.exit(str(fault), 2)
    if found:
        return f"Using {found} for browser tests."
    if os.environ.get("INSIGHT_REQUIRE_BROWSER") == "1":
        pytest.exit(
            f"INSIGHT_REQUIRE_BROWSER is set, but there is no Chromium. To fix this, {ADVICE}.", 2
        )
    return f"There is no Chromium, so browser tests are skipped. To run them, {ADVICE}."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; within a folder all stays in its order."""
    items.sort(key=lambda item: [not item.nodeid.startswith(each) for each in LONG])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log) -> Sharing:
    return Sharing(config, log)


@pytest.fixture(scope="session", autouse=True)
def records_folder(tmp_path_factory) -> Iterator[Path]:
    """No test meets the records or the packs of whoever runs it."""
    before = {name: os.environ.pop(name, None) for name in OWN}
    folder = tmp_path_factory.mktemp("records")
    os.environ["INSIGHT_RECORDS"] = str(folder)
    os.environ["INSIGHT_PACKS"] = str(tmp_path_factory.mktemp("packs"))
    yield folder
    for name in OWN:
        os.environ.pop(name, None)
    os.environ |= {name: value for name, value in before.items() if value}


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The embedded pack, opened once."""
    return open_pack()


@pytest.fixture(scope="session")
def known(pack) -> Places:
    return places(pack)


@pytest.fixture(scope="session")
def launch() -> Iterator[object]:
    """A function that starts a browser with more arguments.

    Here, since Playwright can be started only once in a session.
    """
    executable = chromium()
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:

        def start(*more: str, program: str = executable) -> object:
            return playwright.chromium.launch(executable_path=program, args=[*ARGS, *more])

        yield start


@pytest.fixture(scope="session")
def launched(launch) -> Iterator[object]:
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def real() -> Path:
    if not REAL.is_dir():
        pytest.skip("The larger real files are not beside this checkout.")
    return REAL
