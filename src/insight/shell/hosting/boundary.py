"""What stands before all else on a hosted site: who may come in, and with how much.

Without it everybody who reaches the server could run pages, fill its memory and clear its
caches, since a page asks who is there only after it has begun. What is let through stands
in `allowed`. On one's own machine, where nobody signs in, it lets everything through.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import exists, get_instance
from streamlit.user_info import generate_login_redirect_url

from insight.errors import InsightError
from insight.records.errors import StoreError
from insight.shell import kept_records
from insight.shell.hosting import access, allowed, visitors
from insight.shell.hosting.access import SignInError
from insight.shell.hosting.allowed import Address, Who
from insight.shell.hosting.base_path import base_path
from insight.shell.hosting.door import door
from insight.shell.hosting.line import REFUSED, AllOpen, Line, leave
from insight.shell.hosting.rates import Rates
from insight.shell.hosting.tabs import Tab, Tabs
from insight.shell.hosting.visitors import Visitor, Visitors
from insight.shell.hosting.websocket import MOST_BROKEN
from insight.shell.registry import PAGES

AIM = "insight_aim"
"""Cookie with the page that somebody asked for who has to sign in first."""
AIM_S, LONGEST_AIM = 600, 3_000
ENDED = (1000, 1001, REFUSED)  # codes after which nobody comes back: the page was left
AGAIN = "Try again"
AWAY = (
    "The records are not available. Try again in a minute. If this continues, tell the person who "
    "runs this site."
)
"""Why, and where they are, is for the log of the readiness check."""


class Boundary:
    """Lets in who may, as an ASGI middleware around the whole server."""

    is_up = False
    """Whether one stands in this process; pages of a hosted site refuse to run without."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._visitors = Visitors(lambda keys: kept_records.store().sessions.ended(keys))
        self._rates, self._tabs = Rates(), Tabs()
        self._arriving: dict[str, int] = {}  # bytes of uploads on their way, by person
        type(self).is_up = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on to Streamlit."""
        if scope["type"] == "lifespan" or not access.is_hosted():
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            answer = await self._answer(scope, HTTPConnection(scope))
            if isinstance(answer, Response):
                await answer(scope, receive, send)
                return
            async with _Arriving(self._arriving, answer):
                await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, asked: HTTPConnection) -> "Response | tuple[str, int]":
        """A refusal; or whose upload is let through, and how large, empty for all else."""
        path, method = _path(scope), str(scope["method"])
        address = allowed.address_at(path)
        peer = asked.client.host if asked.client else ""
        if refusal := _unfit(asked, address, method) or self._slowed((peer, address.path), address):
            return refusal
        if address.rate is allowed.SIGNING_IN and (
            slowed := self._slowed(("", "sign in"), allowed.SIGNING_IN_ALL)
        ):
            return slowed
        if address.who is not Who.MEMBER:
            return await self._own(path, asked) or ("", 0)
        try:
            visitor = visitors.vouched(asked.cookies)
            if visitor.has_role:
                await self._visitors.refuse_ended(visitor)
        except InsightError as error:
            if path == allowed.SETTINGS and visitors.is_signed(asked.cookies):
                return "", 0  # a page that cannot read them never learns that time is up
            return self._refuse(error, path, scope, is_page=address.path == "/")
        length = int(asked.headers.get("content-length", "0"))
        return self._slowed((visitor.person, address.path), address) or self._let_in(
            visitor, path, asked, length
        )

    def _slowed(self, doer: tuple[str, str], at: Address | allowed.Rate) -> Response | None:
        wait = self._rates.wait(doer, at.rate if isinstance(at, Address) else at)
        if not wait:
            return None
        after = {"Retry-After": str(int(wait) + 1)}
        return PlainTextResponse("Too many requests. Try again in a moment.\n", 429, after)

    async def _own(self, path: str, asked: HTTPConnection) -> Response | None:
        """Answers of addresses that are ours and not Streamlit's."""
        if path == allowed.SIGN_IN:
            to = generate_login_redirect_url("default") if access.has_provider() else base_path()
            return RedirectResponse(to or "/", 302)
        if path == allowed.SIGN_OUT:
            return await self._sign_out(asked.cookies)
        if path == allowed.TOO_MANY:
            return door(
                f"You have {allowed.MOST_TABS_A_PERSON} tabs of this site open, or it has too many "
                "open in total. Close some tabs, then try again.",
                (AGAIN, f"{base_path()}/"),
                status=200,
            )
        return None

    async def _sign_out(self, cookies: Mapping[str, str]) -> Response:
        try:
            key = visitors.vouched(cookies).key
            await asyncio.to_thread(lambda: kept_records.store().sessions.end(key))
        except SignInError:
            pass  # nobody is signed in, or not any more
        except StoreError:
            return door(f"You are still signed in. {AWAY}", (AGAIN, _here()), status=503)
        return RedirectResponse(f"{base_path()}/auth/logout", 302)

    def _refuse(self, error: InsightError, path: str, scope: Scope, *, is_page: bool) -> Response:
        """What is said to somebody who may not see anything, for whatever reason."""
        is_out = isinstance(error, SignInError)
        if not is_page:
            return PlainTextResponse(
                f"{'Sign in first.' if is_out else AWAY}\n", 401 if is_out else 503
            )
        if not access.has_provider():
            return door(str(error), status=503)
        if not is_out:
            return door(AWAY, (AGAIN, _address(scope)), status=503)
        answer = door(str(error), ("Sign in", f"{base_path()}{allowed.SIGN_IN}"), status=200)
        _remember(answer, path, scope)
        return answer

    def _let_in(
        self, visitor: Visitor, path: str, asked: HTTPConnection, length: int
    ) -> "Response | tuple[str, int]":
        if not visitor.has_role:
            return door(
                f"{visitor.name} has no role here. Ask an administrator for one.",
                ("Sign out", f"{base_path()}{allowed.SIGN_OUT}"),
                status=403,
            )
        if path.startswith(allowed.UPLOAD):
            return self._upload(visitor, path, length)
        if path.startswith(allowed.MEDIA):
            file = path.removeprefix(allowed.MEDIA)
            if not self._tabs.has_been_sent(visitor.key, file):
                return PlainTextResponse("Not found\n", 404)
        if path == "/" and (aim := _aim(asked)):
            onward = RedirectResponse(aim, 302)
            onward.delete_cookie(AIM, path=f"{base_path()}/")
            return onward
        return "", 0

    def _upload(self, visitor: Visitor, path: str, length: int) -> "Response | tuple[str, int]":
        session = path.removeprefix(allowed.UPLOAD).partition("/")[0]
        own = self._tabs.sessions_of(visitor.person)
        if session not in own:
            return PlainTextResponse("You cannot upload to this page.\n", 403)
        sizes = _held()
        held = sum(sizes.values()) + sum(self._arriving.values())
        mine = self._arriving.get(visitor.person, 0) + sum(sizes.get(each, 0) for each in own)
        if mine + length > allowed.MOST_HELD_A_PERSON or held + length > allowed.MOST_HELD:
            return PlainTextResponse(
                "There is no room for more uploads. Remove a file first.\n", 413
            )
        return visitor.person, length

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, path = HTTPConnection(scope), _path(scope)
        is_ours = asked.headers.get("origin") == visitors.origin() != ""
        if path != allowed.STREAM or not is_ours:
            await _close(receive, send)
            return
        try:
            visitor = visitors.vouched(asked.cookies)
            if visitor.has_role:
                await self._visitors.refuse_ended(visitor)
        except SignInError:
            # Whoever was here once has an open page, which has to learn that time is up.
            is_known = visitors.is_signed(asked.cookies)
            await (_send_away(receive, send, _here()) if is_known else _close(receive, send))
            return
        except InsightError:
            await _close(receive, send)
            return
        if not visitor.has_role or self._rates.wait((visitor.person, path), allowed.OPENING):
            await _close(receive, send)
            return
        if (
            len(self._tabs) >= allowed.MOST_TABS
            or len(self._tabs.of(visitor.person)) >= allowed.MOST_TABS_A_PERSON
        ):
            await _send_away(receive, send, f"{base_path()}{allowed.TOO_MANY}")
            return
        tab = self._tabs.open(visitor)
        line = Line(tab, AllOpen(self._tabs, self._visitors, self._rates), receive, send)
        try:
            await self._app(scope, line.receive, line.send)
        finally:
            line.stop()
            self._end(tab, line.code)

    def _end(self, tab: Tab, code: int) -> None:
        """Let go of what a page held; for later, where its connection broke."""
        if code in ENDED:
            self._tabs.close(tab)
            over = [tab.session] if tab.session else []
        else:
            over = self._tabs.lose(tab, MOST_BROKEN, allowed.MOST_BROKEN_A_PERSON)
        if exists():
            for session in over:
                get_instance().close_session(session)


class _Arriving:
    """Counts an upload to its person for as long as it is on its way."""

    def __init__(self, by_person: dict[str, int], upload: tuple[str, int]) -> None:
        self._by_person, (self._person, self._length) = by_person, upload

    async def __aenter__(self) -> None:
        if self._length:
            self._by_person[self._person] = self._by_person.get(self._person, 0) + self._length

    async def __aexit__(self, *_: object) -> None:
        if self._length:
            self._by_person[self._person] -= self._length
            if not self._by_person[self._person]:
                del self._by_person[self._person]


async def _close(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": REFUSED})


async def _send_away(receive: Receive, send: Send, to: str) -> None:
    """Tell an open page of Streamlit's to go to another address."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "streamlit"})
    await send({"type": "websocket.send", "bytes": leave(to)})
    await send({"type": "websocket.close", "code": REFUSED})


def _held() -> dict[str, int]:
    """Bytes of uploaded files that Streamlit keeps, by session."""
    if not exists():
        return {}
    storage = dict(get_instance().uploaded_file_mgr.file_storage)  # type: ignore[attr-defined]
    return {
        session: sum(len(each.data) for each in list(files.values()))
        for session, files in storage.items()
    }


def _path(scope: Scope) -> str:
    """Below the base path; as it is where it is not below it."""
    path, base = str(scope["path"]), base_path()
    return (path.removeprefix(base) or "/") if f"{path}/".startswith(f"{base}/") else path


def _unfit(asked: HTTPConnection, address: Address, method: str) -> Response | None:
    """What nobody may ask for, or not in this way."""
    if address.who is Who.NOBODY or (
        address.who is Who.MACHINE and not access.is_from_this_machine(asked)
    ):
        return PlainTextResponse("Not found\n", 404)
    if method not in address.methods:
        allow = {"Allow": ", ".join(address.methods)}
        return PlainTextResponse("Method not allowed\n", 405, allow)
    length = asked.headers.get("content-length", "0")
    is_chunked = "transfer-encoding" in asked.headers
    if is_chunked or not length.isdecimal() or int(length) > address.largest:
        return PlainTextResponse("The upload is too large, or does not give its size.\n", 413)
    return None


def _here() -> str:
    return f"{base_path()}/"


def _address(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    # Two slashes at the start would be another site.
    return quote("/" + str(scope["path"]).lstrip("/")) + (f"?{query}" if query else "")


def _remember(answer: Response, path: str, scope: Scope) -> None:
    """For which page somebody comes, until they have signed in."""
    aim = _address(scope)
    is_page = path.strip("/") in PAGES or path == "/"
    if is_page and len(aim) <= LONGEST_AIM:
        is_secure = visitors.origin().startswith("https:")
        answer.set_cookie(
            AIM,
            quote(aim, safe=""),
            AIM_S,
            path=_here(),
            secure=is_secure,
            httponly=True,
            samesite="lax",
        )


def _aim(asked: HTTPConnection) -> str:
    """Where somebody was going who has signed in since; empty if just here."""
    aim = unquote(asked.cookies.get(AIM, ""))
    page, _, query = aim.removeprefix(base_path()).partition("?")
    # Nobody is led away from the site: to no other path than that of a page.
    if asked.url.query or not ((page == "/" and query) or page.strip("/") in PAGES):
        return ""
    return f"{base_path()}/{page.strip('/')}" + (f"?{query}" if query else "")
