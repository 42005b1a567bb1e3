"""Errors of small areas: what cancels, what does not, and that draws agree."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.measures.estimate_errors import NOWHERE, AreaErrors, alike
from insight.measures.estimates import logit

AREAS = pd.Index([f"E010000{at:02d}" for at in range(20)])
DISTRICT = pd.Series(["A"] * 12 + ["B"] * 8, index=AREAS)
PART = pd.Series([f"M{at // 4}" for at in range(20)], index=AREAS)
PARTS = pd.Index([f"M{at}" for at in range(5)])
POINTS = pd.DataFrame({"x": [0.0, 1000, 3000, 9000, 9900], "y": [0.0, 0, 0, 0, 0]}, index=PARTS)


def made(**changes: object) -> AreaErrors:
    chance = np.random.default_rng(3)
    whole = AreaErrors(
        share=pd.Series(chance.uniform(0.15, 0.4, 20), index=AREAS),
        adults=pd.Series(chance.integers(800, 2500, 20), index=AREAS),
        group=DISTRICT,
        group_error=pd.Series({"A": 0.05, "B": 0.09}),
        part=PART,
        shared=pd.Series([0.1, 0.05, 0.12, 0.08, 0.06], index=PARTS),
        own=pd.Series(chance.uniform(0.05, 0.15, 20), index=AREAS),
        points=POINTS,
    )
    return replace(whole, **changes)


def spread(values: np.ndarray) -> np.ndarray:
    return logit(values).std(axis=0)


def test_intervals_are_those_of_the_simulation():
    """Of 20,000 draws a standard deviation is known to half a per cent."""
    errors = made()
    draws = errors.draw(20_000, np.random.default_rng(1))
    assert errors.of_areas.to_numpy() == pytest.approx(spread(draws), rel=0.03)


@pytest.mark.parametrize("label", [PART, DISTRICT])
def test_sets_are_as_uncertain_as_in_the_simulation(label):
    errors = made()
    draws = errors.draw(20_000, np.random.default_rng(1))
    told = errors.of_sets(label)
    for name, codes in label.groupby(label).groups.items():
        at = AREAS.get_indexer(codes)
        means = np.average(draws[:, at], weights=errors.adults[codes], axis=1)
        assert told.at[name, "logit_error"] == pytest.approx(spread(means), rel=0.03)
        mean = np.average(errors.share[codes], weights=errors.adults[codes])
        assert told.at[name, "share"] == pytest.approx(mean)


def test_set_across_districts_and_sets_that_overlap_agree_with_the_simulation():
    errors = made()
    both = {"one": AREAS[[0, 1, 13]], "two": AREAS[[1, 2, 3]]}
    label = pd.concat([pd.Series(name, index=codes) for name, codes in both.items()])
    told = errors.of_sets(label)["logit_error"]
    draws = errors.draw(20_000, np.random.default_rng(1))
    for name, codes in both.items():
        at = AREAS.get_indexer(codes)
        means = np.average(draws[:, at], weights=errors.adults[codes], axis=1)
        assert told[name] == pytest.approx(spread(means), rel=0.03)


def test_whole_district_is_out_by_its_survey_alone():
    errors = made()
    told = errors.of_sets(DISTRICT)["logit_error"]
    assert told.to_dict() == pytest.approx(errors.group_error.to_dict(), rel=1e-9)


def test_what_lsoas_of_an_msoa_share_does_not_cancel_and_what_is_their_own_does():
    nothing = pd.Series(0.0, index=AREAS)
    quiet = pd.Series({"A": 0.0, "B": 0.0})
    shared = made(own=nothing, group_error=quiet, points=None)
    own = made(shared=0 * shared.shared, group_error=quiet)
    told = shared.of_sets(PART)["logit_error"]
    singly = shared.of_areas.groupby(PART).mean()
    # Not quite one: the share of a mixed set moves a little less than its parts.
    assert told.to_numpy() == pytest.approx(singly.to_numpy(), rel=0.06)
    told = own.of_sets(PART)["logit_error"]
    assert (told < 0.75 * own.of_areas.groupby(PART).mean()).all()


def test_lsoas_of_one_msoa_move_together_and_near_msoas_more_than_far_ones():
    quiet = pd.Series({"A": 0.0, "B": 0.0})
    small = pd.Series(0.02, index=AREAS)
    errors = made(own=small, group_error=quiet, group=pd.Series("A", index=AREAS))
    odds = logit(errors.draw(4_000, np.random.default_rng(2)))
    likeness = np.corrcoef(odds.T)
    assert likeness[0, 1] > 0.8
    near, far = likeness[0, 4], likeness[0, 12]
    assert near > far + 0.2


def test_draws_average_to_the_rates_drawn_for_the_districts():
    quiet = pd.Series({"A": 0.0, "B": 0.0})
    errors = made(group_error=quiet)
    draws = errors.draw(50, np.random.default_rng(4))
    for code, codes in DISTRICT.groupby(DISTRICT).groups.items():
        at = AREAS.get_indexer(codes)
        means = np.average(draws[:, at], weights=errors.adults[codes], axis=1)
        expected = np.average(errors.share[codes], weights=errors.adults[codes])
        assert means == pytest.approx(expected, abs=1e-9), code


def test_areas_held_to_nothing_keep_their_own_errors():
    loose = made(group=pd.Series(NOWHERE, index=AREAS), shared=0 * made().shared)
    assert loose.of_areas.to_numpy() == pytest.approx(loose.own.to_numpy())


def test_area_without_adults_has_an_error_and_a_set_of_such_areas_no_share():
    adults = made().adults.copy()
    adults.iloc[:4] = 0
    errors = made(adults=adults)
    assert errors.of_areas.gt(0).all()
    told = errors.of_sets(PART)
    assert told.loc["M0"].isna().all()
    assert told.drop(index="M0").notna().all(axis=None)


def test_msoas_at_one_point_are_alike_and_still_drawn():
    both = alike(np.zeros((3, 2)))
    assert np.allclose(both, 1, atol=1e-6)
    np.linalg.cholesky(both)
    assert alike(np.array([[5.0, 5.0]])).tolist() == [[1.0]]
