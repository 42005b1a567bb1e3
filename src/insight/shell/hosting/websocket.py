"""Connections of open pages, as the hosted site has them: what uvicorn has no options for.

Messages to the browser are compressed with what was sent before in sight. A click sends
the page again, most of it as it was. Uvicorn lets the compressor look back over 4 kB, which
is less than a page (0.54); over 32 kB it finds the page before, and a change of the map
shrinks to a third.

Messages from the browser are small: it is not waited long for, nor listened to for long.
"""

import asyncio
from typing import Any

from streamlit.runtime import memory_session_storage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from uvicorn.config import Config
from uvicorn.protocols.websockets import websockets_sansio_impl
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

FROM_BROWSER_BITS = 12
MEMORY_LEVEL = 5  # both as uvicorn has them
LARGEST = 2_000_000  # bytes of a message: a pasted list of all postcodes of England
HANDSHAKE_S = 10.0  # in which somebody has to say what they want
CLOSING_S = 2.0  # in which a browser answers that it is closing, too
LAST_WORDS = 4_096  # bytes that are read after that
MOST_BROKEN = 1_000  # pages whose connection broke that can come back to what they were


class LookingBack(ServerPerMessageDeflateFactory):
    """Compression with the longest look back that there is, 32 kB.

    It takes 144 kB of memory for each browser in place of 32.
    """

    def __init__(self, **_uvicorns: object) -> None:
        super().__init__(
            client_max_window_bits=FROM_BROWSER_BITS, compress_settings={"memLevel": MEMORY_LEVEL}
        )


class ShortPatience(WebSocketsSansIOProtocol):
    """A connection that is closed when nothing sensible comes, or too much."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn.max_message_size = LARGEST
        self.close_timeout = CLOSING_S
        self._last_words = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give it some seconds to say what it wants."""
        super().connection_made(transport)
        self.loop.call_later(HANDSHAKE_S, self._give_up)

    def _give_up(self) -> None:
        if not self.handshake_initiated:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Listen, for a little longer only where it was told to close."""
        if self.close_sent:
            self._last_words += len(data)
            if self._last_words > LAST_WORDS:
                self.transport.abort()
                return
        super().data_received(data)


class KeepingMore(MemorySessionStorage):
    """Streamlit keeps 128 pages whose connection broke, fewer than a restarted proxy breaks."""

    def __init__(self, maxsize: int = MOST_BROKEN, ttl_seconds: int = 120) -> None:
        super().__init__(maxsize, ttl_seconds)


def use() -> None:
    """From the next connection on; before the server starts."""
    used: Any = websockets_sansio_impl
    used.ServerPerMessageDeflateFactory = LookingBack
    used.WebSocketsSansIOProtocol = ShortPatience
    keeping: Any = memory_session_storage
    keeping.MemorySessionStorage = KeepingMore
