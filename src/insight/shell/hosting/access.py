"""Who is here: signed in by OpenID Connect where the app is hosted, nobody at home."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from insight.characters import showable
from insight.errors import InsightError
from insight.records.access import AccessError, Actor, Role
from insight.records.sessions import Sessions
from insight.records.steps import tidied_line

HOSTED = "INSIGHT_HOSTED"
"""Environment variable that is 1 where others than the person at the machine come."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECTION = "insight"
"""Of the secrets: which claim holds the roles, what they are, how long one is in."""
ROLE_CLAIM = "roles"
HOURS = 10
CLOCKS_APART_S = 300  # by how much the provider's clock may be ahead of this server's
NAMES = ("name", "preferred_username", "email", "sub")
"""Claims that can name somebody in the history, the best first."""


@dataclass(frozen=True)
class Account:
    """An account as the provider vouches for it."""

    actor: Actor | None  # None if it has no role here
    name: str
    key: str  # by which this session is known when it is ended


class SignInError(InsightError):
    """Nobody is signed in who may see this; `is_signed_in` where somebody is, all the same."""

    def __init__(self, sentence: str, *, is_signed_in: bool) -> None:
        super().__init__(sentence)
        self.is_signed_in = is_signed_in


def is_hosted() -> bool:
    """Whether people must sign in: said so, or served beyond this machine."""
    address = st.get_option("server.address")
    return os.environ.get(HOSTED) == "1" or (address or "") not in LOOPBACK


def claims() -> Mapping[str, Any]:
    """What the provider said of who is here; empty if nobody signed in."""
    found = st.user.to_dict()
    return found if found.get("is_logged_in") else {}


def settings() -> Mapping[str, Any]:
    """What the secrets say of roles; empty if nothing."""
    try:
        return dict(st.secrets.get(SECTION, {}))
    except (FileNotFoundError, StreamlitAPIException):
        return {}


def has_provider() -> bool:
    """Whether a provider is set up in the secrets."""
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, StreamlitAPIException):
        return False


def account_of(
    found: Mapping[str, Any],
    rules: Mapping[str, Any],
    now: float,
    place_of: Callable[[str], tuple[frozenset[str], str]],
) -> Account:
    """Name and role of the claims of a sign-in; raises if nobody signed in, or too long ago.

    `rules`: the settings ``role_claim``, ``hours``, and ``roles``, a table of what each value of
    that claim may do (``role``, and for an editor of some ``districts``). `place_of`: all codes in
    a district, and its name.
    """
    if not found:
        raise SignInError("Sign in to see this.", is_signed_in=False)
    signed_in = float(found.get("iat") or 0)
    hours = float(rules.get("hours", HOURS))
    if signed_in > now + CLOCKS_APART_S:
        raise SignInError(
            "Your sign-in is dated in the future, so that the clock of this server or "
            "of the sign-in is wrong. Tell whoever looks after it, and sign in again.",
            is_signed_in=False,
        )
    if now - signed_in > 3600 * hours:
        raise SignInError(
            f"You signed in more than {hours:g} hours ago. Sign in again to go on.",
            is_signed_in=False,
        )
    names = (tidied_line(showable(str(found.get(key) or ""))) for key in NAMES)
    name = next(filter(None, names), "")
    key = hashlib.sha256(json.dumps(found, sort_keys=True, default=str).encode()).hexdigest()
    return Account(_actor(found, rules, name, place_of), name, key)


def _actor(
    found: Mapping[str, Any],
    rules: Mapping[str, Any],
    name: str,
    place_of: Callable[[str], tuple[frozenset[str], str]],
) -> Actor | None:
    """The most that the roles of an account allow; districts add up."""
    given = found.get(str(rules.get("role_claim", ROLE_CLAIM))) or []
    values = [given] if isinstance(given, str) else [str(each) for each in given]
    table: Mapping[str, Any] = rules.get("roles", {})
    held = [dict(table[value]) for value in values if value in table]
    roles = {Role(str(each["role"])) for each in held}
    if Role.ADMIN in roles:
        return Actor(name, Role.ADMIN)
    editors = [each for each in held if Role(str(each["role"])) is Role.EDITOR]
    if not editors:
        return Actor(name, Role.VIEWER) if roles else None
    districts = [list(each.get("districts", ())) for each in editors]
    if not all(districts):
        return Actor(name, Role.EDITOR)
    codes = dict.fromkeys(str(code) for some in districts for code in some)
    found_places = [place_of(code) for code in codes]
    return Actor(
        name,
        Role.EDITOR,
        frozenset().union(*(areas for areas, _ in found_places)),
        ", ".join(where for _, where in found_places),
    )


def account(sessions: Callable[[], Sessions], place_of: Callable[[str], Any]) -> Account:
    """Who is here; raises if nobody is signed in, or the session is over."""
    if not has_provider():
        raise SignInError(
            "This site is served to others, and no sign-in is set up, so that nothing "
            "is shown. What to do stands in the deployment notes.",
            is_signed_in=True,
        )
    found = account_of(claims(), settings(), time.time(), place_of)
    if sessions().is_ended(found.key):
        raise SignInError("You signed out. Sign in again to go on.", is_signed_in=False)
    return found


def actor_of(sessions: Callable[[], Sessions], place_of: Callable[[str], Any]) -> Actor:
    """Who acts, for the records; raises if nobody may."""
    try:
        found = account(sessions, place_of)
    except SignInError as error:
        raise AccessError(f"Nothing was saved: {error}") from error
    if found.actor is None:
        raise AccessError(
            f"Nothing was saved: {found.name} has no role here. Ask an administrator."
        )
    return found.actor
