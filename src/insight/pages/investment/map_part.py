"""The map of investment, and what is next to it."""

from collections.abc import Callable

import streamlit as st

from insight.analysis.money.cell_needs import Need
from insight.analysis.money.chosen_money import Money, largest_left
from insight.pages.investment import state
from insight.pages.investment.beside_map import BY_WORDS, By, area_money, breakdown, cold_spots
from insight.pages.investment.maps import Measure, MoneyMap, listed_cells, map_figure, money_table
from insight.records.kinds.investments import Place
from insight.shell import link
from insight.shell.frame import Page
from insight.shell.layout.column_widths import BESIDE_PX
from insight.shell.layout.rooms import map_and_side
from insight.shell.parts import segments, select
from insight.shell.selection import area_on_map, row_of_table
from insight.shell.show import show_figure, show_table

PAGE = "investment"
MAP_PX = 610
TABLE_PX = 560


def show_map(page: Page, money: Money) -> bool:
    """Draw the map of what is chosen with the table next to it, if there is any."""
    if money.accounts.table.empty:
        st.info(
            "No investments match the filters"
            + (" and districts" if page.districts else "")
            + ". Change them in the sidebar.",
            icon=":material/filter_alt_off:",
        )
        return False
    if money.level is Place.NEIGHBOURHOOD and not money.accounts.members:
        st.info(
            "No neighbourhood is saved yet, so there is nothing to map. Save some on the "
            "Targeting or Neighbourhoods page.",
            icon=":material/home_pin:",
        )
        return False
    chart = MoneyMap(money, Measure(page.choices["measure"]), Need(page.choices["need"]))
    screen = page.screen(MAP_PX, has_nine=page.choices["classes"] == "nine")
    left, right = map_and_side()
    key = f"invest:map:{money.level}"
    with left:
        figure = map_figure(chart, screen, selected=page.choices["area"])
        show_figure(page, figure, key=key, has_zoom=True, on_select=area_on_map(key, PAGE))
    with right:
        segments("Table next to the map", "beside", state.BESIDE)
        if not _show_area(page, money):
            _show_beside(page, chart)
    return True


def _show_area(page: Page, money: Money) -> bool:
    """What the chosen area got and from whom, instead of the tables."""
    area = area_money(money, page.choices["area"])
    if area is None:
        return False
    with st.container(border=True, gap="small"):
        title, close = st.columns([4, 1], gap="small")
        # Names of neighbourhoods are other people's words: text, never markup.
        title.text(area.title)
        close.button(
            "Close",
            type="tertiary",
            key="invest:close",
            on_click=link.choose,
            args=("area", "", PAGE),
        )
        st.caption(area.words)
        if not area.ids:
            st.caption("No investment is recorded here.")
            return True
        key = f"invest:behind:{area.ids[0]}:{len(area.ids)}"
        opens = None if money.is_illustrative else _opens_entry(key, area.ids)
        show_table(area.table, key=key, most_px=250, room_px=BESIDE_PX - 34, on_select=opens)
        if opens:
            st.caption("Select a row to open it in the ledger.")
    return True


def _opens_entry(key: str, ids: tuple[str, ...]) -> Callable[[], None]:
    def select() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            link.choose("entry", ids[rows[0]], PAGE)
            link.choose("show", "ledger", PAGE)

    return select


def _show_beside(page: Page, chart: MoneyMap) -> None:
    beside, money = page.choices["beside"], chart.money
    key = f"invest:{beside}:{money.level}:{chart.measure}:{chart.need}"
    if beside == "cold":
        cold = cold_spots(money, chart.need)
        st.markdown(cold.words)
        if cold.ids:
            choose = row_of_table(key, cold.ids, PAGE)
            show_table(cold.table, key=key, most_px=TABLE_PX, room_px=BESIDE_PX, on_select=choose)
    elif beside == "without":
        _show_without_place(money)
    elif beside == "break":
        select("Breakdown", "by", BY_WORDS)
        table = breakdown(money, By(page.choices["by"]))
        show_table(table, key=f"{key}:{page.choices['by']}", most_px=TABLE_PX, room_px=BESIDE_PX)
    else:
        listed = listed_cells(chart)
        table, codes = money_table(chart, listed), tuple(listed.index)
        st.caption(table.alt.removeprefix("Table of ").capitalize())
        show_table(
            table,
            key=key,
            most_px=TABLE_PX,
            room_px=BESIDE_PX,
            on_select=row_of_table(key, codes, PAGE),
        )


def _show_without_place(money: Money) -> None:
    listed = largest_left(money, 8)
    if not listed:
        st.markdown("All investment is mapped at this level.")
        return
    st.markdown("**The largest investments that are not on this map**")
    for words in listed:
        # Names come from files of other people: text, never markup.
        st.text(f"• {words}")
    st.caption(
        "We do not split investments across smaller areas. Where you know the place, record it "
        "in the ledger."
    )
