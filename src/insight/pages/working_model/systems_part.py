"""The systems: the list that the partnership edits, and what each has to show."""

from datetime import date

import streamlit as st

from insight.analysis.work.cell import evidence_table
from insight.analysis.work.files import evidence_downloads
from insight.analysis.work.recorded import Recorded, all_systems
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.pages.working_model.systems import systems_table
from insight.records.kinds.model_terms import Scope, Stage
from insight.records.kinds.vertical import Evidence, System
from insight.records.record import Record
from insight.shell import kept_records, link
from insight.shell.forms.model_forms import evidence_form, evidence_values, system_form, where_of
from insight.shell.forms.record_form import SAID, show_conflict, show_form
from insight.shell.forms.record_history import show_history
from insight.shell.forms.saving import show_outcome
from insight.shell.frame import Page
from insight.shell.selection import row_of_table
from insight.shell.show import show_downloads, show_table

PAGE = "working_model"


def show_systems(page: Page, recorded: Recorded, day: date) -> None:
    """Draw the list, and what is recorded of the one that is chosen."""
    show_outcome(SAID)
    show_conflict()
    if recorded.is_illustrative:
        st.markdown(":orange-badge[:material/science: ILLUSTRATIVE] Made up to show the tool.")
    work = recorded.work.on(day)
    known = _known(page, recorded)
    table, keys = systems_table(recorded, known, day), list(known)
    chosen = page.choices["system"] if page.choices["system"] in known else ""
    left, right = st.columns([1.05, 1], gap="medium")
    with left:
        rows = f"systems:table:{recorded.source}:{len(keys)}:{day}"
        show_table(
            table, key=rows, most_px=430, on_select=row_of_table(rows, keys, PAGE, field="system")
        )
        st.caption("Choose a row for its evidence.")
        if recorded.is_own:
            _show_new_system(known)
    with right:
        if chosen:
            _show_system(recorded, known[chosen], chosen, day)
        else:
            records = tuple(reversed(work.evidence))
            st.markdown(f"**All evidence up to {day_words(day)}**")
            _show_evidence(recorded, records, "all")
        show_downloads(evidence_downloads(recorded, day, page.pack))


def _known(page: Page, recorded: Recorded) -> dict[str, System]:
    changes = kept_records.store().systems.all() if recorded.is_own else ()
    return all_systems(page.pack, changes)


def _show_new_system(known: dict[str, System]) -> None:
    with st.popover("Add a system", icon=":material/add:"):
        last = max((each.position for each in known.values()), default=0)
        show_form(
            system_form("", known),
            {"position": last + 1, "is_used": "yes"},
            label="Add this system",
        )


def _show_system(recorded: Recorded, system: System, key: str, day: date) -> None:
    title, close = st.columns([4, 1], vertical_alignment="center")
    title.markdown("**Evidence and form of one system**")
    title.text(f"{system.name}: {system.words}" if system.words else system.name)
    close.button("Close", key="system:close", on_click=link.choose, args=("system", "", PAGE))
    found = [
        each
        for each in reversed(recorded.work.evidence)
        if each.content.system == key and each.content.on <= day
    ]
    _show_evidence(recorded, tuple(found), key)
    if not recorded.is_own:
        return
    with st.expander("Record evidence over a wider area or in a neighbourhood"):
        show_form(
            evidence_form(recorded),
            {
                "system": key,
                "where": where_of(Scope.AREA, ""),
                "stage": Stage.FOUNDATIONS,
                "on": day,
            },
            label="Save this evidence",
        )
    _show_ways_back(recorded, found)
    with st.expander("Change the system: name, place in the list, in use"):
        _show_system_form(system, key)


def _show_ways_back(recorded: Recorded, found: list[Record[Evidence]]) -> None:
    with st.expander("Change, undo or remove evidence"):
        form = evidence_form(recorded)
        show_history(
            kept_records.store().evidence,
            found,
            key="system:history",
            label=lambda one: (
                f"{day_words(one.content.on)}: {STAGE_WORDS[one.content.stage]}, "
                f"{recorded.scope_words(one.content.scope, one.content.code)}"
            ),
            change=lambda one: show_form(
                form, evidence_values(one.content), record=one, label="Save as a new version"
            ),
        )


def _show_system_form(system: System, key: str) -> None:
    changes = {each.content.key or each.id: each for each in kept_records.store().systems.all()}
    record = changes.get(key)
    own_key = record.content.key if record else key
    known = {each: one.content for each, one in changes.items()}
    show_form(
        system_form(own_key, known | {own_key: system}),
        {
            "name": system.name,
            "position": system.position,
            "words": system.words,
            "is_used": "yes" if system.is_used else "no",
        },
        record=record,
        label="Save the system",
    )


def _show_evidence(recorded: Recorded, records: tuple[Record[Evidence], ...], key: str) -> None:
    if not records:
        st.info(
            "Nothing is recorded: a stage exists only with evidence.", icon=":material/fact_check:"
        )
        return
    show_table(
        evidence_table(recorded, records),
        key=f"systems:evidence:{key}:{len(records)}",
        row_px=76,
        most_px=380,
    )
