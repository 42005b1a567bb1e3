"""Classes: edges, ties, gaps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures import bands
from insight.pack.catalogue import NATIONAL_LSOAS_2025

few = st.lists(st.none() | st.integers(0, 5).map(float), min_size=1, max_size=40)


def assert_orderly(values: pd.Series, found: pd.Series) -> None:
    """Higher values are never in lower classes, equal ones always in the same."""
    table = pd.DataFrame({"value": values, "band": found}).dropna()
    spread = table.groupby("value")["band"].agg(["min", "max"])
    assert spread["min"].eq(spread["max"]).all()
    assert spread["min"].is_monotonic_increasing


@given(few)
def test_quarters_above_nought_are_orderly_and_keep_nought_apart(values):
    series = pd.Series(values, dtype=float)
    found = bands.quarter_above_zero(series)
    assert_orderly(series, found)
    assert set(found[series.eq(0)]) <= {0}
    assert set(found[series.gt(0)]) <= {1, 2, 3, 4}
    assert set(found[series.isna()]) <= {bands.MISSING}


@given(few)
def test_fixed_classes_are_orderly(values):
    series = pd.Series(values, dtype=float)
    found = bands.fixed(series, (0, 2, 3, 4))
    assert_orderly(series, found)
    assert found.between(bands.MISSING, bands.CLASSES - 1).all()
    assert found.eq(bands.MISSING).equals(series.isna())


@given(few, st.data())
def test_fifths_of_a_group_are_those_of_the_group_alone(values, data):
    series = pd.Series(values, dtype=float)
    groups = pd.Series([data.draw(st.sampled_from("AB")) for _ in values])
    found = bands.fifth(series, groups)
    for group in groups.unique():
        alone = bands.fifth(series[groups.eq(group)])
        pd.testing.assert_series_equal(found[groups.eq(group)], alone)


@given(few)
def test_order_of_rows_changes_no_class(values):
    series = pd.Series(values, dtype=float)
    turned = bands.fifth(series[::-1])[::-1]
    pd.testing.assert_series_equal(turned, bands.fifth(series))


@pytest.mark.parametrize("last", [6751, 13502, 20253, 27004])
def test_national_fifth_changes_after_the_published_rank(last):
    before, after = bands.national_fifth(pd.Series([last, last + 1]), NATIONAL_LSOAS_2025)
    assert before - after == 1


@pytest.mark.parametrize(
    ("value", "band"),
    [(-0.0, 0), (0.1, 1), (19.9, 1), (20.0, 1), (20.1, 2), (40.0, 2), (60.0, 3),
     (60.1, 4), (100.0, 4)],
)  # fmt: skip
def test_a_value_on_a_limit_is_below_it(value, band):
    assert bands.fixed(pd.Series([value]), (0, 20, 40, 60)).tolist() == [band]


def test_position_in_a_group_starts_again_and_ties_share_the_better():
    values = pd.Series([9.0, 9, 5, np.nan, 1])
    groups = pd.Series(["A", "A", "A", "A", "B"])
    found = bands.position(values, groups)
    assert found.tolist()[:3] == [1, 1, 3]
    assert np.isnan(found[3])
    assert found[4] == 1


def test_a_group_without_figures_has_no_classes():
    values = pd.Series([1.0, np.nan, np.nan])
    groups = pd.Series(["A", "B", "B"])
    assert bands.fifth(values, groups).tolist() == [4, -1, -1]


def test_a_single_area_is_the_highest_of_its_own():
    assert bands.fifth(pd.Series([7.0])).tolist() == [4]


def test_no_figures_at_all_make_no_classes():
    nothing = pd.Series([np.nan, np.nan])
    for found in (
        bands.fifth(nothing),
        bands.quarter_above_zero(nothing),
        bands.fixed(nothing, (0, 20)),
    ):
        assert found.tolist() == [-1, -1]


def test_ranges_name_the_values_found_and_none_for_an_empty_class():
    values = pd.Series([1.0, 2, 8, np.nan])
    found = bands.band_ranges(values, pd.Series([0, 0, 4, -1]))
    assert found == [(1.0, 2.0), None, None, None, (8.0, 8.0)]
