"""The data and method page: drawn from the catalogue."""

import streamlit as st

from insight.ui.frame import Page


def show_data(page: Page) -> None:
    """Draw the data page."""
    st.header("Data and method", anchor=False)
    st.write(page.pack.version)
