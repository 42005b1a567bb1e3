"""A change of the indicator on the map page: bytes on the wire, CPU of the server.

Four pages take turns, one change each: the app's map, the plain map, and two bare
pages with as many widgets as the app's map and nothing drawn. A change begins before
the option is chosen and ends when nothing has come over the wire for a while, so that
any second rerun, download or check by the browser is counted.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser, plain
from benchmarks.rows import Row, Skipped
from benchmarks.server import APP, PEERS, Server, cpu_s, served
from benchmarks.wire import Wire, counted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WARM_UP = 2
CHANGES = 20
QUIET_S = 0.4
PLAIN = "plain choropleth, inline geometry"
BARE = "bare page, as many widgets"
PATHS = ".js-plotly-plot .choroplethlayer path"
WIDGETS = {
    "selectboxes": "stSelectbox",
    "segments": "stButtonGroup",
    "inputs": "stTextInput",
    "buttons": "stButton",
    "downloads": "stDownloadButton",
    "texts": "stPageLink",
}


@dataclass(frozen=True)
class Change:
    """What one change of the indicator cost."""

    wire: int
    payload: int
    cpu_ms: float


@dataclass
class Driven:
    """A page in a browser, with its server and the wire between."""

    page: "Page"
    server: Server
    wire: Wire
    payload: int = 0
    changes: list[Change] = field(default_factory=list)

    def settle(self, at_least: int) -> None:
        """Wait until more than `at_least` bytes came, and then none for a while."""
        deadline = time.monotonic() + browser.PATIENCE_MS / 1000
        seen, since = self.wire.to_browser, time.monotonic()
        while seen <= at_least or time.monotonic() - since < QUIET_S:
            if time.monotonic() > deadline:
                raise TimeoutError("The page neither answers nor comes to rest.")
            self.page.wait_for_timeout(20)
            if self.wire.to_browser != seen:
                seen, since = self.wire.to_browser, time.monotonic()

    def change(self, label: str) -> None:
        """Choose an indicator as a reader does, by typing part of its name."""
        box = self.page.get_by_role("combobox", name="Indicator")
        box.click()
        box.fill(label)
        option = self.page.get_by_role("option").filter(has_text=label).first
        option.wait_for()
        wire, payload = self.wire.to_browser, self.payload
        cpu = cpu_s(self.server.pid)
        option.click()
        self.settle(wire)
        self.changes.append(
            Change(
                self.wire.to_browser - wire,
                self.payload - payload,
                1000 * (cpu_s(self.server.pid) - cpu),
            )
        )

    def median(self, what: str) -> float:
        return median(getattr(each, what) for each in self.changes)


@contextmanager
def driven(
    chromium: "Browser", script: Path, address: str, awaited: str
) -> Iterator[Driven]:
    """A page of a script's server, settled."""
    with served(script) as server, counted(server.port) as wire:
        page = chromium.new_page(viewport=browser.VIEWPORT)
        page.set_default_timeout(browser.PATIENCE_MS)
        found = Driven(page, server, wire)

        def receive(message: str | bytes) -> None:
            found.payload += len(message)

        page.on("websocket", lambda socket: socket.on("framereceived", receive))
        page.goto(f"http://127.0.0.1:{wire.port}/{address}")
        page.locator(awaited).first.wait_for(state="attached")
        found.settle(0)
        yield found
        page.close()


def measure() -> list[Row]:
    with browser.playwright() as chromium, browser.cold_browser(chromium) as opened:
        return _measure(opened)


def _measure(opened: "Browser") -> list[Row]:
    box = "[data-testid=stSelectbox]"
    with ExitStack() as stack:
        ours = stack.enter_context(driven(opened, APP, "map", PATHS))
        theirs = stack.enter_context(driven(opened, PEERS / "plain.py", "", PATHS))
        counts = "&".join(
            f"{name}={ours.page.get_by_test_id(test_id).count()}"
            for name, test_id in WIDGETS.items()
        )
        bare, frozen = (
            stack.enter_context(
                driven(opened, PEERS / "bare.py", f"?{counts}&frozen={each}", box)
            )
            for each in (0, 1)
        )
        pages = (ours, theirs, bare, frozen)
        # The first is chosen when the pages open.
        labels = list(plain.LABELS)
        for label in islice(cycle(labels[1:] + labels[:1]), WARM_UP + CHANGES):
            for each in pages:
                each.change(label)
        for each in (ours, theirs):
            if each.page.locator(PATHS).count() < len(plain.base()[0]):
                raise Skipped("The map is no longer drawn after the changes.")
        for each in pages:
            del each.changes[:WARM_UP]
        return _rows(ours, theirs, bare, frozen)


def _rows(ours: Driven, theirs: Driven, bare: Driven, frozen: Driven) -> list[Row]:
    """Each page against the bare page whose garbage is collected as its own."""
    whole, plain_whole = ours.median("cpu_ms"), theirs.median("cpu_ms")
    alone, alone_frozen = bare.median("cpu_ms"), frozen.median("cpu_ms")
    worst = max(each.wire for each in ours.changes)
    worst_plain = max(each.wire for each in theirs.changes)
    return [
        Row("map.change_bytes", ours.median("wire"), "B", PLAIN, theirs.median("wire")),
        Row("map.change_bytes.worst", worst, "B", PLAIN, worst_plain),
        Row(
            "map.change_bytes.uncompressed",
            ours.median("payload"),
            "B",
            PLAIN,
            theirs.median("payload"),
        ),
        Row(
            "map.change_cpu_ms",
            whole - alone_frozen,
            "ms beyond the bare page",
            PLAIN,
            plain_whole - alone,
        ),
        Row("map.change_cpu_ms.whole", whole, "ms", PLAIN, plain_whole),
        Row(
            "map.change_cpu_ms.bare",
            alone_frozen,
            "ms, gc.freeze()",
            f"{BARE}, all garbage collected",
            alone,
        ),
    ]
