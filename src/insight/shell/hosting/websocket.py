"""Messages to the browser are compressed with what was sent before in sight.

A click sends the page again, most of it as it was. Uvicorn lets the compressor look
back over 4 kB, which is less than a page, and has no option for it (0.54); over 32 kB
it finds the page before, and a change of the map shrinks to a third.
"""

from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

FROM_BROWSER_BITS = 12
MEMORY_LEVEL = 5  # both as uvicorn has them


class LookingBack(ServerPerMessageDeflateFactory):
    """Compression with the longest look back that there is, 32 kB.

    It takes 144 kB of memory for each browser in place of 32.
    """

    def __init__(self, **_uvicorns: object) -> None:
        super().__init__(
            client_max_window_bits=FROM_BROWSER_BITS, compress_settings={"memLevel": MEMORY_LEVEL}
        )


def look_back() -> None:
    """Compress so from the next connection on."""
    used = websockets_sansio_impl
    used.ServerPerMessageDeflateFactory = LookingBack  # type: ignore[attr-defined, assignment]
