"""The history of one record of any kind, and the ways back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from insight.analysis.work.record_tables import history_table
from insight.analysis.work.record_words import difference
from insight.records.book import Book
from insight.records.record import Content, Record
from insight.shell.forms.record_form import SAID, note_saved
from insight.shell.forms.saving import Who, ask_who, outcome
from insight.shell.kept_work import record_names
from insight.shell.layout.column_widths import HALF_PX
from insight.shell.show import show_table

DONE = {"undo": "Undone", "remove": "Removed", "restore": "Restored"}


def show_history(
    book: Book[Content],
    records: Sequence[Record[Content]],
    *,
    key: str,
    label: Callable[[Record[Content]], str],
    change: Callable[[Record[Content]], None],
) -> None:
    """Choose one of some records: its steps, its form, undo, removal, return."""
    here = {each.id for each in records}
    removed = [each for each in book.removed() if each.id not in here]
    every = {each.id: each for each in (*records, *removed)}
    if not every:
        st.caption("Nothing is recorded yet.")
        return
    chosen = st.selectbox(
        "Entry",
        list(every),
        format_func=lambda each: (
            label(every[each]) + (" (removed)" if every[each].is_removed else "")
        ),
        key=f"{key}:entry",
    )
    record = every[chosen]
    steps = history_table(book.history(chosen), partial(difference, names=record_names()))
    show_table(steps, key=f"{key}:steps:{chosen}:{record.version}", most_px=180, room_px=HALF_PX)
    if not record.is_removed:
        change(record)
    who = ask_who(f"{key}:who:{chosen}")
    with st.container(horizontal=True):
        for deed, words in (
            ("undo", "Undo last change"),
            ("restore", "Restore entry") if record.is_removed else ("remove", "Remove entry"),
        ):
            st.button(words, key=f"{key}:{deed}", on_click=_act, args=(book, deed, record, who))


def _act(book: Book[Any], deed: str, record: Record[Any], who: Who) -> None:
    act = {"undo": book.undo, "remove": book.remove, "restore": book.restore}[deed]
    with outcome(SAID) as say:
        after = act(record.id, version=record.version, who=who())
        say(f"{DONE[deed]} “{after.name}”. It is now version {after.version}.")
        note_saved()
