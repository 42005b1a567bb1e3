"""Many people at once: how long they wait, and what memory that takes.

Each person is a tab, as in `benchmarks.tab`, that opens a page, then changes the
district every ten seconds or so. The people share the processors with the servers, so
that what is measured is a little more than a server alone would show.

Against a site that runs already, signed in or not set up to ask for it::

    python -m benchmarks.load --users 50 --seconds 600 http://127.0.0.1:8501
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.rows import Row, Skipped
from benchmarks.server import APP, Server, served
from benchmarks.tab import tab

PAGES = ("map", "map", "overview", "targeting", "working_model")
"""What people have open, in turns."""
DISTRICT = "choose:district"
EVERY_S = 10.0
ARRIVAL_S = 60.0
STEADY_S = 60.0
LONG_S = 600.0
USERS = (1, 10, 25, 50, 100)
JUDGED = 50
REPLICAS = 2
MOST_MS, MOST_MB = 1_000, 1_500
GONE = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


@dataclass
class Seen:
    """What all people met.

    Attributes
    ----------
    opened_s
        How long each waited for the first page.
    reruns_s
        How long each change took, until the last of the page was there.
    faults
        Pages that showed an error, and connections that broke.
    received
        Bytes of messages that came.
    """

    opened_s: list[float] = field(default_factory=list)
    reruns_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    received: int = 0


@dataclass(frozen=True)
class Load:
    """One measurement with so many people.

    Attributes
    ----------
    seen
        What they met.
    rss_mb
        Most memory of all servers together while they were there.
    growth_mb
        What that rose by from the end of the arrivals to the end.
    """

    seen: Seen
    rss_mb: float
    growth_mb: float

    @property
    def p95_ms(self) -> float:
        """Of a change."""
        return 1000 * p95(self.seen.reruns_s)


def p95(times: Sequence[float]) -> float:
    """The time that nineteen of twenty do not exceed.

    Examples
    --------
    >>> p95([float(each) for each in range(1, 101)])
    95.95
    """
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


async def _stay(  # noqa: PLR0913 - who, where, and from when until when
    url: str, number: int, query: str, seen: Seen, begin: float, end: float
) -> None:
    """Come at one moment of the clock, change the district until another."""
    page, chance = PAGES[number % len(PAGES)], random.Random(number)
    await asyncio.sleep(max(0.0, begin - time.monotonic()))
    try:
        async with tab(url) as open_tab:
            try:
                seen.opened_s.append(await open_tab.open(page, **dict(parse_qsl(query))))
                while True:
                    pause = EVERY_S * chance.uniform(0.8, 1.2)
                    if time.monotonic() + pause > end:
                        break
                    await asyncio.sleep(pause)
                    picked = chance.sample(open_tab.options(DISTRICT), chance.randint(0, 2))
                    seen.reruns_s.append(await open_tab.choose(DISTRICT, *picked))
            finally:
                seen.received += open_tab.received
                seen.faults += [f"{page}: {each}" for each in open_tab.faults]
    except GONE as fault:
        seen.faults.append(f"{page}: {type(fault).__name__}")


def load(
    urls: Sequence[str],
    pids: Sequence[int],
    users: int,
    *,
    steady_s: float,
    queries: Sequence[str] = ("",),
) -> Load:
    """Let people come over a minute and stay.

    Parameters
    ----------
    urls
        Addresses of the servers; each person keeps to one, as behind a proxy.
    pids
        Their processes on this machine, whose memory is watched.
    users
        How many people.
    steady_s
        How long they all stay together, in seconds.
    queries
        What the addresses that they open ask for, in turns.
    """
    return asyncio.run(_load(urls, pids, users, steady_s, queries))


async def _load(
    urls: Sequence[str], pids: Sequence[int], users: int, steady_s: float, queries: Sequence[str]
) -> Load:
    seen, chance, now = Seen(), random.Random(users), time.monotonic()
    all_here = now + (ARRIVAL_S if users > 1 else 0.0)
    end = all_here + steady_s
    watched: list[tuple[float, float]] = []
    watch = asyncio.create_task(_watch(pids, watched))
    arrivals = sorted(chance.uniform(now, all_here) for _ in range(users))
    await asyncio.gather(
        *(
            _stay(urls[at % len(urls)], at, queries[at % len(queries)], seen, begin, end)
            for at, begin in enumerate(arrivals)
        )
    )
    watch.cancel()
    before = [mb for at, mb in watched if at <= all_here] or [watched[0][1]]
    return Load(seen, max(mb for _, mb in watched), watched[-1][1] - before[-1])


async def _watch(pids: Sequence[int], watched: list[tuple[float, float]]) -> None:
    while True:
        watched.append((time.monotonic(), sum(map(rss_mb, pids))))
        await asyncio.sleep(1)


def rss_mb(pid: int) -> float:
    """Memory of a process and of those it started that is resident."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(each) for one in tasks for each in one.read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(map(rss_mb, children))


def measure() -> list[Row]:
    if not Path("/proc/self/statm").exists():
        raise Skipped("Only Linux tells what another process has resident this way.")
    rows: list[Row] = []
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["INSIGHT_RECORDS"] = folder
        servers: list[Server] = [stack.enter_context(served(APP)) for _ in range(REPLICAS)]
        urls, pids = [each.url for each in servers], [each.pid for each in servers]
        for users in USERS:
            steady_s = LONG_S if users == JUDGED else STEADY_S
            rows += _rows(load(urls, pids, users, steady_s=steady_s), users)
    return rows


def _rows(found: Load, users: int) -> list[Row]:
    seen = found.seen
    each = seen.received / 1000 / (len(seen.reruns_s) + len(seen.opened_s))
    return [
        Row(f"load.p95_ms_{users}", found.p95_ms, "ms", "limit", MOST_MS),
        Row(f"load.p50_ms_{users}", 1000 * statistics.median(seen.reruns_s), "ms"),
        Row(f"load.open_max_ms_{users}", 1000 * max(seen.opened_s), "ms"),
        Row(f"load.rss_mb_{users}", found.rss_mb, "MB", "limit", MOST_MB),
        Row(f"load.growth_mb_{users}", found.growth_mb, "MB"),
        Row(f"load.errors_{users}", len(seen.faults), "errors"),
        Row(f"load.message_kb_{users}", each, "kB"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="ADDRESS")
    parser.add_argument("--users", type=int, default=JUDGED)
    parser.add_argument("--seconds", type=float, default=STEADY_S)
    asked = parser.parse_args()
    found = load(asked.urls, [os.getpid()], asked.users, steady_s=asked.seconds)
    print(f"{len(found.seen.reruns_s)} changes, p95 {found.p95_ms:.0f} ms")
    for fault in sorted(set(found.seen.faults)):
        print(f"{found.seen.faults.count(fault)} × {fault}")


if __name__ == "__main__":
    main()
