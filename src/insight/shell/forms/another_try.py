"""What was typed is kept while the records cannot be used, for another try."""

import streamlit as st

_KEPT = "again:kept"


def offer_another_try(page: str) -> None:
    """Keep what was typed, and a way on that does not load the page anew.

    Streamlit forgets what is in a field as soon as a run does not draw the field
    (1.67).
    """
    before = st.session_state.get(_KEPT, {}).get(page, {})
    typed = {
        str(key): value
        for key, value in st.session_state.items()
        # Of buttons, uploads and tables nothing may be set.
        if isinstance(value, str | int | float | list) and not isinstance(value, bool)
    }
    st.session_state[_KEPT] = {page: before | typed}
    st.caption("What you sent and is not saved is kept for another try.")
    st.button("Try again", key="again:try", icon=":material/refresh:")


def bring_back_typed(page: str) -> None:
    """Put back what Streamlit forgot; for use before any field is drawn.

    In the run that draws the field, or the browser would show what it began with.
    """
    for key, value in st.session_state.pop(_KEPT, {}).get(page, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value
