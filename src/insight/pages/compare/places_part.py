"""The places that are compared: chosen by name, kept in the address."""

from dataclasses import replace

import streamlit as st

from insight.analysis.compared_place import (
    MOST_PLACES,
    Compared,
    PlaceKind,
    in_order,
    likely_places,
    place_of,
)
from insight.analysis.small_areas import Basis, published_in
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.pages.compare import state
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.shell import kept_work, link, page_state, study
from insight.shell.frame import Page
from insight.shell.link import SEPARATOR
from insight.shell.written import plain

PAGE = "compare"


def saved_places(source: str) -> tuple[Neighbourhood, ...] | None:
    """Saved neighbourhoods that were not removed; None while they cannot be read."""
    try:
        return tuple(each for each in kept_work.neighbourhoods_of(source) if not each.is_removed)
    except InsightError:
        return None


def compared_places(
    page: Page, settled: page_state.Settled
) -> tuple[tuple[Compared, ...], tuple[str, ...]]:
    """The places chosen, or likely ones; and those that cannot be found.

    The records are asked only if a neighbourhood is among them.
    """
    keys = link.parts(settled["with"])
    if not keys:
        areas = study.small_areas_of(Basis(), published_in(page.pack), "")
        keys = list(likely_places(areas, page_state.districts(settled)))
    found, lost = [], []
    saved: dict[str, Neighbourhood] | None = None
    for key in keys[:MOST_PLACES]:
        place = place_of(page.places, key, page.pack.about.short_title)
        if place is None:
            if saved is None:
                saved = {each.id: each for each in saved_places(settled["records"]) or ()}
            place = _neighbourhood(page, saved.get(key), settled["records"])
        if place is None:
            lost.append(key)
        else:
            found.append(replace(place, is_chosen=key in page_state.districts(settled)))
    return in_order(found), (*lost, *keys[MOST_PLACES:])


def _neighbourhood(page: Page, saved: Neighbourhood | None, source: str) -> Compared | None:
    if saved is None or not set(saved.members) <= set(page.places.district_of.index):
        return None
    is_example = source == RecordSet.ILLUSTRATIVE
    return Compared(saved.id, saved.name, PlaceKind.NEIGHBOURHOOD, tuple(saved.members), is_example)


def choose_places(page: Page, places: tuple[Compared, ...], lost: tuple[str, ...]) -> None:
    """The places as pills, each removed with a click, and a box to add one."""
    if lost:
        st.warning(
            f"{len(lost)} of {len(lost) + len(places)} places in the link are not shown. The first "
            f"is “{plain(lost[0])}”. We could not find it, or there are more than {MOST_PLACES} "
            "places.",
            icon=":material/link_off:",
        )
    keys = [place.key for place in places]
    names = {place.key: place.name for place in places}
    left, right = st.columns([3, 1.3], vertical_alignment="bottom")
    with left:
        shown = f"compare:places:{SEPARATOR.join(keys)}"
        st.pills(
            f"Places to compare (2 to {MOST_PLACES})",
            keys,
            selection_mode="multi",
            default=keys,
            wrap=True,
            help="Select a place to remove it.",
            format_func=lambda key: plain(names[key]),
            key=shown,
            on_change=_keep,
            args=(shown,),
        )
    with right:
        _add_box(page, keys)


def _add_box(page: Page, keys: list[str]) -> None:
    if len(keys) >= MOST_PLACES:
        st.caption(f"You can compare up to {MOST_PLACES} places. Remove one to add another.")
        return
    saved = saved_places(page.choices["records"])
    names = {each.id: f"{each.name} (neighbourhood)" for each in saved or ()}
    options = [key for key in (*names, *state.comparable(page.choices)) if key not in keys]
    box = f"compare:add:{SEPARATOR.join(keys)}"
    st.selectbox(
        "Add place",
        options,
        index=None,
        format_func=lambda key: names.get(key) or _name(page, key),
        placeholder="Name or code",
        key=box,
        on_change=_add,
        args=(box, tuple(keys)),
    )
    if saved is None:
        st.caption("Saved neighbourhoods cannot be read at the moment.")


def _name(page: Page, key: str) -> str:
    place = place_of(page.places, key, page.pack.about.short_title)
    return f"{place.name} ({place.kind.noun}) {key}" if place else key


def _keep(widget: str) -> None:
    chosen = st.session_state.get(widget) or []
    link.choose("with", SEPARATOR.join(chosen), PAGE)


def _add(widget: str, keys: tuple[str, ...]) -> None:
    added = st.session_state.get(widget)
    if added:
        link.choose("with", SEPARATOR.join((*keys, added)), PAGE)
