"""Who is here: signed in by OpenID Connect where the app is hosted, nobody at home."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.errors import StreamlitAPIException

from insight.characters import showable
from insight.errors import InsightError
from insight.records.access import AccessError, Actor, Role
from insight.records.sessions import Sessions, Watch
from insight.records.steps import tidied_line
from insight.shell.hosting.settings import ALL, Settings, SettingsError, settings

HOSTED = "INSIGHT_HOSTED"
"""Environment variable that is 1 where others than the person at the machine come."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")  # by whom the proxy was asked
CLOCKS_APART_S = 300  # by how much the provider's clock may be ahead of this server's
NAMES = ("name", "preferred_username", "email", "sub")
"""Claims that can name somebody in the history, the best first."""
SESSION = ("iss", "sub", "iat", "sid", "nonce", *NAMES)
"""Claims that tell one sign-in from all others."""
_WATCH = Watch()


@dataclass(frozen=True)
class Account:
    """An account as the provider vouches for it."""

    actor: Actor | None  # None if it has no role here
    name: str
    key: str  # by which this session is known when it is ended


class SignInError(InsightError):
    """Nobody is signed in who may see this."""


def is_hosted() -> bool:
    """Whether people must sign in: said so, or served beyond this machine."""
    address = st.get_option("server.address")
    return os.environ.get(HOSTED) == "1" or (address or "") not in LOOPBACK


def is_from_this_machine(asked: HTTPConnection) -> bool:
    """Whether a program beside the server asks, and nobody through the proxy."""
    is_here = asked.client is not None and asked.client.host in LOOPBACK
    return is_here and not any(name in asked.headers for name in FORWARDED)


def claims() -> Mapping[str, Any]:
    """What the provider said of who is here; empty if nobody signed in."""
    found = st.user.to_dict()
    return found if found.get("is_logged_in") else {}


def has_provider() -> bool:
    """Whether a provider is set up in the secrets."""
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, StreamlitAPIException):
        return False


def key_of(found: Mapping[str, Any]) -> str:
    """By which a sign-in is known when it is ended."""
    # Not all of what is known: a page knows more of a sign-in than its cookie says.
    told = {claim: found.get(claim) for claim in SESSION}
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def refuse_untimely(found: Mapping[str, Any], rules: Settings, now: float) -> None:
    """Raise `SignInError` if nobody signed in, or too long ago, by whichever clock."""
    if not found:
        raise SignInError("Sign in to see this.")
    signed_in = float(found.get("iat") or 0)
    if signed_in > now + CLOCKS_APART_S:
        raise SignInError(
            "Your sign-in is dated in the future. The clock of this server or of your sign-in "
            "service is wrong. Tell the person who runs this site, then sign in again."
        )
    if _WATCH.age(key_of(found), now - signed_in) > 3600 * rules.hours:
        raise SignInError(
            f"You signed in more than {rules.hours:g} hours ago. Sign in again to continue."
        )


def sign_in_rules() -> Settings:
    """The settings of the sign-in; raises `SignInError` where nobody could be let in by them."""
    if not has_provider():
        raise SignInError(
            "Other people can reach this site but signing in is not set up, so nothing is "
            "shown. The deployment guide says what to do."
        )
    try:
        return settings()
    except SettingsError as error:
        # Which key it is stands at `/readyz` and in the log, and is not for strangers.
        raise SignInError(
            "The settings for signing in have an error, so nobody can sign in. Tell the person "
            "who runs this site."
        ) from error


def account_of(
    found: Mapping[str, Any],
    rules: Settings,
    now: float,
    place_of: Callable[[str], tuple[frozenset[str], str]],
) -> Account:
    """Name and role of the claims of a sign-in; raises if nobody signed in, or too long ago.

    `place_of`: all codes in a district, and its name.
    """
    refuse_untimely(found, rules, now)
    names = (tidied_line(showable(str(found.get(key) or ""))) for key in NAMES)
    name = next(filter(None, names), "")
    return Account(_actor(found, rules, name, place_of), name, key_of(found))


def _actor(
    found: Mapping[str, Any],
    rules: Settings,
    name: str,
    place_of: Callable[[str], tuple[frozenset[str], str]],
) -> Actor | None:
    """The most that the roles of an account allow; districts add up."""
    given = found.get(rules.role_claim) or []
    values = [str(each) for each in given] if isinstance(given, list) else [str(given)]
    held = [rules.roles[value] for value in values if value in rules.roles]
    roles = {each.role for each in held}
    if Role.ADMIN in roles:
        return Actor(name, Role.ADMIN)
    editors = [each for each in held if each.role is Role.EDITOR]
    if not editors:
        return Actor(name, Role.VIEWER) if roles else None
    if any(each.districts == ALL for each in editors):
        return Actor(name, Role.EDITOR)
    codes = dict.fromkeys(code for each in editors for code in each.districts or ())
    found_places = [place_of(code) for code in codes]
    return Actor(
        name,
        Role.EDITOR,
        frozenset().union(*(areas for areas, _ in found_places)),
        ", ".join(where for _, where in found_places),
    )


def account(sessions: Callable[[], Sessions], place_of: Callable[[str], Any]) -> Account:
    """Who is here; raises if nobody is signed in, or the session is over."""
    found = account_of(claims(), sign_in_rules(), time.time(), place_of)
    if found.actor is None:
        raise SignInError(f"{found.name} has no role here. Ask an administrator for one.")
    if sessions().is_ended(found.key):
        raise SignInError("You signed out. Sign in again to continue.")
    return found


def actor_of(sessions: Callable[[], Sessions], place_of: Callable[[str], Any]) -> Actor:
    """Who acts, for the records; raises if nobody may."""
    try:
        found = account(sessions, place_of)
    except SignInError as error:
        raise AccessError(f"Nothing was saved: {error}") from error
    assert found.actor is not None
    return found.actor
