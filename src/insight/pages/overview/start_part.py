"""The card that leads through the first hour, until its steps are done or it is hidden."""

import streamlit as st

from insight.errors import InsightError
from insight.pages.overview.start_here import STEPS, progress_words
from insight.shell import kept_records, link, tray
from insight.shell.frame import Page, link_to
from insight.shell.layout import example_data
from insight.shell.layout.rooms import spread_row


def show_start_here(page: Page, revision: str) -> None:
    """Draw the card; nothing once all is done, nor beside the example or on a look at it."""
    if page.choices["start"] == "hidden" or example_data.is_on():
        return
    try:
        done = (*_recorded(revision), *_chosen(page))
    except InsightError:
        return
    if len(done) == len(STEPS):
        return
    with st.container(border=True, key="start-here", gap="small"):
        row = spread_row()
        row.markdown(f"**Start here.** {progress_words(done)}", width="content")
        with row.container(horizontal=True, width="content"):
            example_data.show_start("overview")
            st.button(
                "Hide this card",
                key="start:hide",
                icon=":material/close:",
                type="tertiary",
                on_click=link.choose,
                args=("start", "hidden", None),
            )
        with st.container(horizontal=True, vertical_alignment="center"):
            for step in STEPS:
                if step.key in done:
                    st.markdown(f":material/check_circle: {step.label}", width="content")
                elif step.page == page.name:
                    st.markdown(f":material/radio_button_unchecked: {step.label}", width="content")
                else:
                    icon = ":material/radio_button_unchecked:"
                    link_to(step.page, step.label, icon, step.choices)


def _chosen(page: Page) -> tuple[str, ...]:
    """Steps that are done by what the link of this page holds."""
    return (*(("district",) if page.districts else ()), *(("paper",) if tray.current() else ()))


@st.cache_resource(max_entries=2, show_spinner=False)
def _recorded(revision: str) -> tuple[str, ...]:  # noqa: ARG001
    """Steps that are done by what is in the records, at a revision of them."""
    kept = kept_records.store()
    found = {
        "neighbourhood": bool(kept.neighbourhoods()),
        "investment": kept.ledger.count() > 0,
        "evidence": bool(kept.evidence.all()),
    }
    return tuple(key for key, is_done in found.items() if is_done)
