"""The threshold checker: paste places, see which lines they are within."""

import streamlit as st

from insight.errors import InsightError
from insight.geography.search import examples
from insight.pages.neighbourhood.checker import MOST_PASTED, checked
from insight.shell import kept_records
from insight.shell.frame import Page
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain

LONGEST = 200_000
"""Characters: five thousand postcodes and room to spare."""

TABLE_PX = 400


def show_checker(page: Page) -> None:
    """Draw the box to paste into, the answers, and what could not be answered."""
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        what = "Postcodes or LSOA codes" if page.pack.has("postcodes") else "LSOA codes"
        text = st.text_area(
            f"{what} (up to {MOST_PASTED:,})",
            key="checker:text",
            height=260,
            max_chars=LONGEST,
            placeholder="\n".join(examples(page.pack, page.places)),
            help="One on each line, or separated by commas, semicolons or tabs. You can paste "
            "a column from a spreadsheet.",
        )
        st.button("Check places", key="checker:go", icon=":material/check:")
        st.caption("Nothing you paste here is saved.")
    with right:
        if not text.strip():
            st.info(
                "Paste postcodes or codes to find their small area (LSOA) and saved "
                "neighbourhood. You also see whether each is in England’s most deprived 10, "
                "15, 20 or 30%, in the 2025 and 2019 Index of Multiple Deprivation (IMD).",
                icon=":material/content_paste:",
            )
            return
        try:
            saved = kept_records.store().neighbourhoods()
        except InsightError as error:
            st.warning(plain(str(error)), icon=":material/database_off:")
            saved = ()
        view = checked(text, page.pack, page.places, saved)
        st.markdown(f"**{view.finding}**")
        show_table(view.table, key="checker:table", most_px=TABLE_PX)
        if view.apart is not None:
            st.markdown("**Not matched**")
            show_table(view.apart, key="checker:apart", most_px=TABLE_PX)
        if view.paragraph:
            st.markdown("**Text for a funding application**")
            st.code(view.paragraph, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            show_downloads(view.downloads)
        st.caption(view.provided.line())
