"""Compare: places side by side, one measure of them, small maps, inequality."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.compared_place import Compared, in_order, place_of
from insight.analysis.maps.indicator import map_legend
from insight.analysis.small_areas import Basis, published_in
from insight.analysis.view import Figure
from insight.errors import InsightError
from insight.figures.screen.charts import bars, dots
from insight.figures.screen.multiples import multiples
from insight.figures.screen.rug import rug_html
from insight.pack.catalogue import Level
from insight.pages.compare import state
from insight.pages.compare.findings import HOW, Against, SideBySide, side_by_side
from insight.pages.compare.inequality_part import show_inequality
from insight.pages.compare.maps import locality_maps, maps_statement
from insight.pages.compare.measures import measures
from insight.pages.compare.one_measure import (
    bar_chart,
    bar_statement,
    spread_chart,
    spread_statement,
)
from insight.pages.compare.places_part import choose_places, compared_places
from insight.pages.compare.side_by_side import (
    comparison_download,
    comparison_statement,
    comparison_table,
    rug,
    wide_text,
)
from insight.shell import open_packs, page_state, study
from insight.shell.frame import Page
from insight.shell.layout.actions import show_actions
from insight.shell.layout.rooms import wide_room
from insight.shell.papers import dated, paper_link, show_papers
from insight.shell.parts import choose_part, segments, select
from insight.shell.show import show_figure, show_table
from insight.shell.written import plain
from insight.statement import Item, PaperLink

MAPS_PX = 690


def show_compare(page: Page) -> None:
    """Draw the part that is chosen."""
    actions = choose_part({key: name for key, (name, _) in DRAW.items()})
    DRAW[page.choices["show"]][1](page, actions)


def all_localities(page: Page, settled: page_state.Settled) -> SideBySide:
    """The same of every locality."""
    whole = page.pack.about.short_title
    codes = page.places.levels[Level.LOCALITY].index
    found = [place_of(page.places, str(code), whole) for code in codes]
    return _compared(in_order([each for each in found if each]), Against(settled["against"]))


@open_packs.per_pack(max_entries=64, show_spinner=False, hash_funcs={Compared: repr})
def _compared(places: tuple[Compared, ...], against: Against) -> SideBySide:
    """The places side by side; the same for everybody who chose the same."""
    loaded = open_packs.load()
    areas = study.small_areas_of(Basis(), published_in(loaded.pack), "")
    return side_by_side(loaded.pack, loaded.known, areas, places, against)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The figure of the part that some choices show, for a paper."""
    if settled["show"] == "gap":
        raise InsightError(
            "This figure uses a table you uploaded, which links do not include. Save it from the "
            "Compare page."
        )
    if settled["show"] == "maps":
        choice = state.lsoa_choice(settled)
        return maps_statement(locality_maps(page.pack, page.places, choice)).item(address)
    found = _compared(compared_places(page, settled)[0], Against(settled["against"]))
    if settled["show"] == "measure":
        return spread_statement(found, settled["measure"]).item(address)
    return comparison_statement(found).item(address)


def _choose_whole(page: Page, label: str, field: str, wholes: Sequence[str]) -> None:
    names = {Against.AREA.value: page.pack.about.short_title, Against.ENGLAND.value: "England"}
    with st.sidebar:
        segments(label, field, {each: names[each] for each in wholes}, is_labelled=True)


def _places(page: Page) -> SideBySide | None:
    _choose_whole(page, "Comparison area", "against", state.comparators(page.choices))
    places, lost = compared_places(page, page.choices)
    choose_places(page, places, lost)
    if not places:
        st.info("Add a place to compare.", icon=":material/compare_arrows:")
        return None
    return _compared(places, Against(page.choices["against"]))


def _show_places(page: Page, actions: DeltaGenerator) -> None:
    found = _places(page)
    if found is None:
        return
    said = comparison_statement(found)
    st.markdown(f"**{plain(said.title)}**")
    with wide_room():
        st.html(rug_html(rug(found), page.palette))
    st.caption(f"{HOW} {found.estimates} {found.several('inactive')}")
    make = partial(said.item, paper_link(page))
    with actions:
        show_actions(page, make, "comparison", downloads=(comparison_download(found),))
    with st.expander("Table of these figures"):
        show_table(comparison_table(found), key="compare:table", most_px=420)
    with st.expander("Copy for a spreadsheet"):
        st.caption("Select the copy icon, then paste into a spreadsheet.")
        st.code(wide_text(found), language=None)
    st.caption(said.provided.line())


def _show_measure(page: Page, actions: DeltaGenerator) -> None:
    with st.sidebar:
        select("Measure", "measure", {each.key: each.label for each in measures(page.pack)})
    found = _places(page)
    if found is None:
        return
    localities = all_localities(page, page.choices)
    key = page.choices["measure"]
    measure = found.line(key).measure
    spread, order = spread_statement(found, key), bar_statement(found, localities, key)
    address = paper_link(page)
    chart = spread_chart(found, key)
    lines = " Lines show 95% confidence intervals (95% CI)." if chart.has_intervals else ""
    with actions:
        show_actions(
            page,
            lambda: spread.item(address),
            f"compare-{key}",
            "dots",
            downloads=(comparison_download(found),),
        )
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{plain(spread.title)}**")
        st.caption(f"{measure.unit}.{lines}")
        plot = dots(chart, page.palette)
        show_figure(page, Figure(plot, spread.alt), key="compare:dots")
    with right:
        st.markdown(f"**{plain(order.title)}**")
        st.caption(f"{measure.unit}. Filled bars are the places you chose.")
        plot = bars(bar_chart(found, localities, key), page.palette)
        show_figure(page, Figure(plot, order.alt), key="compare:bars")
        stem = dated(page.pack.about.short_title, measure.label, "districts")
        show_papers(lambda: order.item(address), stem, "bars")
    st.caption(f"{measure.note} {HOW} {found.several(key)}")
    st.caption(spread.provided.line())


def _show_maps(page: Page, actions: DeltaGenerator) -> None:
    usable = [key for key in state.indicators_by_lsoa(page.choices) if key]
    with st.sidebar:
        names = {key: page.pack.indicators[key].shelved for key in usable}
        select("Indicator", "indicator", names)
    _choose_whole(page, "Compare within", "scale", state.scales_of_all(page.choices))
    choice = state.lsoa_choice(page.choices)
    found = locality_maps(page.pack, page.places, choice)
    said = maps_statement(found)
    plot = multiples(
        found.chart,
        page.boundaries[Level.LSOA],
        map_legend(found.measurement, page.map_palette),
        found.caption,
        palette=page.map_palette,
        height=MAPS_PX,
    )
    show_figure(page, Figure(plot, said.alt), key="compare:maps")
    with actions:
        make = partial(said.item, paper_link(page))
        show_actions(page, make, f"localities-{choice.indicator.key}")
    if found.caveat:
        st.caption(found.caveat)


DRAW: dict[str, tuple[str, Callable[[Page, DeltaGenerator], None]]] = {
    "places": ("Side by side", _show_places),
    "measure": ("One measure", _show_measure),
    "maps": ("District maps", _show_maps),
    "gap": ("Inequality", show_inequality),
}
"""What each part is called, and how it is drawn."""
