"""The path under which the app is served, where it shares its site with others."""

import streamlit as st


def base_path() -> str:
    """With a slash in front and none at the end; empty at the root."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""
