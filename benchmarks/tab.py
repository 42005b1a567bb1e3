"""A browser's tab as a server meets it: a websocket that speaks Streamlit's protocol (1.67)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 300.0
XSRF, USER = "_streamlit_xsrf", "_streamlit_user"


@dataclass(frozen=True)
class Visitor:
    """What a browser brings besides its address; a stranger brings no sign-in.

    Attributes
    ----------
    cookies
        By name.
    """

    cookies: Mapping[str, str] = field(default_factory=lambda: {XSRF: generate_xsrf_token_string()})

    @property
    def token(self) -> str:
        """Against forged requests."""
        return self.cookies[XSRF]

    def headers(self, origin: str) -> dict[str, str]:
        jar = SimpleCookie(dict(self.cookies))
        cookie = "; ".join(f"{name}={each.coded_value}" for name, each in jar.items())
        return {"Cookie": cookie, "Origin": origin}


def signed_in(origin: str, secret: str, name: str, role: str) -> Visitor:
    """Somebody of a role, as if the provider had just vouched for them."""
    claims = {"origin": origin, "is_logged_in": True, "name": name, "sub": name}
    payload = json.dumps({**claims, "roles": [role], "iat": time.time()})
    user = create_signed_value(secret, USER, payload).decode()
    return Visitor({XSRF: generate_xsrf_token_string(), USER: user})


class Tab:
    """One open page; every step gives the seconds until the page was at rest again.

    Attributes
    ----------
    faults
        Classes of the errors that it showed.
    received
        Bytes of messages that came.
    """

    def __init__(self, url: str, visitor: Visitor, wire: ClientConnection) -> None:
        self.faults: list[str] = []
        self.received = 0
        self.session = ""
        self._url, self._visitor, self._wire = url, visitor, wire
        self._script = self._query = ""
        self._ids: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._options: dict[str, list[str]] = {}
        self._links: dict[str, tuple[str, str]] = {}
        self._files: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._rows: set[str] = set()
        self._answer = ForwardMsg()

    async def open(self, page: str, **choices: str) -> float:
        """Come by a link."""
        return await self._run(page=page, query=urlencode(choices))

    async def follow(self, label: str) -> float:
        """Press a link to another page."""
        script, query = self._links[label]
        self._states.clear()
        return await self._run(script=script, query=query)

    def options(self, key: str) -> list[str]:
        """What a widget offers; empty if it is not there."""
        return self._options.get(key, [])

    def has(self, key: str) -> bool:
        """Whether a widget has been seen."""
        return key in self._ids

    async def choose(self, key: str, *values: str) -> float:
        """Choose options of a row of buttons or of a list, or a place on a slider."""
        state = WidgetState(id=self._ids[key])
        if key in self._rows:
            state.string_array_value.data[:] = values
        else:
            state.string_value = values[0]
        return await self._change(key, state)

    async def unfold(self, key: str) -> float:
        """Open a popover that draws what is in it when it is opened."""
        return await self._change(key, WidgetState(id=self._ids[key], bool_value=True))

    async def press(self, key: str) -> float:
        """Press a button."""
        try:
            return await self._change(key, WidgetState(id=self._ids[key], trigger_value=True))
        finally:
            self._states.pop(key, None)

    async def upload(self, key: str, name: str, content: bytes) -> float:
        """Bring a file."""
        began = time.monotonic()
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        await self._send(message)
        await self._until("file_urls_response")
        urls = self._answer.file_urls_response.file_urls[0]
        headers = {**self._visitor.headers(self._url), "X-Xsrftoken": self._visitor.token}
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            answer = await client.put(
                f"{self._url}{urls.upload_url}", files={"file": (name, content)}, headers=headers
            )
            answer.raise_for_status()
        state = WidgetState(id=self._ids[key])
        file = state.file_uploader_state_value.uploaded_file_info.add()
        file.name, file.size, file.file_id = name, len(content), urls.file_id
        file.file_urls.CopyFrom(urls)
        await self._change(key, state)
        return time.monotonic() - began

    async def save(self, key: str) -> float:
        """Press a button that makes a file, and fetch it."""
        began = time.monotonic()
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id = asked.deferred_file.file_id = self._files[key]
        asked.session_id = self.session
        await self._send(message)
        await self._until("backend_operation_response")
        answer = self._answer.backend_operation_response
        if answer.error_msg:
            self.faults.append(answer.error_msg)
            return time.monotonic() - began
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            found = await client.get(
                f"{self._url}{answer.deferred_file.url}", headers=self._visitor.headers(self._url)
            )
        if found.is_error:
            self.faults.append(f"file {found.status_code}")
        return time.monotonic() - began

    async def _change(self, key: str, state: WidgetState) -> float:
        self._states[key] = state
        return await self._run(script=self._script, query=self._query, part=self._fragments[key])

    async def _run(
        self, page: str = "", script: str = "", query: str = "", part: str = ""
    ) -> float:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash, run.page_name = query, script, page
        run.fragment_id = part
        run.widget_states.widgets.extend(self._states.values())
        began = time.monotonic()
        await self._send(message)
        await self._until("script_finished")
        return time.monotonic() - began

    async def _send(self, message: BackMsg) -> None:
        await self._wire.send(message.SerializeToString())

    async def _until(self, kind: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not (self._take_in(await self._wire.recv()) == kind and self._is_last()):
                pass

    def _is_last(self) -> bool:
        is_rerun = self._answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return self._answer.WhichOneof("type") != "script_finished" or not is_rerun

    def _take_in(self, data: bytes) -> str | None:
        self.received += len(data)
        message = self._answer = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            delta = message.delta
            if delta.WhichOneof("type") == "new_element":
                self._see(delta.new_element, delta.fragment_id)
            elif delta.add_block.popover.id:
                self._know(delta.add_block.popover.id, delta.fragment_id)
        return kind

    def _know(self, id_: str, part: str) -> str:
        key = id_.split("-", 2)[-1]
        self._ids[key], self._fragments[key] = id_, part
        return key

    def _see(self, element: Element, part: str) -> None:
        kind = element.WhichOneof("type")
        what = getattr(element, kind)
        if kind == "exception":
            self.faults.append(what.type)
        elif kind == "page_link":
            self._links[what.label] = (what.page_script_hash, what.query_string)
        elif id_ := getattr(what, "id", ""):
            key = self._know(id_, part)
            if kind == "button_group":
                self._options[key] = [each.content for each in what.options]
                self._rows.add(key)
            elif kind == "slider":
                self._options[key] = list(what.options)
                self._rows.add(key)
            elif kind == "selectbox":
                self._options[key] = list(what.options)
            elif kind == "download_button":
                self._files[key] = what.deferred_file_id


@asynccontextmanager
async def tab(url: str, visitor: Visitor | None = None) -> AsyncIterator[Tab]:
    """A tab that is closed in the end."""
    visitor = visitor or Visitor()
    async with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", visitor.token],
        additional_headers={"Cookie": visitor.headers(url)["Cookie"]},
        origin=url,
        max_size=None,
    ) as wire:
        yield Tab(url, visitor, wire)
