"""The packs that are open: the one in use, and older ones that a link asks for."""

import gc
import inspect
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from insight.analysis.own_indicators import with_own
from insight.errors import InsightError
from insight.geography.contiguity import Links, links, links_of
from insight.geography.levels import Places, places
from insight.geography.web_geometry import published
from insight.pack.catalogue import Level
from insight.pack.pack import EMBEDDED, Pack, open_pack
from insight.pack.packs import kept, packs_folder, recorded_version, used
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.record import Record
from insight.root import SERVED

PLACES = ("districts", "msoas", "areas")  # tables that say where the areas lie

WORLD_STUB = "world_110m.json"
"""Plotly asks for an outline of the world before it draws any SVG map."""

MOST_OPEN = 4  # packs open at once; the one that nobody has asked for longest is closed

_ASKED = "packs:asked"
_LEFT = "packs:left"
_OWN = "packs:own"
_LOADED = "packs:loaded"

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Loaded:
    """A pack laid out for the pages, with the files of its boundaries as `published` names them."""

    pack: Pack
    places: Places | None
    files: dict[str, str]
    own: str = ""

    @property
    def key(self) -> str:
        """What tells these tables from all others."""
        return f"{self.pack.version}{self.own}"

    @property
    def touching(self) -> Links:
        """Which LSOAs of one district touch; worked out when first asked for."""
        return _touching(self.pack.version, self.pack, self.known)

    @property
    def known(self) -> Places:
        """The areas by level."""
        if self.places is None:
            raise self.pack.fault(*PLACES)
        return self.places


def load() -> Loaded:
    """The pack that this reader looks at: the one in use, unless a link asked.

    The partnership's own indicators, as `bring_own` had them, are among its tables.
    """
    if get_script_run_ctx() is None:
        return _load()
    # Asked for some two hundred times in a run, and the same each time.
    found = st.session_state.get(_LOADED)
    if found is None:
        found = st.session_state[_LOADED] = _load()
    return cast("Loaded", found)


def look_anew() -> None:
    """Find out again which pack that is; for the beginning of a run."""
    st.session_state.pop(_LOADED, None)


def _load() -> Loaded:
    folder = _asked() or str(used(os.environ))
    if get_script_run_ctx() is None or not (brought := st.session_state.get(_OWN)):
        return opened(folder)
    return _with_own(folder, ",".join(f"{one.id}.{one.version}" for one in brought), brought)


def bring_own(records: Sequence[Record[OwnIndicator]]) -> None:
    """Show a reader's pages with these own indicators from now on."""
    st.session_state[_OWN] = tuple(records)
    look_anew()


@st.cache_resource(max_entries=2 * MOST_OPEN, show_spinner=False)
def _with_own(folder: str, own: str, _records: tuple[Record[OwnIndicator], ...]) -> Loaded:
    plain = opened(folder)
    return replace(plain, pack=with_own(plain.pack, _records), own=f"+{own}")


@st.cache_resource(max_entries=MOST_OPEN, show_spinner=False)
def _touching(version: str, _pack: Pack, _known: Places) -> Links:  # noqa: ARG001
    areas = _known.levels[Level.LSOA]
    if _pack.has("neighbours"):
        return links_of(areas.index, _pack.table("neighbours").reset_index())
    return links(areas, within=_known.district_of)


@st.cache_resource(max_entries=MOST_OPEN, show_spinner="Loading the data…")
def opened(folder: str) -> Loaded:
    """Open the pack in a folder."""
    pack = open_pack(Path(folder))
    if not pack.is_usable(*PLACES):
        return Loaded(pack, None, {})
    known = places(pack)
    inside = {
        region: [code for code, its in known.region_of.items() if its == region]
        for region in known.regions
    }
    drawn = [table for table in (*PLACES, "wards") if pack.is_usable(table)]
    key = " ".join(source.sha256 for source in pack.sources_of(*drawn))
    levels = {level.value: areas for level, areas in known.levels.items()}
    try:
        files = published(levels, inside, key, SERVED)
        (SERVED / WORLD_STUB).write_text("{}", "utf-8")
    except OSError as fault:
        raise InsightError(
            f"The boundaries cannot be written to {SERVED} ({fault.strerror}). "
            "Give the server’s user permission to write there, then restart."
        ) from None
    # Streamlit collects garbage in full after every rerun. What is loaded by now stays for good:
    # taking it out of the collector's sight saves three quarters of the CPU of a rerun.
    gc.collect()
    gc.freeze()
    return Loaded(pack, known, files)


def ask_for(version: str) -> None:
    """Look at the pack that a link was made on, as long as it is still there."""
    state = st.session_state
    context = get_script_run_ctx()
    if getattr(context, "is_history_navigation", False):
        state.pop(_LEFT, None)
    # The address of a click can be older than the one that left the pack.
    if version and version != load().pack.version and version != state.get(_LEFT):
        _look_into(version)


def look_at(version: str) -> None:
    """Look at another pack from now on, whatever the address says; for a callback.

    A link to the page that is open would not change the address in the browser, and
    the next click would lead back (Streamlit 1.67).
    """
    here = load().pack.version
    _look_into(version)
    st.session_state[_LEFT] = here


def _look_into(version: str) -> None:
    folder = others().get(version)
    if folder is not None:
        st.session_state[_ASKED] = str(folder)
        look_anew()
        st.session_state.pop(_LEFT, None)


def others() -> dict[str, Path]:
    """Packs beside the one that this reader looks at, by version, the newest first."""
    found = kept(packs_folder(os.environ))
    for folder in (used(os.environ), EMBEDDED):
        found.setdefault(recorded_version(folder), folder)
    here = load().pack.version
    return {key: folder for key, folder in found.items() if key and key != here}


def in_use() -> str:
    """Version of the pack that everybody is shown who has no other link."""
    return opened(str(used(os.environ))).pack.version


def _asked() -> str:
    """Folder of the pack that this reader's link asked for; empty if none did."""
    if get_script_run_ctx() is None:
        return ""
    folder = str(st.session_state.get(_ASKED) or "")
    return folder if folder and (Path(folder) / "pack.toml").is_file() else ""


class Kept(Generic[P, R]):
    """A function of the pack that is looked at, which works nothing out twice.

    As ``st.cache_resource``, but what it found in one pack is not given to a reader who looks at
    another.
    """

    def __init__(self, function: Callable[P, R], **options: object) -> None:
        @wraps(function)
        def of_version(_: str, /, *args: P.args, **keywords: P.kwargs) -> R:
            return function(*args, **keywords)

        # The arguments are told apart by their names, of which one that begins with a line below is
        # no part of the key.
        own = inspect.signature(function)
        first = inspect.Parameter("version", inspect.Parameter.POSITIONAL_ONLY)
        whole = own.replace(parameters=[first, *own.parameters.values()])
        of_version.__signature__ = whole  # type: ignore[attr-defined]
        self._cached = st.cache_resource(**options)(of_version)  # type: ignore[call-overload]

    def __call__(self, *args: P.args, **keywords: P.kwargs) -> R:
        """What the function gives for the pack that is looked at."""
        return cast("R", self._cached(load().key, *args, **keywords))

    def clear(self) -> None:
        """Forget what was found in any pack."""
        self._cached.clear()


def per_pack(**options: object) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Keep what a function works out of the pack that is looked at."""
    return lambda function: Kept(function, **options)
