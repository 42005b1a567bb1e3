"""What can be done with a view: one button, and the rest behind another beside it."""

from collections.abc import Callable, Sequence

from streamlit.delta_generator import DeltaGenerator

from insight.exports.files import Download
from insight.shell.frame import Page
from insight.shell.layout.rooms import more_actions
from insight.shell.papers import dated, place_words, show_papers
from insight.shell.show import show_downloads
from insight.shell.tray import show_tray_button
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
