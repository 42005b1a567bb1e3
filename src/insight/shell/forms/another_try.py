"""What was typed is kept while the records cannot be used, for another try."""

import streamlit as st

_KEPT = "again:kept"


def offer_another_try(page: str) -> None:
    """Keep what was typed, which Streamlit forgets (1.67), and offer a way on without loading."""
    before = st.session_state.get(_KEPT, {}).get(page, {})
    typed = {
        str(key): value
        for key, value in st.session_state.items()
        # Of buttons, uploads and tables nothing may be set.
        if isinstance(value, str | int | float | list) and not isinstance(value, bool)
    }
    st.session_state[_KEPT] = {page: before | typed}
    st.caption("We have kept what you entered, so you can try again.")
    st.button("Try again", key="again:try", icon=":material/refresh:")


def bring_back_typed(page: str) -> None:
    """Put back what Streamlit forgot, in the run that draws the field and before it does."""
    for key, value in st.session_state.pop(_KEPT, {}).get(page, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value
