"""What every form that saves shares: who saves, and what came of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.errors import InsightError
from insight.records.access import Role
from insight.shell import kept_records
from insight.shell.hosting.browsers import remember, remembered
from insight.shell.written import plain

Ask = TypeVar("Ask")

_WHO = "records:who"
LONGEST_WHO = 80
ONLY_LOOKS = "You have view-only access. Ask an administrator if you need to make changes."


Who = Callable[[], str]
"""Says who saves when it is asked, in a callback: the last letters come a rerun later."""


def ask_who(key: str) -> Who:
    """Ask for the name that the history will show, unless somebody signed in."""
    if name := signed_in():
        st.text(f"Saved as {name}" if may_edit() else ONLY_LOOKS)
        # Where a form looks for what was typed.
        st.session_state[key] = name
        return lambda: name
    # A field that was drawn before the name was known would stay empty.
    if not st.session_state.get(key):
        st.session_state[key] = _known_name()
    typed = st.text_input(
        "Your name (required)",
        help="Shown in the history of changes. We fill it in next time in this browser.",
        key=key,
        max_chars=LONGEST_WHO,
    )
    remember_who(typed)
    return lambda: remember_who(st.session_state.get(key, typed))


def in_rows(asks: Sequence[Ask], columns: int) -> Iterator[tuple[DeltaGenerator, Ask]]:
    """Where each question of a form is, row by row, so Tab leads on as it is read."""
    for at in range(0, len(asks), columns):
        yield from zip(st.columns(columns), asks[at : at + columns], strict=False)


def signed_in() -> str:
    """Name of who signed in; empty where nobody does."""
    try:
        found = kept_records.account()
    except InsightError:
        return ""
    return found.name if found else ""


def may_edit() -> bool:
    """Whether who is here may save anything at all; the records decide each time."""
    try:
        found = kept_records.account()
    except InsightError:
        return False
    return found is None or (found.actor is not None and found.actor.role is not Role.VIEWER)


def remember_who(typed: str) -> str:
    """Keep a name for the next form in this browser; a blank one forgets none."""
    if name := signed_in():
        return name
    if typed.strip():
        st.session_state[_WHO] = typed.strip()
        remember(_WHO, typed.strip())
    return typed.strip()


def _known_name() -> str:
    """The name given last in this tab, else in this browser; empty if none was."""
    return str(st.session_state.get(_WHO) or remembered(_WHO))


@contextmanager
def outcome(key: str) -> Iterator[Callable[[str], None]]:
    """Keeps what is said of a deed, or why it failed, for when the page is drawn again."""
    try:
        yield lambda words: st.session_state.update({key: ("success", words)})
    except InsightError as error:
        st.session_state[key] = ("error", str(error))


def show_outcome(key: str) -> None:
    """Say what came of the last save, once."""
    kind, words = st.session_state.pop(key, ("", ""))
    if kind == "success":
        st.success(plain(words), icon=":material/check:")
    elif kind:
        st.error(plain(words), icon=":material/error:")
