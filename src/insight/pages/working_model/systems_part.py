"""The systems: the list that the partnership edits, and what each has to show."""

from datetime import date
from functools import partial

import streamlit as st

from insight.analysis.work.files import evidence_downloads
from insight.analysis.work.record_tables import evidence_table
from insight.analysis.work.recorded import Recorded, all_systems
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.pages.working_model.systems import systems_table
from insight.records.kinds.model_terms import Scope, Stage
from insight.records.kinds.vertical import Evidence, System
from insight.records.record import Record
from insight.shell import kept_records, link
from insight.shell.forms.model_forms import evidence_form, system_form, where_of
from insight.shell.forms.record_form import show_change, show_form, show_what_came
from insight.shell.forms.record_history import show_history
from insight.shell.frame import Page
from insight.shell.selection import row_of_table
from insight.shell.show import show_downloads, show_table

PAGE = "working_model"


def show_systems(page: Page, recorded: Recorded, day: date) -> None:
    """Draw the list, and what is recorded of the one that is chosen."""
    show_what_came()
    work = recorded.work.on(day)
    changes = kept_records.store().systems.all() if recorded.is_own else ()
    known = all_systems(page.pack, changes)
    table, keys = systems_table(recorded, known, day), list(known)
    chosen = page.choices["system"] if page.choices["system"] in known else ""
    rows = f"systems:table:{recorded.source}:{len(keys)}:{day}"
    show_table(
        table, key=rows, most_px=430, on_select=row_of_table(rows, keys, PAGE, field="system")
    )
    st.caption("Select a row to see its evidence.")
    if recorded.is_own:
        with st.popover("Add system", icon=":material/add:"):
            last = max((each.position for each in known.values()), default=0)
            first = {"position": last + 1, "is_used": "yes"}
            show_form(system_form("", known), first, label="Save new system")
    if chosen:
        _show_system(recorded, known[chosen], chosen, day)
    else:
        st.markdown(f"**All evidence to {day_words(day)}**")
        _show_evidence(recorded, work.evidence[::-1], "all")
    show_downloads(evidence_downloads(recorded, day, page.pack))


def _show_system(recorded: Recorded, system: System, key: str, day: date) -> None:
    title, close = st.columns([4, 1], vertical_alignment="center")
    title.markdown("**Evidence for one system**")
    title.text(f"{system.name} ({system.words})" if system.words else system.name)
    close.button("Close", key="system:close", on_click=link.choose, args=("system", "", PAGE))
    evidence = recorded.work.on(day).evidence[::-1]
    found = tuple(each for each in evidence if each.content.system == key)
    _show_evidence(recorded, found, key)
    if not recorded.is_own:
        return
    form = evidence_form(recorded)
    with st.expander("Record evidence for a neighbourhood or a wider area"):
        where = where_of(Scope.AREA, "")
        first = {"system": key, "where": where, "stage": Stage.FOUNDATIONS, "on": day}
        show_form(form, first, label="Save evidence")
    with st.expander("Change, undo or remove evidence"):
        show_history(
            form.book(),
            found,
            key="system:history",
            label=lambda one: (
                f"{day_words(one.content.on)}: {STAGE_WORDS[one.content.stage]}, "
                f"{recorded.scope_words(one.content.scope, one.content.code)}"
            ),
            change=partial(show_change, form),
        )
    with st.expander("Change system"):
        changes = {each.content.key or each.id: each for each in kept_records.store().systems.all()}
        record = changes.get(key)
        own_key = record.content.key if record else key
        known = {each: one.content for each, one in changes.items()} | {own_key: system}
        of_system = system_form(own_key, known)
        show_form(of_system, of_system.values(system), record=record, label="Save system")


def _show_evidence(recorded: Recorded, records: tuple[Record[Evidence], ...], key: str) -> None:
    if not records:
        st.info(
            "No evidence is recorded. A system has a stage only when there is evidence for it.",
            icon=":material/fact_check:",
        )
        return
    table, key = evidence_table(recorded, records), f"systems:evidence:{key}:{len(records)}"
    show_table(table, key=key, most_px=380)
