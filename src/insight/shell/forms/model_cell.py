"""One cell of the matrix: what it rests on, and how to add to it."""

from functools import partial

import streamlit as st

from insight.analysis.work.matrix import SEPARATOR
from insight.analysis.work.record_tables import evidence_table
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, around_words, day_words, standing_words
from insight.records.kinds.model_terms import Scope
from insight.shell import link
from insight.shell.forms.model_forms import evidence_form, where_of
from insight.shell.forms.record_form import open_dialog, show_change, show_form
from insight.shell.forms.record_history import show_history
from insight.shell.frame import Page
from insight.shell.layout.column_widths import MOST_PX
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.working_model.matrix import Cell, Matrix


def open_cell(page: Page, recorded: Recorded, found: Matrix) -> None:
    """Open the cell that is chosen over the page, if it is one of the matrix."""
    id, _, key = page.choices["cell"].partition(SEPARATOR)  # noqa: A001 - the record's word
    cell, place, system = found.cell(id, key), recorded.place(id), recorded.system(key)
    if cell is None or place is None or system is None:
        return
    around = around_words(recorded, cell.reach, cell.around) or "nothing recorded"
    records = (*cell.here.evidence, *cell.around.evidence)

    def draw() -> None:
        st.markdown(
            f"**In this neighbourhood:** {standing_words(cell.here)}  \n"
            f"**In the wider area:** {plain(around)}"
        )
        for flag in cell.flags:
            st.markdown(f":orange-badge[:material/flag: {flag}]")
        if records:
            table, at = evidence_table(recorded, records), f"cell:table:{page.choices['cell']}"
            show_table(table, key=at, most_px=260, room_px=MOST_PX)
        else:
            st.caption(
                "No evidence is recorded for this system here or in the wider area, so it has "
                "no stage."
            )
        if recorded.is_own:
            _show_forms(recorded, found, cell)
        else:
            st.caption(
                "You cannot change these records. To add evidence, choose Our records in the "
                "sidebar."
            )

    close = partial(link.choose, "cell", "", page.name)
    open_dialog(f"{system.name} in {place.name}", close, draw)


def _show_forms(recorded: Recorded, found: Matrix, cell: Cell) -> None:
    form, where = evidence_form(recorded), where_of(Scope.NEIGHBOURHOOD, cell.place)
    known = {"system": cell.system, "where": where, "stage": cell.next_stage, "on": found.day}
    st.markdown("**Record evidence**")
    show_form(form, known, label="Save evidence")
    if cell.here.evidence:
        with st.expander("Change, undo or remove evidence"):
            show_history(
                form.book(),
                cell.here.evidence,
                key="cell:history",
                label=lambda one: f"{day_words(one.content.on)}: {STAGE_WORDS[one.content.stage]}",
                change=partial(show_change, form),
            )
