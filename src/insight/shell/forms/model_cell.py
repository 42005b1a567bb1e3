"""One cell of the matrix: what it rests on, and how to add to it."""

from datetime import date

import streamlit as st

from insight.analysis.work.cell import CellView, cell_view
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.records.kinds.model_terms import Scope
from insight.shell import kept_records, link
from insight.shell.forms.model_forms import evidence_form, evidence_values, where_of
from insight.shell.forms.record_form import (
    SAID,
    close_if_saved,
    forget_saved,
    show_conflict,
    show_form,
)
from insight.shell.forms.record_history import show_history
from insight.shell.forms.saving import show_outcome
from insight.shell.frame import Page
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.working_model.matrix import Matrix


def open_cell(page: Page, recorded: Recorded, found: Matrix) -> None:
    """Open the cell that is chosen over the page, if it is one of the matrix."""
    view = cell_view(recorded, found, page.choices["cell"])
    if view is None:
        return

    @st.dialog(plain(view.title), width="large", on_dismiss=lambda: _close(page.name))
    def show() -> None:
        close_if_saved(lambda: _close(page.name))
        _show(recorded, view, found.day)

    forget_saved()
    show()


def _close(page: str) -> None:
    link.choose("cell", "", page)


def _show(recorded: Recorded, view: CellView, day: date) -> None:
    show_outcome(SAID)
    show_conflict()
    st.markdown(f"**Here:** {view.here}  \n**Around it:** {plain(view.around)}")
    for flag in view.flags:
        st.markdown(f":orange-badge[:material/flag: {flag}]")
    if view.table is not None:
        show_table(view.table, key=f"cell:table:{view.key}", row_px=76, most_px=260)
    else:
        st.caption("Nothing is recorded of this system here or around it, so there is no stage.")
    if not recorded.is_own:
        st.caption("These records cannot be changed: choose your own to add evidence.")
        return
    form = evidence_form(recorded)
    st.markdown("**Record evidence**")
    show_form(
        form,
        {
            "system": view.system.key,
            "where": where_of(Scope.NEIGHBOURHOOD, view.place.id),
            "stage": view.next_stage,
            "on": day,
        },
        label="Save this evidence",
    )
    if view.records:
        with st.expander("Change, undo or remove what is recorded here"):
            show_history(
                kept_records.store().evidence,
                view.records,
                key="cell:history",
                label=lambda one: f"{day_words(one.content.on)}: {STAGE_WORDS[one.content.stage]}",
                change=lambda one: show_form(
                    form, evidence_values(one.content), record=one, label="Save as a new version"
                ),
            )
