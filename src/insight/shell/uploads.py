"""Small-area estimates that a reader uploaded: kept for the session, never stored."""

from collections.abc import Mapping

import streamlit as st

from insight.analysis.small_areas import Published
from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.tables.small_area_file import read_small_area_file

UPLOAD = "upload"  # the choice that asks for the estimates brought

_KEY = "uploads:small_areas"
_NOTES = "uploads:notes"


def current() -> Published | None:
    """The estimates brought in this session, if any."""
    return st.session_state.get(_KEY)


def notes() -> tuple[str, ...]:
    """What was noticed about the file brought."""
    return st.session_state.get(_NOTES, ())


def used(choices: Mapping[str, str]) -> tuple[Published | None, str]:
    """The estimates brought, if a page's choices ask for them."""
    return uploaded() if choices["activity"] == UPLOAD else (None, "")


def uploaded() -> tuple[Published | None, str]:
    """The estimates brought, whatever is asked for, and what stands for them."""
    found = current()
    return found, "" if found is None else found.source.sha256[:10]


def keep(content: bytes, file_name: str, known: Places, answers: Mapping[str, str]) -> None:
    """Read an uploaded file and use it from now on in this session."""
    codes = {level: known.levels[level].index for level in (Level.LSOA, Level.MSOA)}
    file = read_small_area_file(content, file_name, codes, answers)
    st.session_state[_KEY] = Published(file.level, file.table, file.source)
    st.session_state[_NOTES] = tuple(file.notes)


def drop() -> None:
    """Go back to the data pack's own estimates."""
    st.session_state.pop(_KEY, None)
    st.session_state.pop(_NOTES, None)
