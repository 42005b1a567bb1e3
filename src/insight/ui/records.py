"""What every form that saves shares: who saves, and what came of it."""

from collections.abc import Callable

import streamlit as st

_WHO = "records:who"
LONGEST_WHO = 80


Who = Callable[[], str]
"""Says who saves, when it is asked: in a callback, after the last letter was typed.

A name that is typed and a button that is pressed right after it come in two reruns;
what the first of them knew would be an empty name.
"""


def ask_who(key: str) -> Who:
    """Ask for the name that the history will show; remembered for the session."""
    typed = st.text_input(
        "Your name, for the history",
        value=st.session_state.get(_WHO, ""),
        key=key,
        max_chars=LONGEST_WHO,
    )
    remember_who(typed)
    return lambda: remember_who(st.session_state.get(key, typed))


def remember_who(typed: str) -> str:
    """Keep a name for the next form of this session; a blank one forgets none."""
    if typed.strip():
        st.session_state[_WHO] = typed.strip()
    return typed.strip()


def show_outcome(key: str) -> None:
    """Say what came of the last save, once."""
    kind, words = st.session_state.pop(key, ("", ""))
    if kind == "success":
        st.success(words, icon=":material/check:")
    elif kind:
        st.error(words, icon=":material/error:")
