"""Slope and relative index of inequality: published results, laws, and refusals.

The published cases are those of PHEindicatormethods (OHID), tests/testthat and the
example of ``phe_sii``; its own tests hold intervals to a relative 0.05.
"""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from insight.measures.inequality import (
    DRAWS,
    SEED,
    InequalityError,
    Method,
    change,
    inequality,
    relative_ranks,
    share_limits,
)
from insight.measures.intervals import Z_95

FIFTHS = ((200, 0.32), (210, 0.28), (220, 0.25), (230, 0.22), (240, 0.19))

LIFE_PEOPLE = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
LIFE_YEARS = (
    75.933459, 78.344238, 83.836063, 83.637540, 80.465503,
    81.115676, 81.693084, 84.190006, 80.595564, 86.289435,
)  # fmt: skip
LIFE_ERRORS = (1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57)

MEASURED = (
    34353, 32112, 27715, 25372, 23889, 23260, 23180, 24193, 23609, 24488,
)  # fmt: skip
COUNTED = (7287, 6881, 5656, 4868, 4176, 3876, 3617, 3546, 3314, 2960)


def groups(*rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["population", "value"])
    return table.assign(position=range(1, len(table) + 1))


def with_answers(table: pd.DataFrame, answers=1000) -> pd.DataFrame:
    asked = pd.Series(answers, index=table.index)
    return table.join(share_limits(table["value"], asked))


def life() -> pd.DataFrame:
    table = groups(*zip(LIFE_PEOPLE, LIFE_YEARS, strict=True))
    half = Z_95 * np.array(LIFE_ERRORS)
    return table.assign(low=table["value"] - half, high=table["value"] + half)


def proportions() -> pd.DataFrame:
    shares = [x / n for x, n in zip(COUNTED, MEASURED, strict=True)]
    table = groups(*zip(MEASURED, shares, strict=True))
    return table.join(share_limits(table["value"], table["population"]))


def test_group_stands_in_the_middle_of_its_share_of_the_people():
    ranks = relative_ranks(pd.Series([12, 10, 78]))
    assert ranks.tolist() == pytest.approx([0.12 / 2, 0.12 + 0.10 / 2, 1 - 0.78 / 2])


@pytest.mark.parametrize(
    ("method", "slope", "relative"),
    [(Method.SHARE_STRAIGHT, -0.158977, 0.516169), (Method.SHARE_LOGIT, -0.158182, 0.526267)],
)
def test_worked_example_of_five_groups(method, slope, relative):
    found = inequality(groups(*FIFTHS), method)
    assert found.slope_index == pytest.approx(slope, abs=5e-7)
    assert found.relative_index == pytest.approx(relative, abs=5e-7)
    assert found.groups == 5


def test_published_life_expectancy():
    found = inequality(life(), Method.STRAIGHT)
    assert found.slope_index == pytest.approx(6.934616, abs=2e-6)
    assert found.relative_index == pytest.approx(1.088818, abs=1e-6)
    assert found.slope_low == pytest.approx(3.128, rel=0.05)
    assert found.slope_high == pytest.approx(10.759, rel=0.05)


def test_published_proportion():
    found = inequality(proportions(), Method.SHARE_STRAIGHT)
    assert found.slope_index == pytest.approx(-0.107200, abs=1e-6)
    assert found.relative_index == pytest.approx(0.533402, abs=1e-6)
    assert found.slope_low == pytest.approx(-0.1122, abs=0.0002)
    assert found.slope_high == pytest.approx(-0.1022, abs=0.0002)


def test_published_proportion_on_the_logit_scale():
    found = inequality(proportions(), Method.SHARE_LOGIT)
    assert found.slope_index == pytest.approx(-0.109646, abs=1e-6)
    assert found.relative_index == pytest.approx(0.534178, abs=1e-6)
    assert found.line.at(0) == pytest.approx(0.235382, abs=1e-6)
    assert found.slope_low == pytest.approx(-0.1149, abs=0.0002)
    assert found.slope_high == pytest.approx(-0.1044, abs=0.0002)


def test_factor_of_minus_100_turns_the_direction_round():
    found = inequality(proportions(), Method.SHARE_STRAIGHT)
    turned = found.scaled(-100)
    assert turned.slope_index == pytest.approx(10.720032, abs=1e-6)
    assert turned.relative_index == pytest.approx(1.874760, abs=1e-6)
    assert turned.slope_low == pytest.approx(-100 * found.slope_high)
    assert turned.slope_high == pytest.approx(-100 * found.slope_low)
    assert turned.relative_low == pytest.approx(1 / found.relative_high)
    assert turned.relative_low < turned.relative_index < turned.relative_high
    assert np.quantile(turned.slope_draws, 0.025) == pytest.approx(turned.slope_low)
    assert found.scaled(100).relative_index == found.relative_index


def test_factor_of_zero_is_refused():
    with pytest.raises(InequalityError, match="factor is 0"):
        inequality(groups(*FIFTHS)).scaled(0)


def test_negative_slope_of_inactivity_is_less_among_the_least_deprived():
    found = inequality(groups(*FIFTHS))
    assert found.slope_index < 0
    assert found.relative_index < 1
    assert found.line.at(1) < found.line.at(0)


@given(some.floats(0.02, 0.98), some.lists(some.integers(1, 10_000), min_size=5, max_size=20))
def test_equal_figures_have_no_inequality(share, people):
    for method in Method:
        found = inequality(groups(*((each, share) for each in people)), method)
        assert found.slope_index == pytest.approx(0, abs=1e-9)
        assert found.relative_index == pytest.approx(1, abs=1e-9)


shares = some.lists(
    some.tuples(some.integers(1, 10_000), some.floats(0.05, 0.95)),
    min_size=5, max_size=20,
)  # fmt: skip


@given(shares, some.integers(2, 1000))
def test_only_shares_of_the_people_matter(rows, times):
    many = [(people * times, share) for people, share in rows]
    for method in Method:
        one, other = inequality(groups(*rows), method), inequality(
            groups(*many), method
        )  # fmt: skip
        assert one.slope_index == pytest.approx(other.slope_index, abs=1e-9)


@given(shares, some.floats(0.1, 50), some.floats(-5, 5))
def test_slope_follows_the_unit_and_not_the_level(rows, times, plus):
    table = groups(*rows)
    moved = table.assign(value=table["value"] * times + plus)
    one, other = (inequality(each, Method.STRAIGHT) for each in (table, moved))
    assert other.slope_index == pytest.approx(times * one.slope_index, abs=1e-7)


@given(shares)
def test_shares_of_the_others_have_the_opposite_slope(rows):
    table = groups(*rows)
    others = table.assign(value=1 - table["value"])
    for method in (Method.SHARE_STRAIGHT, Method.SHARE_LOGIT):
        one, other = inequality(table, method), inequality(others, method)
        assert one.slope_index == pytest.approx(-other.slope_index, abs=1e-9)


@given(shares, some.randoms())
def test_order_of_the_rows_is_of_no_matter(rows, chance):
    table = groups(*rows)
    order = list(table.index)
    chance.shuffle(order)
    one, other = inequality(table), inequality(table.loc[order])
    assert one.slope_index == pytest.approx(other.slope_index, abs=1e-12)


def test_turning_the_order_round_turns_the_sign():
    table = groups(*FIFTHS)
    turned = table.assign(position=6 - table["position"])
    one, other = inequality(table), inequality(turned)
    assert one.slope_index == pytest.approx(-other.slope_index)
    assert one.relative_index == pytest.approx(1 / other.relative_index)


def test_points_on_a_line_give_that_line():
    people = pd.Series([10, 30, 20, 25, 15])
    table = groups(*((n, 0) for n in people))
    table["value"] = 50 - 8 * relative_ranks(people)
    found = inequality(table, Method.STRAIGHT)
    assert found.slope_index == pytest.approx(-8)
    assert found.line.at(0) == pytest.approx(50)


def test_interval_follows_the_formula_where_there_is_one():
    """The slope is a weighted sum, so that its error is known without drawing."""
    table = life()
    found = inequality(table, Method.STRAIGHT)
    share = table["population"] / table["population"].sum()
    rank = relative_ranks(table["population"])
    from_mean = rank - (share * rank).sum()
    part = share * from_mean / (share * from_mean**2).sum()
    half = Z_95 * np.sqrt((part**2 * np.array(LIFE_ERRORS) ** 2).sum())
    assert found.slope_low == pytest.approx(found.slope_index - half, abs=0.05)
    assert found.slope_high == pytest.approx(found.slope_index + half, abs=0.05)


def test_draws_are_seeded():
    table = with_answers(groups(*FIFTHS))
    one, other = inequality(table), inequality(table)
    assert one == other
    assert len(one.slope_draws) == DRAWS
    assert (one.slope_draws == other.slope_draws).all()
    again = inequality(table, seed=SEED + 1)
    assert (one.slope_draws != again.slope_draws).any()
    assert again.slope_low == pytest.approx(one.slope_low, abs=0.001)


def test_more_answers_give_a_narrower_interval():
    few, many = (inequality(with_answers(groups(*FIFTHS), answers)) for answers in (100, 10_000))
    assert few.slope_low < many.slope_low < many.slope_high < few.slope_high
    assert few.relative_low < many.relative_low
    width = (few.slope_high - few.slope_low) / (many.slope_high - many.slope_low)
    assert width == pytest.approx(10, rel=0.05)


def test_without_limits_there_is_no_interval():
    found = inequality(groups(*FIFTHS))
    assert not found.has_interval
    assert np.isnan(found.relative_high)
    assert len(found.slope_draws) == 0
    assert np.isnan(change(found, found).slope_low)


def test_there_is_no_ratio_to_nothing():
    table = groups(*((1, value) for value in (-2, -1, 0, 1, 2)))
    found = inequality(table.assign(low=table["value"], high=table["value"]),
                       Method.STRAIGHT)  # fmt: skip
    assert found.slope_index == pytest.approx(5)
    assert np.isnan(found.relative_index)
    assert found.has_interval
    assert np.isnan(found.relative_low)
    assert np.isnan(change(found, found).ratio_low)


def test_wilson_limits_lie_round_the_share_on_the_logit_scale():
    limits = share_limits(pd.Series([0.2]), pd.Series([100]))
    assert limits.iloc[0].tolist() == pytest.approx([0.133367, 0.288829], abs=1e-6)
    low, high = np.log(limits / (1 - limits)).iloc[0]
    assert (low + high) / 2 == pytest.approx(np.log(0.2 / 0.8))


def test_change_of_two_periods():
    before = with_answers(groups(*FIFTHS), 100_000)
    halved = before["value"].mean() + (before["value"] - before["value"].mean()) / 2
    after = with_answers(groups(*zip(before["population"], halved, strict=True)),
                         100_000)  # fmt: skip
    one, other = inequality(before), inequality(after, seed=SEED + 1)
    found = change(one, other)
    assert found.slope == pytest.approx(other.slope_index - one.slope_index)
    assert 0 < found.slope_low < found.slope < found.slope_high
    assert found.ratio == pytest.approx(other.relative_index / one.relative_index)
    assert 1 < found.ratio_low < found.ratio < found.ratio_high
    error = np.hypot(one.slope_draws.std(), other.slope_draws.std())
    assert found.slope_high - found.slope_low == pytest.approx(2 * Z_95 * error, rel=0.02)


def test_periods_with_other_groups_are_not_compared():
    six = inequality(groups(*FIFTHS, (250, 0.17)))
    with pytest.raises(InequalityError, match="5 groups and the later has 6"):
        change(inequality(groups(*FIFTHS)), six)


def changed(**columns) -> pd.DataFrame:
    return with_answers(groups(*FIFTHS)).assign(**columns)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (groups(*FIFTHS[:4]), "has 4 groups"),
        (groups(*FIFTHS * 5), "has 25 groups"),
        (groups(*FIFTHS).drop(columns="population"), "first 'population'"),
        (changed(value=[0.3, None, 0.2, None, 0.2]), "2 of 5 groups have a missing figure,"
         " first 1."),
        (changed(population=[1, 0, 1, -2, 1]), "2 of 5 groups have a population that is not "
         "above 0, first 1"),
        (changed(population=[1, np.inf, 1, 2, 1]), "1 of 5 groups has a missing figure"),
        (changed(value=[32, 28, 25, 22, 19]), "5 of 5 groups have a share or limit that is "
         "not between 0 and 1"),
        (changed(high=[1.01, 0.4, 0.4, 0.4, 0.4]), "1 of 5 groups has a share or limit that "
         "is not between 0 and 1"),
        (changed(value=[0, 0.2, 0.3, 0.4, 1]), "2 of 5 groups have a share or limit of "
         "exactly 0% or 100%"),
        (changed(low=0.3), "4 of 5 groups have confidence limits"),
        (changed(position=[1, 2, 2, 3, 4]), "2 of 5 groups have a position that is used "
         "twice, first 1"),
    ],
)  # fmt: skip
def test_groups_that_bear_no_index_are_refused(table, said):
    with pytest.raises(InequalityError, match=re.escape(said)):
        inequality(table)


def test_five_groups_are_enough_and_twenty_are_not_too_many():
    assert inequality(groups(*FIFTHS)).groups == 5
    assert inequality(groups(*FIFTHS * 4)).groups == 20


@pytest.mark.parametrize(
    ("share", "answers", "said"),
    [(1.2, 100, "not between 0 and 1"), (0.2, 0, "respondents"), (0.2, np.nan, "respondents")],
)
def test_limits_need_a_share_and_answers(share, answers, said):
    with pytest.raises(InequalityError, match=said):
        share_limits(pd.Series([share]), pd.Series([answers]))
