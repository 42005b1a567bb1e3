"""The targeting page: six steps, each with its finding first."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.targeting import Screen, Targeting
from insight.errors import InsightError
from insight.pages.targeting import state
from insight.pages.targeting.certainty import why_here
from insight.pages.targeting.controls_part import show_list_controls
from insight.pages.targeting.finding import Finding
from insight.pages.targeting.list_part import list_finding, show_list
from insight.pages.targeting.steps import (
    activity_need,
    least_active,
    local_context,
    social_need,
    where_both_meet,
)
from insight.shell import link, page_state, study, uploads
from insight.shell.forms.local_knowledge import show_notes
from insight.shell.frame import Page
from insight.shell.layout.actions import show_actions
from insight.shell.layout.column_widths import BESIDE_PX
from insight.shell.layout.rooms import map_and_side
from insight.shell.papers import paper_link
from insight.shell.parts import choose_part
from insight.shell.selection import area_on_map, row_of_table, title_to_close
from insight.shell.show import show_figure, show_table
from insight.statement import Item, PaperLink

PAGE = "targeting"
MAP_PX = 610
TABLE_PX = 560

OF_AREAS = ("areas", "social", "both")
"""Steps whose map and table are of LSOAs."""

STEPS = {
    "context": "1 Local context",
    "activity": "2 Least active districts",
    "areas": "3 Activity need",
    "social": "4 Social need",
    "both": "5 Both needs high",
    "list": "6 Priority list",
}
"""The six steps of a place needs assessment, in Sport England's order."""


def show_targeting(page: Page) -> None:
    """Draw the step that is chosen, with its controls."""
    with st.sidebar:
        show_list_controls(page)
    view = _view(page, page.choices)
    screen = page.screen(MAP_PX, has_nine=page.choices["classes"] == "nine")
    actions = choose_part(STEPS, "step", "Step")
    step = page.choices["step"]
    if step == "list":
        show_list(page, view, screen, actions)
    else:
        _show_step(page, view, screen, actions)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The figure of the step that some choices show; InsightError if it is a table alone."""
    view = _view(page, settled)
    finding = list_finding(view, settled) if settled["step"] == "list" else _step(view, settled)
    if finding.statement is None:
        raise InsightError(
            "Local context is a table, so it has no figure for a board paper. Use the Compare "
            "page to add districts side by side."
        )
    return finding.statement.item(address)


def _view(page: Page, settled: page_state.Settled) -> Targeting:
    ranking = study.ranked(state.wish(settled), *uploads.used(settled))
    return Targeting(page.pack, page.places, ranking)


def _step(view: Targeting, settled: page_state.Settled) -> Finding:
    area = settled["area"]
    make: dict[str, Callable[[Targeting], Finding]] = {
        "context": local_context,
        "activity": least_active,
        "areas": partial(activity_need, selected=area),
        "social": partial(social_need, selected=area),
        "both": partial(where_both_meet, selected=area),
    }
    return make[settled["step"]](view)


def _show_step(page: Page, view: Targeting, screen: Screen, actions: DeltaGenerator) -> None:
    step, finding = page.choices["step"], _step(view, page.choices)
    st.markdown(f"**{finding.words}**")
    key = f"targeting:{step}"
    has_areas = step in OF_AREAS
    figure, statement = finding.figure(screen), finding.statement
    if figure is None or statement is None:
        show_table(finding.table, key=f"{key}:table")
        _show_notes(finding, step)
    else:
        with actions:
            make = partial(statement.item, paper_link(page))
            show_actions(page, make, f"targeting-{step}", step)
        left, right = map_and_side()
        with left:
            show_figure(
                page,
                figure,
                key=key,
                has_zoom=has_areas,
                on_select=area_on_map(key, PAGE) if has_areas else None,
            )
        with right:
            if has_areas:
                _show_area(page, view)
            table_key = f"{key}:table:{finding.table.alt}"
            show_table(
                finding.table,
                key=table_key,
                most_px=TABLE_PX,
                room_px=BESIDE_PX,
                on_select=row_of_table(table_key, finding.codes, PAGE) if has_areas else None,
            )
            _show_notes(finding, step)
    st.caption(finding.provided.line())


def _show_notes(finding: Finding, step: str) -> None:
    for note in finding.notes:
        st.caption(note)
    order = list(STEPS)
    following = order[order.index(step) + 1]
    st.button(
        f"Next: {STEPS[following][2:]}",
        key="targeting:next",
        icon=":material/arrow_forward:",
        on_click=link.choose,
        args=("step", following, PAGE),
    )


def _show_area(page: Page, view: Targeting) -> None:
    code = page.choices["area"]
    if view.position(code) is None:
        st.caption("Select an area on the map or in the table to see why it is or is not listed.")
        return
    sure = study.simulated(view.found.wish, *uploads.used(page.choices))
    with st.container(border=True, gap="small"):
        title_to_close(f"**{view.name(code)}**", PAGE)
        st.markdown(why_here(view, sure, code))
    show_notes(code, view.name(code), about="place on the list")
