"""The tray: figures put aside for a paper, kept from page to page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import parse_qsl, quote, unquote, urlencode

from insight.errors import InsightError
from insight.shell import kept_records, link
from insight.shell.hosting.browsers import remember, remembered

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
    if not link.is_wished(TRAY) and (kept := remembered(TRAY, owner())):
        link.choose(TRAY, kept, None)
    return items_in(link.wish(TRAY))


def keep(items: Sequence[str]) -> None:
    """Make these the tray."""
    value = BETWEEN.join(items[:MOST_ITEMS])
    link.choose(TRAY, value, None)
    remember(TRAY, value, owner())


def owner() -> str:
    """Who signed in; empty where nobody does, or where that cannot be known now."""
    with suppress(InsightError):
        account = kept_records.account()
        return account.name if account else ""
    return ""


def moved(items: Sequence[str], at: int, by: int) -> list[str]:
    """The items with one of them moved up (-1) or down (1)."""
    order, to = list(items), at + by
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
