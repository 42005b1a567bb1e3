"""All of England in the app: opening the pack, changing the map, first paint, memory.

The pack is made as `england_pack` says. It is opened in new processes whose imports are
done, first with no boundaries written for browsers, then with those of the first time.
A change of the indicator is timed in the browser, from the click on the option to the
frame after the other figure is drawn; the bytes are all that passed the wire until it
was quiet. First paint is as in `map_paint`, beside a bare map that has the
geometry inline. Ten people stay on different pages and regions, as in `load`.

Against a pack that is there already::

    python -m benchmarks.england_app FOLDER
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import browser, plain
from benchmarks.england_pack import ROOT, england_pack
from benchmarks.load import load
from benchmarks.map_change import PATHS, Driven, driven
from benchmarks.map_paint import SEEN, paint_s
from benchmarks.rows import Row, Skipped, as_table
from benchmarks.server import APP, PEERS, served
from insight.pack.pack import open_pack
from insight.shell import open_packs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, Page

LIMIT = "the most it may be"
MOST_OPEN_S, MOST_CHANGE_S, MOST_RATIO, MOST_MB = 3.0, 1.0, 1.3, 1_000
MOST_REGION_B, MOST_ENGLAND_B = 60_000, 300_000
BARE = "bare Choroplethmap of England, inline geometry"
OPENINGS = 5
PAINTS = 3
PATIENCE_MS = 120_000
USERS, STEADY_S = 10, 60.0

CLICKED = """() => {
    const plot = () => document.querySelector(".js-plotly-plot");
    const title = () => plot()?._fullLayout?.title?.text;
    const isDrawn = () => {
        const map = plot()._fullLayout.map?._subplot?.map;
        return !map || map.loaded();
    };
    const before = title();
    let clicked = 0;
    window.changedMs = 0;
    const stamp = () => { window.changedMs = performance.now() - clicked; };
    const look = () => {
        const isNew = title() && title() !== before;
        requestAnimationFrame(isNew && isDrawn() ? stamp : look);
    };
    document.addEventListener(
        "click",
        () => { clicked = performance.now(); requestAnimationFrame(look); },
        {capture: true, once: true});
}"""
"""The clock starts with the click and stops after the frame with another title."""


@dataclass(frozen=True)
class Changes:
    """Of the indicator: seconds and bytes of each."""

    seconds: list[float]
    sent: list[int]


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        return measure_pack(england_pack(Path(place)))


def measure_pack(pack: Path) -> list[Row]:
    """Everything, of a pack of England in a folder."""
    if not Path("/proc/self/statm").exists():
        raise Skipped("Only Linux tells what another process has resident this way.")
    rows = _openings(pack)
    with tempfile.TemporaryDirectory() as records, _tidied(pack):
        ours = {"INSIGHT_DATA": str(pack), "INSIGHT_RECORDS": records}
        # Playwright has an event loop of its own, and the ten people another.
        with browser.playwright() as chromium:
            rows += _changes(chromium, _regions(pack)[0], ours)
            rows += _paints(chromium, ours)
        rows += _ten_people(pack, ours)
    return rows


@contextmanager
def _tidied(pack: Path) -> Iterator[None]:
    """Take the boundaries of a pack away again that servers write for browsers."""
    folder = open_packs.SERVED
    before = set(folder.glob("*"))
    try:
        yield
    finally:
        # Only those of this pack: other servers write there too.
        files = open_packs.opened(str(pack)).files.values()
        for file in {folder / name for name in files} - before:
            file.unlink(missing_ok=True)


def _openings(pack: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as served_folder:
        first, *others = (_open_s(pack, served_folder) for _ in range(1 + OPENINGS))
    return [
        Row("england.open_s", median(others), "s", LIMIT, MOST_OPEN_S),
        Row("england.first_open_s", first, "s"),
    ]


def _open_s(pack: Path, served_folder: str) -> float:
    command = [sys.executable, "-m", "benchmarks.england_app", str(pack), served_folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _regions(pack: Path) -> list[str]:
    """Codes of the regions, the largest first."""
    found = open_pack(pack)
    region = found.areas["lad24cd"].map(found.table("districts")["region"])
    return list(region.value_counts().index)


def _changes(chromium: "BrowserType", region: str, environment: dict[str, str]) -> list[Row]:
    with browser.cold_browser(chromium, has_webgl=True) as opened:
        one = _changed(opened, f"map?region={region}", "svg", environment)
        every = _changed(opened, "map?region=all", "webgl", environment)
    return [
        Row("england.region_change_s", median(one.seconds), "s", LIMIT, MOST_CHANGE_S),
        Row("england.region_bytes", max(one.sent), "B", LIMIT, MOST_REGION_B),
        Row("england.change_s", median(every.seconds), "s"),
        Row("england.change_bytes", max(every.sent), "B", LIMIT, MOST_ENGLAND_B),
    ]


def _changed(opened: "Browser", address: str, kind: str, environment: dict[str, str]) -> Changes:
    awaited = PATHS if kind == "svg" else ".js-plotly-plot"
    with driven(opened, APP, address, awaited, **environment) as ours:
        _wait_for_map(ours.page, kind)
        ours.settle(0)
        # The first is what the page opens with.
        seconds = [_change_s(ours, label) for label in list(plain.LABELS)[1:]]
        if not ours.page.evaluate(SEEN[kind]):
            raise RuntimeError("The map is no longer drawn after the changes.")
        return Changes(seconds, [each.wire for each in ours.changes])


def _wait_for_map(page: "Page", kind: str) -> None:
    page.wait_for_function(SEEN[kind], timeout=PATIENCE_MS)


def _change_s(ours: Driven, label: str) -> float:
    ours.change(label, lambda: ours.page.evaluate(CLICKED))
    painted = ours.page.wait_for_function("() => window.changedMs")
    return float(painted.json_value()) / 1000


def _paints(chromium: "BrowserType", environment: dict[str, str]) -> list[Row]:
    with served(APP, **environment) as ours, served(PEERS / "england.py", **environment) as bare:
        pages = (f"{ours.url}/map?region=all", bare.url)
        for page in pages:
            paint_s(chromium, page, "webgl", PATIENCE_MS)
        turns = [
            [paint_s(chromium, page, "webgl", PATIENCE_MS) for page in pages] for _ in range(PAINTS)
        ]
    ratio = median(turn[0] / turn[1] for turn in turns)
    app_s, bare_s = (median(each) for each in zip(*turns, strict=True))
    return [
        Row("england.first_paint_ratio", ratio, "of a bare map’s time", LIMIT, MOST_RATIO),
        Row("england.first_paint_s", app_s, "s", BARE, bare_s),
    ]


def _ten_people(pack: Path, environment: dict[str, str]) -> list[Row]:
    queries = [f"region={region}" for region in _regions(pack)]
    with served(APP, **environment) as ours:
        found = load([ours.url], [ours.pid], USERS, steady_s=STEADY_S, queries=queries)
    return [
        Row("england.rss_mb_10", found.rss_mb, "MB", LIMIT, MOST_MB),
        Row("england.p95_ms_10", found.p95_ms, "ms"),
        Row("england.errors_10", len(found.seen.faults), "errors"),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(as_table(measure_pack(Path(sys.argv[1]))))
    else:
        open_packs.SERVED = Path(sys.argv[2])
        began = time.perf_counter()
        open_packs.opened(sys.argv[1])
        print(time.perf_counter() - began)
