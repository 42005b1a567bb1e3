"""Fit the model of activity, and hold it against what it was not fitted on.

Everything is by MSOA: published shares of adults, the average of the covariates over
residents, and the district and region that each lies in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.measures.activity_model import centred, residual_terms
from insight.measures.deprivation import weighted_mean
from insight.measures.estimates import expit, logit, shifted
from insight.measures.intervals import Z_95
from insight.pack.contracts.schemas import (
    MODEL_BOTH,
    MODEL_OUTCOMES,
    MODEL_RATES,
    MODEL_RESIDUAL,
    MODEL_TERMS,
)

RIDGES = (0.001, 0.003, 0.01, 0.03)
"""Penalties tried, in units of the covariates' own variance; the one with the smallest
error in regions that were left out is taken."""

MADE_OF = {
    "education": ("children_and_young_people", "adult_skills"),
    "barriers": ("geographical_barriers", "wider_barriers"),
    "environment": ("indoors", "outdoors"),
}
"""Domains whose scores are made of two sub-domains that are covariates too."""

ROUNDS = 100
STEP = 1e-9

PARTNERSHIPS_COVERED = 0.95  # share of partnerships in which the intervals are to hold

MOST_OWN_SHARE = 0.8
"""An MSOA with more of its district's residents is no evidence of a residual: the mean
that is removed is nearly its own."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What a model is fitted on, by MSOA.

    `shares`: published proportions ``inactive`` and ``active``. `areas`: covariates `MODEL_TERMS`,
    averaged over residents.
    """

    shares: pd.DataFrame
    areas: pd.DataFrame
    weight: pd.Series
    district: pd.Series
    region: pd.Series

    @property
    def odds(self) -> pd.DataFrame:
        """Published log-odds."""
        return logit(self.shares[list(MODEL_OUTCOMES)])

    def where(self, kept: pd.Series) -> "Ground":
        """Some of the areas."""
        return Ground(**{name: each[kept] for name, each in vars(self).items()})


def averaged(lsoas: pd.DataFrame, people: pd.Series, msoa: pd.Series) -> pd.DataFrame:
    """Covariates of MSOAs: the mean of their LSOAs' over residents."""
    return weighted_mean(lsoas[list(MODEL_TERMS)], people, msoa)


@dataclass(frozen=True, eq=False)
class Regression:
    """Coefficients of one level of activity on `MODEL_TERMS`, and their covariance."""

    slopes: pd.Series
    covariance: pd.DataFrame


def regression(ground: Ground, outcome: str, ridge: float) -> Regression:
    """Fit one level of activity.

    Least squares of the log-odds on the covariates, the weighted mean of each district removed from
    both, with a penalty on the coefficients in units of the covariates' spread. The covariance is
    that of the coefficients given independent residuals of one size and the penalty as what was
    known before; it is used to tell how far from the ground an area lies.
    """
    design = centred(ground.areas, ground.weight, ground.district)[list(MODEL_TERMS)]
    wanted = centred(ground.odds[[outcome]], ground.weight, ground.district)[outcome]
    scale = design.std(ddof=0)
    scale = scale.where(scale > 0, 1.0)
    unit = (design / scale).to_numpy()
    normal = unit.T @ unit + ridge * len(unit) * np.eye(len(MODEL_TERMS))
    inverse = np.linalg.inv(normal)
    found = inverse @ (unit.T @ wanted.to_numpy())
    gap = wanted.to_numpy() - unit @ found
    free = len(unit) - ground.district.nunique() - len(MODEL_TERMS)
    spread = float((gap**2).sum()) / max(free, 1)
    outer = np.outer(scale, scale)
    names = list(MODEL_TERMS)
    return Regression(
        pd.Series(found / scale.to_numpy(), names),
        pd.DataFrame(spread * inverse / outer, names, names),
    )


def held_out(ground: Ground, ridge: float, parts: pd.Series) -> pd.DataFrame:
    """Predicted log-odds of each area by a model that has not seen its part.

    `parts`: what is left out together: whole districts, or whole regions.

    Columns `MODEL_OUTCOMES`, less the mean of each district.
    """
    found = pd.DataFrame(0.0, ground.areas.index, list(MODEL_OUTCOMES))
    for part in sorted(parts.unique()):
        is_out = parts.eq(part)
        rest = ground.where(~is_out)
        for outcome in MODEL_OUTCOMES:
            slopes = regression(rest, outcome, ridge).slopes
            found.loc[is_out, outcome] = ground.areas.loc[is_out, list(MODEL_TERMS)] @ slopes
    return centred(found, ground.weight, ground.district)


def folds(district: pd.Series, count: int = 9) -> pd.Series:
    """Whole districts in so many parts, by the order of their codes."""
    codes = {code: at % count for at, code in enumerate(sorted(district.unique()))}
    return district.map(codes)


def chosen_ridge(ground: Ground) -> float:
    """The penalty with the smallest squared error in regions that were left out."""
    wanted = centred(ground.odds, ground.weight, ground.district)
    errors = {
        ridge: float(((wanted - held_out(ground, ridge, ground.region)) ** 2).to_numpy().mean())
        for ridge in RIDGES
    }
    return min(errors, key=lambda ridge: errors[ridge])


def log_linear_variance(terms: pd.DataFrame, square: pd.Series) -> pd.Series:
    """Logarithm of a variance as a sum of terms, by likelihood.

    Maximum likelihood of normal residuals whose variance is ``exp(terms @ found)``,
    by Fisher scoring.

    `terms`: what the variance is told from, ``constant`` first.

    Examples
    --------
    >>> terms = pd.DataFrame({"constant": [1.0, 1.0, 1.0]})
    >>> log_linear_variance(terms, pd.Series([1.0, 2.0, 6.0])).round(6).tolist()
    [1.098612]
    """
    design, wanted = terms.to_numpy(), square.to_numpy()
    found = np.zeros(design.shape[1])
    found[0] = np.log(wanted.mean())
    for _ in range(ROUNDS):
        expected = np.exp(design @ found)
        step = np.linalg.lstsq(design, wanted / expected - 1, rcond=None)[0]
        # A full step from far away would overshoot: no variance moves by more than e.
        reach = np.abs(design @ step).max()
        found += step / max(1.0, reach)
        if reach < STEP:
            break
    return pd.Series(found, terms.columns)


@dataclass(frozen=True, eq=False)
class Residuals:
    """What areas were from a model that had not seen them, and what tells its size.

    `square`: squared, and freed of the share that the district's mean takes from it, by level of
    activity. `terms`: from `residual_terms`, by level.
    """

    square: pd.DataFrame
    terms: dict[str, pd.DataFrame]


def residuals(
    ground: Ground, odds: pd.DataFrame, regressions: Mapping[str, Regression]
) -> Residuals:
    """Squared residuals of areas whose district has others."""
    weight, district = ground.weight, ground.district
    whole = centred(ground.odds, weight, district)
    own = own_share(weight, district)
    gap = whole - odds
    gap["fairly"] = _fairly_gap(ground, odds)
    kept = own.lt(MOST_OWN_SHARE)
    square = (gap**2).div(1 - own, axis="index")[kept]
    terms = {
        outcome: residual_terms(ground.areas, found.slopes, found.covariance, weight, district)[
            kept
        ]
        for outcome, found in regressions.items()
    }
    # Fairly active is what the other two leave: its own pattern is hardly known.
    flat = terms[MODEL_OUTCOMES[0]] * 0.0
    return Residuals(square, terms | {"fairly": flat.assign(constant=1.0)})


def own_share(weight: pd.Series, district: pd.Series) -> pd.Series:
    """Share of its district's residents that each area has."""
    people = weight.groupby(district).sum()
    return weight / people.loc[district].set_axis(weight.index)


def _fairly_gap(ground: Ground, odds: pd.DataFrame) -> pd.Series:
    """Log-odds of fairly active less what the two predictions leave of it."""
    weight, district = ground.weight, ground.district
    level = weighted_mean(ground.odds, weight, district).loc[district]
    share = expit(odds + level.set_axis(odds.index))
    left = (1 - share.sum(axis="columns")).clip(0.01, 0.99)
    truth = 1 - ground.shares[list(MODEL_OUTCOMES)].sum(axis="columns")
    gap = (logit(truth) - logit(left)).to_frame("gap")
    return centred(gap, weight, district)["gap"]


def fitted_variance(found: Residuals) -> pd.DataFrame:
    """Coefficients of the logarithm of the residual variance: a column a level."""
    fits = {}
    for level, terms in found.terms.items():
        used = [name for name in MODEL_RESIDUAL if name == "constant" or terms[name].any()]
        fits[level] = log_linear_variance(terms[used], found.square[level]).reindex(
            list(MODEL_RESIDUAL), fill_value=0.0
        )
    return pd.DataFrame(fits)


def size(found: Residuals, variance: pd.DataFrame, level: str) -> pd.Series:
    """Residuals in units of the standard deviation that is told for them, squared."""
    told = np.exp(found.terms[level][list(MODEL_RESIDUAL)] @ variance[level])
    return found.square[level] / told


def allowance(
    found: Residuals,
    variance: pd.DataFrame,
    places: Mapping[str, Iterable[str]],
    district: pd.Series,
) -> float:
    """By how much residuals exceed what is told for them in some partnerships.

    Partnerships differ in how well the pattern of England fits them, and a reader looks at one: an
    interval that holds in 95 of 100 areas on average holds in fewer of theirs. The root mean square
    of `size` by partnership, at `PARTNERSHIPS_COVERED` of them, and 1 at the least.
    """
    squares = size(found, variance, MODEL_OUTCOMES[0])
    of = district.loc[squares.index]
    means = [
        float(squares[of.isin(list(codes))].mean())
        for codes in places.values()
        if of.isin(list(codes)).any()
    ]
    return max(1.0, float(np.quantile(means, PARTNERSHIPS_COVERED)) ** 0.5)


def within_ratio(lsoas: pd.DataFrame, people: pd.Series, msoa: pd.Series, ground: Ground) -> float:
    """Residual of LSOAs within their MSOA, over that of MSOAs within their district.

    Nobody publishes the activity of LSOAs, so the ratio is that of covariates which are known at
    both levels: each is predicted from the others by a fit on MSOAs, as activity is, without those
    that it is made of or part of. The median over the covariates that are not made of others.

    `people` and `msoa`: residents of each, and the MSOA that it is part of.
    """
    used = msoa.isin(ground.areas.index)
    lsoas, people, msoa = lsoas[used], people[used], msoa[used]
    several = msoa.map(msoa.value_counts())
    ratios = []
    for term in MODEL_TERMS:
        name = term.removesuffix("_score").removesuffix("_log_odds")
        if name in MADE_OF or (term == f"{name}_score" and name in MODEL_RATES):
            # Its sub-domains, or its log-odds, stand for it.
            continue
        akin = {name, *(whole for whole, parts in MADE_OF.items() if name in parts)}
        others = [other for other in MODEL_TERMS if not other.startswith(tuple(akin))]
        design = centred(ground.areas[others], ground.weight, ground.district)
        wanted = centred(ground.areas[[term]], ground.weight, ground.district)[term]
        scale = design.std(ddof=0)
        slopes = np.linalg.lstsq((design / scale).to_numpy(), wanted.to_numpy(), rcond=None)[0]
        slopes = slopes / scale.to_numpy()
        between = float((wanted - design @ slopes).std())
        left = (lsoas[term] - lsoas[others] @ slopes).to_frame("left")
        inner = centred(left, people, msoa)["left"] ** 2 * several / (several - 1)
        ratios.append(float(inner[several > 1].mean()) ** 0.5 / between)
    return float(np.median(ratios))


@dataclass(frozen=True)
class Check:
    """How estimates agree with published ones in one place."""

    msoas: int
    r: float  # correlation of the two within districts, on the logit scale
    r_imd: float  # the same of deprivation (the IMD score) with the published shares
    slope: float  # of the published on the estimated; 1 is neither too steep nor too flat
    # Root mean square difference, percentage points, each district's level aligned.
    rmse_pp: float
    residual_sd: float  # standard deviation of the difference on the logit scale
    coverage_pct: float  # of the published shares inside the estimate's 95% interval


def aligned(
    published: pd.Series, odds: pd.Series, weight: pd.Series, district: pd.Series
) -> pd.Series:
    """Estimated proportions, those of each district moved to its published level.

    One step of the logit for all areas of a district, so that their mean over
    residents is that of the published shares: what is left differs within districts.

    `published`: proportions by MSOA.

    Examples
    --------
    >>> areas = ["A", "B"]
    >>> published = pd.Series([0.2, 0.4], areas)
    >>> odds = logit(pd.Series([0.3, 0.3], areas))
    >>> people, home = pd.Series([1, 1], areas), pd.Series(["D", "D"], areas)
    >>> aligned(published, odds, people, home).round(6).tolist()
    [0.3, 0.3]
    """
    means = weighted_mean(published, weight, district)
    return pd.concat(
        [
            shifted(expit(part), weight[part.index], float(means[code]))
            for code, part in odds.groupby(district)
        ]
    ).loc[published.index]


def check(  # noqa: PLR0913 - six things that are compared
    published: pd.Series,
    odds: pd.Series,
    error: pd.Series,
    imd: pd.Series,
    weight: pd.Series,
    district: pd.Series,
) -> Check:
    """Hold predicted log-odds of MSOAs against published shares, within districts.

    `published`: proportions by MSOA. `odds`: predicted log-odds; their level within a district is
    of no account. `error`: standard deviation told for the difference within the district.
    """
    three = pd.DataFrame({"published": logit(published), "odds": odds, "imd": imd})
    apart = centred(three, weight, district)
    gap = apart["published"] - apart["odds"]
    level = aligned(published, odds, weight, district)
    product = apart["published"] * apart["odds"]
    return Check(
        msoas=len(published),
        r=float(apart["published"].corr(apart["odds"])),
        r_imd=float(apart["published"].corr(apart["imd"])),
        slope=float(product.sum() / (apart["odds"] ** 2).sum()),
        rmse_pp=100 * float(((published - level) ** 2).mean()) ** 0.5,
        residual_sd=float(gap.std()),
        coverage_pct=100 * float((gap.abs() <= Z_95 * error).mean()),
    )


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model as the pack's two tables hold it.

    `model`: by ``outcome`` and ``term``: ``coefficient``, and covariances. `figures`: ``value`` by
    ``outcome`` and ``figure``.
    """

    model: pd.DataFrame
    figures: pd.DataFrame


def fit(ground: Ground, within: float, places: Mapping[str, Iterable[str]]) -> Fit:
    """Fit both outcomes and what is told of their errors.

    `ground`: areas to fit on; the study area is no part of it.
    """
    ridge = chosen_ridge(ground)
    regressions = {each: regression(ground, each, ridge) for each in MODEL_OUTCOMES}
    by_region = held_out(ground, ridge, ground.region)
    by_district = held_out(ground, ridge, folds(ground.district))
    left = residuals(ground, by_region, regressions)
    variance = fitted_variance(left)
    rows = [
        (level, figure, told) for level, each in variance.items() for figure, told in each.items()
    ]
    whole = centred(ground.odds, ground.weight, ground.district)
    design = centred(ground.areas, ground.weight, ground.district)[list(MODEL_TERMS)]
    for outcome in MODEL_OUTCOMES:
        wanted = whole[outcome]
        gap = wanted - design @ regressions[outcome].slopes
        rows += [
            (outcome, "within_r2", 1 - gap.var() / wanted.var()),
            (outcome, "r_districts_left_out", wanted.corr(by_district[outcome])),
            (outcome, "r_regions_left_out", wanted.corr(by_region[outcome])),
            (outcome, "residual_sd", (wanted - by_region[outcome]).std()),
        ]
    rows += [
        (MODEL_BOTH, "allowance", allowance(left, variance, places, ground.district)),
        (MODEL_BOTH, "within", within),
        (MODEL_BOTH, "ridge", ridge),
        (MODEL_BOTH, "areas", len(ground.areas)),
        (MODEL_BOTH, "districts", ground.district.nunique()),
    ]
    model = {
        outcome: found.covariance.assign(coefficient=found.slopes)
        for outcome, found in regressions.items()
    }
    return Fit(
        pd.concat(model, names=["outcome", "term"])[["coefficient", *MODEL_TERMS]],
        pd.DataFrame(rows, columns=["outcome", "figure", "value"]).set_index(["outcome", "figure"]),
    )
