"""Small-area estimates that a reader brought: kept for the session, never stored."""

import streamlit as st

from insight.catalogue import Level
from insight.geography.levels import Places
from insight.sources.small_area_file import read_small_area_file
from insight.views.small_areas import Published

_KEY = "uploads:small_areas"


def current() -> Published | None:
    """The estimates brought in this session, if any."""
    return st.session_state.get(_KEY)


def key() -> str:
    """A few characters that stand for the estimates brought; empty for none."""
    found = current()
    return "" if found is None else found.source.sha256[:10]


def keep(content: bytes, file_name: str, known: Places) -> tuple[str, ...]:
    """Read an uploaded file and use it from now on in this session.

    Returns
    -------
    tuple of str
        What was noticed about the file.

    Raises
    ------
    InsightError
        If the file cannot be used; what was kept before stays.
    """
    codes = {level: known.levels[level].index for level in (Level.LSOA, Level.MSOA)}
    file = read_small_area_file(content, file_name, codes)
    st.session_state[_KEY] = Published(file.level, file.table, file.source)
    return tuple(file.notes)


def drop() -> None:
    """Go back to the data pack's own estimates."""
    st.session_state.pop(_KEY, None)
