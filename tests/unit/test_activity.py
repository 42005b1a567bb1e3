"""Surveyed activity: what is derived, and what stays missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError
from insight.measures import activity

SOUTH, NORTH = "E07000001", "E07000002"


def test_table_has_areas_down_and_years_across_in_order(town):
    found = activity.published(town.pack.table("activity"), "inactive")
    assert sorted(found.index) == [SOUTH, NORTH, "E92000001"]
    assert list(found.columns) == sorted(found.columns)
    assert found.at[SOUTH, "2021/22"] == 30
    assert found.at[SOUTH, "2022/23"] == 36


def test_fairly_active_is_the_rest_to_one_decimal(town):
    found = activity.published(town.pack.table("activity"), "fairly")
    assert found.loc[SOUTH].eq(100 - 30 - 60).all()
    assert found.loc[NORTH].eq(100 - 20 - 70).all()


def test_rest_is_missing_where_either_share_is(town_with):
    def suppressed(table: pd.DataFrame) -> pd.DataFrame:
        is_first = (
            table["area_code"].eq(SOUTH)
            & table["indicator_id"].eq(93014)
            & table["period"].eq("2024/25")
        )
        return table.assign(value_pct=table["value_pct"].mask(is_first))

    table = town_with(activity=suppressed).pack.table("activity")
    assert np.isnan(activity.published(table, "fairly").at[SOUTH, "2024/25"])
    assert activity.published(table, "inactive").at[SOUTH, "2024/25"] == 36


@pytest.mark.parametrize(
    ("indicator", "south", "north"),
    [
        ("inactive", "higher", "lower"),
        ("active", "lower", "higher"),
        ("children", "lower", "similar"),
    ],
)
def test_worse_is_a_higher_share_of_the_inactive_only(town, indicator, south, north):
    found = activity.compared_to_england(town.pack.table("activity"), indicator)
    assert found.at[SOUTH, "2023/24"] == south
    assert found.at[NORTH, "2023/24"] == north
    assert found.loc["E92000001"].isna().all()


def test_suppressed_share_is_not_compared(town):
    found = activity.compared_to_england(town.pack.table("activity"), "children")
    assert pd.isna(found.at[SOUTH, "2024/25"])


def test_shares_are_pooled_over_adults():
    shares = pd.DataFrame({"2023/24": [36.0, 20.0], "2024/25": [30.0, np.nan]})
    found = activity.pooled(shares, pd.Series([240, 960]))
    assert found["2023/24"] == pytest.approx((36 * 240 + 20 * 960) / 1200)
    assert np.isnan(found["2024/25"])


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.integers(1, 300_000)), min_size=1, max_size=9
    )
)
def test_pooled_share_lies_between_its_parts(rows):
    shares = pd.DataFrame({"2024/25": [share for share, _ in rows]})
    found = activity.pooled(shares, pd.Series([adults for _, adults in rows]))
    low, high = shares["2024/25"].min(), shares["2024/25"].max()
    assert low - 1e-9 <= found["2024/25"] <= high + 1e-9


def test_adults_of_other_districts_are_refused():
    shares = pd.DataFrame({"2024/25": [20.0, 30.0]}, index=["A", "B"])
    with pytest.raises(AlignmentError, match=r"2 of 2 .* first 'B'"):
        activity.pooled(shares, pd.Series([1, 1], index=["A", "C"]))
    with pytest.raises(AlignmentError, match="only the order"):
        activity.pooled(shares, pd.Series([1, 1], index=["B", "A"]))
