"""What a file that somebody brings is decided to mean: asked where it says two things."""

from collections.abc import Sequence

import streamlit as st

from insight.shell.show import download_button
from insight.shell.written import plain
from insight.tables.decisions import FileDecision
from insight.tables.reader.grid import LeftOut, left_out_download

MOST_OPTIONS_IN_SIGHT = 4


def answers(stem: str) -> dict[str, str]:
    """What was answered so far about the file that `stem` stands for."""
    before = f"{stem}:decide:"
    return {
        key.removeprefix(before): value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(before) and isinstance(value, str)
    }


def ask_decisions(stem: str, decisions: Sequence[FileDecision]) -> None:
    """Draw each decision, the open ones as a question that nothing goes on without."""
    for each in decisions:
        kept, asked = f"{stem}:decide:{each.key}", f"{stem}:ask:{each.key}"
        # Kept apart: Streamlit forgets what a field holds when the field changes (1.67).
        # Streamlit would take members of an enumeration for a choice of that enumeration.
        st.session_state[asked] = str(each.chosen) or None
        words = {str(key): said for key, said in each.options.items()}
        marked = {key: plain(said) for key, said in words.items()}
        options = list(words)
        is_short = len(options) <= MOST_OPTIONS_IN_SIGHT
        if not each.chosen:
            st.warning(plain(f"{each.why} {each.question}"), icon=":material/help:")
        if is_short and not each.chosen:
            st.radio(
                each.question,
                options,
                format_func=marked.__getitem__,
                key=asked,
                on_change=_keep,
                args=(asked, kept),
            )
        else:
            st.selectbox(
                plain(each.why),
                options,
                # The options of a list are no markdown.
                format_func=words.__getitem__,
                key=asked,
                help=each.question,
                on_change=_keep,
                args=(asked, kept),
            )


def _keep(asked: str, kept: str) -> None:
    st.session_state[kept] = st.session_state[asked]


def show_left_out(rows: Sequence[LeftOut], file: str, stem: str = "") -> None:
    """How many rows are not used, and the file that says which and why.

    A stem tells two files apart that one page can show at once.
    """
    if rows:
        st.caption(f"{len(rows):,} {'row is' if len(rows) == 1 else 'rows are'} not used.")
        download_button(left_out_download(file, rows), f"download:left-out:{stem}")
