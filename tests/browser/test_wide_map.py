"""A map of thousands of areas, drawn by WebGL in a real browser."""

from urllib.parse import urlsplit

import pytest

from benchmarks.browser import SOFTWARE_WEBGL
from benchmarks.map_paint import SEEN
from benchmarks.wire import counted
from grid_pack import ACROSS, grid_pack
from insight.figures.screen.wide_map import MOST_AS_SVG
from serving import serving
from steps import choices_of, settled, shows

pytestmark = pytest.mark.browser

MOST_SENT = 300_000
"""Bytes of a change of the indicator, even for five times as many areas."""


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """The app on a pack of squares, and what it sends to browsers."""
    pack = grid_pack(tmp_path_factory.mktemp("grid"))
    with serving(INSIGHT_DATA=str(pack)) as address, counted(urlsplit(address).port) as wire:
        yield wire


@pytest.fixture
def page(launch):
    """A window that can draw by WebGL."""
    browser = launch(*SOFTWARE_WEBGL)
    found = browser.new_page(viewport={"width": 1440, "height": 900})
    yield found
    browser.close()


def test_a_wide_map_is_drawn_and_sends_its_boundaries_once(grid, page):
    assert ACROSS**2 > MOST_AS_SVG
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"http://127.0.0.1:{grid.port}/map")
    page.wait_for_function(SEEN["webgl"], timeout=180_000)
    settled(page)
    assert sum("/lsoa-" in url for url in asked) == 1
    seen = grid.to_browser
    asked_before = list(asked)
    page.get_by_role("combobox", name="Indicator").click()
    page.keyboard.type("Deprivation: Crime")
    page.get_by_role("option").filter(has_text="Crime").first.click()
    settled(page)
    shows(page, "Crime, national rank")
    page.wait_for_function(SEEN["webgl"], timeout=180_000)
    assert choices_of(page)["indicator"] == "crime"
    assert 0 < grid.to_browser - seen < MOST_SENT
    again = asked[len(asked_before) :]
    assert [url for url in again if "/static/" in url and url.endswith(".json")] == []
    inside = (f"http://127.0.0.1:{grid.port}", "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []
    # A map whose style the renderer refuses says so, and no longer zooms.
    assert faults == []
