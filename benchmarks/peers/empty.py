"""Peer: a Streamlit page with one line of text, the least there is to wait for."""

import streamlit as st

st.text("Nothing here.")
