"""Numbers for whoever watches the servers, at an address for this machine alone.

In the text form of OpenMetrics, which Prometheus and others read. They name pages,
kinds of addresses and classes of errors, and no person, place or session.
"""

import asyncio
import math
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.stats import CounterStat, GaugeStat, HistogramStat, Stat

from insight.errors import InsightError
from insight.shell import kept_records, open_packs
from insight.shell.hosting.access import is_from_this_machine
from insight.shell.hosting.base_path import base_path
from insight.shell.hosting.journal import BOUNDS_S, Durations, new_number
from insight.shell.hosting.ready import PATH as READY_PATH
from insight.shell.hosting.ready import READY, Readiness, check_records
from insight.shell.hosting.turns import turns

PATH = "metrics"
TEXT = "application/openmetrics-text; version=1.0.0; charset=utf-8"
NUMBER = "x-request-id"
KINDS = {
    "_stcore/upload_file": "upload",
    "_stcore/health": "health",
    "media": "file",
    "app/static": "boundaries",
    "static": "static",
    "auth": "sign-in",
    "oauth2callback": "sign-in",
    READY_PATH: "ready",
    PATH: "metrics",
}
"""What an address is called by how it begins; any other is a page."""
UNTOLD = {"health", "static", "boundaries", "ready", "metrics"}  # counted, and in no line


class Numbered:
    """Numbers each request by HTTP as nginx does, and notes how it was answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind, began, status = kind_of(scope["path"]), time.monotonic(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            number = "" if kind in UNTOLD else _number(scope)
            took = time.monotonic() - began
            kept_records.kept_journal().answered(kind, status, took, number)


def _number(scope: Scope) -> str:
    given = dict(scope["headers"]).get(NUMBER.encode(), b"").decode("latin-1")
    return given if re.fullmatch("[0-9a-f]{32}", given) else new_number()


def kind_of(path: str) -> str:
    """What an address is for, without what it names."""
    inside = path.removeprefix(base_path()).strip("/")
    return next((kind for begin, kind in KINDS.items() if f"{inside}/".startswith(f"{begin}/")),
                "page")  # fmt: skip


def metrics_route(readiness: Readiness) -> Route:
    """The address; it answers nobody but this machine, and nobody through the proxy."""
    records = Readiness(check_records)

    async def answer(request: Request) -> PlainTextResponse:
        if not is_from_this_machine(request):
            return PlainTextResponse("Not for others.\n", status_code=403)
        health = {
            "insight_ready": await readiness.reason() == READY,
            "insight_records_up": await records.reason() == READY,
        }
        stats = [GaugeStat(name, int(is_well)) for name, is_well in health.items()]
        text = as_text([*stats, *await asyncio.to_thread(lambda: list(_found()))])
        return PlainTextResponse(text, media_type=TEXT, headers={"Cache-Control": "no-store"})

    return Route(f"{base_path()}/{PATH}", answer, methods=["GET"])


def as_text(stats: Iterable[Stat]) -> str:
    """All in the form of OpenMetrics, those of a name after one another."""
    lines: list[str] = []
    named = ""
    for one in stats:
        if one.family_name != named:
            named = one.family_name
            lines.append(f"# TYPE {named} {one.type}")
        lines.append(one.to_metric_str())
    return "\n".join([*lines, "# EOF\n"])


def _found() -> Iterator[Stat]:
    journal = kept_records.kept_journal()
    yield GaugeStat("insight_reruns_running", journal.running)
    for page, times in sorted(journal.reruns.items()):
        yield _histogram("insight_rerun_seconds", times, {"page": page})
    for (kind, status), times in sorted(journal.requests.items()):
        labels = {"kind": kind, "status": str(status)}
        yield _histogram("insight_http_seconds", times, labels)
    for name, count in sorted(journal.errors.items()):
        yield CounterStat("insight_errors", count, {"class": name})
    running, waiting = turns().counts()
    yield GaugeStat("insight_heavy_running", running.total())
    yield GaugeStat("insight_heavy_queued", waiting.total())
    with suppress(InsightError):  # then the server is not ready, which is said above
        yield GaugeStat("insight_pack_info", 1, {"version": open_packs.in_use()})
    if runtime.exists():
        for some in runtime.get_instance().stats_mgr.get_stats(["active_sessions"]).values():
            yield from some
    yield from _of_process(journal.started_at.timestamp())


def _histogram(name: str, times: Durations, labels: dict[str, str]) -> HistogramStat:
    counts = list(accumulate(times.counts))
    buckets = tuple(zip((*BOUNDS_S, math.inf), counts, strict=True))
    return HistogramStat(name, buckets, times.seconds, counts[-1], labels)


def _of_process(started: float) -> Iterator[Stat]:
    yield GaugeStat("process_start_time_seconds", round(started))
    yield CounterStat("process_cpu_seconds", round(time.process_time()))
    own = Path("/proc/self")
    if own.exists():  # Linux alone tells these so
        pages = int((own / "statm").read_text("ascii").split()[1])
        yield GaugeStat("process_resident_memory_bytes", pages * os.sysconf("SC_PAGE_SIZE"))
        yield GaugeStat("process_open_fds", sum(1 for _ in (own / "fd").iterdir()))
