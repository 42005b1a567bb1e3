"""Who a request comes from, told from its cookies before anything is done for it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from insight.records.errors import StoreError
from insight.shell.hosting import access
from insight.shell.hosting.access import SignInError
from insight.shell.hosting.settings import Settings

LOOKED_S = 1.0  # for how long an answer of the records whether a session is over is kept
PATIENCE_S = 5.0  # how long they are waited for
KEPT_S = 60.0  # how long a session is asked about after somebody came with it


@dataclass(frozen=True)
class Visitor:
    """Somebody whom the provider vouches for and whose session is not over."""

    claims: Mapping[str, Any]
    rules: Settings  # as they were when this was found out
    key: str  # of this sign-in
    person: str  # the same at each sign-in
    name: str
    has_role: bool


def origin() -> str:
    """The site's own, as the settings of the sign-in name it."""
    return str(get_origin_from_redirect_uri() or "")


def is_signed(cookies: Mapping[str, str]) -> bool:
    """Whether this site has once written the cookie, however long ago."""
    return _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME) is not None


def vouched(cookies: Mapping[str, str]) -> Visitor:
    """Who the cookies belong to; raises `SignInError` where they vouch for nobody any more."""
    rules = access.sign_in_rules()
    decoded = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    found = _parse_decoded_user_cookie(decoded, origin()) if decoded else {}
    claims = found if found.get("is_logged_in") else {}
    account = access.account_of(claims, rules, time.time(), _anywhere)
    person = str(claims.get("sub") or account.key)
    return Visitor(claims, rules, account.key, person, account.name, account.actor is not None)


def _anywhere(code: str) -> tuple[frozenset[str], str]:
    """Where somebody may write is asked at the writing."""
    return frozenset(), code


class Visitors:
    """Tells visitors whose session is over from the others; for one event loop."""

    def __init__(self, ended: Callable[[Collection[str]], Collection[str]]) -> None:
        self._ended = ended  # which of so many are over; asks the records, and may take a while
        self._asked: OrderedDict[str, float] = OrderedDict()  # sessions, when last asked about
        self._over: set[str] = set()
        self._looked: dict[str, float] = {}  # those that were not over, and when that was so
        self._looking: asyncio.Task[None] | None = None

    async def refuse_ended(self, visitor: Visitor, *, is_in: bool = False) -> None:
        """Raise `SignInError` where time is up or somebody signed out.

        Raises `StoreError` if that cannot be told; somebody who is in already stays in then.
        """
        access.refuse_untimely(visitor.claims, visitor.rules, time.time())
        try:
            await self._look(visitor.key)
        except StoreError:
            if not is_in:
                raise
        if visitor.key in self._over:
            raise SignInError("You signed out. Sign in again to continue.")

    async def _look(self, key: str) -> None:
        """See that what is known of a session is new enough."""
        now = time.monotonic()
        self._asked[key] = now
        self._asked.move_to_end(key)
        if key in self._over or now - self._looked.get(key, -LOOKED_S) < LOOKED_S:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_all(now))
        looking = asyncio.shield(self._looking)
        try:
            await asyncio.wait_for(looking, PATIENCE_S)
        except TimeoutError:
            raise StoreError(
                f"The records did not respond within {PATIENCE_S:g} seconds."
            ) from None
        if key not in self._looked and key not in self._over:
            await self._look(key)  # they were looking already when this one came

    async def _look_all(self, now: float) -> None:
        """One question for all that anybody asked about of late."""
        while self._asked and now - next(iter(self._asked.values())) > KEPT_S:
            self._asked.popitem(last=False)
        keys = [key for key in self._asked if key not in self._over]
        over = set(await asyncio.to_thread(self._ended, keys))
        at = time.monotonic()
        self._over = {key for key in self._over if key in self._asked} | over
        self._looked = {key: at for key in keys if key not in over}
