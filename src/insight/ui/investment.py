"""The investment page: what has a place, its maps, and its other parts."""

from collections.abc import Callable

import streamlit as st

from insight.errors import InsightError
from insight.records.investments import Place
from insight.ui import cache, choices, link, uploads
from insight.ui.cache import OWN, MoneyChoice
from insight.ui.frame import Page
from insight.ui.ledger import show_ledger
from insight.ui.ledger_import import show_import
from insight.ui.show import show_downloads, show_figure, show_table
from insight.views.breakdown import WORDS, By, breakdown, map_download
from insight.views.cold_spots import cold_spots
from insight.views.fair_share import COVERING, fair_share
from insight.views.investment import (
    Money,
    Spread,
    largest_left,
    placed_figure,
    placed_words,
)
from insight.views.investment_map import (
    Measure,
    Need,
    money_map,
    money_table,
    table_codes,
)
from insight.views.leverage import (
    LeverageView,
    headline_figures,
    own_leverage,
    worked_example,
)
from insight.views.targeting import Screen
from insight.views.view import Headline

PAGE = "investment"
MAP_PX = 545
TABLE_PX = 400
FIGURE_PX = 74
REASON_PX = 96
"""Height of a row whose reason stands in four lines."""

PARTS = {
    "map": "Map",
    "fair": "Fair share",
    "ledger": "Ledger",
    "import": "Import",
    "leverage": "Leverage",
    "figures": "Headline figures",
}
LEVELS = {
    Place.LSOA.value: "LSOA",
    Place.NEIGHBOURHOOD.value: "Neighbourhood",
    Place.DISTRICT.value: "Locality",
}
MEASURES = {
    Measure.HEAD.value: "£ per resident",
    Measure.INACTIVE.value: "£ per inactive adult",
    Measure.AMOUNT.value: "Amount, £",
    Measure.NEED.value: "Need and money",
}
NEEDS = {
    Need.INACTIVITY.value: "Inactivity (estimate)",
    Need.DEPRIVATION.value: "Deprivation",
}
BESIDE = {
    "money": "Areas",
    "cold": "Cold spots",
    "break": "Breakdown",
    "without": "No place",
}


def show_investment(page: Page) -> None:
    """Draw the part that is chosen; what is placed stands above every one."""
    st.segmented_control(
        "Part",
        list(PARTS),
        format_func=lambda part: PARTS[part],
        key="choose:show",
        required=True,
        label_visibility="collapsed",
        on_change=link.changed,
        args=("show",),
    )
    part, ledger = page.choices["show"], page.choices["ledger"]
    revision = _revision(ledger)
    if revision is None:
        _show_without_records(page, part)
        return
    whole = cache.accounts_of(revision, ledger)
    if ledger != OWN:
        _show_illustrative_banner()
    if part == "figures":
        _show_figures(page)
        return
    if part == "import":
        show_import(revision)
        return
    if whole.table.empty and part != "ledger":
        _show_first_run(page)
        return
    with st.sidebar:
        _show_filters(page, whole.choices)
    view, money = _money(page, revision)
    st.markdown(placed_words(view, money))
    show_figure(page, placed_figure(view, money, page.palette), key="invest:placed")
    draw: dict[str, Callable[[], None]] = {
        "map": lambda: _show_map(page, view, money),
        "fair": lambda: _show_fair(page, view, money),
        "ledger": lambda: show_ledger(page, view, revision),
        "leverage": lambda: _show_leverage(page, view),
    }
    draw[part]()
    if part != "ledger":
        st.caption(view.provided("deprivation", "population", is_modelled=True).line())


def _revision(ledger: str) -> str | None:
    """The revision of the records; None where they cannot be read, which is said."""
    try:
        return cache.store().ledger.revision()
    except InsightError as error:
        st.error(str(error), icon=":material/database_off:")
        return "" if ledger != OWN else None


def _money(page: Page, revision: str) -> tuple[Money, Spread]:
    level = Place(page.choices["level"])
    choice = MoneyChoice(
        revision,
        page.choices["ledger"],
        choices.money_filter(page.choices),
        level,
        page.districts,
        choices.basis(page.choices),
    )
    return cache.money_of(choice, *uploads.used(page.choices))


def _show_filters(page: Page, known: dict[str, list[str]]) -> None:
    """How the money is mapped, and which of it."""
    part = page.choices["show"]
    if part in ("map", "fair"):
        _select("Level", "level", LEVELS)
    if part == "map":
        _select("Show", "measure", MEASURES)
        _select("Need by", "need", NEEDS)
    for name, label, every in (
        ("funder", "Funder", "All funders"),
        ("programme", "Programme", "All programmes"),
        ("year", "Financial year of the start", "All years"),
        ("form", "Cash or in kind", "Both"),
    ):
        # A link may name one that is no longer in the ledger.
        values = dict.fromkeys(["", page.choices[name], *known[name]])
        _select(label, name, {value: value or every for value in values})


def _select(label: str, name: str, words: dict[str, str]) -> None:
    st.selectbox(
        label,
        list(words),
        format_func=lambda value: words.get(value, value),
        key=f"choose:{name}",
        on_change=link.changed,
        args=(name,),
    )


def _show_map(page: Page, view: Money, money: Spread) -> None:
    if view.accounts.table.empty:
        st.info(
            "No investments are left by the filters"
            + (" and districts" if page.districts else "")
            + " chosen. Choose others in the sidebar.",
            icon=":material/filter_alt_off:",
        )
        return
    if view.level is Place.NEIGHBOURHOOD and not view.accounts.members:
        st.info(
            "No neighbourhood is saved yet, so there is none to map money by. Save "
            "some on the Targeting or Neighbourhoods page.",
            icon=":material/home_pin:",
        )
        return
    measure, need = Measure(page.choices["measure"]), Need(page.choices["need"])
    screen = Screen(page.boundaries, page.palette, MAP_PX)
    left, right = st.columns([1.45, 1], gap="medium")
    key = f"invest:map:{view.level}"
    with left:
        figure = money_map(
            view,
            money,
            screen,
            measure=measure,
            need=need,
            selected=page.choices["area"],
        )
        show_figure(page, figure, key=key, has_zoom=True, on_select=_on_map(key))
    with right:
        st.segmented_control(
            "Beside the map",
            list(BESIDE),
            format_func=lambda part: BESIDE[part],
            key="choose:beside",
            required=True,
            label_visibility="collapsed",
            on_change=link.changed,
            args=("beside",),
        )
        _show_beside(page, view, money, measure, need)


def _show_beside(
    page: Page, view: Money, money: Spread, measure: Measure, need: Need
) -> None:
    beside = page.choices["beside"]
    key = f"invest:{beside}:{view.level}:{measure}:{need}"
    if beside == "cold":
        found = cold_spots(view, money, need)
        st.markdown(found.finding)
        if found.codes:
            show_table(
                found.table,
                key=key,
                most_px=TABLE_PX,
                row_px=REASON_PX,
                on_select=_on_table(key, found.codes),
            )
    elif beside == "without":
        _show_without_place(view, money)
    elif beside == "break":
        _select("By", "by", {by.value: words for by, words in WORDS.items()})
        table = breakdown(view, money, By(page.choices["by"]))
        show_table(table, key=f"{key}:{page.choices['by']}", most_px=TABLE_PX)
    else:
        codes = table_codes(view, money, measure=measure)
        table = money_table(view, money, measure=measure)
        st.caption(table.alt.removeprefix("Table of ").capitalize())
        show_table(table, key=key, most_px=TABLE_PX, on_select=_on_table(key, codes))
        show_downloads((map_download(view, money),))


def _show_without_place(view: Money, money: Spread) -> None:
    listed = largest_left(view, money, 8)
    if not listed:
        st.markdown("All of the money has a place at this level.")
        return
    st.markdown("**The largest sums that are in no area of this map:**")
    for words in listed:
        # Names come from files of other people: text, never markup.
        st.text(f"• {words}")
    st.caption(
        "Nothing is spread over smaller areas: record a place in the ledger where it "
        "is known."
    )


def _on_map(key: str) -> Callable[[], None]:
    def select() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            link.choose("area", points[0]["properties"]["code"], PAGE)

    return select


def _on_table(key: str, codes: tuple[str, ...]) -> Callable[[], None]:
    def select() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        link.choose("area", codes[rows[0]] if rows else "", PAGE)

    return select


def _show_fair(page: Page, view: Money, money: Spread) -> None:
    if view.level not in COVERING:
        st.info(
            "Saved neighbourhoods do not cover the ground, so money between them has "
            "no index. Choose LSOA or Locality in the sidebar.",
            icon=":material/balance:",
        )
        return
    try:
        found = fair_share(view, money, page.palette)
    except InsightError as error:
        st.info(str(error), icon=":material/balance:")
        return
    st.markdown(found.finding)
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        show_figure(page, found.figure, key="invest:curves")
    with right:
        _show_headlines(found.headlines)
        show_table(found.table, key="invest:fifths")
        for note in found.notes:
            st.caption(note)


def _show_leverage(page: Page, view: Money) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        name = "illustrative ledger" if view.is_illustrative else "ledger"
        st.subheader(f"Of this {name}", anchor=False)
        _show_leverage_view(own_leverage(view.accounts), "own")
    with right:
        _show_example(page)


def _show_example(page: Page) -> None:
    st.subheader("Worked example: Mixenden, as printed in the deck", anchor=False)
    _show_leverage_view(worked_example(page.pack), "example")


def _show_leverage_view(found: LeverageView, key: str) -> None:
    st.markdown(found.finding)
    _show_headlines(found.headlines)
    show_table(found.table, key=f"invest:leverage:{key}")
    for note in found.notes:
        st.caption(note)


def _show_headlines(headlines: tuple[Headline, ...]) -> None:
    if not headlines:
        return
    for column, each in zip(st.columns(len(headlines)), headlines, strict=True):
        column.metric(each.label, each.value, help=each.help or None)
        column.caption(each.note)


def _show_figures(page: Page) -> None:
    figures, notes = headline_figures(page.pack)
    st.markdown(
        "**Figures of the founding event, as printed in the deck.** None has a place "
        "below its scope words, some overlap in a way that is not known, and no total "
        "of them is formed."
    )
    show_table(figures, key="invest:figures", most_px=430, row_px=FIGURE_PX)
    for column, some in zip(
        st.columns(2, gap="large"), (notes[:3], notes[3:]), strict=True
    ):
        for words in some:
            column.caption(words)
    st.caption(
        page.pack.sources["headline_figures"].line()
        + f". Data pack {page.pack.version}."
    )


def _show_illustrative_banner() -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(
        ":material/science: **ILLUSTRATIVE: this ledger is made up to show the tool.** "
        "Nothing of it is saved, and none of it mixes with real records."
    )
    right.button(
        "Remove it",
        key="invest:real",
        icon=":material/close:",
        help="Back to the ledger of the records",
        on_click=link.choose,
        args=("ledger", OWN, PAGE),
    )


def _show_first_run(page: Page) -> None:
    """What the page is for, while there is nothing in the ledger."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("The ledger is empty", anchor=False)
        st.markdown(
            "This page shows where money goes, against need. It needs a ledger: one "
            "row for each investment, recorded at **one** level of geography. Money "
            "that was given district-wide stays district-wide: nothing is spread over "
            "smaller areas, and each figure says how much of the money has a place."
        )
        with st.container(horizontal=True):
            st.button(
                "Import a spreadsheet",
                key="invest:first:import",
                icon=":material/upload:",
                on_click=link.choose,
                args=("show", "import", PAGE),
            )
            st.button(
                "Enter one",
                key="invest:first:enter",
                icon=":material/add:",
                on_click=link.choose,
                args=("show", "ledger", PAGE),
            )
            st.button(
                "See it with an illustrative ledger",
                key="invest:first:illustrative",
                icon=":material/science:",
                on_click=link.choose,
                args=("ledger", "illustrative", PAGE),
            )
        st.caption(
            "The illustrative ledger is made up, marked as such on screen and in every "
            "file, never saved, and gone with one click."
        )
    with right:
        _show_example(page)


def _show_without_records(page: Page, part: str) -> None:
    """What can be shown while the records cannot be read."""
    if part == "figures":
        _show_figures(page)
    else:
        _show_example(page)
