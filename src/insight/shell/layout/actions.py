"""What can be done with a view: one button, and the rest behind another beside it."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.exports.files import Download
from insight.shell import tray
from insight.shell.frame import Page, link_to
from insight.shell.layout.rooms import more_actions
from insight.shell.papers import dated, place_words, show_papers
from insight.shell.show import show_downloads
from insight.statement import Item


def show_actions(
    page: Page,
    make: Callable[[], Item] | None,
    stem: str,
    name: str = "figure",
    *,
    downloads: Sequence[Download] = (),
) -> DeltaGenerator:
    """The figure of the view for a paper, if it has one, and behind "More" all else.

    Returns the menu, for what the page has besides.
    """
    if make is not None:
        show_papers(make, dated(place_words(page), stem), name)
    show_tray_button(page)
    menu = more_actions(name)
    with menu:
        show_downloads(tuple(downloads))
    return menu


def show_tray_button(page: Page) -> None:
    """Put the view that is open into the tray, or remove it."""
    item, kept = tray.item_of(page.name, page.short_choices), tray.current()
    is_kept = item in kept
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Remove from board paper" if is_kept else "Add to board paper",
            key="tray:toggle",
            icon=":material/remove:" if is_kept else ":material/add:",
            on_click=_toggle,
            args=(item,),
            disabled=not is_kept and len(kept) >= tray.MOST_ITEMS,
        )
        if kept:
            link_to("board_paper", f"Board paper ({len(kept)})", ":material/description:")


def _toggle(item: str) -> None:
    kept = tray.current()
    tray.keep([each for each in kept if each != item] if item in kept else [*kept, item])
