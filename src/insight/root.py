"""Where the checkout is, for what lies beside the source."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SERVED = ROOT / "static"
"""Streamlit serves this folder at app/static; nothing in it is secret."""
