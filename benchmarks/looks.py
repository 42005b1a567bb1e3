"""How much of the screen is map, and how many texts of tables are cut, on every page."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import browser
from benchmarks.rows import Row
from benchmarks.server import APP, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOK = Path(__file__).with_suffix(".js").read_text("utf-8")
SCREENS = ((1440, 900), (1280, 720))
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE_S, STEADY_S = 30.0, 0.7

MAPS = {
    "overview": ("/", 30),
    "map": ("/map", 45),
    "present": ("/map?present=1", 70),
    "areas": ("/targeting?step=areas", 30),
    "social": ("/targeting?step=social", 30),
    "both": ("/targeting?step=both", 30),
    "list": ("/targeting", 30),
    "profile": ("/neighbourhood?show=profile&members=E01025699.E01025700", 30),
    "build": ("/neighbourhood?show=build&members=E01025699.E01025700", 30),
    "work": ("/neighbourhood?show=work&records=illustrative", 30),
    "money": ("/investment?records=illustrative", 30),
    "small_maps": ("/compare?show=maps", 30),
}
"""Views with a map: address, and the least share in per cent of a screen of 1440 by 900."""

TABLES = (
    *(address for address, _ in MAPS.values() if "present" not in address),
    "/map?area=E01013726&level=lsoa",
    "/map?level=msoa",
    "/targeting?step=context",
    "/targeting?step=activity",
    "/targeting?part=sure",
    "/targeting?part=change",
    "/targeting?part=areas",
    "/investment?records=illustrative&level=district",
    "/investment?records=illustrative&beside=cold",
    "/investment?records=illustrative&beside=break",
    "/investment?records=illustrative&show=fair",
    "/investment?records=illustrative&show=ledger",
    "/investment?records=illustrative&show=leverage",
    "/investment?show=figures",
    "/investment",
    "/working_model?records=illustrative&show=systems",
    "/working_model?show=example",
    "/data?show=agreement",
    "/data?show=packs",
    "/data?show=may",
    "/data?show=status",
)
"""Views with tables that stand open."""


@dataclass(frozen=True)
class Looks:
    """What is seen: per cent of the screen that is map, cells that were read, texts cut."""

    share: float
    cells: int
    cut: tuple[str, ...]


def looks(page: "Page") -> Looks:
    """What the open page shows, once it is at rest and does not change any more."""
    page.wait_for_selector(AT_REST, timeout=PATIENCE_S * 1000)
    until = time.monotonic() + PATIENCE_S
    seen, last = page.evaluate(LOOK), None
    while (seen != last or not (seen["cells"] or seen["share"])) and time.monotonic() < until:
        page.wait_for_timeout(STEADY_S * 1000)
        seen, last = page.evaluate(LOOK), seen
    return Looks(seen["share"], seen["cells"], tuple(seen["cut"]))


def measure() -> list[Row]:
    """The share of each map at 1440 by 900, and the cut texts at 1440 and at 1280."""
    cut = dict.fromkeys(SCREENS, 0)
    shares: dict[str, float] = {}
    with (
        browser.playwright() as chromium,
        served(APP) as server,
        browser.cold_browser(chromium) as opened,
    ):
        for width, height in SCREENS:
            page = opened.new_page(viewport={"width": width, "height": height})
            for address in TABLES:
                page.goto(server.url + address)
                cut[width, height] += len(looks(page).cut)
        page = opened.new_page(viewport=browser.VIEWPORT)
        for name, (address, _) in MAPS.items():
            page.goto(server.url + address)
            shares[name] = looks(page).share
    return [
        *(
            Row(f"looks.map_share.{name}", share, "% of the screen")
            for name, share in shares.items()
        ),
        *(Row(f"looks.cut_texts_{width}", count, "texts") for (width, _), count in cut.items()),
    ]
