"""Make the list again 2,000 times with everything shaken: chances and ranks.

The peer makes one list after the other with the functions that make the plain list,
for fewer draws, scaled up: what the arithmetic costs without drawing many at once.
"""

import time
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.rows import Row
from insight.analysis.ranking import INPUTS, Order, Ranking, Wish, certainty, ranking
from insight.geography.levels import places
from insight.measures.estimate_errors import alike
from insight.measures.estimates import expit, logit, shifted
from insight.measures.need import METHODS, need_score, ranked
from insight.measures.reach import listed
from insight.measures.uncertainty import DRAWS, FIRST, SimulationSettings
from insight.pack.pack import open_pack

REPETITIONS = 5
PEER_DRAWS = 40
PEER = f"one draw after the other ({PEER_DRAWS}, scaled up)"


def measure() -> list[Row]:
    pack = open_pack()
    found = ranking(pack, places(pack), Wish(order=Order.RULE))
    ours = median(_seconds(found) for _ in range(REPETITIONS))
    began = time.perf_counter()
    one_by_one(found, PEER_DRAWS)
    theirs = (time.perf_counter() - began) * DRAWS / PEER_DRAWS
    return [Row("targeting.draws_s", ours, "s", PEER, theirs)]


def _seconds(found: Ranking) -> float:
    began = time.perf_counter()
    certainty(found, SimulationSettings())
    return time.perf_counter() - began


def one_by_one(found: Ranking, draws: int) -> pd.Series:
    """Share of the draws in which each area is on the list."""
    chance = np.random.default_rng(SimulationSettings().seed)
    scheme = found.scheme
    then_by = found.table["imd_rank"]
    count = pd.Series(0, index=then_by.index)
    for _ in range(draws):
        inactive = _shaken(found, chance)
        scaling, mean = METHODS[chance.integers(len(METHODS))]
        moved = chance.uniform(-1, 1, len(INPUTS)) * SimulationSettings().weight_span
        weights = np.clip(np.asarray(scheme.weights) + moved, 0, None)
        need = need_score(
            found.inputs.assign(inactive=inactive),
            dict(zip(INPUTS, weights, strict=True)),
            scaling=scaling,
            mean=mean,
        )
        if scheme.first_above is not None:
            need += FIRST * inactive.gt(scheme.first_above)
        order = ranked(need, then_by).to_numpy()[None, :]
        count += listed(order, found.rules)[0]
    return count / draws


def _shaken(found: Ranking, chance: np.random.Generator) -> pd.Series:
    """Inactive shares of one draw, held to the drawn rate of each district."""
    errors = found.activity.errors["inactive"]
    share = errors.share
    codes = errors.shared.index
    likeness = pd.Series(np.nan, index=codes)
    home = errors.group.groupby(errors.part).first()
    for _, of in home.groupby(home):
        root = np.linalg.cholesky(alike(errors.points.loc[of.index].to_numpy()))
        likeness[of.index] = root @ chance.standard_normal(len(of))
    noise = (errors.shared * likeness).loc[errors.part].to_numpy()
    noise = noise + errors.own.to_numpy() * chance.standard_normal(len(share))
    loose = pd.Series(expit(logit(share.to_numpy()) + noise), index=share.index)
    parts = []
    for code, part in loose.groupby(errors.group):
        adults = errors.adults[part.index]
        rate = np.average(share[part.index], weights=adults)
        error = errors.group_error[code] * chance.standard_normal()
        target = float(expit(logit(np.array(rate)) + error))
        parts.append(shifted(part, adults, target))
    return pd.concat(parts).reindex(share.index)
