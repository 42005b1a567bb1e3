"""Suggest neighbourhoods: from outlines and need to the ten that are picked.

The nearest peer is max-p regionalisation, which has a least number of people too; it
cuts the whole study area into regions that are alike, as many as it can, and knows
neither need nor a greatest number of people.
"""

import time
from importlib.util import find_spec
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.rows import Row
from insight.analysis.ranking import Wish, ranking
from insight.geography.contiguity import links
from insight.geography.levels import places
from insight.geography.neighbourhoods import Bounds, candidates, pick
from insight.pack.pack import open_pack

REPETITIONS = 5
COUNT = 10
SEED = 20_250_101
NAME = "targeting.suggest_s"
PEER = "max-p of spopt, same least people"
NO_PEER = "spopt: see benchmarks/requirements.txt"


def measure() -> list[Row]:
    pack = open_pack()
    known = places(pack)
    need = ranking(pack, known, Wish()).table["need_pct"]
    people = pack.table("population")["population"]
    district, areas = known.district_of, pack.areas
    bounds = Bounds()

    def ours() -> None:
        beside = links(areas, within=district)
        found = candidates(need, people, district, beside, bounds)
        if len(pick(found, need, count=COUNT).picks) != COUNT:
            raise ValueError(f"There are fewer than {COUNT} suggestions.")

    seconds = median(_seconds(ours) for _ in range(REPETITIONS))
    if find_spec("spopt") is None:
        return [Row(NAME, seconds, "s", NO_PEER)]
    table = areas[["geometry"]].assign(need=need, people=people)
    return [Row(NAME, seconds, "s", PEER, _max_p(table, bounds.least))]


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _max_p(table: gpd.GeoDataFrame, least: int) -> float:
    """Seconds that the peer takes with its own contiguity, imports not counted."""
    from libpysal.weights import Rook
    from spopt.region import MaxPHeuristic

    # The peer draws from this state.
    np.random.seed(SEED)
    began = time.perf_counter()
    beside = Rook.from_dataframe(table, use_index=False)
    found = MaxPHeuristic(table, beside, ["need"], "people", least, top_n=2)
    found.solve()
    seconds = time.perf_counter() - began
    regions = table["people"].groupby(pd.Series(found.labels_, index=table.index)).sum()
    if regions.min() < least:
        raise ValueError("The peer has made a region with too few people.")
    return seconds
