"""Estimates and lists, worked out once for a set of choices."""

import numpy as np

from insight.analysis.ranking import Certainty, Ranking, Wish, certainty, percentiles, ranking
from insight.analysis.small_areas import Basis, Published, SmallAreas, small_areas
from insight.analysis.suggested import Suggestions, picked_by, suggestions
from insight.analysis.targeting import Targeting
from insight.geography.neighbourhoods import Bounds
from insight.measures.uncertainty import SimulationSettings as ErrorSpread
from insight.measures.uncertainty import draws_for
from insight.shell.open_packs import load, per_pack


@per_pack(max_entries=64, show_spinner=False, hash_funcs={Wish: repr})
def ranked(wish: Wish, _published: Published | None, upload: str) -> Ranking:  # noqa: ARG001
    """All areas in order of need."""
    loaded = load()
    return ranking(loaded.pack, loaded.known, wish, published=_published)


@per_pack(max_entries=8, show_spinner=False, hash_funcs={Wish: repr})
def simulated(wish: Wish, _published: Published | None, upload: str) -> Certainty:
    """How sure the ranking is."""
    found = ranked(wish, _published, upload)
    spread = ErrorSpread(draws=draws_for(len(found.table)))
    return certainty(found, spread, _drawn(wish.of_need, upload, found, spread))


@per_pack(max_entries=4, show_spinner=False, hash_funcs={Wish: repr})
def _drawn(
    of_need: Wish,  # noqa: ARG001
    upload: str,  # noqa: ARG001
    _found: Ranking,
    _spread: ErrorSpread,
) -> np.ndarray:
    """Need of every area in every draw, for all lists that are made of that need."""
    return percentiles(_found, _spread)


@per_pack(max_entries=64, show_spinner=False, hash_funcs={Wish: repr, Bounds: repr})
def suggested(
    wish: Wish, bounds: Bounds, count: int, _published: Published | None, upload: str
) -> Suggestions:
    """Neighbourhoods that the list suggests."""
    loaded = load()
    found = ranked(wish, _published, upload)
    picked = picked_by(
        loaded.pack, loaded.known, loaded.touching, found, bounds=bounds, count=count
    )
    view = Targeting(loaded.pack, loaded.known, found)
    sure = simulated(wish, _published, upload)
    return suggestions(view, picked, sure)


@per_pack(max_entries=16, show_spinner=False, hash_funcs={Basis: repr})
def small_areas_of(
    basis: Basis,
    _published: Published | None,
    upload: str,  # noqa: ARG001
) -> SmallAreas:
    """Activity levels of every LSOA."""
    loaded = load()
    return small_areas(loaded.pack, loaded.known, basis, published=_published)
