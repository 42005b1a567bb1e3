"""Peer: as many widgets as the address asks for, and nothing drawn.

With ``frozen=1`` the garbage collector leaves alone what was there at the first run,
as the app does.
"""

import gc

import streamlit as st

from benchmarks import plain  # the same libraries are loaded as in the other pages


@st.cache_resource
def freeze() -> None:
    gc.collect()
    gc.freeze()


asked = {name: int(count) for name, count in st.query_params.items()}
if asked.pop("frozen", 0):
    freeze()
with st.sidebar:
    if asked.get("pills"):
        st.pills("Districts", plain.DISTRICTS, selection_mode="multi")
    st.selectbox("Indicator", list(plain.LABELS))
    for at in range(1, asked.get("selectboxes", 0)):
        st.selectbox(f"Box {at}", ["one", "two"])
    for at in range(asked.get("segments", 0)):
        st.segmented_control(f"Segments {at}", ["one", "two", "three"])
    for at in range(asked.get("inputs", 0)):
        st.text_input(f"Input {at}")
    for at in range(asked.get("sliders", 0)):
        st.select_slider(f"Slider {at}", range(0, 101, 5), 50)
for at in range(asked.get("buttons", 0)):
    st.button(f"Button {at}")
for at in range(asked.get("downloads", 0)):
    st.download_button(f"Download {at}", data=lambda: "", on_click="ignore")
for at in range(asked.get("texts", 0)):
    st.caption(f"Text {at}")
