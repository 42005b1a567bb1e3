"""A change of the indicator on the map page: bytes on the wire, CPU of the server.

Four pages take turns, one change each: the app's map, the plain map, and two bare
pages with as many widgets as the app's map and nothing drawn. Each indicator is chosen
once; then, on the two maps, each once more, for what was seen before may cost less. A
change begins before the option is chosen and ends when nothing has come over the wire
for a while, so that any second rerun, download or check by the browser is counted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser, plain
from benchmarks.rows import Row
from benchmarks.server import HOSTED, PEERS, Server, cpu_s, served
from benchmarks.wire import Wire, counted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WARM_UP = 2
"""Changes of each page whose CPU time is left out."""

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

    def change(self, label: str, ready: Callable[[], object] = object) -> None:
        """Choose an indicator as a reader does, by typing part of its name.

        Parameters
        ----------
        label
            Of the indicator.
        ready
            Called just before the click on the option.
        """
        box = self.page.get_by_role("combobox", name="Indicator")
        box.click()
        box.fill(label)
        option = self.page.get_by_role("option").filter(has_text=label).first
        option.wait_for()
        ready()
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

    def first(self) -> list[Change]:
        """To indicators that were not shown before."""
        return self.changes[: len(plain.LABELS) - 1]

    def again(self) -> list[Change]:
        """To indicators that were shown before."""
        return self.changes[len(plain.LABELS) - 1 :]

    def cpu_ms(self) -> float:
        return median(each.cpu_ms for each in self.changes[WARM_UP:])


@contextmanager
def driven(
    chromium: "Browser", script: Path, address: str, awaited: str, **environment: str
) -> Iterator[Driven]:
    """A page of a script's server, settled."""
    with served(script, **environment) as server, counted(server.port) as wire:
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
        ours = stack.enter_context(driven(opened, HOSTED, "map", PATHS))
        theirs = stack.enter_context(driven(opened, PEERS / "plain.py", "", PATHS))
        counts = "&".join(
            f"{name}={ours.page.get_by_test_id(test_id).count()}"
            for name, test_id in WIDGETS.items()
        )
        bare, frozen = (
            stack.enter_context(driven(opened, PEERS / "bare.py", f"?{counts}&frozen={each}", box))
            for each in (0, 1)
        )
        # The first is what the pages open with.
        first, *others = plain.LABELS
        for label in others:
            for each in (ours, theirs, bare, frozen):
                each.change(label)
        for label in (first, *others):
            for each in (ours, theirs):
                each.change(label)
        for each in (ours, theirs):
            if each.page.locator(PATHS).count() < len(plain.base()[0]):
                raise RuntimeError("The map is no longer drawn after the changes.")
        return _rows(ours, theirs, bare, frozen)


def _rows(ours: Driven, theirs: Driven, bare: Driven, frozen: Driven) -> list[Row]:
    """Each page against the bare page whose garbage is collected as its own."""
    whole, plain_whole = ours.cpu_ms(), theirs.cpu_ms()
    alone, alone_frozen = bare.cpu_ms(), frozen.cpu_ms()

    def row(name: str, figure: Callable[[Driven], float]) -> Row:
        return Row(f"map.change_bytes{name}", figure(ours), "B", PLAIN, figure(theirs))

    return [
        row("", lambda page: median(each.wire for each in page.first())),
        row(".worst", lambda page: max(each.wire for each in page.first())),
        row(".again", lambda page: median(each.wire for each in page.again())),
        row(".uncompressed", lambda page: median(each.payload for each in page.first())),
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
