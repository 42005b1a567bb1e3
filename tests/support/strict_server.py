"""Streamlit's command line, with the policy of hosting on every answer.

Run it in place of ``-m streamlit``. nginx adds the policy on the hosted site; if the
browser's answers were changed on their way instead, it would keep none of the app.
"""

import sys

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_app

from serving import content_security_policy


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
