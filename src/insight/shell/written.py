"""Words that people wrote, where markdown would be read, and as they are taken from a field."""

import re

import streamlit as st

from insight.characters import normalised, refusal, removal_note, showable

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+~|$:-])")
"""What markdown may read as more than itself."""


def plain(words: str) -> str:
    r"""Words that people wrote, for a place where markdown would be read as such.

    Examples
    --------
    >>> print(plain("*St Mary's* [Quay]"))
    \*St Mary's\* \[Quay\]
    """
    return MARKDOWN.sub(r"\\\1", words)


def taken(typed: str, where: str) -> str:
    """One line for a figure or a paper that is not saved, saying what of it cannot be shown."""
    kept = " ".join(normalised(typed).split())
    if rule := refusal(kept):
        st.caption(plain(f"The {where} {rule}."))
    if note := removal_note([(f"the {where}", typed)]):
        st.caption(plain(note))
    return showable(kept)
