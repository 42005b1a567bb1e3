"""The messages of one open page: those of the browser at a pace, and as far as allowed."""

import asyncio
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from insight.shell.hosting import allowed
from insight.shell.hosting.access import SignInError
from insight.shell.hosting.allowed import Heard, Rate
from insight.shell.hosting.base_path import base_path
from insight.shell.hosting.rates import Rates
from insight.shell.hosting.tabs import Tab, Tabs
from insight.shell.hosting.visitors import Visitors

LOOK_S = 3.0  # how often a page in which nothing happens is asked whether it still may
TURN_S = 0.05  # how often a page that waits for others of the same person looks again
REFUSED, UNREADABLE, NOT_BINARY, TOO_LARGE = 1008, 1002, 1003, 1009  # codes of a websocket
HEARD = 1
LONGEST_PLACE = 3_000


class AllOpen(NamedTuple):
    """What a server knows of all open pages."""

    tabs: Tabs
    visitors: Visitors
    rates: Rates


class Line:
    """What stands between the browser and Streamlit for as long as a page is open."""

    def __init__(self, tab: Tab, known: AllOpen, receive: Receive, send: Send) -> None:
        self.code = 0  # with which it was closed
        self._tab, self._tabs, self._visitors, self._rates = tab, *known
        self._receive, self._send = receive, send
        self._coming: asyncio.Future[Message] | None = None

    async def send(self, message: Message) -> None:
        """Pass on what Streamlit says, and remember whose it is."""
        if sent := message.get("bytes"):
            self._tabs.take_note(self._tab, sent)
        await self._send(message)

    async def receive(self) -> Message:
        """The next message that may be heard; that it is over where the session is."""
        while True:
            message = await self._next()
            if message is not None and message["type"] == "websocket.disconnect":
                self.code = int(message.get("code") or 0)
                return message
            if message is None or not await self._may_stay():
                return await self._lead_away()
            if message["type"] != "websocket.receive":
                return message
            if (fault := await self._hear(message.get("bytes"))) == HEARD:
                return message
            if fault:
                return await self._close(fault)

    async def _hear(self, data: bytes | None) -> int:
        """`HEARD` once it may be; 0 where it is not heard; else the code to close with."""
        if data is None:
            return NOT_BINARY
        asked = BackMsg()
        try:
            asked.ParseFromString(data)
        except Exception:  # noqa: BLE001 - of protobuf, in whichever of its builds
            return UNREADABLE
        kind = kind_of(asked)
        heard = allowed.MESSAGES.get(kind)
        if heard is None:
            await self._wait("", allowed.OTHERS)
            return 0
        if not _fits(asked, kind, heard, len(data)):
            return TOO_LARGE
        await self._wait(kind, heard.rate)
        if kind == "rerun_script":
            await self._take_turn(asked)
        return HEARD

    def stop(self) -> None:
        """Wait for nothing more."""
        if self._coming is not None:
            self._coming.cancel()

    async def _next(self) -> Message | None:
        """What the browser sent; None where the page may not stay meanwhile."""
        self._coming = self._coming or asyncio.ensure_future(self._receive())
        while True:
            done, _ = await asyncio.wait({self._coming}, timeout=LOOK_S)
            if done:
                coming, self._coming = self._coming, None
                return coming.result()
            if not await self._may_stay():
                self._coming.cancel()
                return None

    async def _may_stay(self) -> bool:
        try:
            await self._visitors.refuse_ended(self._tab.visitor, is_in=True)
        except SignInError:
            return False
        return True

    async def _wait(self, kind: str, rate: Rate) -> None:
        while wait := self._rates.wait((self._tab.visitor.person, f"message {kind}"), rate):
            await asyncio.sleep(wait)

    async def _take_turn(self, asked: BackMsg) -> None:
        """Wait while enough other pages of the same person are worked out."""
        place = urlsplit(asked.rerun_script.context_info.url)
        if len(place.path) + len(place.query) < LONGEST_PLACE:
            self._tab.place = f"{place.path}?{place.query}" if place.query else place.path
        while self._others_running() >= allowed.MOST_RUNNING:
            await asyncio.sleep(TURN_S)
        self._tab.begin()

    def _others_running(self) -> int:
        own = self._tabs.of(self._tab.visitor.person)
        return sum(each.is_running for each in own if each is not self._tab)

    async def _lead_away(self) -> Message:
        """Lead the browser to where it signs in, and from there back to the same view."""
        place = "/" + self._tab.place.lstrip("/")
        to = place if place.startswith(f"{base_path()}/") else f"{base_path()}/"
        await self._send({"type": "websocket.send", "bytes": leave(to)})
        return await self._close(REFUSED)

    async def _close(self, code: int) -> Message:
        self.code = REFUSED
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def _fits(asked: BackMsg, kind: str, heard: Heard, size: int) -> bool:
    """Whether a message is no larger than it needs to be."""
    names = asked.file_urls_request.file_names if kind == "file_urls_request" else ()
    return size <= heard.largest and len(names) <= allowed.MOST_NAMES


def kind_of(asked: BackMsg) -> str:
    """What a message of the browser asks for; empty if for nothing that is known."""
    kind = asked.WhichOneof("type") or ""
    if kind == "backend_operation_request":
        return asked.backend_operation_request.WhichOneof("payload") or kind
    return kind


def leave(to: str) -> bytes:
    """The message at which a browser opens another address."""
    message = ForwardMsg()
    message.auth_redirect.url = to
    return message.SerializeToString()
