"""From navigation to the first area on screen, in a new browser each time.

The page itself takes the time, looking once a frame: an SVG map is seen when its
first area has an outline with an extent; a WebGL map when its renderer, asked what
it has drawn, names at least one area (sooner than its own "idle" event); text when it
is there. The clock is read after that frame was presented. Servers are warm.
"""

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser
from benchmarks.rows import Row
from benchmarks.server import APP, PEERS, served

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

REPETITIONS = 5
WEBGL = "bare Choroplethmap, inline geometry"
EMPTY = "page with one line of text"

SEEN = {
    "svg": """() => {
        const path = document.querySelector(
            ".js-plotly-plot .choroplethlayer path[d]");
        return path && path.getBBox().width > 0;
    }""",
    "webgl": """() => {
        const plot = document.querySelector(".js-plotly-plot");
        const map = plot?._fullLayout?.map?._subplot?.map;
        if (!map || !map.getStyle()) return false;
        const fills = map.getStyle().layers
            .filter(layer => layer.type === "fill").map(layer => layer.id);
        return fills.length > 0
            && map.queryRenderedFeatures({layers: fills}).length > 0;
    }""",
    "text": """() => document.body?.innerText.includes("Nothing here.")""",
}
WATCH = """
    const isSeen = %s;
    const look = () => {
        let seen = false;
        try { seen = isSeen(); } catch (fault) { /* not there yet */ }
        requestAnimationFrame(seen ? stamp : look);
    };
    const stamp = () => { window.paintedMs = performance.now(); };
    requestAnimationFrame(look);
"""


def measure() -> list[Row]:
    with browser.playwright() as chromium, ExitStack() as stack:
        scripts = (
            (APP, "/map", "svg"),
            (PEERS / "webgl.py", "", "webgl"),
            (PEERS / "empty.py", "", "text"),
        )
        pages = [
            (stack.enter_context(served(script)).url + address, kind)
            for script, address, kind in scripts
        ]
        for page in pages:
            paint_s(chromium, *page)
        turns = [[paint_s(chromium, *page) for page in pages] for _ in range(REPETITIONS)]
    ours, webgl, empty = (median(each) for each in zip(*turns, strict=True))
    # Of each turn, for the machine may be slower in one turn than in the next.
    ratio = median(turn[0] / turn[1] for turn in turns)
    return [
        Row("map.first_paint_ratio", ratio, "of the peer's time", WEBGL, 1),
        Row("map.first_paint_s", ours, "s", WEBGL, webgl),
        Row("map.first_paint_s.empty", ours, "s", EMPTY, empty),
    ]


def paint_s(
    chromium: "BrowserType", url: str, kind: str, patience_ms: float = browser.PATIENCE_MS
) -> float:
    """Seconds until a page, in a browser that was never there, shows a kind of map."""
    with browser.cold_browser(chromium, has_webgl=kind == "webgl") as opened:
        page = opened.new_page(viewport=browser.VIEWPORT)
        page.add_init_script(WATCH % SEEN[kind])
        page.goto(url, wait_until="commit")
        painted = page.wait_for_function("() => window.paintedMs", timeout=patience_ms)
        return painted.json_value() / 1000
