"""Many people at once: how long they wait, and what memory that takes.

Each person is a websocket that speaks Streamlit's protocol (1.67), as a browser does:
opens a page, then changes the district every ten seconds or so. The people share the
processors with the servers, so that what is measured is a little more than a server
alone would show.

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

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.rows import Row, Skipped
from benchmarks.server import APP, Server, served

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
PATIENCE_S = 60.0
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


class Person:
    """One open tab."""

    def __init__(
        self, url: str, page: str, seen: Seen, chance: random.Random, query: str = ""
    ) -> None:
        self._address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self._page, self._seen, self._chance = page, seen, chance
        self._script, self._query = "", query
        self._district: WidgetState | None = None
        self._options: list[str] = []

    async def stay(self, begin: float, end: float) -> None:
        """Come at one moment of the clock, change the district until another."""
        await asyncio.sleep(max(0.0, begin - time.monotonic()))
        try:
            async with connect(self._address, subprotocols=["streamlit"], max_size=None) as wire:
                self._seen.opened_s.append(await self._run(wire))
                while True:
                    pause = EVERY_S * self._chance.uniform(0.8, 1.2)
                    if time.monotonic() + pause > end:
                        break
                    await asyncio.sleep(pause)
                    self._choose()
                    self._seen.reruns_s.append(await self._run(wire))
        except GONE as fault:
            self._seen.faults.append(f"{self._page}: {type(fault).__name__}")

    def _choose(self) -> None:
        assert self._district is not None, f"{self._page} shows no districts"
        picked = self._chance.sample(self._options, self._chance.randint(0, 2))
        self._district.string_array_value.data[:] = picked

    async def _run(self, wire: object) -> float:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash = self._query, self._script
        run.page_name = "" if self._script else self._page
        if self._district is not None:
            run.widget_states.widgets.append(self._district)
        began = time.monotonic()
        await wire.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._take_in(await wire.recv()):
                pass
        return time.monotonic() - began

    def _take_in(self, data: bytes) -> bool:
        """Whether this was the last message of the run."""
        self._seen.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.HasField("exception"):
                self._seen.faults.append(f"{self._page}: {element.exception.type}")
            elif element.button_group.id.endswith(DISTRICT):
                self._options = [each.content for each in element.button_group.options]
                if self._district is None:
                    self._district = WidgetState(id=element.button_group.id)
        return (
            kind == "script_finished"
            and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        )


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
    people = [
        Person(
            urls[at % len(urls)],
            PAGES[at % len(PAGES)],
            seen,
            random.Random(at),
            queries[at % len(queries)],
        )
        for at in range(users)
    ]
    watched: list[tuple[float, float]] = []
    watch = asyncio.create_task(_watch(pids, watched))
    arrivals = sorted(chance.uniform(now, all_here) for _ in people)
    await asyncio.gather(*(each.stay(at, end) for each, at in zip(people, arrivals, strict=True)))
    watch.cancel()
    before = [mb for at, mb in watched if at <= all_here] or [watched[0][1]]
    return Load(seen, max(mb for _, mb in watched), watched[-1][1] - before[-1])


async def _watch(pids: Sequence[int], watched: list[tuple[float, float]]) -> None:
    while True:
        watched.append((time.monotonic(), sum(map(rss_mb, pids))))
        await asyncio.sleep(1)


def rss_mb(pid: int) -> float:
    """Memory of a process that is resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


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
