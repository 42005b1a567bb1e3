"""Fitting: a made-up country of which the truth is known."""

import numpy as np
import pandas as pd
import pytest

from insight.measures.activity_fit import (
    Ground,
    allowance,
    averaged,
    check,
    fit,
    fitted_variance,
    folds,
    held_out,
    log_linear_variance,
    own_share,
    regression,
    residuals,
    within_ratio,
)
from insight.measures.activity_model import centred, model_of, residual_sd
from insight.measures.estimates import expit
from insight.pack.contracts.schemas import MODEL_TERMS

REGIONS, DISTRICTS, MSOAS = 5, 6, 12
TRUE = {"adult_skills_log_odds": 0.5, "health_score": 0.2, "working_age_share": -1.0}


def country(*, residual: float = 0.05, seed: int = 1, pull: float = 0.0) -> Ground:
    """Districts differ in level and in spread, regions in nothing.

    Where `pull` is given, every third district has a residual so much larger.
    """
    chance = np.random.default_rng(seed)
    count = REGIONS * DISTRICTS * MSOAS
    index = pd.Index([f"E02{at:06d}" for at in range(count)])
    district = pd.Series(np.arange(count) // MSOAS, index=index)
    spread = chance.uniform(0.4, 1.6, REGIONS * DISTRICTS)[district]
    terms = chance.normal(0, 1, (count, len(MODEL_TERMS))) * spread[:, None]
    terms += chance.normal(0, 1, (REGIONS * DISTRICTS, len(MODEL_TERMS)))[district]
    areas = pd.DataFrame(terms, index, list(MODEL_TERMS))
    areas["working_age_share"] = 0.6 + 0.05 * areas["working_age_share"]
    level = chance.normal(-1.2, 0.3, REGIONS * DISTRICTS)[district]
    size = residual * np.where(district % 3 == 0, 1 + pull, 1)
    odds = level + sum(slope * areas[term] for term, slope in TRUE.items())
    odds = odds + size * chance.standard_normal(count)
    other = 0.3 - odds + 0.02 * chance.standard_normal(count)
    share = expit(odds.to_numpy())
    active = (1 - share) * expit(other.to_numpy() + 1)
    return Ground(
        pd.DataFrame({"inactive": share, "active": active}, index),
        areas,
        pd.Series(chance.integers(5_000, 12_000, count), index=index),
        district.map("D{:02d}".format),
        (district // DISTRICTS).map("R{}".format),
    )


PLACES = {f"P{at}": [f"D{at:02d}"] for at in range(REGIONS * DISTRICTS)}


def test_coefficients_come_back():
    found = regression(country(), "inactive", 0.0)
    for term in MODEL_TERMS:
        error = found.covariance.at[term, term] ** 0.5
        assert abs(found.slopes[term] - TRUE.get(term, 0.0)) < 4 * error
    assert found.slopes["adult_skills_log_odds"] == pytest.approx(0.5, abs=0.02)


def test_standard_errors_are_those_of_repeated_samples():
    found = [regression(country(seed=seed), "inactive", 0.0) for seed in range(40)]
    slopes = pd.DataFrame([each.slopes for each in found])
    told = np.mean([np.diag(each.covariance) ** 0.5 for each in found], axis=0)
    ratio = told / slopes.std().to_numpy()
    assert np.median(ratio) == pytest.approx(1, abs=0.12)


def test_level_of_a_district_is_of_no_account():
    ground = country()
    moved = ground.shares.copy()
    first = ground.district.eq("D00")
    moved.loc[first, "inactive"] = expit(ground.odds.loc[first, "inactive"].to_numpy() - 0.5)
    other = Ground(moved, ground.areas, ground.weight, ground.district, ground.region)
    one, two = (regression(each, "inactive", 0.001).slopes for each in (ground, other))
    assert one.to_numpy() == pytest.approx(two.to_numpy(), abs=1e-9)


def test_a_penalty_draws_slopes_towards_nought():
    loose, tight = (regression(country(), "inactive", each).slopes for each in (0, 1.0))
    assert 0 < tight["adult_skills_log_odds"] < 0.7 * loose["adult_skills_log_odds"]


def test_areas_left_out_are_predicted_without_being_seen():
    """One district turned upside down does not betray itself by its own fit."""
    ground = country()
    turned = ground.shares.copy()
    odd = ground.district.eq("D07")
    mean = ground.odds.loc[odd, "inactive"].mean()
    turned.loc[odd, "inactive"] = expit(2 * mean - ground.odds.loc[odd, "inactive"].to_numpy())
    other = Ground(turned, ground.areas, ground.weight, ground.district, ground.region)
    one = held_out(ground, 0.001, ground.region)
    two = held_out(other, 0.001, other.region)
    region = ground.region.eq(ground.region[odd].iloc[0])
    assert one[region].to_numpy() == pytest.approx(two[region].to_numpy(), abs=1e-9)
    assert not np.allclose(one[~region], two[~region])


def test_folds_are_of_whole_districts_and_about_as_large():
    district = country().district
    found = folds(district)
    assert found.groupby(district).nunique().eq(1).all()
    assert found.nunique() == 9
    sizes = district.groupby(found).nunique()
    assert sizes.max() - sizes.min() <= 1


def test_variance_told_is_the_one_put_in():
    chance = np.random.default_rng(2)
    terms = pd.DataFrame({"constant": 1.0, "x": chance.normal(0, 1, 20_000)})
    wanted = np.exp(-3 + 0.8 * terms["x"])
    square = wanted * chance.standard_normal(20_000) ** 2
    found = log_linear_variance(terms, square)
    assert found.tolist() == pytest.approx([-3, 0.8], abs=0.05)


def test_variance_told_does_not_run_away_from_far_terms():
    """Terms of which none is near nought, as logarithms of small numbers are."""
    chance = np.random.default_rng(2)
    far = -14 + chance.normal(0, 1, 5_000)
    terms = pd.DataFrame({"constant": 1.0, "far": far})
    square = np.exp(2 + 0.5 * terms["far"]) * chance.standard_normal(5_000) ** 2
    found = log_linear_variance(terms, square)
    assert found["far"] == pytest.approx(0.5, abs=0.1)


def told_size(ground: Ground) -> pd.DataFrame:
    found = fit(ground, 1.4, PLACES)
    model = model_of(found.model, found.figures)
    return residual_sd(model, ground.areas, ground.weight, ground.district)


def test_residual_told_is_about_the_one_put_in():
    """Widened for the places in which it is larger by chance, and no more."""
    size = told_size(country())["inactive"]
    assert 0.045 < size.median() < 0.085


def test_allowance_is_for_places_where_residuals_are_larger():
    def allowed(ground: Ground) -> float:
        regressions = {each: regression(ground, each, 0.001) for each in ("inactive", "active")}
        left = residuals(ground, held_out(ground, 0.001, ground.region), regressions)
        return allowance(left, fitted_variance(left), PLACES, ground.district)

    even, uneven = allowed(country()), allowed(country(pull=1.5))
    assert 1 <= even < 1.6
    assert uneven > even


def test_intervals_hold_what_they_say_in_a_country_that_was_not_fitted():
    """95% intervals, widened for the worst partnerships: 95 of 100 or more."""
    seen = country(seed=1)
    found = fit(seen, 1.4, PLACES)
    model = model_of(found.model, found.figures)
    new = country(seed=8)
    fresh = np.random.default_rng(9)
    odds = sum(slope * new.areas[term] for term, slope in TRUE.items()) - 1.2
    shares = expit((odds + 0.05 * fresh.standard_normal(len(odds))).to_numpy())
    size = residual_sd(model, new.areas, new.weight, new.district)["inactive"]
    own = own_share(new.weight, new.district)
    answer = check(
        pd.Series(shares, index=new.areas.index),
        new.areas[list(MODEL_TERMS)] @ model.coefficients["inactive"],
        size * (1 - own) ** 0.5,
        new.areas["health_score"],
        new.weight,
        new.district,
    )
    assert 94 <= answer.coverage_pct < 99.5
    assert answer.r > 0.98
    assert answer.slope == pytest.approx(1, abs=0.03)
    assert answer.msoas == len(new.areas)


def test_check_by_hand():
    """Two districts of two areas: one pair in order and one turned round."""
    index = pd.Index(list("abcd"))
    published = pd.Series([0.2, 0.4, 0.2, 0.4], index=index)
    odds = pd.Series([-1.0, 1.0, 1.0, -1.0], index=index)
    same = pd.Series(1.0, index=index)
    found = check(published, odds, same, odds, same, pd.Series(["A", "A", "B", "B"], index=index))
    assert found.r == pytest.approx(0)
    assert found.slope == pytest.approx(0)
    assert found.coverage_pct == 100
    assert found.rmse_pp > 10


def test_ratio_within_is_that_put_in():
    """LSOAs lie about their MSOA 1.5 times as far as MSOAs about their district.

    Every covariate is independent noise, so that nothing is told of one by the others;
    the mean of four LSOAs adds a quarter of their variance to that of their MSOA.
    """
    chance = np.random.default_rng(5)
    ground = country()
    index = ground.areas.index.repeat(4)
    msoa = pd.Series(index, index=[f"L{at}" for at in range(len(index))])
    spread = chance.normal(0, 1.5, (len(index), len(MODEL_TERMS)))
    lsoas = ground.areas.loc[index].set_axis(msoa.index) + spread
    people = pd.Series(1000.0, index=msoa.index)
    areas = averaged(lsoas, people, msoa)
    whole = Ground(ground.shares, areas, ground.weight, ground.district, ground.region)
    found = within_ratio(lsoas, people, msoa, whole)
    between = centred(areas, ground.weight, ground.district).std().median()
    assert found == pytest.approx(1.5 / between, rel=0.1)
    half = ground.areas.loc[index].set_axis(msoa.index) + spread / 4
    areas = averaged(half, people, msoa)
    whole = Ground(ground.shares, areas, ground.weight, ground.district, ground.region)
    assert within_ratio(half, people, msoa, whole) < found / 2
