"""Streamlit's command line, with the policy of hosting on every answer.

Run it in place of ``-m streamlit``. nginx adds the policy on the hosted site; if the
browser's answers were changed on their way instead, it would keep none of the app.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_app


def content_security_policy() -> str:
    """Strict: no inline script but Streamlit's own one, by its hash."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", index.read_text("utf-8"), flags=re.S)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    )
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-ancestors 'none'; object-src 'none'; base-uri 'self'"
    )


class Strict:
    """Adds the header to whatever is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = content_security_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-security-policy"] = self._policy
            await send(message)

        await self._app(scope, receive, with_policy if scope["type"] == "http" else send)


if __name__ == "__main__":
    own = starlette_app.create_streamlit_middleware
    starlette_app.create_streamlit_middleware = lambda: [Middleware(Strict), *own()]
    sys.exit(main())
