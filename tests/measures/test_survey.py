"""The survey's error, years and districts together, and many comparisons at once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures.estimates import interval
from insight.measures.intervals import wilson
from insight.measures.survey import (
    RESPONDENTS,
    change,
    differ_together,
    error_of_limits,
    has_pandemic_year,
    pooled_years,
    probability,
    survey_error,
    together,
)
from insight.verdicts import verdict

# The fifteen p-values of Benjamini and Hochberg (1995), section 3.1: at 0.05 their
# procedure rejects the four smallest, Bonferroni's three.
PUBLISHED_P = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
    0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_survey_of_one_year_leaves_seven_points():
    """As by Wilson's formula for as many answers, within a tenth of a point."""
    share = pd.Series([0.22])
    found = interval(share, survey_error(share)).iloc[0]
    assert list(found) == pytest.approx(wilson(0.22, RESPONDENTS), abs=0.001)


def assumed(shares: pd.DataFrame) -> pd.DataFrame:
    """Several years together, as without intervals of the publisher."""
    return pooled_years(shares, shares.apply(survey_error))


def test_years_are_weighted_by_how_much_their_survey_says():
    """n p (1 - p) are the weights."""
    shares = pd.DataFrame({"2022/23": [0.2], "2023/24": [0.5]}, index=["A"])
    weights = [RESPONDENTS * 0.2 * 0.8, RESPONDENTS * 0.5 * 0.5]
    mean = (weights[0] * np.log(0.25) + weights[1] * 0) / sum(weights)
    found = assumed(shares).loc["A"]
    assert found["rate"] == pytest.approx(1 / (1 + np.exp(-mean)))
    assert found["logit_error"] == pytest.approx(sum(weights) ** -0.5)


def test_a_year_with_a_smaller_error_counts_for_more():
    shares = pd.DataFrame({"2022/23": [0.2], "2023/24": [0.5]}, index=["A"])
    found = pooled_years(shares, shares * 0 + [0.05, 0.10]).loc["A"]
    odds = (np.log(0.25) / 0.05**2) / (0.05**-2 + 0.10**-2)
    assert found["rate"] == pytest.approx(1 / (1 + np.exp(-odds)))
    assert found["logit_error"] == pytest.approx((0.05**-2 + 0.1**-2) ** -0.5)


def test_year_that_was_not_published_is_left_out():
    shares = pd.DataFrame({"2022/23": [0.2, np.nan], "2023/24": [np.nan, np.nan]}, index=["A", "B"])
    found = pooled_years(shares, shares * 0 + 0.1)
    assert found.at["A", "rate"] == pytest.approx(0.2)
    assert found.at["A", "logit_error"] == pytest.approx(0.1)
    assert found.loc["B"].isna().all()


def test_three_equal_years_say_the_same_with_less_error():
    years = ["2020/21", "2021/22", "2022/23"]
    shares = pd.DataFrame({year: [0.3] for year in years}, index=["A"])
    one, three = assumed(shares[years[:1]]), assumed(shares)
    assert three.at["A", "rate"] == pytest.approx(0.3)
    assert three.at["A", "logit_error"] == pytest.approx(one.at["A", "logit_error"] / np.sqrt(3))


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.5))
def test_limits_tell_the_error_that_they_were_made_with(share, error):
    ends = interval(pd.Series([share]), pd.Series([error]))
    found = error_of_limits(ends[["low"]], ends[["high"]].set_axis(["low"], axis=1))
    assert found.iloc[0, 0] == pytest.approx(error)


def test_limits_that_tell_nothing_are_no_error():
    ends = pd.DataFrame([0.0, 0.2, 0.9]), pd.DataFrame([0.1, 0.2, 1.0])
    assert error_of_limits(*ends).isna().all(axis=None)


def rates_of(shares, answers) -> pd.DataFrame:
    rate = pd.Series(shares, dtype=float)
    return pd.DataFrame({"rate": rate, "logit_error": survey_error(rate, answers)})


def test_one_district_has_its_own_rate_and_interval():
    one = rates_of([0.22], RESPONDENTS)
    found = together(one, pd.Series([70_000]))
    ends = interval(one["rate"], one["logit_error"]).iloc[0]
    assert (found.share, found.low, found.high) == pytest.approx((0.22, *ends))


def test_each_variance_counts_with_the_square_of_its_weight():
    """Not as one sample of all answers: the large district has no more than others."""
    rates = rates_of([0.3, 0.2, 0.2], 500)
    adults = pd.Series([300_000, 50_000, 50_000])
    found = together(rates, adults)
    share = (6 * 0.3 + 0.2 + 0.2) / 8
    error = (36 * 0.3 * 0.7 + 2 * 0.2 * 0.8) ** 0.5 / 8 / 500**0.5
    assert found.share == pytest.approx(share)
    width = (found.high - found.low) / 2 / 1.959964
    assert width == pytest.approx(error, rel=0.01)
    assert width > 1.3 * (share * (1 - share) / 1500) ** 0.5


def test_a_district_without_a_rate_leaves_the_whole_without():
    found = together(rates_of([0.3, np.nan], 500), pd.Series([1, 1]))
    assert np.isnan([found.share, found.low, found.high]).all()


@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.99), st.integers(1, 300_000)),
        min_size=1, max_size=9,
    )
)  # fmt: skip
def test_share_of_several_lies_between_theirs(rows):
    shares = [share for share, _ in rows]
    found = together(rates_of(shares, 500), pd.Series([adults for _, adults in rows]))
    assert min(shares) - 1e-9 <= found.share <= max(shares) + 1e-9
    assert found.low <= found.share <= found.high


def test_rates_and_adults_of_other_districts_are_refused():
    rates = rates_of(pd.Series([0.2, 0.3], index=["A", "B"]), 500)
    with pytest.raises(AlignmentError, match=r"2 of 2 .* first 'B'"):
        together(rates, pd.Series([1, 1], index=["A", "C"]))
    with pytest.raises(AlignmentError, match="only the order"):
        together(rates, pd.Series([1, 1], index=["B", "A"]))


@pytest.mark.parametrize("years", [1, 3])
def test_interval_of_several_districts_covers_95_of_100(years):
    """Nine districts of very unequal size; surveys drawn anew."""
    truth = np.array([0.29, 0.17, 0.22, 0.20, 0.18, 0.20, 0.20, 0.18, 0.24])
    adults = pd.Series([292, 34, 84, 155, 82, 96, 43, 87, 47])
    whole = float((adults * truth).sum() / adults.sum())
    random = np.random.default_rng(16)
    surveys = 2_000
    hits = naive = 0
    for _ in range(surveys):
        drawn = random.binomial(RESPONDENTS, truth, (years, len(truth))) / RESPONDENTS
        found = together(assumed(pd.DataFrame(drawn.T)), adults)
        hits += found.low <= whole <= found.high
        low, high = wilson(found.share, RESPONDENTS * years * len(truth))
        naive += low <= whole <= high
    assert 0.93 < hits / surveys < 0.97
    # One simple sample of all answers, as is sometimes taken instead.
    assert naive / surveys < 0.90


def test_a_change_of_several_districts_is_found_by_chance_in_5_of_100():
    truth = np.array([0.29, 0.17, 0.22, 0.20])
    adults = pd.Series([292, 34, 84, 155])
    random = np.random.default_rng(17)
    surveys = 1_000
    found = 0
    for _ in range(surveys):
        ends = [
            assumed(pd.DataFrame(random.binomial(RESPONDENTS, truth, (3, 4)).T) / 500)
            for _ in range(2)
        ]
        found += change(*ends, adults).verdict != "similar"
    assert 0.03 < found / surveys < 0.07


@pytest.mark.parametrize(("last", "said"), [(0.25, "similar"), (0.35, "higher"), (0.15, "lower")])
def test_a_change_beyond_chance_has_a_direction(last, said):
    found = change(rates_of([0.25], 500), rates_of([last], 500), pd.Series([1]))
    assert found.verdict == said
    variance = (0.25 * 0.75 + last * (1 - last)) / 500
    assert found.noise == pytest.approx(1.959964 * variance**0.5)


@pytest.mark.parametrize(
    ("comparator", "said"),
    [(0.1, "higher"), (0.2, "similar"), (0.25, "similar"), (0.3, "similar"),
     (0.31, "lower"), (np.nan, "")],
)  # fmt: skip
def test_a_verdict_is_whether_the_interval_leaves_the_comparator_out(comparator, said):
    assert verdict(0.2, 0.3, comparator) == said
    assert verdict(np.nan, 0.3, comparator) == ""


@given(st.floats(0.05, 0.95), st.floats(0.02, 0.4), st.floats(0.05, 0.95))
def test_probability_and_verdict_agree(share, error, comparator):
    low, high = interval(pd.Series([share]), pd.Series([error])).iloc[0]
    p = probability(low, high, comparator)
    assert 0 <= p <= 1
    if abs(p - 0.05) > 1e-9:
        assert (p < 0.05) == (verdict(low, high, comparator) != "similar")


def test_procedure_rejects_what_its_authors_reject():
    shuffled = pd.Series(PUBLISHED_P).sample(frac=1, random_state=1)
    found = differ_together(shuffled)
    assert sorted(shuffled[found]) == PUBLISHED_P[:4]


def test_a_larger_p_value_can_carry_smaller_ones():
    """Step up: the largest k that passes counts, whatever fails below it."""
    assert differ_together(pd.Series([0.045, 0.049])).tolist() == [True, True]
    assert differ_together(pd.Series([0.045, 0.051])).tolist() == [False, False]


def test_what_is_not_compared_does_not_count():
    found = differ_together(pd.Series([0.02, np.nan, 0.04]))
    assert found.tolist() == [True, False, True]
    assert differ_together(pd.Series([np.nan])).tolist() == [False]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_after_the_procedure_never_more_differ_than_singly(p):
    values = pd.Series(p)
    found = differ_together(values)
    assert not (found & values.gt(0.05)).any()
    # The definition, written out.
    k = max((k for k in range(1, len(p) + 1)
             if sorted(p)[k - 1] <= k * 0.05 / len(p)), default=0)  # fmt: skip
    assert found.sum() >= k
    assert found.any() == (k > 0)


def test_the_year_of_the_pandemic_is_known():
    assert has_pandemic_year(["2019/20", "2020/21"])
    assert not has_pandemic_year(["2021/22", "2022/23"])
