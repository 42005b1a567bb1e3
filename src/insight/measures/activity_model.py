"""How activity differs within a district, by a regression on open covariates.

The regression is of the log-odds of published estimates for MSOAs on the average of the covariates
over residents, both with the mean of their district removed: it learns the pattern within districts
and nothing of their level, which is each district's own survey. The average of the log-odds
predicted for the LSOAs of an MSOA is what is predicted for the MSOA.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.measures.alignment import same_index
from insight.measures.deprivation import weighted_mean
from insight.measures.estimates import logit
from insight.pack.contracts.schemas import (
    MODEL_BOTH,
    MODEL_LEVELS,
    MODEL_OUTCOMES,
    MODEL_RATES,
    MODEL_RESIDUAL,
    MODEL_TERMS,
)

SCORES = tuple(term for term in MODEL_TERMS if term.endswith("_score"))
"""Scores of the Indices of Deprivation 2025 that are covariates as they stand."""

WORKING_AGE, OLDER_DEPRIVED = "working_age_share", "older_deprived_share"
"""Residents aged 18 to 66, and those aged 60 and over in income deprivation, as shares
of all residents: how old an area is, and how poor its older people are."""

LEAST_RATE = 0.005  # rates are held between this and 1 less this before their log-odds are taken

LEAST_SPREAD = 0.02
"""Floor of the spread of a district's predictions, on the logit scale: the residual
of a district of one MSOA cannot be learnt from its spread."""

LEAST_LEVERAGE = 1e-7  # floor of an area's `leverage`, which is 0 at the mean of its district


@dataclass(frozen=True, eq=False)
class ActivityModel:
    """A fitted regression with what is known of its errors."""

    # Change of the log-odds for one unit of each covariate: `MODEL_TERMS` by `MODEL_OUTCOMES`.
    coefficients: pd.DataFrame
    covariance: dict[str, pd.DataFrame]  # of each outcome, on `MODEL_TERMS` both ways
    # How the variance of the log-odds of an MSOA about its prediction is told: the rows, multiplied
    # by `residual_terms`, add up to its logarithm; one column for each level of activity.
    residual: pd.DataFrame
    # What the standard deviation is multiplied by: how far residuals exceed what is told for them
    # in a partnership among the worst twentieth, see `allowance`.
    allowance: float
    within: float  # residual standard deviation of an LSOA within its MSOA, over the MSOA's


def older_deprived(deprivation: pd.DataFrame, population: pd.DataFrame) -> pd.Series:
    """Residents aged 60 and over in income deprivation: IDAOPI times their number."""
    return deprivation["idaopi_score"].astype("float64") * population["older_60_plus"]


def covariates(deprivation: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The covariates of each LSOA.

    `deprivation`: has `SCORES`; rates are proportions, 0 to 1. `people`: ``population``,
    ``working_age_18_66`` and ``older_deprived``, numbers of residents, on the same areas. An area
    without residents, or where a number is missing, takes the share of all the others together.

    Columns `MODEL_TERMS`, on the areas.
    """
    same_index(deprivation.index, people.index, noun="areas", between="deprivation and population")
    table = deprivation[list(SCORES)].astype("float64")
    for rate in MODEL_RATES:
        held = table[f"{rate}_score"].clip(LEAST_RATE, 1 - LEAST_RATE)
        table[f"{rate}_log_odds"] = logit(held)
    everybody = people["population"].where(people["population"] > 0)
    for name, part in (
        (WORKING_AGE, people["working_age_18_66"]),
        (OLDER_DEPRIVED, people["older_deprived"]),
    ):
        whole = part.sum() / everybody.where(part.notna()).sum(min_count=1)
        # Where nobody has a figure, none differs from another by it.
        table[name] = (part / everybody).fillna(whole).fillna(0.0)
    return table[list(MODEL_TERMS)]


def model_of(table: pd.DataFrame, fit: pd.DataFrame) -> ActivityModel:
    """Read a model from the pack's tables, as their contracts declare them.

    `table`: ``activity_model``: by ``outcome`` and ``term`` the coefficient and its covariance with
    the other terms' of the same outcome. `fit`: ``activity_fit``: ``value`` by ``outcome`` and
    ``figure``.
    """
    terms = list(MODEL_TERMS)
    every = {
        each: pd.DataFrame(table.xs(each, level="outcome"), index=terms) for each in MODEL_OUTCOMES
    }
    figures = fit["value"]
    return ActivityModel(
        coefficients=pd.DataFrame({each: rows["coefficient"] for each, rows in every.items()}),
        covariance={each: rows[terms] for each, rows in every.items()},
        residual=figures.unstack("outcome").loc[list(MODEL_RESIDUAL), list(MODEL_LEVELS)],
        allowance=float(figures[MODEL_BOTH, "allowance"]),
        within=float(figures[MODEL_BOTH, "within"]),
    )


def centred(values: pd.DataFrame, weight: pd.Series, group: pd.Series) -> pd.DataFrame:
    """Values less the weighted mean of their group.

    Examples
    --------
    >>> one = pd.DataFrame({"x": [1.0, 4.0]})
    >>> centred(one, pd.Series([2, 1]), pd.Series(["A", "A"]))["x"].tolist()
    [-1.0, 2.0]
    """
    return values - weighted_mean(values, weight, group).loc[group].set_axis(values.index)


def predicted(model: ActivityModel, areas: pd.DataFrame) -> pd.DataFrame:
    """Log-odds of each level of activity, of which only the differences mean anything.

    Columns `MODEL_OUTCOMES`, on the rows of `areas`.
    """
    return areas[list(MODEL_TERMS)] @ model.coefficients


def leverage(covariance: pd.DataFrame, from_mean: pd.DataFrame) -> pd.Series:
    """Variance of each prediction that comes of the coefficients alone.

    Large where the covariates lie far from their district's mean, in units of how
    they vary elsewhere.

    `from_mean`: covariates less the mean of their district, from `centred`.
    """
    terms = from_mean[list(MODEL_TERMS)].to_numpy()
    found = np.einsum("ij,jk,ik->i", terms, covariance.to_numpy(), terms)
    return pd.Series(found, index=from_mean.index)


def residual_terms(
    msoas: pd.DataFrame,
    slopes: pd.Series,
    covariance: pd.DataFrame,
    weight: pd.Series,
    district: pd.Series,
) -> pd.DataFrame:
    """What the residual variance of each MSOA is told from.

    `slopes` and `covariance`: coefficients of one level of activity, and their covariance.

    Columns `MODEL_RESIDUAL`: ``constant``; the logarithms of the spread of the predictions within
    the district and of the area's leverage; and ``skills_gap``, by how much adults' lack of skills
    (which counts English) exceeds lack of work, both as log-odds: communities differ most there.
    """
    from_mean = centred(msoas[list(MODEL_TERMS)], weight, district)
    spread = weighted_mean((from_mean @ slopes) ** 2, weight, district) ** 0.5
    near = spread.loc[district].set_axis(msoas.index).clip(lower=LEAST_SPREAD)
    far = leverage(covariance, from_mean).clip(lower=LEAST_LEVERAGE)
    return pd.DataFrame(
        {
            "constant": 1.0,
            "log_spread": np.log(near),
            "log_leverage": np.log(far),
            "skills_gap": msoas["adult_skills_log_odds"] - msoas["employment_log_odds"],
        }
    )


def residual_sd(
    model: ActivityModel, msoas: pd.DataFrame, weight: pd.Series, district: pd.Series
) -> pd.DataFrame:
    """How far the log-odds of each MSOA may be from what is predicted.

    Standard deviation on the logit scale: columns `MODEL_LEVELS`, a row for each MSOA.
    """
    terms = {
        outcome: residual_terms(
            msoas, model.coefficients[outcome], model.covariance[outcome], weight, district
        )
        for outcome in MODEL_OUTCOMES
    }
    # Fairly active has no regression, and a residual of one size.
    terms["fairly"] = terms[MODEL_OUTCOMES[0]]
    return pd.DataFrame(
        {
            level: model.allowance
            * np.exp(terms[level] @ model.residual.loc[list(MODEL_RESIDUAL), level] / 2)
            for level in MODEL_LEVELS
        }
    )
