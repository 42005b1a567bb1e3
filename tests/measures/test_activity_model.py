"""The model of activity: covariates, reading its tables, size of its residual."""

import numpy as np
import pandas as pd
import pytest

from insight.errors import AlignmentError
from insight.measures.activity_model import (
    LEAST_RATE,
    OLDER_DEPRIVED,
    SCORES,
    WORKING_AGE,
    covariates,
    model_of,
    older_deprived,
    residual_sd,
)
from insight.measures.estimates import logit
from insight.pack.contracts.schemas import MODEL_TERMS

CODES = pd.Index(["a", "b", "c", "d"])


def deprivation() -> pd.DataFrame:
    chance = np.random.default_rng(1)
    scores = chance.uniform(0.1, 0.9, (4, len(SCORES)))
    table = pd.DataFrame(scores, CODES, list(SCORES))
    return table.assign(idaopi_score=[0.5, 0.1, np.nan, 0.2])


def population() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "population": [1000, 2000, 1500, 0],
            "working_age_18_66": [600, 1000, 900, 0],
            "older_60_plus": [200, 400, 300, 0],
        },
        index=CODES,
    )


def areas() -> pd.DataFrame:
    people = population()
    return covariates(
        deprivation(), people.assign(older_deprived=older_deprived(deprivation(), people))
    )


def test_scores_are_taken_as_they_are_and_rates_as_log_odds_too():
    found = areas()
    assert list(found) == list(MODEL_TERMS)
    assert found[list(SCORES)].equals(deprivation()[list(SCORES)])
    wanted = logit(deprivation()["income_score"].to_numpy())
    assert found["income_log_odds"].tolist() == pytest.approx(wanted.tolist())


def test_rates_of_nought_and_one_are_held_from_the_ends():
    table = deprivation().assign(adult_skills_score=[0.0, 1.0, 0.5, 0.5])
    found = covariates(table, population().assign(older_deprived=0.0))
    ends = logit(np.array([LEAST_RATE, 1 - LEAST_RATE]))
    assert found["adult_skills_log_odds"].tolist()[:2] == pytest.approx(ends.tolist())


def test_shares_of_residents_and_of_the_others_where_one_is_missing():
    """100 of 1,000 and 40 of 2,000 are 140 of 3,000; the third has no IDAOPI."""
    found = areas()
    assert found[WORKING_AGE].tolist() == pytest.approx([0.6, 0.5, 0.6, 2500 / 4500])
    assert found[OLDER_DEPRIVED].tolist() == pytest.approx([0.1, 0.02, 140 / 3000, 140 / 3000])


def test_nobody_differs_by_what_no_area_has():
    table = deprivation().assign(idaopi_score=np.nan)
    people = population()
    found = covariates(table, people.assign(older_deprived=older_deprived(table, people)))
    assert found[OLDER_DEPRIVED].tolist() == [0.0] * 4


def test_other_areas_are_refused():
    with pytest.raises(AlignmentError, match="1 of 4 areas differ"):
        covariates(deprivation(), population().drop(index="d"))


def test_residual_grows_with_distance_from_the_district_and_lack_of_skills(pack):
    model = model_of(pack.table("activity_model"), pack.table("activity_fit"))
    base = areas().mean()
    rows = pd.DataFrame([base] * 6, index=list("abcdef"))
    rows.loc["b", "health_score"] += 0.2
    rows.loc["c", "health_score"] -= 0.2
    rows.loc["d", "health_score"] += 2.0
    rows.loc["e", "adult_skills_log_odds"] += 1.0
    weight = pd.Series(1.0, index=rows.index)
    found = residual_sd(model, rows, weight, pd.Series("A", index=rows.index))
    assert found["inactive"]["d"] > found["inactive"]["b"] > 0
    assert found["inactive"]["e"] > found["inactive"]["b"]
    assert found["fairly"].max() == found["fairly"].min()


def test_covariances_read_are_those_of_the_table(pack):
    model = model_of(pack.table("activity_model"), pack.table("activity_fit"))
    for table in model.covariance.values():
        matrix = table.to_numpy()
        assert matrix.shape == (len(MODEL_TERMS), len(MODEL_TERMS))
        assert np.allclose(matrix, matrix.T, rtol=1e-4)
        assert (np.linalg.eigvalsh(matrix) > -1e-9).all()
