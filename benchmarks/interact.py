"""From a click to the settled page, beside a plain page with as many controls.

The page itself takes the time: from the click to the last change of anything on it, once its
script has ended and nothing has changed for a while. Both pages take turns.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser, plain
from benchmarks.map_change import WIDGETS
from benchmarks.rows import Row
from benchmarks.server import APP, PEERS, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CLOCK = Path(__file__).with_suffix(".js").read_text("utf-8")
CLICKS = 10
QUIET_MS = 500
PEER = "bare page, as many widgets"
SLIDER = "stSlider"


@dataclass(frozen=True)
class Case:
    """A page of ours, what is clicked on it, and the most milliseconds that it may take."""

    address: str
    click: "Callable[[Page, int], None]"
    most_ms: int


def district(page: "Page", turn: int) -> None:
    """Choose a district, and clear it at the next turn."""
    name = plain.DISTRICTS[turn // 2 % len(plain.DISTRICTS)]
    page.get_by_test_id("stSidebar").get_by_role("button", name=name, exact=True).click()


def indicator(page: "Page", turn: int) -> None:
    """Choose the next indicator, by its name."""
    box = page.get_by_role("combobox", name="Indicator")
    box.click()
    label = list(plain.LABELS)[1 + turn]
    box.fill(label)
    page.get_by_role("option").filter(has_text=label).first.click()


def weight(page: "Page", turn: int) -> None:
    """Move the first weight by a step, up and down."""
    page.get_by_role("slider").first.press("ArrowLeft" if turn % 2 else "ArrowRight")


CASES = {
    "overview": Case("/", district, 250),
    "map": Case("/map", district, 350),
    "targeting": Case("/targeting", district, 450),
    "investment": Case("/investment?ledger=illustrative", district, 150),
    "working_model": Case("/working_model?records=illustrative", district, 150),
    "compare": Case("/compare", district, 150),
    "map_indicator": Case("/map", indicator, 350),
    "targeting_weight": Case("/targeting?order=composite&preset=own", weight, 450),
}


def settled_ms(page: "Page", click: "Callable[[Page, int], None]", turn: int = 0) -> float:
    """Milliseconds from the last click or key of a turn to the last change of the page."""
    click(page, turn)
    found = page.wait_for_function(f"() => window.settledMs({QUIET_MS})")
    return float(found.json_value())


@contextmanager
def _open(opened: "Browser", url: str) -> "Iterator[Page]":
    page = opened.new_page(viewport=browser.VIEWPORT)
    page.set_default_timeout(browser.PATIENCE_MS)
    page.add_init_script(CLOCK)
    page.goto(url)
    page.wait_for_function(f"() => window.isSettled({3 * QUIET_MS})")
    yield page
    page.close()


def _as_many(page: "Page") -> str:
    """The query with which the bare page has as many widgets."""
    every = {**WIDGETS, "sliders": SLIDER}
    counts = {name: page.get_by_test_id(test_id).count() for name, test_id in every.items()}
    return "&".join(f"{name}={count}" for name, count in {**counts, "pills": 1}.items())


def measure() -> list[Row]:
    """The median of ten clicks of each case."""
    rows = []
    with (
        browser.playwright() as chromium,
        served(APP) as ours,
        served(PEERS / "bare.py") as theirs,
        browser.cold_browser(chromium) as opened,
    ):
        for name, case in CASES.items():
            with (
                _open(opened, ours.url + case.address) as page,
                _open(opened, f"{theirs.url}?{_as_many(page)}") as bare,
            ):
                turns = [
                    [settled_ms(each, case.click, turn) for each in (page, bare)]
                    for turn in range(CLICKS)
                ]
            value, peer = (median(each) for each in zip(*turns, strict=True))
            unit = f"ms, target {case.most_ms}"
            rows.append(Row(f"interact.{name}_ms", value, unit, PEER, peer))
    return rows
