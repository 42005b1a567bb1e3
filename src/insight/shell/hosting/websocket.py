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
from uvicorn.protocols.websockets import websockets_sansio_impl
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


def bound(protocol: Any) -> None:  # noqa: ANN401 - its methods are replaced
    """Close a connection in which nothing sensible comes, or too much.

    The class itself is changed: the server has looked it up before the app is there.
    """
    made, received = protocol.connection_made, protocol.data_received

    def connection_made(self: Any, transport: asyncio.BaseTransport) -> None:  # noqa: ANN401
        made(self, transport)
        self.conn.max_message_size, self.close_timeout = LARGEST, CLOSING_S
        self.last_words = 0
        self.loop.call_later(HANDSHAKE_S, _give_up, self)

    def data_received(self: Any, data: bytes) -> None:  # noqa: ANN401
        if self.close_sent:
            self.last_words += len(data)
            if self.last_words > LAST_WORDS:
                self.transport.abort()
                return
        received(self, data)

    protocol.connection_made, protocol.data_received = connection_made, data_received


def _give_up(protocol: Any) -> None:  # noqa: ANN401
    if not protocol.handshake_initiated:
        protocol.transport.abort()


class KeepingMore(MemorySessionStorage):
    """Streamlit keeps 128 pages whose connection broke, fewer than a restarted proxy breaks."""

    def __init__(self, maxsize: int = MOST_BROKEN, ttl_seconds: int = 120) -> None:
        super().__init__(maxsize, ttl_seconds)


def use() -> None:
    """From the next connection on; before the server starts."""
    used: Any = websockets_sansio_impl
    used.ServerPerMessageDeflateFactory = LookingBack
    bound(used.WebSocketsSansIOProtocol)
    keeping: Any = memory_session_storage
    keeping.MemorySessionStorage = KeepingMore
