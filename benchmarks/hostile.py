"""A stranger with a script: what a signed-in person notices, and what memory is kept.

The site asks people to sign in, and the stranger never does. They keep websockets open
that ask to run the page and to forget everything that is kept, and they send files. A
person who is signed in changes a page meanwhile; before and afterwards it is quiet. All
share the processors with the server.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect

from benchmarks.heavy import stopped
from benchmarks.load import GONE, rss_mb
from benchmarks.rows import Row, Skipped
from benchmarks.server import Server, hosted
from benchmarks.tab import Visitor, tab

MOST_RATIO, MOST_KEPT_MB = 1.5, 20.0
FLOODED_S = 20.0
EVERY_S = 0.25
CLEARED_EVERY_S = 1 / 7
STRANGERS = 3
FILE_MB, SENT_MB = 45, 300
SETTLED_S = 5.0
DISTRICT = "choose:district"


async def flood(url: str) -> None:
    """Ask to run the page and to forget everything, seven times a second; come back if put out."""
    stranger = Visitor()
    clear, run = BackMsg(clear_cache=True), BackMsg()
    run.rerun_script.page_name = "map"
    while True:
        with suppress(*GONE):
            async with connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit", stranger.token],
                additional_headers={"Cookie": stranger.headers(url)["Cookie"]},
                origin=url,
                max_size=None,
            ) as wire:
                hearing = asyncio.create_task(_hear(wire))
                try:
                    while True:
                        await wire.send(run.SerializeToString())
                        await wire.send(clear.SerializeToString())
                        await asyncio.sleep(CLEARED_EVERY_S)
                finally:
                    hearing.cancel()
        await asyncio.sleep(CLEARED_EVERY_S)


async def _hear(wire: object) -> None:
    with suppress(*GONE):
        async for _ in wire:
            pass


async def send_files(url: str, megabytes: float) -> list[int]:
    """Files of a stranger, to a session of their own; the status of each answer."""
    stranger, statuses = Visitor(), []
    content = bytes(FILE_MB * 1_000_000)
    with suppress(*GONE):
        async with tab(url, stranger) as page, httpx.AsyncClient(timeout=60) as client:
            await page.open("map")
            headers = {**stranger.headers(url), "X-Xsrftoken": stranger.token}
            while FILE_MB * len(statuses) < megabytes:
                address = f"{url}/_stcore/upload_file/{page.session}/{len(statuses)}"
                try:
                    answer = await client.put(
                        address, files={"file": ("x.csv", content)}, headers=headers
                    )
                    statuses.append(answer.status_code)
                except httpx.HTTPError:  # shut in the middle of it
                    statuses.append(0)
    return statuses


async def rerun_s(server: Server, enter: Callable[[str], Visitor], seconds: float) -> float:
    """Median time of a change of the page by somebody who is signed in, in seconds."""
    took = []
    async with tab(server.url, enter("Ann")) as page:
        await page.open("overview")
        districts = cycle(page.options(DISTRICT))
        end = time.monotonic() + seconds
        while not took or time.monotonic() < end:
            took.append(await page.choose(DISTRICT, next(districts)))
            await asyncio.sleep(EVERY_S)
    return statistics.median(took)


async def _flooded(server: Server, enter: Callable[[str], Visitor]) -> tuple[float, float]:
    """Quiet and flooded, as `rerun_s`; the quiet time is half before and half afterwards."""
    before = await rerun_s(server, enter, FLOODED_S / 2)
    floods = [asyncio.create_task(flood(server.url)) for _ in range(STRANGERS)]
    sending = asyncio.create_task(send_files(server.url, float("inf")))
    try:
        during = await rerun_s(server, enter, FLOODED_S)
    finally:
        await stopped([*floods, sending])
    after = await rerun_s(server, enter, FLOODED_S / 2)
    return (before + after) / 2, during


async def _kept(server: Server) -> tuple[float, list[int]]:
    """Memory kept after a stranger's files, in MB, and how each was answered."""
    before = rss_mb(server.pid)
    statuses = await send_files(server.url, SENT_MB)
    await asyncio.sleep(SETTLED_S)
    return rss_mb(server.pid) - before, statuses


def measure() -> list[Row]:
    if not Path("/proc/self/statm").exists():
        raise Skipped("Only Linux tells what another process has resident this way.")
    with tempfile.TemporaryDirectory() as folder:
        with hosted(INSIGHT_RECORDS=folder) as (server, enter):
            asyncio.run(rerun_s(server, enter, 1.0))
            kept, statuses = asyncio.run(_kept(server))
        with hosted(INSIGHT_RECORDS=folder) as (server, enter):
            asyncio.run(rerun_s(server, enter, 1.0))
            quiet, during = asyncio.run(_flooded(server, enter))
    taken = sum(status // 100 == 2 for status in statuses)
    return [
        Row("hostile.flood_ratio", during / quiet, "", "limit", MOST_RATIO),
        Row("hostile.flood_rerun_ms", 1000 * during, "ms", "quiet", 1000 * quiet),
        Row("hostile.upload_mb", max(kept, 0.0), "MB", "limit", MOST_KEPT_MB),
        Row("hostile.uploads_taken", taken, "files"),
    ]
