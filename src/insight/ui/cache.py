"""What is loaded once for all readers: the pack, its places, its web geometry."""

import gc
import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from insight.catalogue import Level
from insight.errors import InsightError
from insight.geography.levels import Places, places
from insight.geography.web_geometry import publish
from insight.pack import EMBEDDED, Pack, open_pack

ROOT = Path(__file__).resolve().parents[3]
SERVED = ROOT / "static"
"""Streamlit serves this folder at app/static; nothing in it is secret."""

PLACES = ("districts", "msoas", "areas")
"""Tables that say where the areas lie."""

WORLD_STUB = "world_110m.json"
"""Plotly asks for an outline of the world before it draws any SVG map."""


@dataclass(frozen=True)
class Loaded:
    """The pack laid out for the pages.

    Attributes
    ----------
    pack
        The checked tables.
    places
        Its areas by level, or None where their table is faulty.
    files
        Name of each level's boundaries in the served folder.
    """

    pack: Pack
    places: Places | None
    files: dict[Level, str]


@st.cache_resource(show_spinner="Opening the data pack …")
def load() -> Loaded:
    """Open the pack named by ``INSIGHT_DATA``, or the embedded one.

    Raises
    ------
    InsightError
        If there is no pack, or its boundaries cannot be written for browsers.
    """
    pack = open_pack(Path(os.environ.get("INSIGHT_DATA") or EMBEDDED))
    if not pack.is_usable(*PLACES):
        return Loaded(pack, None, {})
    known = places(pack)
    try:
        files = {
            level: publish(areas, level.value, SERVED)
            for level, areas in known.levels.items()
        }
        (SERVED / WORLD_STUB).write_text("{}", "utf-8")
    except OSError as fault:
        raise InsightError(
            f"The boundaries cannot be written to {SERVED} ({fault.strerror}). "
            "Give the server's user the right to write there, then start again."
        ) from None
    # Streamlit collects garbage in full after every rerun. What is loaded by now
    # stays for good: taking it out of the collector's sight saves three quarters
    # of the CPU of a rerun.
    gc.collect()
    gc.freeze()
    return Loaded(pack, known, files)
