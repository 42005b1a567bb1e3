"""People who have signed in, without a browser: their cookie, and their open pages."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)
from websockets.sync.client import connect

from insight.records.store import open_store
from serving import free_port, serving

SECRET = "s" * 64
NOBODY = "http://127.0.0.1:9"  # a provider that does not answer
XSRF = generate_xsrf_token_string()
ROLES = """
[insight.roles."Insight.Viewer"]
role = "viewer"
[insight.roles."Insight.Editor"]
role = "editor"
districts = "all"
[insight.roles."Insight.Charnwood"]
role = "editor"
districts = ["E07000130"]
[insight.roles."Insight.Admin"]
role = "admin"
"""
PEOPLE = {
    "viewer": ["Insight.Viewer"],
    "editor of one district": ["Insight.Charnwood"],
    "editor": ["Insight.Editor"],
    "administrator": ["Insight.Admin"],
}


def cookie_of(who: str, roles: list[str], origin: str, *, at: float | None = None) -> str:
    """What a browser sends of somebody who signed in, now or at another moment."""
    claims = {"sub": who, "name": who.title(), "roles": roles, "iat": int(at or time.time())}
    found = {**claims, "origin": origin, "is_logged_in": True, "provider": "default"}
    signed = create_signed_value(SECRET, "_streamlit_user", json.dumps(found)).decode()
    # Streamlit keeps the provider's tokens in a cookie of their own.
    tokens = create_signed_value(SECRET, "_streamlit_user_tokens", "{}").decode()
    return f"_streamlit_user={signed}; _streamlit_user_tokens={tokens}; _streamlit_xsrf={XSRF}"


@contextmanager
def hosted_alone(
    folder: Path, more: str = "", provider: str = NOBODY, **environment: str
) -> Iterator[str]:
    """The hosted app without a proxy, records in a file; with a provider people can sign in."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "insight"
client_secret = "{"t" * 20}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
[insight]
{more}
{ROLES}""",
        "utf-8",
    )
    # A site makes no records by itself.
    open_store(folder=folder / "var").close()
    hosted = {"INSIGHT_HOSTED": "1", "INSIGHT_RECORDS": str(folder / "var"), **environment}
    with serving("--secrets.files", str(secrets), port=port, **hosted) as found:
        yield found


class OpenPage:
    """An open page that speaks Streamlit's protocol (1.67), as a browser does."""

    def __init__(self, wire: object) -> None:
        self._wire = wire
        self.session = ""
        self.seen: list[str] = []
        self.files: list[str] = []

    def send(self, message: BackMsg) -> None:
        self._wire.send(message.SerializeToString())

    def rerun(self, page: str = "") -> None:
        """Ask for a page and wait until it is there."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self.send(message)
        self.until("script_finished")

    def until(self, kind: str, patience: float = 90) -> ForwardMsg:
        """The next message of a kind."""
        end = time.monotonic() + patience
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._wire.recv(timeout=end - time.monotonic()))
            found = message.WhichOneof("type")
            self.seen.append(found)
            if found == "new_session":
                self.session = message.new_session.initialize.session_id
            if found == "delta":
                self._take_file(message)
            is_early = (
                found == "script_finished"
                and message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            )
            if found == kind and not is_early:
                return message

    def send_raw(self, data: str | bytes) -> None:
        self._wire.send(data)

    def cut(self) -> None:
        """As when a network breaks."""
        self._wire.socket.shutdown(2)

    def leave(self) -> None:
        """As a browser does when its tab is closed."""
        self._wire.close(1001)

    def _take_file(self, message: ForwardMsg) -> None:
        button = message.delta.new_element.download_button
        if button.deferred_file_id:
            self.files.append(button.deferred_file_id)

    def made(self, file: str) -> str:
        """Address of a file once it was made, as when its button is pressed."""
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = "one", self.session
        request.deferred_file.file_id = file
        self.send(message)
        answer = self.until("backend_operation_response").backend_operation_response
        assert not answer.error_msg, answer.error_msg
        return answer.deferred_file.url


@contextmanager
def open_page(
    site: str, cookie: str = "", origin: str = "", back_to: str = ""
) -> Iterator[OpenPage]:
    """A page that somebody opens; raises what the client does if it is refused."""
    headers = {"Cookie": cookie} if cookie else {}
    with connect(
        f"{site.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", XSRF, *([back_to] if back_to else [])],
        additional_headers=headers,
        origin=origin or site,
        max_size=None,
        open_timeout=30,
    ) as wire:
        yield OpenPage(wire)
