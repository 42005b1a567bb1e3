"""Count what a server sends to a browser, as it passes through a TCP proxy.

The browser's own figures do not serve: its developer tools report websocket
messages after they are inflated.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 1 << 16


class Wire:
    """A loopback proxy to one port that counts the bytes towards the browser.

    Attributes
    ----------
    port
        Where it listens.
    to_browser
        Bytes of TCP payload passed on so far: headers, frames and all.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.to_browser = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._is_listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._is_listening.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._is_listening.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(
                self._pass(browser, to_server), self._pass(server, to_browser, is_counted=True)
            )

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        is_counted: bool = False,
    ) -> None:
        try:
            while data := await source.read(CHUNK):
                if is_counted:
                    self.to_browser += len(data)
                target.write(data)
                await target.drain()
        finally:
            target.close()


@contextmanager
def counted(target: int) -> Iterator[Wire]:
    """A running proxy to a port."""
    wire = Wire(target)
    wire.start()
    try:
        yield wire
    finally:
        wire.stop()
