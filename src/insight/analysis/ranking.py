"""Which areas come first: one choice of inputs, rule and reach, ranked and listed."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import NormalDist

import numpy as np
import pandas as pd

from insight.analysis.own_values import complete_by_lsoa, need_of
from insight.analysis.small_areas import Basis, Published, SmallAreas, small_areas
from insight.errors import InsightError
from insight.geography.levels import Places
from insight.measures.deprivation import decile
from insight.measures.estimates import expit, logit
from insight.measures.need import (
    HIGH,
    Mean,
    Scaling,
    activity_class,
    deprivation_class,
    need_score,
    ranked,
    ties,
)
from insight.measures.reach import Reach, Rules, listed, rules
from insight.measures.uncertainty import (
    FIRST,
    Scheme,
    SimulationSettings,
    draw_needs,
    groups,
    need_estimates,
    need_percentiles,
    rank_draws,
)
from insight.pack.catalogue import NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025
from insight.pack.pack import Pack


class Order(StrEnum):
    """How areas are put in order."""

    RULE = "rule"
    COMPOSITE = "composite"


INPUTS = {"inactive": "Inactivity", "imd": "Deprivation (IMD)", "health": "Health deprivation"}
"""What a score can be made of, the inactive share first."""

Weights = tuple[int, ...]

PRESETS: dict[str, tuple[str, Weights]] = {
    "inactivity": ("Inactivity first", (70, 30, 0)),
    "equal": ("Inactivity and deprivation equally", (50, 50, 0)),
    "health": ("Inactivity, deprivation and health", (34, 33, 33)),
}
"""Named weights, in points of 100 for each of `INPUTS`; the first is the default."""

RULE_WEIGHTS: Weights = (100, 0, 0)
"""Within the rule the more inactive area comes first."""

SURE = (95, 80, 50, 0)
"""Intervals, in per cent, that can be asked to lie above the comparator; 0 asks the
estimate alone."""


@dataclass(frozen=True)
class Wish:
    """Everything that somebody chose about the list.

    `weights`, `scaling` and `mean` are those of the score, and `own` the key of an own indicator
    that is an input of it too. `sure` is the per cent of the interval that must lie above the whole
    area's rate for activity need to be high, and below it to be low. `most_to` and `middle_to` are
    the last national decile of the most deprived and of the middle class. `districts` are empty for
    all. By the rule, `fill` puts the next highest on the list where fewer areas than it has places
    meet both thresholds.
    """

    basis: Basis = field(default_factory=Basis)
    order: Order = Order.RULE
    weights: Weights = PRESETS["inactivity"][1]
    scaling: Scaling = Scaling.PERCENTILE
    mean: Mean = Mean.ARITHMETIC
    sure: int = 95
    most_to: int = 2
    middle_to: int = 5
    places: int = 30
    reach: Reach = Reach.ALL
    districts: tuple[str, ...] = ()
    fill: bool = False
    imd_year: int = 2025
    own: str = ""
    own_weight: int = 0

    @property
    def has_own(self) -> bool:
        """Whether an own indicator is an input of the score."""
        return bool(self.own) and self.order is Order.COMPOSITE

    @property
    def score_weights(self) -> Weights:
        """Weights that order the areas, that of an own indicator last."""
        if self.order is Order.RULE:
            return RULE_WEIGHTS
        return (*self.weights, self.own_weight) if self.has_own else self.weights

    @property
    def is_strict(self) -> bool:
        """Whether only areas that meet both thresholds are on the list.

        An equal share for each district goes to the areas that come first there, whether they
        meet them or not.
        """
        return self.order is Order.RULE and not self.fill and self.reach is not Reach.QUOTA

    @property
    def of_need(self) -> "Wish":
        """The same need of every area, whoever has a place on the list."""
        return replace(self, places=30, reach=Reach.ALL, districts=(), fill=False)


@dataclass(frozen=True, eq=False)
class Ranking:
    """All LSOAs in order of need, and which of them are on the list.

    Attributes
    ----------
    table
        Indexed by LSOA: ``inactive``, ``low``, ``high`` (proportions, 95%),
        ``imd_rank``, ``decile`` (of the release chosen), ``activity_class``,
        ``deprivation_class``, ``need`` (score), ``need_pct`` (100 for the
        greatest need of the whole area, 0 for the least), ``rank`` (among those
        that can be listed; missing for others), ``tied`` (how many others of these
        have the same score; missing likewise) and ``is_listed``.
    inputs
        The inputs of the score, higher being more need.
    """

    wish: Wish
    activity: SmallAreas
    table: pd.DataFrame
    scheme: Scheme
    rules: Rules
    inputs: pd.DataFrame

    @property
    def listed(self) -> pd.DataFrame:
        """The rows on the list, the greatest need first."""
        return self.table[self.table["is_listed"]].sort_values("rank")

    @property
    def where_both_meet(self) -> pd.Series:
        """Whether each area has high activity need and is among the most deprived."""
        return _both_high(self.table)

    @property
    def meeting(self) -> pd.Series:
        """The same, of the areas that could be on the list alone."""
        return self.where_both_meet & self.rules.is_eligible


@dataclass(frozen=True, eq=False)
class Certainty:
    """How sure a ranking is.

    `table` has ``chance``, ``median``, ``low``, ``high`` and ``group`` by LSOA, missing for areas
    that cannot be listed; `percentiles` are from `need_percentiles`.
    """

    table: pd.DataFrame
    percentiles: np.ndarray
    spread: SimulationSettings


def ranking(
    pack: Pack, known: Places, wish: Wish, *, published: Published | None = None
) -> Ranking:
    """Estimate, class, score and rank every LSOA, and fill the list.

    Raises
    ------
    ContractError
        If a table that is needed cannot be used.
    InsightError
        If the wish has no meaning, such as all weights 0, or an area has no
        estimate of activity.
    """
    imd_rank, national = imd_ranks(pack, wish.imd_year)
    deciles = decile(imd_rank, national)
    areas = small_areas(pack, known, wish.basis, published=published)
    need_estimates(areas.shares["inactive"])
    inputs = pd.DataFrame(
        {
            "inactive": areas.shares["inactive"],
            "imd": -imd_rank,
            "health": -pack.table("deprivation")["health_rank"],
        }
    )
    if wish.has_own:
        inputs["own"] = _own_input(pack, known, wish.own)
    table = areas.limits().assign(
        inactive=areas.shares["inactive"],
        imd_rank=imd_rank,
        decile=deciles,
        deprivation_class=deprivation_class(
            deciles, most_to=wish.most_to, middle_to=wish.middle_to
        ),
    )
    tested = areas.limits(z=_quantile(wish.sure))
    table["activity_class"] = activity_class(tested["low"], tested["high"], areas.whole)
    scheme = _scheme(wish, areas, table["deprivation_class"])
    need = need_score(
        inputs,
        dict(zip(inputs.columns, scheme.weights, strict=True)),
        scaling=scheme.scaling,
        mean=scheme.mean,
    )
    if scheme.first_above is not None:
        need += FIRST * table["inactive"].gt(scheme.first_above)
    order = ranked(need, imd_rank)
    wanted = rules(
        known.district_of,
        wish.places,
        wish.reach,
        districts=wish.districts,
        city=known.crowded.district,
    )
    if wish.is_strict:
        meeting = int((_both_high(table) & wanted.is_eligible).sum())
        wanted = replace(wanted, places=min(wanted.places, meeting))
    count = len(table)
    table["need"] = need
    table["need_pct"] = 100 * (count - order + 0.5) / count
    table["rank"] = order.where(wanted.is_eligible).rank()
    table["tied"] = ties(need.where(wanted.is_eligible))
    table["is_listed"] = listed(order.to_numpy()[None, :], wanted)[0]
    return Ranking(wish, areas, table, scheme, wanted, inputs)


def _both_high(table: pd.DataFrame) -> pd.Series:
    return table["activity_class"].eq(HIGH) & table["deprivation_class"].eq(HIGH)


def _own_input(pack: Pack, known: Places, key: str) -> pd.Series:
    usable = complete_by_lsoa(pack, known)
    if key not in usable:
        raise InsightError(
            "You cannot use this indicator in a score. Every small area (LSOA) needs a figure, "
            "and a high figure must mean more or less need. Choose another, or none."
        )
    return need_of(pack, known, usable[key])


def imd_ranks(pack: Pack, year: int) -> tuple[pd.Series, int]:
    """National IMD rank of each 2021 LSOA in one release, and of how many.

    The ranks of 2019 are on 2011 LSOAs: parts of a split area take its rank, and a
    merged area takes the mean of its parts'.
    """
    if year != 2019:
        return pack.table("deprivation")["imd_rank"], NATIONAL_LSOAS_2025
    links = pack.table("lsoa_links").reset_index()
    former = links["lsoa11cd"].map(pack.table("imd2019")["imd2019_rank"])
    mean = former.groupby(links["lsoa21cd"]).mean().round().astype("int64")
    index = pack.table("deprivation").index
    return mean.reindex(index).rename("imd_rank"), NATIONAL_LSOAS_2019


def _quantile(sure: int) -> float:
    """Half width, in standard deviations, of an interval of so many per cent."""
    return NormalDist().inv_cdf(0.5 + sure / 200)


def _scheme(wish: Wish, areas: SmallAreas, deprivation: pd.Series) -> Scheme:
    """Weights and method; by the rule, what meets both thresholds comes first.

    An area's estimate must exceed the whole area's rate by its own margin, so that
    a drawn estimate is tested as the published one is.
    """
    weights = tuple(float(weight) for weight in wish.score_weights)
    if wish.order is Order.COMPOSITE:
        return Scheme(weights, wish.scaling, wish.mean)
    margin = _quantile(wish.sure) * areas.errors["inactive"].of_areas
    whole = float(logit(np.array(areas.whole)))
    above = expit(whole + margin).where(deprivation.eq(HIGH), np.inf)
    return Scheme(weights, Scaling.PERCENTILE, Mean.ARITHMETIC, above)


def percentiles(found: Ranking, spread: SimulationSettings) -> np.ndarray:
    """Need of every area with every uncertain input drawn; errors as `ranking`.

    `need_percentiles`, the same for all wishes whose `Wish.of_need` is the same.
    """
    areas = found.activity
    needs = draw_needs(
        areas.errors["inactive"], found.inputs.drop(columns="inactive"), found.scheme, spread
    )
    return need_percentiles(needs, found.table["imd_rank"])


def certainty(
    found: Ranking, spread: SimulationSettings, drawn: np.ndarray | None = None
) -> Certainty:
    """Make the list again with every uncertain input drawn.

    `drawn` are from `percentiles`, of a ranking by the same need and of the same spread;
    None to draw them. Errors as `ranking`.
    """
    if drawn is None:
        drawn = percentiles(found, spread)
    table = rank_draws(drawn, found.table["imd_rank"], found.rules)
    table["group"] = groups(table["chance"])
    return Certainty(table, drawn, spread)


@dataclass(frozen=True)
class RankingChange:
    """What another choice would do: how many of the places would go to other areas."""

    words: str
    replaced: int
    places: int


def changes(
    pack: Pack, known: Places, found: Ranking, *, published: Published | None = None
) -> tuple[RankingChange, ...]:
    """Other choices that could be argued for, the one that changes most first."""
    here = set(found.listed.index)
    result = []
    # As many places as were had: the longer list of a score has others for its length alone.
    asked = replace(found.wish, places=found.rules.places)
    for words, wish in _alternatives(asked, pack.about.short_title):
        try:
            other = ranking(pack, known, wish, published=published)
        except InsightError:
            # What the data cannot make is no choice.
            continue
        there = set(other.listed.index)
        result.append(RankingChange(words, len(there - here), max(len(there), len(here))))
    return tuple(sorted(result, key=lambda change: (-change.replaced, change.words)))


def _alternatives(wish: Wish, short: str) -> list[tuple[str, Wish]]:
    composite = replace(wish, order=Order.COMPOSITE, own="", own_weight=0)
    found = [("IMD 2019 instead of 2025", replace(wish, imd_year=2019))]
    found += [
        (
            f"Weights “{words}” ({' / '.join(map(str, weights))})",
            replace(composite, weights=weights),
        )
        for words, weights in PRESETS.values()
        if wish.order is Order.RULE or weights != wish.weights
    ]
    if wish.order is Order.RULE:
        alone = {"Inactivity only, no deprivation threshold": RULE_WEIGHTS}
        alone["Deprivation (IMD) only, no inactivity threshold"] = (0, 100, 0)
        found += [(words, replace(composite, weights=each)) for words, each in alone.items()]
    else:
        found += _other_scores(wish, composite)
    for reach, words in (
        (Reach.ALL, f"One list for all of {short}"),
        (Reach.QUOTA, "Rank within each district, with an equal share each"),
    ):
        if reach is not wish.reach and len(wish.districts) != 1:
            found.append((words, replace(wish, reach=reach)))
    latest = replace(wish.basis, years=1 if wish.basis.years > 1 else 3)
    years = "three survey years" if latest.years > 1 else "the latest survey year only"
    found.append((f"District survey results from {years}", replace(wish, basis=latest)))
    return found


def _other_scores(wish: Wish, composite: Wish) -> list[tuple[str, Wish]]:
    found = [("Without your own indicator", composite)] if wish.has_own else []
    used = [at for at, weight in enumerate(wish.weights) if weight > 0]
    names = [name.lower().replace("imd", "IMD") for name in INPUTS.values()]
    every = list(wish.weights)
    found += [
        (f"Without {names[at]}", replace(wish, weights=(*every[:at], 0, *every[at + 1 :])))
        for at in used
        if len(used) > 1
    ]
    found.append(("Thresholds instead of a weighted score", replace(wish, order=Order.RULE)))
    found += [
        (f"Inputs scaled by {scaling.value}", replace(wish, scaling=scaling))
        for scaling in Scaling
        if scaling is not wish.scaling and wish.mean is Mean.ARITHMETIC
    ]
    if wish.scaling is not Scaling.Z:
        other = Mean.GEOMETRIC if wish.mean is Mean.ARITHMETIC else Mean.ARITHMETIC
        article = "An" if other is Mean.ARITHMETIC else "A"
        found.append((f"{article} {other.value} mean", replace(wish, mean=other)))
    return found
