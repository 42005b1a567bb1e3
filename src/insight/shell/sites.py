"""Sites of a pack on the pages: the map's layer with its table, and what is near."""

from collections.abc import Sequence

import streamlit as st

from insight.analysis.maps.indicator import MapView
from insight.analysis.maps.nearby import Nearby, nearby
from insight.analysis.maps.site_kinds import (
    caveats,
    provided,
    short_source,
    site_download,
    site_table,
)
from insight.analysis.maps.sites import SitesLayer, marked_on, sites_layer
from insight.errors import ContractError
from insight.figures.screen.wide_map import MOST_AS_SVG
from insight.shell import link, open_packs, page_state
from insight.shell.frame import Page
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain
from insight.words import counted

TABLE_PX = 320
MOST_PLACES_PX = 520


@open_packs.per_pack(max_entries=64, show_spinner=False)
def _nearby(members: tuple[str, ...]) -> Nearby | None:
    loaded = open_packs.load()
    found = page_state.every_site()
    if found is None:
        return None
    return nearby(loaded.pack, loaded.known, found, members)


def choose_sites(page: Page) -> None:
    """The kinds of site to lay over the map, where the pack has any."""
    names = page_state.site_kinds()
    if not names:
        return
    chosen = link.parts(page.choices["sites"])
    label = f"Sites on the map ({len(chosen)})" if chosen else "Sites on the map"
    with st.expander(label, expanded=bool(chosen), key="map:sites"):
        st.pills(
            "Kinds",
            list(names),
            selection_mode="multi",
            format_func=lambda key: plain(names[key]),
            label_visibility="collapsed",
            **link.widget("sites"),
        )


def lay_sites(page: Page, view: MapView) -> tuple[SitesLayer | None, str]:
    """Lay the chosen sites over the map: the layer, and what to say beneath it."""
    kinds = link.parts(page.choices.get("sites", ""))
    if not kinds:
        return None, ""
    if len(view.codes) + view.left_out > MOST_AS_SVG:
        return None, (
            f"Sites are shown on maps of up to {MOST_AS_SVG:,} areas. Select a region or a "
            "district to see them."
        )
    found = page_state.every_site()
    if found is None:
        return None, ""
    layer = sites_layer(found, page.places, kinds, page.districts)
    if len(layer.rows):
        source, is_fixed = short_source(page.pack, layer.rows), page.choices["present"] == "1"
        plot = view.figure.plot
        marked_on(plot, layer, page.places, page.map_palette, source=source, is_fixed=is_fixed)
    return layer, layer.words


def show_sites(page: Page, layer: SitesLayer | None) -> None:
    """The sites on the map as rows, to read without seeing the map, and as a file."""
    if layer is None or layer.rows.empty:
        return
    table = site_table(page.places, layer.rows)
    rows = counted(len(layer.rows), "row")
    with st.expander(f"Table of sites on the map ({rows})"):
        show_table(table, key=f"map:sites:{table.alt}", most_px=TABLE_PX)
        st.caption(plain(caveats(page.pack, layer.rows)))
        st.caption(plain(provided(page.pack, layer.rows).line()))
        show_downloads((site_download(page.pack, page.places, layer.rows),))


def show_nearby(members: Sequence[str]) -> None:
    """How far the nearest sites of each kind are, where the pack has any."""
    try:
        view = _nearby(tuple(members))
    except ContractError:
        return
    if view is None:
        return
    st.subheader(view.title, anchor=False)
    show_table(view.table, key=f"nearby:{view.table.alt}", most_px=MOST_PLACES_PX)
    for note in view.notes:
        st.caption(plain(note))
    st.caption(plain(view.provided.line()))
