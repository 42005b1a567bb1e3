"""The parts of a page, of which one is shown."""

from collections.abc import Mapping

import streamlit as st

from insight.shell import link


def choose_part(parts: Mapping[str, str]) -> None:
    """A row of the parts of a page; the address holds which is chosen as ``show``."""
    st.segmented_control(
        "Part of the page",
        list(parts),
        format_func=lambda part: parts[part],
        required=True,
        label_visibility="collapsed",
        **link.widget("show"),
    )
