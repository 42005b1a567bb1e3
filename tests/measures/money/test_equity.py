"""Equity: the worked example to its last digit, a published index, and laws."""

from math import atanh, isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures.money.amounts import per_head, per_inactive_adult
from insight.measures.money.equity import (
    EquityError,
    bounds,
    concentration,
    concentration_curve,
    equity_ratio,
    moves,
    progressivity,
    to_match_need,
)

RANK = pd.Series([1, 2, 3, 4, 5])
PEOPLE = pd.Series([200_000, 210_000, 220_000, 230_000, 240_000])
INACTIVE = PEOPLE * pd.Series([0.32, 0.28, 0.25, 0.22, 0.19])
PENCE = pd.Series([600_000, 400_000, 300_000, 200_000, 100_000]) * 100
UNPLACED = 400_000 * 100


def rounded(values: pd.Series) -> list[float]:
    return values.round(3).tolist()


def test_worked_example_has_the_rates_of_its_source():
    assert rounded(per_head(PENCE, PEOPLE)) == [3.0, 1.905, 1.364, 0.870, 0.417]
    found = per_inactive_adult(PENCE, INACTIVE)
    assert rounded(found) == [9.375, 6.803, 5.455, 3.953, 2.193]


def test_worked_example_has_the_equity_ratios_of_its_source():
    found = equity_ratio(PENCE, INACTIVE)
    assert rounded(found) == [1.605, 1.165, 0.934, 0.677, 0.376]
    assert found.name == "equity_ratio"


def test_worked_example_has_the_indices_of_its_source():
    spend = concentration(PENCE, PEOPLE, RANK).index
    need = concentration(INACTIVE, PEOPLE, RANK).index
    against_need = concentration(PENCE, INACTIVE, RANK).index
    assert round(spend, 6) == -0.335227
    assert round(need, 6) == -0.102064
    assert round(against_need, 6) == -0.236359
    found = progressivity(PENCE, INACTIVE, PEOPLE, RANK)
    assert found == pytest.approx(-0.233164, abs=1e-6)


def test_worked_example_has_the_bounds_of_its_source():
    found = bounds(PENCE, PEOPLE, RANK, unplaced=UNPLACED)
    assert (round(found.low, 4), round(found.high, 4)) == (-0.4318, -0.1118)
    assert round(found.placed, 6) == -0.335227


@pytest.mark.parametrize(
    ("like", "index"), [(PEOPLE, -0.2682), (INACTIVE, -0.2886)], ids=["head", "need"]
)
def test_money_spread_by_head_or_need_has_the_index_of_its_source(like, index):
    spread = PENCE + UNPLACED * like / like.sum()
    assert round(concentration(spread, PEOPLE, RANK).index, 4) == index


def test_error_is_that_of_a_weighted_line_through_the_groups():
    """The slope of the convenient regression is the index itself."""
    share = PEOPLE / PEOPLE.sum()
    middle = share.cumsum() - share / 2
    variance = (share * (middle - 0.5) ** 2).sum()
    rate = PENCE / PEOPLE
    convenient = 2 * variance * rate / (share * rate).sum()
    line, spread = np.polyfit(middle, convenient, 1, w=np.sqrt(PEOPLE), cov=True)
    found = concentration(PENCE, PEOPLE, RANK)
    assert found.index == pytest.approx(line[0])
    assert found.error == pytest.approx(sqrt(spread[0, 0]))
    assert found.error > 0


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(3, 3.182), (4, 2.776), (5, 2.571), (6, 2.447), (7, 2.365), (10, 2.228),
     (100, 1.984), (1000, 1.962)],
)  # fmt: skip
def test_interval_is_as_wide_as_students_t_says(freedom, quantile):
    groups = freedom + 2
    amount = pd.Series([100 + 7 * (row % 3) for row in range(groups)])
    found = concentration(amount, pd.Series([10] * groups), pd.Series(range(groups)))
    low, middle, high = map(atanh, (found.low, found.index, found.high))
    scaled = found.error / (1 - found.index**2)
    assert (high - low) / 2 / scaled == pytest.approx(quantile, rel=0.0015)
    assert (low + high) / 2 == pytest.approx(middle)


@pytest.mark.parametrize(
    ("groups", "has_error", "has_interval"),
    [(2, False, False), (3, True, False), (4, True, False), (5, True, True)],
)
def test_few_groups_have_no_interval(groups, has_error, has_interval):
    found = concentration(PENCE[:groups], PEOPLE[:groups], RANK[:groups])
    assert isnan(found.error) is not has_error
    assert isnan(found.low) is not has_interval
    assert isnan(found.high) is not has_interval
    assert found.index < 0


def test_equally_deprived_areas_are_one_group():
    tied = concentration(pd.Series([100, 300, 200]), pd.Series([10, 20, 30]), pd.Series([1, 1, 2]))
    joined = concentration(pd.Series([400, 200]), pd.Series([30, 30]), pd.Series([1, 2]))
    assert tied.index == joined.index == 2 * (2 / 3 * 1 / 4 + 1 / 3 * 3 / 4) - 1
    assert isnan(tied.error)
    assert (tied.areas, joined.areas) == (3, 2)


def test_areas_without_a_figure_or_people_are_left_out_and_counted():
    amount = pd.Series([300, 100, 0, 50, None])
    people = pd.Series([10, 10, 0, None, 10])
    found = concentration(amount, people, RANK)
    assert found.index == concentration(amount[:2], people[:2], RANK[:2]).index
    assert (found.areas, found.left_out) == (2, 3)


def test_money_without_people_is_refused():
    with pytest.raises(EquityError, match=r"1 of 3 areas have investment .* first 'c'"):
        concentration(*named([100, 100, 5], [10, 10, 0], [1, 2, 3]))


def named(*columns: list[float]) -> list[pd.Series]:
    return [pd.Series(each, list("abc")[: len(each)]) for each in columns]


@pytest.mark.parametrize("amount", [[0, 0], [100, -100], [100, -200]])
def test_index_of_no_money_is_refused(amount):
    columns = named(amount, [10, 10], [1, 2])
    for measure in (concentration, concentration_curve):
        with pytest.raises(EquityError, match="these 2 areas adds up to £0"):
            measure(*columns)
    with pytest.raises(EquityError, match="these 2 areas adds up to £0"):
        bounds(*columns, unplaced=1000)


@pytest.mark.parametrize(
    ("people", "rank"),
    [([10, 10, 10], [1, 1, 1]), ([10, 0, 0], [1, 2, 3]), ([None, 5, None], [1, 2, 3])],
)
def test_areas_that_do_not_differ_have_no_index(people, rank):
    with pytest.raises(EquityError, match=r"^Only 1 of 3 areas"):
        concentration(*named([0, 0, 0], people, rank))


def test_nothing_at_all_has_no_index():
    empty = pd.Series([], dtype=float)
    with pytest.raises(EquityError, match=r"^Only 0 of 0 areas"):
        concentration(empty, empty, empty)


@pytest.mark.parametrize("unplaced", [-1, -int(PENCE.sum())])
def test_more_paid_back_than_given_without_a_place_has_no_bounds(unplaced):
    """They could be anything: minus 90% of the money took an index to −10."""
    with pytest.raises(EquityError, match="paid back"):
        bounds(PENCE, PEOPLE, RANK, unplaced=unplaced)


def test_all_money_in_one_of_few_areas_has_an_interval_within_its_limits():
    """The straight interval went from −2.09 to 0.54."""
    amount = pd.Series([900, 50, 0, 0, 0])
    found = concentration(amount, pd.Series([100] * 5), RANK)
    assert -1 < found.low < found.index < found.high < 1


def test_area_that_paid_back_more_than_it_got_may_leave_no_interval():
    amount = pd.Series([1000, 0, 0, 0, -900])
    found = concentration(amount, pd.Series([100] * 5), RANK)
    assert found.index < -1
    assert isnan(found.low)
    assert isnan(found.high)


def test_interval_holds_the_true_index_where_it_is_known():
    """Amounts of 60 areas by chance, of which three in ten get something."""
    chance = np.random.default_rng(5)
    people = pd.Series(np.full(60, 1500))
    rank = pd.Series(range(60))
    place = (rank + 0.5) / 60
    for slope in (0.0, -2.0, -5.0):
        likely = np.exp(slope * (place - 0.5))
        likely = (0.3 * likely / likely.mean()).clip(upper=1)
        true = 2 * (likely * place).sum() / likely.sum() - 1
        held = 0
        for _ in range(300):
            gets = chance.random(60) < likely
            amount = pd.Series(gets * chance.lognormal(0, 1, 60))
            found = concentration(amount, people, rank)
            held += found.low <= true <= found.high
        # The simulated share of 300 is within 2.5 points of 95% by chance alone.
        assert held / 300 >= 0.925


def test_bounds_without_unplaced_money_are_the_index():
    found = bounds(PENCE, PEOPLE, RANK, unplaced=0)
    assert found.low == found.high == found.placed


def test_other_areas_are_refused():
    other = PEOPLE.rename(lambda row: row + 1)
    for measure in (concentration, concentration_curve):
        with pytest.raises(AlignmentError):
            measure(PENCE, other, RANK)
        with pytest.raises(AlignmentError):
            measure(PENCE, PEOPLE, RANK.rename(lambda row: row + 1))
    for compare in (equity_ratio, moves, to_match_need):
        with pytest.raises(AlignmentError, match="between spend and need"):
            compare(PENCE, other)


def test_curve_goes_from_nothing_to_everything():
    found = concentration_curve(pd.Series([100, 300]), pd.Series([30, 10]), pd.Series([2, 1]))
    assert found["people_share"].tolist() == [0, 0.25, 1]
    assert found["amount_share"].tolist() == [0, 0.75, 1]


def test_ratio_is_missing_where_there_is_no_need_or_no_figure():
    need = pd.Series([10, 30, 0, None])
    found = equity_ratio(pd.Series([100, 50, 50, 999]), need)
    assert found[:2].tolist() == [(100 / 200) / (10 / 40), (50 / 200) / (30 / 40)]
    assert found.isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize("compare", [equity_ratio, moves, to_match_need])
@pytest.mark.parametrize(
    ("spend", "need"),
    [([0, 0], [5, 5]), ([100, -100], [5, 5]), ([100, 100], [0, 0]), ([9, 9], [None] * 2)],
)
def test_nothing_is_not_compared(compare, spend, need):
    with pytest.raises(EquityError, match="no investment, or no need, in these 2 areas"):
        compare(pd.Series(spend), pd.Series(need, dtype=float))


def test_worked_example_would_move_what_the_two_most_deprived_have_over():
    """Need is 64,000, 58,800, 55,000, 50,600 and 45,600 of 274,000.

    Of £1.6m that is 37,372,262.77 pence, 34,335,766.42, 32,116,788.32, 29,547,445.26
    and 26,627,737.23; two pennies are over and go to the first two.
    """
    found = moves(PENCE, INACTIVE)["fair_pence"]
    assert found.tolist() == [37372263, 34335767, 32116788, 29547445, 26627737]
    over = (60_000_000 - 37_372_263) + (40_000_000 - 34_335_767)
    assert to_match_need(PENCE, INACTIVE) == over


def test_pennies_over_go_to_the_largest_remainders():
    """Of 100: 16.67, 33.33 and 50; the penny goes to the first."""
    found = moves(pd.Series([0, 0, 100]), pd.Series([1, 2, 3]))
    assert found["fair_pence"].tolist() == [17, 33, 50]
    assert found["difference_pence"].tolist() == [17, 33, -50]
    assert to_match_need(pd.Series([0, 0, 100]), pd.Series([1, 2, 3])) == 50


def test_equal_remainders_go_by_the_labels_whatever_the_order_of_the_rows():
    spend = pd.Series({"c": 100, "a": 0, "b": 0})
    found = moves(spend, pd.Series(1.5, spend.index))
    assert found["fair_pence"].to_dict() == {"c": 33, "a": 34, "b": 33}


def test_area_without_need_gives_all_and_area_without_a_figure_nothing():
    found = moves(pd.Series([100, 60, 40]), pd.Series([None, 0, 5]))
    assert found["pence"].tolist() == [100, 60, 40]
    assert found["fair_pence"].tolist() == [pd.NA, 0, 100]
    assert found["difference_pence"].tolist() == [pd.NA, -60, 60]
    assert to_match_need(pd.Series([100, 60, 40]), pd.Series([None, 0, 5])) == 60


def test_shares_of_very_much_money_lose_no_penny():
    much = pd.Series([10**17 + 1, 0, 0])
    found = moves(much, pd.Series([1, 1, 1]))
    assert found["fair_pence"].tolist() == [(10**17 + 2) // 3] * 2 + [10**17 // 3]
    assert found["fair_pence"].sum() == 10**17 + 1


rows = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(1, 5000), st.integers(1, 6)),
    min_size=2,
    max_size=12,
).filter(
    lambda found: len({rank for *_, rank in found}) > 1 and sum(amount for amount, *_ in found) > 0
)


def columns(found: list[tuple[int, int, int]]) -> list[pd.Series]:
    return [pd.Series(each) for each in zip(*found, strict=True)]


@given(rows)
def test_index_is_the_area_between_curve_and_diagonal(found):
    curve = concentration_curve(*columns(found))
    area = np.trapezoid(curve["amount_share"], curve["people_share"])
    index = concentration(*columns(found)).index
    assert index == pytest.approx(1 - 2 * area, abs=1e-9)
    assert -1 < index < 1


@given(rows)
def test_money_in_proportion_to_people_has_no_slope(found):
    _, people, rank = columns(found)
    index = concentration(people * 250, people, rank)
    assert index.index == pytest.approx(0, abs=1e-12)
    # Rounding alone is left, of which the root of a square shows half the digits.
    assert isnan(index.error) or index.error == pytest.approx(0, abs=1e-7)


@given(rows)
def test_index_interval_and_bounds_stay_within_their_limits(found):
    amount, people, rank = columns(found)
    index = concentration(amount, people, rank)
    if not isnan(index.low):
        assert -1 <= index.low <= index.index + 1e-12
        assert index.index - 1e-12 <= index.high <= 1
    within = bounds(amount, people, rank, unplaced=int(amount.sum()))
    assert -1 < within.low <= within.high < 1
    kakwani = progressivity(amount, people + amount, people, rank)
    assert -2 < kakwani < 2


@given(rows)
def test_index_of_the_opposite_order_is_the_opposite(found):
    amount, people, rank = columns(found)
    one, other = (concentration(amount, people, sign * rank) for sign in (1, -1))
    assert one.index == pytest.approx(-other.index, abs=1e-9)
    assert one.error == pytest.approx(other.error, rel=1e-6, abs=1e-9, nan_ok=True)


@given(rows, st.integers(2, 1000))
def test_index_knows_no_units(found, unit):
    amount, people, rank = columns(found)
    one, other = (
        concentration(amount, people, rank),
        concentration(amount * unit, people * unit, rank * unit),
    )
    assert one.index == pytest.approx(other.index, abs=1e-9)
    assert one.error == pytest.approx(other.error, rel=1e-6, abs=1e-9, nan_ok=True)


@given(rows, st.randoms(use_true_random=False))
def test_order_of_the_areas_does_not_matter(found, random):
    table = pd.concat(columns(found), axis=1)
    order = list(table.index)
    random.shuffle(order)
    before, after = (concentration(each[0], each[1], each[2]) for each in (table, table.loc[order]))
    assert before.index == pytest.approx(after.index, abs=1e-12)


@given(rows, st.data())
def test_no_way_to_place_the_rest_leaves_the_bounds(found, data):
    amount, people, rank = columns(found)
    where = st.lists(st.integers(0, 10**6), min_size=len(amount), max_size=len(amount))
    rest = pd.Series(data.draw(where))
    within = bounds(amount, people, rank, unplaced=int(rest.sum()))
    index = concentration(amount + rest, people, rank).index
    assert within.low - 1e-9 <= index <= within.high + 1e-9


@given(rows)
def test_moves_add_up_and_are_within_a_penny_of_the_share(found):
    spend, need, _ = columns(found)
    table = moves(spend, need)
    assert table["fair_pence"].sum() == spend.sum()
    assert table["difference_pence"].sum() == 0
    exact = spend.sum() * need / need.sum()
    assert (table["fair_pence"].astype(float) - exact).abs().lt(1).all()
    assert (table["pence"] + table["difference_pence"]).eq(table["fair_pence"]).all()


@given(rows)
def test_money_in_proportion_to_need_stays_where_it_is(found):
    _, need, _ = columns(found)
    assert to_match_need(need * 300, need) == 0
    assert equity_ratio(need * 300, need).tolist() == pytest.approx([1] * len(need))


@given(rows)
def test_what_would_move_is_half_the_differences(found):
    spend, need, _ = columns(found)
    difference = moves(spend, need)["difference_pence"]
    assert 2 * to_match_need(spend, need) == difference.abs().sum()
