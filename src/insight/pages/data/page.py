"""The data and method page: how the view is laid out."""

import os
from collections.abc import Callable

import streamlit as st

from insight.errors import InsightError
from insight.glossary import TERMS
from insight.pages.data.accessibility import PREPARED, STATEMENT
from insight.pages.data.agreement_part import show_agreement
from insight.pages.data.findings import (
    CLASSES,
    faults,
    indicators_table,
    licences,
    limits_of,
    methods,
    sources_table,
)
from insight.pages.data.own_part import show_own_indicators
from insight.pages.data.packs_part import show_packs
from insight.pages.data.status import status_table
from insight.records.access import Role
from insight.records.backups.backup import backups
from insight.records.health import Health
from insight.records.place import records_place
from insight.shell import kept_records
from insight.shell.data_guidance import show_guidance
from insight.shell.frame import Page
from insight.shell.parts import choose_part
from insight.shell.registry import PAGES
from insight.shell.show import show_table
from insight.statement import Table

PARTS = {
    "limits": "Limits and method",
    "agreement": "How well the estimates agree",
    "sources": "Sources",
    "indicators": "Indicators",
    "terms": "Glossary",
    "own": "Own indicators",
    "packs": "Data versions",
    "may": "Can I use this data to…?",
    "access": "Accessibility statement",
    "status": "Status",
}


def show_data(page: Page) -> None:
    """Draw the data page; it works with whatever of the pack can be used."""
    if wrong := faults(page.pack):
        st.header("Data that did not load", anchor=False)
        for fault in wrong:
            st.error(fault, icon=":material/database_off:")
    choose_part(PARTS)
    draw: dict[str, Callable[[Page], None]] = {
        "limits": _show_limits,
        "agreement": show_agreement,
        "sources": _show_sources,
        "indicators": lambda page: _show_records(indicators_table(page.pack), "label"),
        "terms": lambda _: _show_terms(),
        "own": show_own_indicators,
        "packs": show_packs,
        "may": show_guidance,
        "access": lambda _: _show_statement(),
        "status": _show_status,
    }
    draw[page.choices["show"]](page)


def _show_sources(page: Page) -> None:
    _show_records(sources_table(page.pack), "title")
    st.subheader("Licences", anchor=False)
    st.markdown("\n".join(f"- {licence}" for licence in licences(page.pack)))
    st.subheader("Checksums (SHA-256)", anchor=False)
    sources = page.pack.sources.values()
    st.table(
        {"Table": [each.table for each in sources], "SHA-256": [each.sha256 for each in sources]},
        alt="Table of the checksum of each data table.",
    )


def _show_limits(page: Page) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Known limits", anchor=False)
        for limit in limits_of(page.pack):
            st.markdown(limit)
    with right:
        st.subheader("How we work out the figures", anchor=False)
        for name, words in (methods() | CLASSES).items():
            st.markdown(f"**{name[:1].upper() + name[1:]}.** {words}")


def _show_terms() -> None:
    for term in TERMS:
        st.markdown(term.line)


def _show_statement() -> None:
    for heading, words in STATEMENT.items():
        st.subheader(heading, anchor=False)
        st.markdown(words)
    st.caption(f"Prepared on {PREPARED}.")


def _show_status(page: Page) -> None:
    """How the site is; where it is hosted, for administrators alone."""
    account = kept_records.account()
    actor = account.actor if account else None
    if actor is not None and actor.role is not Role.ADMIN:
        st.info("Only administrators can see the status of the site.", icon=":material/lock:")
        return
    try:
        health: Health | str = kept_records.store().health()
    except InsightError as error:
        health = str(error)
    kept = kept_records.kept_journal()
    made = backups(records_place(os.environ).backups)
    table = status_table(
        page.pack,
        health,
        backup_at=made[0].at if made else None,
        started_at=kept.started_at,
        views={PAGES.get(name, name): count for name, count in kept.views.items()},
        errors=dict(kept.errors),
        last_error_at=kept.last_error_at,
    )
    show_table(table, key="data:status")
    st.caption(
        "These counts cover the whole server since it started. They do not identify anyone. "
        "Details of faults are in the server log."
    )


def _show_records(table: Table, heading: str) -> None:
    """Long text is read in entries, not in cells that cut it off."""
    for record in table.rows.to_dict(orient="records"):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{record[heading]}**")
            facts = [
                f":small[{column.label}] {record[name]}"
                for name, column in table.columns.items()
                if name != heading and record[name]
            ]
            st.markdown("  \n".join(facts))
