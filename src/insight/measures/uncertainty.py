"""How sure a list is: the same choice made again with every input shaken."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.estimate_errors import AreaErrors
from insight.measures.need import METHODS, Mean, Scaling, combined, scaled
from insight.measures.reach import Rules, listed

DRAWS = 2_000
FEWER_DRAWS = 500
MANY_AREAS = 10_000  # areas above which there are fewer draws: all draws of all areas are kept

SEED = 20_250_101
WEIGHT_SPAN = 20.0  # points of 100 by which a weight is taken to be open to discussion, either way

ALWAYS = 0.8
NEVER = 0.2  # chances at which an area counts as always, or as never, on the list
INTERVAL = (0.05, 0.95)  # quantiles of the 90% interval of a rank
FIRST = 100.0  # added to the score of an area that comes first: more than any score differs
CELLS_AT_ONCE = 400_000  # draws are worked in parts of this many numbers, which stay in the cache


def draws_for(areas: int) -> int:
    """Repetitions for so many areas.

    A chance from 500 draws is out by 2 points at most, one standard error.

    Examples
    --------
    >>> draws_for(700), draws_for(33_755)
    (2000, 500)
    """
    return FEWER_DRAWS if areas > MANY_AREAS else DRAWS


@dataclass(frozen=True)
class SimulationSettings:
    """How much of what is uncertain is shaken; the same seed and inputs give the same result."""

    draws: int = DRAWS
    seed: int = SEED
    error: float = 1.0  # share of the survey and model errors that is applied
    weight_span: float = WEIGHT_SPAN  # points, of 100, that each weight moves up or down
    is_method_open: bool = True


@dataclass(frozen=True)
class Scheme:
    """How the inputs are put together when nothing is shaken.

    `weights`: points for each input, the inactive share first, 100 in all. `first_above`: inactive
    share (proportion) from which an area comes before all that stay below their own, whatever else;
    infinite for an area that never does. None where nothing but the score decides.
    """

    weights: tuple[float, ...]
    scaling: Scaling
    mean: Mean
    first_above: pd.Series | None = None


def draw_needs(
    activity: AreaErrors, others: pd.DataFrame, scheme: Scheme, spread: SimulationSettings
) -> np.ndarray:
    """Need of every area in every draw.

    In each draw the errors of the inactive shares are drawn, see `AreaErrors.draw`; the weights
    and, if open, the method are drawn too.

    `others`: the other inputs, one column each, higher being more need, on the same areas.

    One row per draw, one column per area in the order of `others`. Raises `InsightError` if an area
    has no share, or the weights are not one for each input.
    """
    _check(activity, others, scheme)
    chance = np.random.default_rng(spread.seed)
    method, weights = _drawn_schemes(scheme, spread, chance)
    fixed = others.to_numpy(dtype=float).T
    still = {
        scaling: np.stack([scaled(row[None, :], scaling)[0] for row in fixed])
        if len(fixed)
        else np.empty((0, len(others)))
        for scaling in {METHODS[at][0] for at in np.unique(method)}
    }
    needs = np.empty((spread.draws, len(others)))
    rows = max(1, CELLS_AT_ONCE // len(others))
    # The draws of one method after the other, so that each part has one method.
    turn = np.argsort(method, kind="stable")
    for at in np.unique(method):
        of_method = turn[method[turn] == at]
        scaling, mean = METHODS[at]
        for start in range(0, len(of_method), rows):
            part = of_method[start : start + rows]
            shares = activity.draw(len(part), chance, error=spread.error)
            planes = np.empty((1 + len(fixed), len(part), len(others)))
            planes[0] = scaled(shares, scaling)
            planes[1:] = still[scaling][:, None, :]
            needs[part] = combined(planes, weights[part], mean)
            if scheme.first_above is not None:
                needs[part] += FIRST * (shares > scheme.first_above.to_numpy())
    return needs


def need_estimates(share: pd.Series) -> None:
    """Raise unless every area has an estimate of activity."""
    missing = share.isna()
    if missing.any():
        raise InsightError(
            f"{int(missing.sum()):,} of {len(missing):,} areas have no estimate of "
            f"activity, first {missing.idxmax()!r}. Choose survey years in which their district "
            "has a figure, or use published estimates for small areas."
        )


def _check(activity: AreaErrors, others: pd.DataFrame, scheme: Scheme) -> None:
    need_estimates(activity.share)
    if len(scheme.weights) != 1 + others.shape[1]:
        raise InsightError(
            f"There are {len(scheme.weights)} weights for {1 + others.shape[1]} "
            "inputs. Give one weight for each."
        )


def _drawn_schemes(
    scheme: Scheme, spread: SimulationSettings, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Method, as a position in `METHODS`, and weights of each draw."""
    planned = METHODS.index((scheme.scaling, scheme.mean))
    method = np.full(spread.draws, planned)
    if spread.is_method_open:
        method = chance.integers(0, len(METHODS), spread.draws)
    middle = np.asarray(scheme.weights, dtype=float)
    moved = chance.uniform(-1, 1, (spread.draws, len(middle))) * spread.weight_span
    weights = np.clip(middle + moved, 0, None)
    # All weights at once can only reach nought if the span is as large as they are.
    nothing = weights.sum(axis=1) == 0
    weights[nothing] = middle
    return method, weights


def rank_draws(needs: np.ndarray, then_by: pd.Series, wanted: Rules) -> pd.DataFrame:
    """Chance of a place on the list, and where each area ranks over the draws.

    `needs`: from `draw_needs` or `need_percentiles`, which give the same ranks; columns in the
    order of `then_by`. `then_by`: what decides between equal needs, lower first; then the code
    does.

    On the index of `then_by`: ``chance`` (share of draws on the list), ``median``, ``low`` and
    ``high`` (rank and its 90% interval); missing for areas that are not eligible.
    """
    order = np.lexsort((then_by.index.to_numpy(), then_by.to_numpy()))
    eligible = order[wanted.is_eligible[order]]
    count, areas = np.zeros(len(eligible)), len(eligible)
    ranks = np.empty((len(needs), areas), dtype="int32")
    inner = Rules(wanted.places, np.ones(areas, dtype=bool), wanted.group[eligible], wanted.each)
    rows = max(1, CELLS_AT_ONCE // max(areas, 1))
    at = np.arange(1, areas + 1, dtype="int32")
    for start in range(0, len(needs), rows):
        part = -needs[start : start + rows, eligible]
        # Columns stand in the order that decides between equals: stable keeps it.
        turn = part.argsort(axis=1, kind="stable")
        np.put_along_axis(ranks[start : start + rows], turn, at[None, :], axis=1)
        count += listed(ranks[start : start + rows], inner).sum(axis=0)
    low, middle, high = np.quantile(
        ranks, (INTERVAL[0], 0.5, INTERVAL[1]), axis=0, method="inverted_cdf"
    )
    found = pd.DataFrame(
        {"chance": count / len(needs), "median": middle, "low": low, "high": high},
        index=then_by.index[eligible],
    )
    return found.reindex(then_by.index)


def groups(chance: pd.Series) -> pd.Series:
    """Always, depends or never on the list.

    Examples
    --------
    >>> groups(pd.Series([1.0, 0.8, 0.79, 0.2, 0.19, None])).tolist()
    ['always', 'always', 'depends', 'depends', 'never', '']
    """
    words = np.select(
        [chance.isna(), chance.ge(ALWAYS), chance.ge(NEVER)], ["", "always", "depends"], "never"
    )
    return pd.Series(words, index=chance.index, name="group")


def need_percentiles(needs: np.ndarray, then_by: pd.Series) -> np.ndarray:
    """Place of every area among all, in every draw: near 100 for the greatest need.

    ``100 (n - rank + 0.5) / n``, of the shape of `needs`.
    """
    order = np.lexsort((then_by.index.to_numpy(), then_by.to_numpy()))
    areas = len(order)
    scale = (100 * (areas - np.arange(areas) - 0.5) / areas).astype("float32")
    found = np.empty(needs.shape, dtype="float32")
    rows = max(1, CELLS_AT_ONCE // max(areas, 1))
    for start in range(0, len(needs), rows):
        turn = (-needs[start : start + rows, order]).argsort(axis=1, kind="stable")
        part = found[start : start + rows]
        np.put_along_axis(part, order[turn], scale[None, :], axis=1)
    return found


def ranks_of_sets(percentiles: np.ndarray, sets: np.ndarray) -> pd.DataFrame:
    """Where sets of areas rank among each other over the draws.

    `sets`: one column per set: the share of its residents that each area has.

    One row per set: ``low`` and ``high``, the 90% interval of its rank, 1 for the greatest need;
    equal sets rank in the order given.
    """
    needs = percentiles @ sets.astype(percentiles.dtype)
    order = (-needs).argsort(axis=1, kind="stable")
    ranks = np.empty(order.shape, dtype="int64")
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    low, high = np.quantile(ranks, INTERVAL, axis=0, method="inverted_cdf")
    return pd.DataFrame({"low": low, "high": high})


def chance_above(percentiles: np.ndarray, members: np.ndarray, line: float) -> float:
    """Share of draws in which the need of a set of areas reaches a line.

    `members`: weights of the areas of the set, adding up to 1: their share of its residents.
    `line`: place among all areas, 100 for the greatest need.

    Examples
    --------
    >>> chance_above(np.array([[90.0, 10.0], [70.0, 30.0]]), np.array([1.0, 0.0]), 80)
    0.5
    """
    return float((percentiles @ members >= line).mean())
