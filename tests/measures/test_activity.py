"""Surveyed activity: what is derived, and what stays missing."""

import numpy as np
import pandas as pd
import pytest

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


def limits(town_with, low=-3.0, high=3.0):
    """The toy's activity with the publisher's limits about each share of 2024/25."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        share = table["value_pct"].where(table["period"].eq("2024/25"))
        return table.assign(low_pct=share + low, high_pct=share + high)

    return town_with(activity=change).pack.table("activity")


def test_errors_are_the_publisher_s_where_there_are_limits(town, town_with):
    ours = activity.logit_errors(town.pack.table("activity"), "inactive")
    mixed = activity.logit_errors(limits(town_with), "inactive")
    odds = [np.log(each / (100 - each)) for each in (33, 39)]
    assert mixed.at[SOUTH, "2024/25"] == pytest.approx((odds[1] - odds[0]) / 3.919928)
    assert mixed["2023/24"].equals(ours["2023/24"])
    assert ours.at[SOUTH, "2023/24"] == pytest.approx((500 * 0.36 * 0.64) ** -0.5)


def test_years_together_lean_on_the_year_that_says_more(town_with):
    years = ["2021/22", "2024/25"]
    sure, unsure = (
        activity.pooled_rates(limits(town_with, -each, each), "inactive", years)
        for each in (0.5, 9.0)
    )
    assert sure.at[SOUTH, "rate"] > 0.355
    assert unsure.at[SOUTH, "rate"] < 0.325
    assert sure.at["E92000001", "rate"] == pytest.approx(0.22)
