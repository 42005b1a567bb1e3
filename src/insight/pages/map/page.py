"""The map page: its choices, and how the view is laid out."""

from collections.abc import Mapping

import streamlit as st

from insight.analysis.data_guidance import Asked, Question, answer
from insight.analysis.maps.area_card import Card
from insight.analysis.maps.indicator import MapView, map_view, place_name
from insight.analysis.maps.work import laid_over, work_layer
from insight.analysis.measurement import Choice
from insight.analysis.papers.map import map_item, map_stem
from insight.figures.screen.wide_map import MOST_AS_SVG
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import Group, Scale
from insight.pages.map import state
from insight.shell import link, page_state
from insight.shell.data_guidance import link_to_question
from insight.shell.forms.local_knowledge import show_notes, with_notes
from insight.shell.forms.record_choice import choose_records, day_of, open_records
from insight.shell.frame import Page
from insight.shell.layout.actions import show_actions
from insight.shell.layout.rooms import map_and_side, title_row
from insight.shell.papers import paper_link
from insight.shell.parts import segments, select
from insight.shell.selection import area_on_map, row_of_table, title_to_close
from insight.shell.show import show_figure, show_table
from insight.shell.sites import choose_sites, lay_sites, show_sites
from insight.statement import Item, PaperLink

PAGE = "map"

MAP_PX, PRESENT_PX, PRESENT_WIDE_PX = 700, 648, 1400
MAP_SHARE = 3.1
TABLE_PX = 465

LIMITS = {
    Asked.TREND: ("How has it changed?", "Why is there no trend?"),
    Asked.DIFFER: ("Do places differ?", "Why is there no confidence interval?"),
}
"""Links to a question about the figure, where the answer is yes and where it is no."""


def show_map(page: Page) -> None:
    """Draw the map page for the settled choices."""
    choice = page_state.measurement_choice(page.choices)
    is_present = page.choices["present"] == "1"
    if not is_present:
        with st.sidebar:
            _show_controls(page)
    view = map_view(
        page.pack,
        page.places,
        choice,
        page.screen(
            PRESENT_PX if is_present else MAP_PX,
            width=PRESENT_WIDE_PX if is_present else 0,
            has_names=page.choices["names"] == "1",
        ),
        area=page.choices["area"],
        is_short=page.choices["rows"] == "some",
    )
    layer_words = _lay_over(page, view)
    sites, site_words = lay_sites(page, view)
    if is_present:
        _show_present(page, view)
        return
    with title_row(place_name(page.pack, page.places, page.districts)):
        _show_actions(page, view, choice)
    left, right = map_and_side(MAP_SHARE)
    with left:
        show_figure(page, view.figure, key="map", on_select=area_on_map("map", PAGE), has_zoom=True)
    with right:
        _show_side(page, view, choice)
    _show_table(view)
    for words in (layer_words, site_words, view.caveat):
        if words:
            st.caption(words)
    show_sites(page, sites)


def _show_limits(page: Page, choice: Choice) -> None:
    with st.container(horizontal=True):
        for asked, (yes, no) in LIMITS.items():
            question = Question(asked, (choice.indicator.key,), choice.level, page.districts)
            is_allowed = answer(page.pack, question).is_allowed
            link_to_question(question, yes if is_allowed else no)


def _lay_over(page: Page, view: MapView) -> str:
    """Neighbourhoods, systems and assets on the map, if asked for, and their words."""
    if page.choices["work"] != "1":
        return ""
    if len(view.codes) + view.left_out > MOST_AS_SVG:
        return (
            f"Maps of more than {MOST_AS_SVG:,} areas cannot show neighbourhoods, systems and "
            "assets. Choose a region or a district."
        )
    recorded = open_records(page)
    if recorded is None:
        return ""
    layer = work_layer(recorded, page.places, day_of(page.choices, recorded), page.districts)
    laid_over(
        view.figure.plot,
        layer,
        page.map_palette,
        is_illustrative=recorded.is_illustrative,
        is_fixed=page.choices["present"] == "1",
    )
    return layer.words


def _show_controls(page: Page) -> None:
    every = page.pack.indicators
    usable = page_state.usable_indicators(page.choices)
    select("Indicator", "indicator", {key: every[key].shelved for key in usable})
    chosen = page.choices
    nouns = {level.value: one[:1].upper() + one[1:] for level, (one, _) in LEVEL_NOUNS.items()}
    _choose("Area level", "level", state.levels(chosen), nouns)
    shown = {each.key: each.choice for each in page_state.statistics(chosen)}
    _choose("Show as", "show", list(shown), shown)
    whole = page.pack.about.short_title
    scales = (Scale.ENGLAND, Scale.AREA, Scale.DISTRICT)
    words: dict[str, str] = dict(zip(scales, ("England", whole, "District"), strict=True))
    _choose("Compare within", "scale", state.scales(chosen), words)
    years = state.years(chosen)
    if len(years) > 1:
        select("Survey year", "period", {year: year.replace("-", "/") for year in years})
    _show_switch(page, "names", "Place names")
    _show_work_choice(page)
    choose_sites(page)
    if page_state.indicator(chosen).group is Group.ACTIVITY:
        st.caption(
            "The survey gives results by district. For small-area estimates, choose an indicator "
            f"under “{Group.ESTIMATE}”."
        )


def _show_switch(page: Page, name: str, label: str) -> bool:
    """A choice of the address that is on or off, and which it is."""
    is_on = page.choices[name] == "1"
    st.toggle(
        label,
        value=is_on,
        key=f"map:{name}:{is_on}",
        on_change=link.choose,
        args=(name, "0" if is_on else "1", PAGE),
    )
    return is_on


def _show_work_choice(page: Page) -> None:
    if _show_switch(page, "work", "Neighbourhoods, systems and assets"):
        recorded = open_records(page)
        if recorded is not None:
            choose_records(page, recorded)


def _choose(label: str, name: str, options: list[str], words: Mapping[str, str]) -> None:
    """A choice of two to five; with one option there is nothing to choose."""
    if len(options) > 1:
        segments(label, name, {each: words[each] for each in options}, is_labelled=True)


def _show_side(page: Page, view: MapView, choice: Choice) -> None:
    if view.card is None:
        st.caption("Select an area on the map or in the table to see its figures.")
    else:
        _show_card(view.card)
        show_notes(page.choices["area"], view.card.title, about=view.card.value_note)
    _show_limits(page, choice)


def _show_table(view: MapView) -> None:
    # The key names what the rows are: the same row number is another area in
    # another table, and must not stay chosen.
    key = f"map:table:{view.table.alt}"
    show_table(view.table, key=key, most_px=TABLE_PX, on_select=row_of_table(key, view.codes, PAGE))
    _show_rows_choice(view)


def _show_actions(page: Page, view: MapView, choice: Choice) -> None:
    address = paper_link(page)
    menu = show_actions(
        page,
        lambda: map_item(page.pack, page.places, choice, address),
        map_stem(choice),
        downloads=with_notes(view.downloads, "area_code"),
    )
    # In a window of its own: a sidebar that has been drawn once in a window
    # leaves its place behind (Streamlit 1.67).
    menu.link_button(
        "Present map",
        page.link(present="1"),
        icon=":material/slideshow:",
        help="Opens a window with only the title, map, legend and source, for a screen.",
    )


def _show_rows_choice(view: MapView) -> None:
    if view.left_out:
        st.button(
            f"Show all {len(view.codes) + view.left_out:,} areas",
            type="tertiary",
            key="map:rows",
            on_click=link.choose,
            args=("rows", "all", PAGE),
        )


def _show_card(card: Card) -> None:
    with st.container(border=True, gap="small"):
        title_to_close(f"**{card.title}**  \n:small[{card.subtitle}]", PAGE)
        if card.value:
            st.markdown(f"**{card.value}**  \n:small[{card.value_note}]")
        if card.positions:
            st.markdown("  \n".join(card.positions))
        for note in card.notes:
            st.caption(note)


def _show_present(page: Page, view: MapView) -> None:
    show_figure(page, view.figure, key="map:present")
    st.button(
        "Close presentation",
        icon=":material/close:",
        type="tertiary",
        key="map:leave",
        on_click=link.choose,
        args=("present", "0", PAGE),
    )


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The map that some choices show, for a paper."""
    return map_item(page.pack, page.places, page_state.measurement_choice(settled), address)
