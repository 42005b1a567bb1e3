"""The threshold checker: paste places, see which lines they are within."""

import streamlit as st

from insight.errors import InsightError
from insight.geography.search import examples
from insight.pages.neighbourhood.checker import MOST_PASTED, checked
from insight.shell import kept_work
from insight.shell.forms.decisions import answers, ask_decisions, show_left_out
from insight.shell.frame import Page
from insight.shell.layout.column_widths import MOST_PX
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain
from insight.tables.decisions import UnansweredError
from insight.tables.place_list import read_place_list
from insight.tables.reader.grid import FORMATS, LARGEST_MB
from insight.tables.templates import places_template

LONGEST = 200_000
"""Characters: five thousand postcodes and room to spare."""

TABLE_PX = 400


def _of_file() -> str:
    """The places of a file, if one was uploaded."""
    file = st.file_uploader(
        "Or upload a list", type=list(FORMATS), key="checker:file", max_upload_size=LARGEST_MB
    )
    if file is None:
        show_downloads((places_template(),))
        return ""
    stem = f"checker:file:{file.file_id}"
    try:
        found = read_place_list(file.name, file.getvalue(), answers(stem))
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return ""
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/upload_file:")
        return ""
    ask_decisions(stem, found.decisions)
    for note in found.notes:
        st.caption(plain(note))
    show_left_out(found.left_out, file.name)
    return found.text


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
        text = _of_file() or text
        st.caption("Nothing you paste or upload here is saved.")
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
            saved = kept_work.neighbourhoods_of(page.choices["records"])
        except InsightError as error:
            st.warning(plain(str(error)), icon=":material/database_off:")
            saved = ()
        try:
            view = checked(text, page.pack, page.places, saved)
        except InsightError as error:
            st.error(plain(str(error)), icon=":material/content_paste:")
            return
        st.markdown(f"**{view.finding}**")
        if view.beside:
            st.caption(plain(view.beside))
        show_table(view.table, key="checker:table", most_px=TABLE_PX, room_px=MOST_PX)
        if view.apart is not None:
            st.markdown("**Not matched**")
            show_table(view.apart, key="checker:apart", most_px=TABLE_PX, room_px=MOST_PX)
        if view.paragraph:
            st.markdown("**Text for a funding application**")
            st.code(view.paragraph, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            show_downloads(view.downloads)
        st.caption(view.provided.line())
