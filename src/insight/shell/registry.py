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
