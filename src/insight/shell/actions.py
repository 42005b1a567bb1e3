"""What can be done with a view: one button, and the rest behind another beside it."""

from collections.abc import Callable, Sequence

from insight.exports.files import Download
from insight.shell.frame import Page
from insight.shell.layout import more_actions
from insight.shell.papers import show_papers
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
    more: Callable[[], None] | None = None,
) -> None:
    """The figure of the view for a paper, if it has one, and behind "More" all else."""
    if make is not None:
        show_papers(make, stem, name)
    with more_actions(name):
        show_tray_button(page)
        show_downloads(tuple(downloads))
        if more is not None:
            more()
