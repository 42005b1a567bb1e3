"""Activity levels of districts, as surveyed, and of several districts together."""

import pandas as pd

from insight.measures.alignment import same_index

FINGERTIPS = {"active": 93014, "inactive": 93015, "children": 93570}
"""Fingertips' numbers of the published indicators."""


def published(activity: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Shares of one activity level, one row per area and one column per year.

    Parameters
    ----------
    activity
        The pack's table, indexed by area, Fingertips number and period.
    indicator
        ``active``, ``inactive``, ``fairly`` (what the other two leave of 100%)
        or ``children``.

    Returns
    -------
    DataFrame
        Per cent; missing where the publisher suppressed the figure.
    """
    if indicator == "fairly":
        both = published(activity, "active") + published(activity, "inactive")
        return (100 - both).round(1)
    rows = activity["value_pct"].xs(FINGERTIPS[indicator], level="indicator_id")
    return rows.unstack("period").sort_index(axis="columns")


def published_limits(
    activity: pd.DataFrame, indicator: str, period: str
) -> tuple[pd.Series, pd.Series] | None:
    """Ends of the publisher's 95% intervals of one year, per cent, by area.

    None where the table has no intervals, and for ``fairly``, which is derived here.
    """
    if indicator == "fairly" or "low_pct" not in activity:
        return None
    rows = activity.xs(
        (FINGERTIPS[indicator], period), level=["indicator_id", "period"]
    )
    return rows["low_pct"], rows["high_pct"]


def compared_to_england(activity: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The publisher's own verdict on each share, in words about its size.

    Fingertips says *better* or *worse*; which of them is the higher share
    depends on the indicator.

    Returns
    -------
    DataFrame
        ``higher``, ``lower`` or ``similar``, or missing where not compared; one
        row per area and one column per year.
    """
    high = "Worse" if indicator == "inactive" else "Better"
    low = "Better" if indicator == "inactive" else "Worse"
    rows = activity["compared_to_england"].xs(
        FINGERTIPS[indicator], level="indicator_id"
    )
    words = rows.map({high: "higher", low: "lower", "Similar": "similar"})
    return words.unstack("period").sort_index(axis="columns")


def pooled(shares: pd.DataFrame, adults: pd.Series) -> pd.Series:
    """Share of several districts together: the mean over their adults.

    Parameters
    ----------
    shares
        Per cent, one row per district and one column per year.
    adults
        Adults of each district, on the rows of `shares`.

    Returns
    -------
    Series
        Per cent by year; missing in a year in which any district is.

    Raises
    ------
    AlignmentError
        If the two are not on the same districts.

    Examples
    --------
    >>> shares = pd.DataFrame({"2023/24": [20.0, 30.0]}, index=["A", "B"])
    >>> pooled(shares, pd.Series([300, 100], index=["A", "B"])).tolist()
    [22.5]
    """
    same_index(
        shares.index, adults.index, noun="districts", between="shares and adults"
    )
    weight = adults / adults.sum()
    return shares.mul(weight, axis="index").sum(skipna=False)
