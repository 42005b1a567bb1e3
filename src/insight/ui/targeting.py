"""The targeting page: six steps, each with its finding first."""

from collections.abc import Callable

import streamlit as st

from insight.ui import cache, choices, link, uploads
from insight.ui.frame import Page
from insight.ui.list_controls import show_list_controls
from insight.ui.show import show_figure, show_table
from insight.ui.target_list import show_list
from insight.views.targeting import Screen, StepView, Targeting
from insight.views.targeting_steps import (
    activity_need,
    least_active,
    local_context,
    social_need,
    where_both_meet,
)

PAGE = "targeting"
MAP_PX = 600
TABLE_PX = 430

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
    wish = choices.wish(page.choices)
    found = cache.ranked(wish, uploads.current(), uploads.key())
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
    draw: dict[str, Callable[[], StepView]] = {
        "context": lambda: local_context(view),
        "activity": lambda: least_active(view, screen),
        "areas": lambda: activity_need(view, screen),
        "social": lambda: social_need(view, screen),
        "both": lambda: where_both_meet(view, screen),
    }
    _show_step(page, draw[step](), step)


def _show_step(page: Page, view: StepView, step: str) -> None:
    """The finding in words, the figure, the numbers, and what to keep in mind."""
    st.markdown(f"**{view.finding}**")
    key = f"targeting:{step}"
    if view.figure is None:
        show_table(view.table, key=f"{key}:table")
    else:
        wide = 1.7 if step == "both" else 1.4
        left, right = st.columns([wide, 1], gap="medium")
        with left:
            show_figure(page, view.figure, key=key, has_zoom=step != "activity")
        with right:
            show_table(view.table, key=f"{key}:table", most_px=TABLE_PX)
            for note in view.notes:
                st.caption(note)
            _next_step(step)
    if view.figure is None:
        for note in view.notes:
            st.caption(note)
        _next_step(step)
    st.caption(view.provided.line())


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
