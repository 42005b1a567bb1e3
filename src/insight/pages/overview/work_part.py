"""The neighbourhoods that are worked in, each a click away, and the notes that wait."""

from collections.abc import Sequence

import streamlit as st

from insight.errors import InsightError
from insight.pages.overview.work import MOST_NOTES, unanswered, work_table, work_words
from insight.shell import kept_records, kept_work, link
from insight.shell.forms.local_knowledge import show_note
from insight.shell.forms.record_choice import day_of
from insight.shell.frame import Page, go_to, link_to
from insight.shell.profiles import open_part
from insight.shell.show import RowChoice, show_table
from insight.shell.written import plain
from insight.words import counted

TABLE_PX = 360


def show_work(page: Page, revision: str) -> None:
    """Draw the neighbourhoods of the chosen districts, if any is saved."""
    source = page.choices["records"]
    try:
        recorded = kept_work.recorded_of(revision, source)
        notes = kept_records.notes_of(revision)
    except InsightError as error:
        st.caption(plain(str(error)))
        return
    places = recorded.within(page.districts)
    if places:
        st.header("Our neighbourhoods", anchor=False)
        st.caption(
            f"{work_words(places)} Select a name to see its need, systems, investment, assets "
            "and gaps."
        )
        table = work_table(recorded, places, day_of({"on": ""}, recorded))
        key = f"overview:work:{recorded.source}:{len(places)}"
        ids = [str(each) for each in table.rows.index]
        show_table(
            table,
            key=key,
            most_px=TABLE_PX,
            on_select=RowChoice(lambda row: _open(ids, row, source)),
        )
    homes = page.places.district_of
    inside = homes.index[homes.isin(page.districts)] if page.districts else homes.index
    names = {str(code): page.places.title(str(code)) for code in inside}
    names |= {each.id: each.name for each in places}
    waiting = unanswered(notes, names)
    if waiting and recorded.is_own:
        with st.expander(f"{counted(len(waiting), 'note')} waiting for an answer"):
            for one in waiting[:MOST_NOTES]:
                subject = one.content.subject
                st.markdown(f"**{plain(names[subject])}**")
                show_note(one)
                is_place = recorded.place(subject) is not None
                way = (
                    ("neighbourhood", {"show": "profile", "place": subject, "members": ""})
                    if is_place
                    else ("map", {"level": "lsoa", "area": subject})
                )
                link_to(way[0], "Open and answer", ":material/reply:", way[1])
            if len(waiting) > MOST_NOTES:
                st.caption(f"{len(waiting) - MOST_NOTES} more are waiting.")


def _open(ids: Sequence[str], row: int, records: str) -> None:
    link.choose("records", records, None)
    open_part(place=ids[row], members="", show="work")
    go_to("neighbourhood")
