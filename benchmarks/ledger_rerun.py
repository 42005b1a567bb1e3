"""The investment page over 100,000 rows: CPU of the server for a change of choice.

The ledger is filled first, through the store. Each part is shown once before, so that
what is added up once for a ledger is not counted; then each change of a part or of a
measure is timed from the click until the page has come to rest.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser
from benchmarks.ledger import ROWS, brought_in, ledger_file
from benchmarks.rows import Row
from benchmarks.server import APP, Server, cpu_s, served
from insight.geography.levels import places
from insight.pack.pack import open_pack
from insight.records.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIMIT = "the most it may be"
MOST_MS = 300.0
PARTS = ("Fair share", "Ledger", "Leverage", "Map")
MEASURES = ("£ per inactive adult", "Need and money", "Amount, £", "£ per resident")
ROUNDS = 3
REST_MS = 400
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"


def measure() -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as folder,
        kept_in(Path(folder)),
        browser.playwright() as chromium,
        browser.cold_browser(chromium) as opened,
    ):
        return _measure(opened)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """A full ledger in a folder of its own, which the server is told of."""
    pack = open_pack()
    known = places(pack)
    store = open_store(folder=folder)
    brought_in(ledger_file(known, ROWS), pack, known, store)
    store.close()
    before = {
        name: os.environ.pop(name, None) for name in ("INSIGHT_RECORDS", "INSIGHT_DATABASE_URL")
    }
    os.environ["INSIGHT_RECORDS"] = str(folder)
    try:
        yield
    finally:
        del os.environ["INSIGHT_RECORDS"]
        os.environ |= {name: value for name, value in before.items() if value}


def _measure(opened: "Browser") -> list[Row]:
    with served(APP) as server:
        page = opened.new_page(viewport=browser.VIEWPORT)
        page.set_default_timeout(browser.PATIENCE_MS)
        page.goto(f"{server.url}/investment?level=lsoa")
        page.get_by_text("is placed in").first.wait_for()
        _at_rest(page)
        for part in PARTS:
            _press(page, server, part)
        parts = [_press(page, server, part) for _ in range(ROUNDS) for part in PARTS]
        for each in MEASURES:
            _choose(page, server, each)
        maps = [_choose(page, server, m) for _ in range(ROUNDS) for m in MEASURES]
        page.close()
    return [
        Row("investment.rerun_ms", median([*parts, *maps]), "ms", LIMIT, MOST_MS),
        Row("investment.rerun_ms.worst", max([*parts, *maps]), "ms", LIMIT, MOST_MS),
    ]


def _press(page: "Page", server: Server, part: str) -> float:
    before = cpu_s(server.pid)
    page.get_by_role("radio", name=part, exact=True).click()
    _at_rest(page)
    return 1000 * (cpu_s(server.pid) - before)


def _choose(page: "Page", server: Server, label: str) -> float:
    box = page.get_by_role("combobox", name="Show")
    box.click()
    box.fill(label)
    option = page.get_by_role("option").filter(has_text=label).first
    option.wait_for()
    before = cpu_s(server.pid)
    option.click()
    _at_rest(page)
    return 1000 * (cpu_s(server.pid) - before)


def _at_rest(page: "Page") -> None:
    page.wait_for_timeout(REST_MS)
    page.locator(AT_REST).wait_for()
    page.wait_for_timeout(REST_MS)
