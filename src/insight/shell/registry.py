"""The pages by name: title, what an address of each holds, and its figure for a paper."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from insight.shell.link import Parameter

PAGES = {
    "overview": "Overview",
    "map": "Map",
    "targeting": "Targeting",
    "neighbourhood": "Neighbourhoods",
    "investment": "Investment",
    "working_model": "Working model",
    "compare": "Compare",
    "board_paper": "Board paper",
    "approach": "Approach",
    "data": "Data and method",
}
"""Title of each page, in the order of the navigation. The name is also that of the
page's folder in `insight.pages` and of its script."""


PURPOSES = {
    "overview": "How active and how deprived each district is, at a glance.",
    "map": "See activity, deprivation and population on a map, area by area.",
    "targeting": "Find the areas where need is greatest and build a priority list.",
    "neighbourhood": "Build, save and compare the neighbourhoods you work in.",
    "investment": "See where investment goes and how it compares with need.",
    "working_model": "Track progress in systems and neighbourhoods, with the evidence.",
    "compare": "Compare up to six places with the whole area or England.",
    "board_paper": "Collect figures into one document for a board or meeting.",
    "approach": "What working in place means and where the ideas come from.",
    "data": "Where the data comes from, how it works and its limits.",
}
"""What each page is for, in at most twelve words, under its title."""


def fields_of(name: str) -> tuple[Parameter, ...]:
    """The choices that the address of a page holds."""
    fields: tuple[Parameter, ...] = _module(name, "state").FIELDS
    return fields


def paper_item_of(name: str) -> Callable | None:  # type: ignore[type-arg]
    """What makes the figure of a page again from its choices, if it has one."""
    if name not in PAGES:
        return None
    return getattr(_module(name, "page"), "paper_item", None)


def _module(name: str, part: str) -> ModuleType:
    """Found by its name: a page is known to nothing that stands below the pages."""
    return import_module(f"insight.pages.{name}.{part}")
