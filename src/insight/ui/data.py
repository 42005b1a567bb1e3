"""The data and method page: how the view is laid out."""

import streamlit as st

from insight.ui.frame import Page
from insight.ui.parts import choose_part
from insight.ui.refusals import show_refusals
from insight.views.data_page import data_page
from insight.views.view import Table

PARTS = {
    "limits": "Limits and method",
    "sources": "Sources",
    "indicators": "Indicators",
    "may": "May I …?",
}


def show_data(page: Page) -> None:
    """Draw the data page; it works with whatever of the pack can be used."""
    view = data_page(page.pack)
    st.header("Data and method", anchor=False)
    if view.faults:
        st.subheader("What is wrong with this data pack", anchor=False)
        for fault in view.faults:
            st.error(fault, icon=":material/database_off:")
    choose_part(PARTS)
    part = page.choices["show"]
    if part == "may":
        show_refusals(page)
    elif part == "sources":
        _show_records(view.sources, "title")
        st.subheader("Licences", anchor=False)
        st.markdown("\n".join(f"- {licence}" for licence in view.licences))
        st.subheader("Checksums (SHA-256)", anchor=False)
        st.table(
            {
                "Table": [f[0] for f in view.files],
                "SHA-256": [f[1] for f in view.files],
            },
            alt="Table of the checksum of each table of this data pack.",
        )
    elif part == "indicators":
        _show_records(view.indicators, "label")
    else:
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Known limits", anchor=False)
            for limit in view.limits:
                st.markdown(limit)
        with right:
            st.subheader("How the numbers are made", anchor=False)
            for name, words in (*view.methods, *view.classes):
                st.markdown(f"**{name[:1].upper() + name[1:]}.** {words}")


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
