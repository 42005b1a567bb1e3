"""What is loaded once for all readers: the pack, its places, its web geometry."""

import gc
import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from insight.catalogue import Level
from insight.errors import InsightError
from insight.geography.contiguity import Links, links
from insight.geography.levels import Places, places
from insight.geography.neighbourhoods import Bounds
from insight.geography.web_geometry import publish
from insight.measures.uncertainty import Spread
from insight.pack import EMBEDDED, Pack, open_pack
from insight.records.store import Store, open_store
from insight.views.ranking import (
    Certainty,
    Change,
    Ranking,
    Wish,
    certainty,
    changes,
    ranking,
)
from insight.views.small_areas import Basis, Published, SmallAreas, small_areas
from insight.views.suggested import Suggested, picked_by, suggestions
from insight.views.targeting import Targeting

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
    links
        Which LSOAs of one district touch, or None likewise.
    """

    pack: Pack
    places: Places | None
    files: dict[Level, str]
    links: Links | None = None

    @property
    def touching(self) -> Links:
        """Which LSOAs of one district touch.

        Raises
        ------
        ContractError
            As `known`.
        """
        if self.links is None:
            raise self.pack.fault(*PLACES)
        return self.links

    @property
    def known(self) -> Places:
        """The areas by level.

        Raises
        ------
        ContractError
            If the tables that say where the areas lie cannot be used.
        """
        if self.places is None:
            raise self.pack.fault(*PLACES)
        return self.places


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
    within = links(known.levels[Level.LSOA], within=known.district_of)
    # Streamlit collects garbage in full after every rerun. What is loaded by now
    # stays for good: taking it out of the collector's sight saves three quarters
    # of the CPU of a rerun.
    gc.collect()
    gc.freeze()
    return Loaded(pack, known, files, within)


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The records: the database named by ``INSIGHT_DATABASE_URL``, or a file.

    Raises
    ------
    StoreError
        If the database cannot be opened.
    """
    url = os.environ.get("INSIGHT_DATABASE_URL") or None
    folder = Path(os.environ.get("INSIGHT_RECORDS") or ROOT / "var")
    return open_store(url, folder=folder)


# What follows is worked out once for a set of choices: a change of step, colour or
# page does not work it out again. The upload is known by its checksum.


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Wish: repr})
def ranked(wish: Wish, _published: Published | None, upload: str) -> Ranking:  # noqa: ARG001
    """All areas in order of need."""
    loaded = load()
    return ranking(loaded.pack, loaded.known, wish, published=_published)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Wish: repr})
def shaken(wish: Wish, _published: Published | None, upload: str) -> Certainty:
    """How sure the ranking is."""
    return certainty(ranked(wish, _published, upload), Spread())


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Wish: repr})
def other_choices(
    wish: Wish, _published: Published | None, upload: str
) -> tuple[Change, ...]:
    """What would change the list."""
    loaded = load()
    found = ranked(wish, _published, upload)
    return changes(loaded.pack, loaded.known, found, published=_published)


@dataclass(frozen=True)
class Listed:
    """Suggested neighbourhoods, and why there are fewer than asked for, if so."""

    suggested: tuple[Suggested, ...]
    shortfall: str


@st.cache_resource(
    max_entries=64, show_spinner=False, hash_funcs={Wish: repr, Bounds: repr}
)
def suggested(
    wish: Wish, bounds: Bounds, count: int, _published: Published | None, upload: str
) -> Listed:
    """Neighbourhoods that the list suggests."""
    loaded = load()
    found = ranked(wish, _published, upload)
    picked = picked_by(
        loaded.pack, loaded.known, loaded.touching, found, bounds=bounds, count=count
    )
    view = Targeting(loaded.pack, loaded.known, found)
    sure = shaken(wish, _published, upload)
    return Listed(suggestions(view, picked.picks, sure), picked.shortfall)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Basis: repr})
def small_areas_of(
    basis: Basis,
    _published: Published | None,
    upload: str,  # noqa: ARG001
) -> SmallAreas:
    """Activity levels of every LSOA."""
    loaded = load()
    return small_areas(loaded.pack, loaded.known, basis, published=_published)
