"""Choices of a page that its address holds: the part that is shown, and others."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.shell import link
from insight.shell.layout.rooms import title_row


def choose_part(
    parts: Mapping[str, str], name: str = "show", label: str = "Part of the page"
) -> DeltaGenerator:
    """A row of the parts of a page, and the part that the address chooses as a heading.

    Returns the room beside the heading for what can be done with the part: a row of many parts
    has none.
    """
    chosen = segments(label, name, parts)
    return title_row(parts[chosen].lstrip(" 0123456789"))


CLASSES = {"high": "Highlights", "nine": "Nine classes"}
"""How a map of two things at once is classed, as readers choose it."""


def segments(label: str, name: str, words: Mapping[str, str], *, is_labelled: bool = False) -> str:
    """A row of values of one choice of the page, with what each is called; the one chosen."""
    return st.segmented_control(
        label,
        list(words),
        format_func=lambda value: words[value],
        required=True,
        label_visibility="visible" if is_labelled else "collapsed",
        **link.widget(name),
    )


def select(label: str, name: str, words: Mapping[str, str], help_words: str | None = None) -> None:
    """A list of values of one choice of the page, with what each is called."""
    st.selectbox(
        label,
        list(words),
        format_func=lambda value: words.get(value, value),
        help=help_words,
        **link.widget(name),
    )
