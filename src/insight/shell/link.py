"""All choices live in the address: the one module that reads and writes it.

Streamlit empties the address on a change of page and drops the value of a widget
that is not drawn. So what was wished for is kept here, apart from the widgets,
and both the widgets and the address are set from it before any widget is drawn.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from insight.errors import InsightError

SEPARATOR = "."  # between several values of one parameter: needs no escaping in an address

_CHANGED = "link:changed"
_WISHES = "link:wishes"
_WRITTEN = "link:written"
_STALE = "link:stale"
_PAGE = "link:page"


@dataclass(frozen=True)
class Parameter:
    """One choice that is part of a page's address.

    Its options, the default first, depend on the choices settled before it; without any the address
    has no such parameter. What is fixed is a fact, such as the version of the data. Values of the
    pattern are allowed too, for what only a database knows: it is not asked for a link's sake.
    """

    name: str
    options: Callable[[Mapping[str, str]], Sequence[str]]
    label: str
    is_shared: bool = False
    is_several: bool = False
    is_fixed: bool = False
    pattern: str = ""
    unchosen: str = "all"
    formerly: str = ""  # its name in links of earlier versions

    @property
    def key(self) -> str:
        """Key of the widget that chooses it."""
        return f"choose:{self.name}"


def changed(name: str) -> None:
    """Note that a widget was used; every widget of a field calls this."""
    st.session_state.setdefault(_CHANGED, set()).add(name)


def widget(name: str) -> dict[str, Any]:
    """What makes a widget choose a field of the address."""
    return {"key": f"choose:{name}", "on_change": changed, "args": (name,)}


def parts(value: str) -> list[str]:
    """The values that a parameter of several holds."""
    return [part for part in value.split(SEPARATOR) if part]


def choose(name: str, value: str, page: str | None) -> None:
    """Choose a value without its widget, as a click on the map does.

    No page for a choice that all pages share.
    """
    key = name if page is None else f"{page}:{name}"
    st.session_state.setdefault(_WISHES, {})[key] = value
    # The widget of the field, if it has one, still holds the earlier value.
    st.session_state.pop(f"choose:{name}", None)
    changed(name)


def wish(name: str) -> str:
    """What a choice that all pages share was wished to be; empty if nothing."""
    return str(st.session_state.get(_WISHES, {}).get(name) or "")


def is_wished(name: str) -> bool:
    """Whether a choice that all pages share was made in this session, or came with a link."""
    return name in st.session_state.get(_WISHES, {})


def preview(
    page: str, fields: Sequence[Parameter], chosen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What the choices of a page would be if it were opened now, by a click that chooses some.

    Where the page cannot be shown, what can be settled without its tables.
    """
    wishes, chosen = st.session_state.get(_WISHES, {}), chosen or {}
    settled: dict[str, str] = {}
    with suppress(InsightError):
        for field, options in _choosable(fields, settled):
            wish = chosen.get(field.name, wishes.get(_wish_key(page, field)))
            settled[field.name] = _valid(field, wish, options)
    # A link to another data pack than the one that is looked at.
    fixed = {field.name for field in fields if field.is_fixed}
    return settled | {name: chosen[name] for name in fixed & set(chosen)}


def settled_of(fields: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, str]:
    """The choices of a view that is not open, from those that a link to it has."""
    settled: dict[str, str] = {}
    for field, options in _choosable(fields, settled):
        wish = given.get(field.name, given.get(field.formerly))
        settled[field.name] = _valid(field, wish, options)
    return settled


def _choosable(
    fields: Sequence[Parameter], settled: Mapping[str, str]
) -> Iterator[tuple[Parameter, Sequence[str]]]:
    """The fields that there is something to choose for, with what there is.

    The settled values of those before are filled in on the way.
    """
    for field in fields:
        options = field.options(settled)
        if options or field.is_several:
            yield field, options


def shortest(fields: Sequence[Parameter], settled: Mapping[str, str]) -> dict[str, str]:
    """The choices that differ from those that a page opens with, and what is fixed.

    A link of them shows the same view, for what it leaves out is what would be chosen.
    """
    kept: dict[str, str] = {}
    before: dict[str, str] = {}
    for field in fields:
        if field.name in settled:
            value = settled[field.name]
            if field.is_fixed or value != _valid(field, None, field.options(before)):
                kept[field.name] = value
            before[field.name] = value
    return kept


def settle(page: str, fields: Sequence[Parameter]) -> tuple[dict[str, str], list[str]]:
    """Decide every choice of a page, and make widgets and address agree.

    The address wins when it is new: on arrival from a link, and on the browser's back and forward.
    Otherwise what was chosen with the widgets wins, for the address that comes with a click can be
    older than the click before it. With the values come a sentence for each parameter of the
    address that had to be ignored.
    """
    state, address = st.session_state, st.query_params
    used = state.pop(_CHANGED, set())
    names = [field.name for field in fields]
    incoming = {name: address[name] for name in names if name in address}
    former = {field.formerly: field.name for field in fields if field.formerly}
    incoming |= {former[name]: address[name] for name in former if name in address}
    is_arrival = state.get(_PAGE) != page
    is_from_address = is_arrival or (not used and _is_new(incoming))
    wishes: dict[str, str] = state.setdefault(_WISHES, {})
    notices = []
    settled: dict[str, str] = {}
    for field, options in _choosable(fields, settled):
        key = _wish_key(page, field)
        wish = wishes.get(key)
        if is_from_address and incoming:
            wish = incoming.get(field.name, wish if field.is_shared else None)
        elif field.name in used and field.key in state:
            wish = _encode(field, state[field.key])
        value = _valid(field, wish, options)
        if is_from_address and field.name in incoming and _differs(field, value, wish):
            notices.append(_ignored(field, wish or "", value))
            wish = value
        if wish is not None:
            wishes[key] = wish
        settled[field.name] = value
        widget = parts(value) if field.is_several else value
        # On arrival the key can still answer with the value of the page before
        # while the new widget is empty: so it is assigned whatever it says.
        if is_from_address or state.get(field.key) != widget:
            state[field.key] = widget
    if is_from_address and (unknown := sorted(set(address) - set(names) - set(former))):
        notices.append(f"We ignored parts of the link that we do not know: {', '.join(unknown)}.")
    _write(settled, incoming, is_arrival=is_arrival)
    state[_PAGE] = page
    return settled, notices


def _differs(field: Parameter, value: str, wish: str | None) -> bool:
    """Whether a parameter of the address could not be honoured as it was."""
    if not field.is_several:
        return value != wish
    return set(value.split(SEPARATOR)) != set((wish or "").split(SEPARATOR))


def _ignored(field: Parameter, wish: str, value: str) -> str:
    """What to say of a parameter that cannot be honoured."""
    if field.is_fixed:
        return (
            f"This link uses a different {field.label} ({wish}). You are looking at {value}, so "
            "some figures may have changed."
        )
    return (
        f"In the link, {field.label} “{wish[:60]}” is not available. We show "
        f"{value or field.unchosen} instead."
    )


def _wish_key(page: str, field: Parameter) -> str:
    return field.name if field.is_shared else f"{page}:{field.name}"


def _encode(field: Parameter, value: object) -> str:
    if field.is_several:
        chosen = value if isinstance(value, (list, tuple)) else [value]
        return SEPARATOR.join(str(part) for part in chosen if part)
    return "" if value is None else str(value)


def _valid(field: Parameter, wish: str | None, options: Sequence[str]) -> str:
    """The wish where it is one of the options, else the default."""

    def is_of_form(part: str) -> bool:
        return bool(field.pattern) and re.fullmatch(field.pattern, part) is not None

    if field.is_several:
        wanted = dict.fromkeys((wish or "").split(SEPARATOR))
        known = [option for option in options if option in wanted]
        more = [part for part in wanted if part not in known and is_of_form(part)]
        return SEPARATOR.join([*known, *more])
    return wish if wish is not None and (wish in options or is_of_form(wish)) else options[0]


def _is_new(incoming: Mapping[str, str]) -> bool:
    """Whether the address was changed by the reader rather than by us."""
    state = st.session_state
    stale: list[Mapping[str, str]] = state.setdefault(_STALE, [])
    if incoming == state.get(_WRITTEN):
        stale.clear()
        return False
    context = get_script_run_ctx()
    is_back = bool(getattr(context, "is_history_navigation", False))
    return is_back or incoming not in stale


def _write(settled: Mapping[str, str], incoming: Mapping[str, str], *, is_arrival: bool) -> None:
    """Put all choices into the address, defaults too, in one step."""
    state, address = st.session_state, st.query_params
    if address.to_dict() != settled:
        stale = state.setdefault(_STALE, [])
        written = state.get(_WRITTEN)
        if incoming != written and incoming not in stale:
            stale.append(dict(incoming))
        if written and written not in stale and not is_arrival:
            stale.append(written)
        address.from_dict(dict(settled))
    state[_WRITTEN] = dict(settled)
