"""Who a request comes from, told from its cookies before anything is done for it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
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

LOOKED_S = 1.0  # for how long an answer of the records whether a session is over is kept
MOST_LOOKED = 5_000


@dataclass(frozen=True)
class Visitor:
    """Somebody whom the provider vouches for and whose session is not over."""

    claims: Mapping[str, Any]
    key: str  # of this sign-in
    person: str  # the same at each sign-in
    name: str
    has_role: bool


def origin() -> str:
    """The site's own, as the settings of the sign-in name it."""
    return str(get_origin_from_redirect_uri() or "")


def has_cookie(cookies: Mapping[str, str]) -> bool:
    """Whether somebody says to have signed in."""
    return USER_COOKIE_NAME in cookies


def vouched(cookies: Mapping[str, str]) -> Visitor:
    """Who the cookies belong to; raises `SignInError` where they vouch for nobody any more."""
    access.need_provider()
    decoded = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    found = _parse_decoded_user_cookie(decoded, origin()) if decoded else {}
    claims = found if found.get("is_logged_in") else {}
    account = access.account_of(claims, access.settings(), time.time(), _anywhere)
    person = str(claims.get("sub") or account.key)
    return Visitor(claims, account.key, person, account.name, account.actor is not None)


def _anywhere(code: str) -> tuple[frozenset[str], str]:
    """Where somebody may write is asked at the writing."""
    return frozenset(), code


class Visitors:
    """Tells visitors whose session is over from the others; for one event loop."""

    def __init__(self, is_ended: Callable[[str], bool]) -> None:
        self._is_ended = is_ended  # asks the records, and may take a while
        self._looked: OrderedDict[str, tuple[float, bool]] = OrderedDict()

    async def of(self, cookies: Mapping[str, str]) -> Visitor:
        """Who comes; raises `SignInError` for nobody, `StoreError` if that cannot be told."""
        visitor = vouched(cookies)
        await self.refuse_ended(visitor)
        return visitor

    async def refuse_ended(self, visitor: Visitor, *, is_in: bool = False) -> None:
        """Raise `SignInError` where time is up or somebody signed out, `StoreError` as above.

        Somebody who is in already stays in while the records cannot tell.
        """
        access.refuse_untimely(visitor.claims, access.settings(), time.time())
        at, ended = self._looked.get(visitor.key, (0.0, False))
        if not ended and time.monotonic() - at > LOOKED_S:
            try:
                ended = await asyncio.to_thread(self._is_ended, visitor.key)
            except StoreError:
                if not is_in:
                    raise
            self._looked[visitor.key] = (time.monotonic(), ended)
            self._looked.move_to_end(visitor.key)
            while len(self._looked) > MOST_LOOKED:
                self._looked.popitem(last=False)
        if ended:
            raise SignInError("You signed out. Sign in again to go on.")
