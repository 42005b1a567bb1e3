"""Where somebody was going who had to sign in first: a link survives the sign-in.

The provider sends everybody back to the first page, in a session that knows nothing of
the one before. What the two have in common is the token by which the browser guards its
uploads: nobody else can read it, and it says nothing of who they are.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

COOKIE = "_streamlit_xsrf"
MOST = 1_000
LONGEST = 8_000  # letters of an address that is kept
KEPT_S = 600.0  # longer than signing in takes


@dataclass(frozen=True)
class Aim:
    """A page that somebody asked for, with the choices of the link."""

    page: str
    query: Mapping[str, str]


class Aims:
    """What was asked for and not shown yet; shared by all sessions of a server.

    Examples
    --------
    >>> moment = 0.0
    >>> aims = Aims(lambda: moment)
    >>> aims.keep(b"token", Aim("map", {"area": "E01013726"}))
    >>> aims.take(b"other"), aims.take(b"token").page, aims.take(b"token")
    (None, 'map', None)
    >>> aims.keep(b"token", Aim("map", {}))
    >>> moment = KEPT_S + 1
    >>> aims.take(b"token")
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[bytes, tuple[float, Aim]] = OrderedDict()
        self._lock = Lock()

    def keep(self, token: bytes, aim: Aim) -> None:
        """Remember it; the oldest is forgotten when there are too many."""
        if sum(len(key) + len(value) for key, value in aim.query.items()) > LONGEST:
            return
        with self._lock:
            self._kept[token] = (self._clock(), aim)
            self._kept.move_to_end(token)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, token: bytes) -> Aim | None:
        """What was asked for not too long ago; once."""
        with self._lock:
            at, aim = self._kept.pop(token, (0.0, None))
        return aim if aim and self._clock() - at <= KEPT_S else None


@st.cache_resource(show_spinner=False)
def aims() -> Aims:
    """Those of this server."""
    return Aims()


def token() -> bytes | None:
    """What this browser is known by; None if it has no such cookie."""
    found, _ = decode_xsrf_token_string(st.context.cookies.get(COOKIE, ""))
    return found
