"""Where things stand on every page: the look, rows with actions, a map with what is beside it."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

LOOK = Path(__file__).with_name("look.css")
MAP_SHARE = 1.5
"""Of a map in the width, against what is beside it."""


def set_look() -> None:
    """Apply the few rules of style that are not options; takes no room on the page."""
    st.html(LOOK)


def map_and_side(share: float = MAP_SHARE) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Room for a map and for what is beside it, or below it on a narrow screen."""
    with st.container(key="map-and-side"):
        left, right = st.columns([share, 1], gap="small")
    return left, right


def wide_room() -> DeltaGenerator:
    """Room for a figure of many columns, which a narrow screen shows a part of at a time."""
    return st.container(key="wide-figure")


def spread_row() -> DeltaGenerator:
    """A row of which the last stands at the end."""
    return st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    )


def room_for_actions(row: DeltaGenerator) -> DeltaGenerator:
    """The end of a row, where every page has what can be done with what it shows."""
    return row.container(horizontal=True, gap="small", width="content")


def title_row(title: str) -> DeltaGenerator:
    """A heading of the second level, and the room for actions in its row."""
    row = spread_row()
    row.header(title, anchor=False, width="content")
    return room_for_actions(row)


def more_actions(name: str) -> DeltaGenerator:
    """The menu of what is done less often."""
    return st.popover("More", icon=":material/more_horiz:", key=f"more:{name}", width="content")
