"""A click on a map or a row of a table chooses an area of a page."""

from collections.abc import Callable, Sequence

import streamlit as st

from insight.shell import link


def area_on_map(key: str, page: str) -> Callable[[], None]:
    """Choose the area that was clicked.

    A second click on an area takes plotly's selection away; the card has a button for
    that, so that only a new area counts.
    """

    def select() -> None:
        points = st.session_state[key]["selection"]["points"]
        # A mark laid over the areas is a point too, and stands for none of them.
        codes = [each["properties"]["code"] for each in points if "properties" in each]
        if codes:
            link.choose("area", codes[0], page)

    return select


def title_to_close(words: str, page: str) -> None:
    """The title of the chosen area's card, with a button that leaves the area."""
    title, close = st.columns([3, 1], gap="small")
    title.markdown(words)
    close.button(
        "Close", type="tertiary", key=f"{page}:close", on_click=link.choose, args=("area", "", page)
    )


def row_of_table(
    key: str, values: Sequence[str], page: str, *, field: str = "area"
) -> Callable[[], None]:
    """Choose what the row stands for; none if its mark was taken away."""

    def select() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        link.choose(field, values[rows[0]] if rows else "", page)

    return select
