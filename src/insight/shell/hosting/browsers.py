"""What is remembered of a browser, so that it outlives a reload; in memory alone."""

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

COOKIE = "_streamlit_xsrf"
MOST_KEPT = 500

Key = tuple[bytes, str, str]


def remembered(name: str, owner: str = "") -> str:
    """What was kept last for somebody in this browser; empty if nothing was."""
    return _kept().get(_key(name, owner), "")


def remember(name: str, value: str, owner: str = "") -> None:
    """Keep a value; the one that was kept longest ago is forgotten for too many."""
    key, kept = _key(name, owner), _kept()
    if not key[0]:
        return
    kept.pop(key, None)
    kept[key] = value
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))


def _key(name: str, owner: str) -> Key:
    # Streamlit's cookie against forged requests, without its mask (1.67).
    token, _ = decode_xsrf_token_string(st.context.cookies.get(COOKIE, ""))
    return token or b"", name, owner


@st.cache_resource
def _kept() -> dict[Key, str]:
    return {}
