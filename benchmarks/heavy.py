"""People of the three groups at work, beside somebody who asks for heavy work.

Each person is a tab that is signed in, as in `benchmarks.tab`; all share the processors
with the servers. What counts is how long a click takes until the page is at rest again;
the files that people make for a paper are made beside it, and told apart. The quiet
time and each kind of heavy work come one after the other on the same server.

With a word it is one measurement, of heavy work as named or of the mix::

    python -m benchmarks.heavy pack
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from benchmarks.ledger import ROWS, brought_in, ledger_file
from benchmarks.load import GONE, p95, rss_mb
from benchmarks.rows import Row, Skipped
from benchmarks.server import Server, hosted
from benchmarks.tab import Tab, Visitor, tab
from insight.geography.levels import Places, places
from insight.pack.pack import open_pack
from insight.records.kinds.neighbourhoods import Draft
from insight.records.store import open_store

PEOPLE, EVERY_S, HEAVY_S = 10, 5.0, 60.0
MANY, MANY_EVERY_S, MANY_S = 50, 10.0, 120.0
AFTER_S = 15.0
"""How long people go on when a file has been brought in: what it changed is added up."""
SAVED, INVESTMENTS = 10, 5_000
REPLICAS = 2
MOST_MS, MOST_RATIO, MOST_MB = 1_000, 2.0, 1_500
DISTRICT = "choose:district"


@dataclass(frozen=True)
class Visit:
    """A page as it is opened, and what is chosen on it, by the key of each widget."""

    page: str
    clicks: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""


OFFICER = (
    Visit("overview", (DISTRICT,)),
    Visit("targeting", (DISTRICT, "choose:part", "choose:part")),
    Visit("investment", (DISTRICT, "choose:measure", "choose:beside")),
    Visit("neighbourhood", (DISTRICT,), {"show": "saved"}),
    Visit("map", ("choose:indicator", DISTRICT), paper="figure"),
)
LEAD = (
    Visit("map", ("choose:indicator", "choose:indicator", DISTRICT), paper="figure"),
    Visit("compare", ("choose:show", "choose:show", DISTRICT), {"show": "measure"}),
    Visit("targeting", ("choose:step", "choose:step"), {"step": "both"}),
    Visit("targeting", ("choose:part", DISTRICT), {"part": "sure"}),
)
PARTNER = (
    Visit("overview", (DISTRICT, DISTRICT)),
    Visit("working_model", ("choose:show", DISTRICT), {"records": "illustrative"}),
    Visit("compare", (DISTRICT,)),
    Visit("map", ("choose:indicator",)),
)
GROUPS = (OFFICER, LEAD, PARTNER, OFFICER, PARTNER)
"""Who the people are, in turns."""


@dataclass
class Seen:
    """What all people met.

    Attributes
    ----------
    clicks
        When each click was made, on the clock, and how long it took, both in seconds.
    papers_s
        How long each file for a paper took.
    faults
        Pages that showed an error, and connections that broke.
    """

    clicks: list[tuple[float, float]] = field(default_factory=list)
    papers_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def between(self, begin: float, end: float) -> list[float]:
        """How long the clicks of a time took, in seconds."""
        return [took for at, took in self.clicks if begin <= at <= end]


async def person(url: str, who: Visitor, number: int, every_s: float, seen: Seen) -> None:
    """Visit the pages of a group in turns, from another first page each, until cancelled."""
    chance = random.Random(number)
    group = GROUPS[number % len(GROUPS)]
    at = number // len(GROUPS)
    # Not all at once.
    await asyncio.sleep(every_s * chance.random())
    while True:
        visit = group[at % len(group)]
        at += 1
        try:
            async with tab(url, who) as page:
                await _visit(page, visit, chance, every_s, seen)
                seen.faults += [f"{visit.page}: {each}" for each in page.faults]
        except GONE as fault:
            seen.faults.append(f"{visit.page}: {type(fault).__name__}")


async def _visit(
    page: Tab, visit: Visit, chance: random.Random, every_s: float, seen: Seen
) -> None:
    async def timed(step: Awaitable[float]) -> None:
        began = time.monotonic()
        seen.clicks.append((began, await step))
        await asyncio.sleep(every_s * chance.uniform(0.8, 1.2))

    await timed(page.open(visit.page, **visit.choices))
    for key in visit.clicks:
        if options := page.options(key):
            # One's own district or all; anything else is one of several.
            least = 0 if key == DISTRICT else 1
            await timed(page.choose(key, *chance.sample(options, chance.randint(least, 1))))
    if visit.paper and page.has(f"papers:{visit.paper}"):
        await timed(page.unfold(f"papers:{visit.paper}"))
        seen.papers_s.append(await page.save(f"paper:{visit.paper}:full:png"))


Heavy = Callable[[Tab, float], Awaitable[list[float]]]
"""Goes on until a moment of the clock; how long each piece of work took, in seconds."""


async def pack(page: Tab, end: float) -> list[float]:
    """The pack of all saved neighbourhoods, again and again."""
    await page.open("neighbourhood", show="saved")
    took = []
    while not took or time.monotonic() < end:
        took.append(await page.press("profiles:make"))
    return took


async def simulations(page: Tab, end: float) -> list[float]:
    """2,000 simulations with new weights, again and again."""
    await page.open("targeting", order="composite", preset="own")
    pairs = ((first, second) for first in page.options("choose:w1")[1:] for second in
             page.options("choose:w2")[1:])  # fmt: skip
    took = []
    for first, second in pairs:
        await page.choose("choose:w1", first)
        took.append(await page.choose("choose:w2", second))
        if time.monotonic() > end:
            break
    return took


async def importing(page: Tab, _end: float) -> list[float]:
    """A ledger of 100,000 rows, once."""
    content = ledger_file(places(open_pack()), ROWS)
    await page.open("investment", show="import")
    began = time.monotonic()
    await page.upload("import:file:0", "ledger.csv", content)
    await page.press("import:go")
    took = time.monotonic() - began
    await asyncio.sleep(AFTER_S)
    return [took]


HEAVY: dict[str, Heavy] = {"": pack, ".simulations": simulations, ".import": importing}
"""By the end of a row's name."""


def fill(folder: Path, known: Places) -> None:
    """Records as a partnership has them: saved neighbourhoods and a ledger."""
    store = open_store(folder=folder)
    homes = known.msoa_of
    groups = islice(homes.groupby(homes).groups.items(), SAVED)
    drafts = [Draft(f"Place {name}", "", tuple(members), "by hand") for name, members in groups]
    store.import_all(drafts, who="Benchmark")
    content = ledger_file(known, INVESTMENTS).replace(b"\nR-", b"\nEarlier-")
    brought_in(content, open_pack(), known, store)
    store.close()


@dataclass(frozen=True)
class Beside:
    """What ten people met in a quiet time and beside heavy work."""

    quiet: list[float]
    busy: list[float]
    heavy_s: list[float]
    seen: Seen
    rss_mb: float


async def beside(server: Server, enter: Callable[[str], Visitor], heavy: Heavy) -> Beside:
    """Ten people click for a quiet time, and on while somebody does heavy work."""
    seen, most = Seen(), [0.0]
    tasks = [
        asyncio.create_task(person(server.url, enter(f"Person {at}"), at, EVERY_S, seen))
        for at in range(PEOPLE)
    ]
    tasks.append(asyncio.create_task(_watch([server.pid], most)))
    try:
        begin = time.monotonic()
        await asyncio.sleep(HEAVY_S)
        middle = time.monotonic()
        async with tab(server.url, enter("Heavy")) as page:
            took = await heavy(page, middle + HEAVY_S)
            seen.faults += [f"heavy: {each}" for each in page.faults]
        end = time.monotonic()
    finally:
        await stopped(tasks)
    return Beside(seen.between(begin, middle), seen.between(middle, end), took, seen, most[0])


async def _warm(url: str, who: Visitor) -> None:
    """What is worked out once for a server is not a click's."""
    for visit in {each.page: each for group in GROUPS for each in group}.values():
        async with tab(url, who) as page:
            await page.open(visit.page, **visit.choices)


async def stopped(tasks: Sequence[asyncio.Task]) -> None:
    """End some tasks and wait until they have."""
    for each in tasks:
        each.cancel()
    for each in tasks:
        with suppress(asyncio.CancelledError):
            await each


async def _watch(pids: Sequence[int], most: list[float]) -> None:
    while True:
        most[0] = max(most[0], sum(map(rss_mb, pids)))
        await asyncio.sleep(0.5)


async def many(
    servers: Sequence[Server], enters: Sequence[Callable[[str], Visitor]]
) -> tuple[list[float], Seen, float]:
    """Fifty people, and one for each kind of heavy work."""
    seen, most, ways = Seen(), [0.0], range(len(servers))
    tasks = [
        asyncio.create_task(
            person(servers[at % len(ways)].url, enters[at % len(ways)](f"Person {at}"),
                   at, MANY_EVERY_S, seen)
        )
        for at in range(MANY)
    ]  # fmt: skip
    tasks.append(asyncio.create_task(_watch([each.pid for each in servers], most)))
    try:
        await asyncio.sleep(MANY_EVERY_S)
        begin = time.monotonic()
        await asyncio.gather(
            *(
                _alone(servers[at % len(ways)], enters[at % len(ways)], each, begin + MANY_S, seen)
                for at, each in zip(count(), HEAVY.values())
            ),
            asyncio.sleep(MANY_S),
        )
        end = time.monotonic()
    finally:
        await stopped(tasks)
    return seen.between(begin, end), seen, most[0]


async def _alone(
    server: Server, enter: Callable[[str], Visitor], heavy: Heavy, end: float, seen: Seen
) -> list[float]:
    async with tab(server.url, enter("Heavy")) as page:
        took = await heavy(page, end)
        seen.faults += [f"heavy: {each}" for each in page.faults]
        return took


def measured(name: str) -> tuple[Beside, list[float]]:
    """One kind of heavy work beside ten people, on a server of its own; and that work alone."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), places(open_pack()))
        with hosted(INSIGHT_RECORDS=folder) as (server, enter):

            async def both() -> tuple[Beside, list[float]]:
                await _warm(server.url, enter("First"))
                alone: list[float] = []
                if name != ".import":
                    alone = await _alone(server, enter, HEAVY[name], 0.0, Seen())
                return await beside(server, enter, HEAVY[name]), alone

            return asyncio.run(both())


def mixed() -> tuple[list[float], Seen, float]:
    """What fifty people met on two replicas, in seconds, and most memory of both, in MB."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fill(Path(folder), places(open_pack()))
        sites = [stack.enter_context(hosted(INSIGHT_RECORDS=folder)) for _ in range(REPLICAS)]

        async def run() -> tuple[list[float], Seen, float]:
            for server, enter in sites:
                await _warm(server.url, enter("First"))
            return await many([server for server, _ in sites], [enter for _, enter in sites])

        return asyncio.run(run())


def measure() -> list[Row]:
    if not Path("/proc/self/statm").exists():
        raise Skipped("Only Linux tells what another process has resident this way.")
    rows: list[Row] = []
    for name in HEAVY:
        rows += rows_beside(name, *measured(name))
    return [*rows, *rows_mixed(*mixed())]


def rows_beside(name: str, found: Beside, alone: Sequence[float]) -> list[Row]:
    quiet, busy = p95(found.quiet), p95(found.busy)
    median = statistics.median
    rows = [
        Row(f"load.heavy_p95_ms_10{name}", 1000 * busy, "ms", "limit", MOST_MS),
        Row(f"load.heavy_quiet_p95_ms_10{name}", 1000 * quiet, "ms"),
        Row(f"load.heavy_ratio_10{name}", busy / quiet, "", "limit", MOST_RATIO),
        Row(f"load.heavy_p50_ms_10{name}", 1000 * median(found.busy), "ms",
            "quiet", 1000 * median(found.quiet)),
        Row(f"load.heavy_errors_10{name}", len(found.seen.faults), "errors"),
        Row(f"load.heavy_rss_mb_10{name}", found.rss_mb, "MB", "limit", MOST_MB),
    ]  # fmt: skip
    first = median(alone) if alone else None
    return [*rows, Row(f"load.heavy_wait_s{name}", median(found.heavy_s), "s", "alone", first)]


def rows_mixed(clicks: Sequence[float], seen: Seen, most_mb: float) -> list[Row]:
    return [
        Row("load.mix_p95_ms_50", 1000 * p95(clicks), "ms", "limit", MOST_MS),
        Row("load.mix_p50_ms_50", 1000 * statistics.median(clicks), "ms"),
        Row("load.mix_paper_p95_ms_50", 1000 * p95(seen.papers_s), "ms"),
        Row("load.mix_errors", len(seen.faults), "errors"),
        Row("load.mix_rss_mb_50", most_mb, "MB", "limit", MOST_MB),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    names = {"pack": "", "simulations": ".simulations", "import": ".import"}
    parser.add_argument("what", choices=[*names, "mix"])
    what = parser.parse_args().what
    if what == "mix":
        clicks, seen, most_mb = mixed()
        rows, clicks_of = rows_mixed(clicks, seen, most_mb), {"": clicks}
    else:
        found, alone = measured(names[what])
        seen, rows = found.seen, rows_beside(names[what], found, alone)
        clicks_of = {"quiet": found.quiet, "busy": found.busy}
    for row in rows:
        print(f"{row.name:40s} {row.value:10.2f} {row.unit:7s} {row.peer} {row.peer_value or ''}")
    for when, clicks in clicks_of.items():
        longest = ", ".join(f"{each:.2f}" for each in sorted(clicks)[-5:])
        print(f"{len(clicks)} clicks {when}; the longest: {longest} s")
    for fault in sorted(set(seen.faults)):
        print(f"{seen.faults.count(fault)} × {fault}")


if __name__ == "__main__":
    main()
