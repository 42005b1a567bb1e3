"""The targeting page: six steps, each with its finding first."""

from collections.abc import Callable

import streamlit as st

from insight.analysis.targeting import Screen, StepView, Targeting
from insight.errors import InsightError
from insight.pages.targeting import state
from insight.pages.targeting.controls_part import show_list_controls
from insight.pages.targeting.list_part import part_item, show_list
from insight.pages.targeting.paper_list import least_active_item
from insight.pages.targeting.paper_maps import activity_item, both_item, social_item
from insight.pages.targeting.steps import (
    activity_need,
    least_active,
    local_context,
    social_need,
    where_both_meet,
)
from insight.pages.targeting.target_list import why_here
from insight.shell import link, page_state, study, uploads
from insight.shell.forms.local_knowledge import show_notes
from insight.shell.frame import Page
from insight.shell.papers import paper_link, show_papers
from insight.shell.selection import area_on_map, row_of_table
from insight.shell.show import show_figure, show_table
from insight.shell.tray import show_tray_button
from insight.statement import Item, PaperLink

PAGE = "targeting"
MAP_PX = 600
TABLE_PX = 430

WIDE = 1.7
"""Of the map with the square legend, against what is beside it."""

OF_AREAS = ("areas", "social", "both")
"""Steps whose map and table are of LSOAs."""

STEPS = {
    "context": "1 Context",
    "activity": "2 Least active",
    "areas": "3 Activity need",
    "social": "4 Social need",
    "both": "5 Both meet",
    "list": "6 The list",
}
"""The six steps of a place needs assessment, in Sport England's order."""


def show_targeting(page: Page) -> None:
    """Draw the step that is chosen, with its controls."""
    with st.sidebar:
        show_list_controls(page)
    wish = state.wish(page.choices)
    found = study.ranked(wish, *uploads.used(page.choices))
    view = Targeting(page.pack, page.places, found)
    screen = Screen(page.boundaries, page.palette, MAP_PX)
    st.segmented_control(
        "Step",
        list(STEPS),
        format_func=lambda step: STEPS[step],
        key="choose:step",
        required=True,
        label_visibility="collapsed",
        on_change=link.changed,
        args=("step",),
    )
    step = page.choices["step"]
    if step == "list":
        show_list(page, view, screen)
        return
    area = page.choices["area"]
    draw: dict[str, Callable[[], StepView]] = {
        "context": lambda: local_context(view),
        "activity": lambda: least_active(view, screen),
        "areas": lambda: activity_need(view, screen, selected=area),
        "social": lambda: social_need(view, screen, selected=area),
        "both": lambda: where_both_meet(view, screen, selected=area),
    }
    _show_step(page, view, draw[step](), step)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The figure of the step that some choices show, for a paper.

    Raises
    ------
    InsightError
        If the step is a table alone.
    """
    found = study.ranked(state.wish(settled), *uploads.used(settled))
    view = Targeting(page.pack, page.places, found)
    if settled["step"] == "list":
        screen = Screen(page.boundaries, page.palette, MAP_PX)
        return part_item(view, screen, settled, address)
    return _step_item(view, settled, address)


def _step_item(view: Targeting, settled: page_state.Settled, address: PaperLink) -> Item:
    area = settled["area"]
    draw: dict[str, Callable[[], Item]] = {
        "activity": lambda: least_active_item(view, address),
        "areas": lambda: activity_item(view, address, selected=area),
        "social": lambda: social_item(view, address, selected=area),
        "both": lambda: both_item(view, address, selected=area),
    }
    if settled["step"] not in draw:
        raise InsightError(
            "The local context is a table without a figure. The Compare page has "
            "localities side by side for a paper."
        )
    return draw[settled["step"]]()


def _show_step(page: Page, whole: Targeting, view: StepView, step: str) -> None:
    """The finding in words, the figure, the numbers, and what to keep in mind."""
    st.markdown(f"**{view.finding}**")
    key = f"targeting:{step}"
    has_areas = step in OF_AREAS
    if view.figure is None:
        show_table(view.table, key=f"{key}:table")
        _show_notes(view, step)
    else:
        left, right = st.columns([WIDE if step == "both" else 1.4, 1], gap="medium")
        with left:
            show_figure(
                page,
                view.figure,
                key=key,
                has_zoom=has_areas,
                on_select=area_on_map(key, PAGE) if has_areas else None,
            )
            with st.container(horizontal=True, gap="small"):
                address = paper_link(page)
                show_papers(
                    lambda: _step_item(whole, page.choices, address), f"targeting-{step}", step
                )
                show_tray_button(page)
        with right:
            if has_areas:
                _show_area(page, whole)
            table_key = f"{key}:table:{view.table.alt}"
            show_table(
                view.table,
                key=table_key,
                most_px=TABLE_PX,
                on_select=row_of_table(table_key, view.codes, PAGE) if has_areas else None,
            )
            _show_notes(view, step)
    st.caption(view.provided.line())


def _show_notes(view: StepView, step: str) -> None:
    for note in view.notes:
        st.caption(note)
    _next_step(step)


def _show_area(page: Page, view: Targeting) -> None:
    """Why the chosen area is on the list or is not."""
    code = page.choices["area"]
    if view.position(code) is None:
        st.caption("Choose an area on the map or in the table to see why it is listed.")
        return
    sure = study.shaken(view.found.wish, *uploads.used(page.choices))
    with st.container(border=True, gap="small"):
        title, close = st.columns([5, 1], vertical_alignment="center")
        title.markdown(f"**{view.name(code)}**")
        close.button(
            "Close",
            type="tertiary",
            key="targeting:close",
            on_click=link.choose,
            args=("area", "", PAGE),
        )
        st.markdown(why_here(view, sure, code))
    show_notes(code, view.name(code), about="place on the list")


def _next_step(step: str) -> None:
    """On to the next step, as a reader goes through them."""
    order = list(STEPS)
    following = order[order.index(step) + 1]
    st.button(
        f"Next: {STEPS[following][2:].lower()}",
        key="targeting:next",
        icon=":material/arrow_forward:",
        on_click=link.choose,
        args=("step", following, PAGE),
    )
