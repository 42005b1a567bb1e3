"""What the hosted site sends is compressed with the page before in sight."""

import asyncio

import pytest
from streamlit.runtime import memory_session_storage
from uvicorn.config import Config
from uvicorn.protocols.websockets import websockets_sansio_impl
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from insight.shell.hosting import websocket
from own_loop import run

OFFER = [("client_max_window_bits", None)]
"""Of a browser."""
LONGEST = 15


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """What uvicorn has of its own is back after each test."""
    for module, name in (
        (websockets_sansio_impl, "ServerPerMessageDeflateFactory"),
        (WebSocketsSansIOProtocol, "connection_made"),
        (WebSocketsSansIOProtocol, "data_received"),
        (memory_session_storage, "MemorySessionStorage"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))


async def look_back_bits() -> int:
    """How far the compressor of a new connection looks back, as a power of two."""
    config = Config(app=lambda: None, ws="websockets-sansio")
    config.load()
    protocol = WebSocketsSansIOProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    extension = protocol.conn.available_extensions[0]
    return extension.process_request_params(OFFER, [])[1].local_max_window_bits


def test_compressor_looks_back_over_a_whole_page():
    assert run(look_back_bits()) < LONGEST
    websocket.use()
    assert run(look_back_bits()) == LONGEST
