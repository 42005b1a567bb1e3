"""The tray: figures put aside for a paper, kept from page to page."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode

from insight.shell import link

TRAY = "items"  # name of the choice that holds the tray; all pages share it

BETWEEN = "~"
WITHIN = "!"
MOST_ITEMS = 30
LEFT_OUT = ("pack",)  # choices that an item does not hold: the paper says the pack once


def item_of(name: str, choices: Mapping[str, str]) -> str:
    """A view of a page, by the choices that its link needs, as an item of the tray."""
    kept = {name: value for name, value in choices.items() if name not in LEFT_OUT}
    return f"{name}{WITHIN}{quote(urlencode(kept), safe='')}"


def view_of(item: str) -> tuple[str, dict[str, str]]:
    """Page and choices of an item; of one that is damaged, what can be read."""
    name, _, query = item.partition(WITHIN)
    return name, dict(parse_qsl(unquote(query)))


def items_in(value: str) -> tuple[str, ...]:
    """The items of a tray, each once, in order."""
    return tuple(dict.fromkeys(item for item in value.split(BETWEEN) if item))


def current() -> tuple[str, ...]:
    """What is in the tray now."""
    return items_in(link.wish(TRAY))


def keep(items: Sequence[str]) -> None:
    """Make these the tray."""
    link.choose(TRAY, BETWEEN.join(items[:MOST_ITEMS]), None)


def moved(items: Sequence[str], at: int, by: int) -> list[str]:
    """The items with one of them moved up (-1) or down (1)."""
    order, to = list(items), at + by
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
