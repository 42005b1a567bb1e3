"""Activity levels of districts as the pack has them, by year and over years."""

from collections.abc import Sequence

import pandas as pd

from insight.measures.survey import error_of_limits, pooled_years, survey_error

FINGERTIPS = {"active": 93014, "inactive": 93015, "children": 93570}
"""Fingertips' numbers of the published indicators."""


def published(activity: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Shares of one activity level, one row per area and one column per year.

    `activity`: the pack's table, indexed by area, Fingertips number and period. `indicator`:
    ``active``, ``inactive``, ``fairly`` (what the other two leave of 100%) or ``children``.

    Per cent; missing where the publisher suppressed the figure.
    """
    if indicator == "fairly":
        both = published(activity, "active") + published(activity, "inactive")
        return (100 - both).round(1)
    rows = activity["value_pct"].xs(FINGERTIPS[indicator], level="indicator_id")
    return rows.unstack("period").sort_index(axis="columns")


def published_limits(
    activity: pd.DataFrame, indicator: str
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Ends of the publisher's 95% intervals, per cent: areas by years, as `published`.

    None where the table has no intervals, and for ``fairly``, which is derived here.
    """
    if indicator == "fairly" or "low_pct" not in activity:
        return None
    rows = activity.xs(FINGERTIPS[indicator], level="indicator_id")
    low, high = (
        rows[end].unstack("period").sort_index(axis="columns") for end in ("low_pct", "high_pct")
    )
    return low, high


def logit_errors(activity: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Standard errors of the shares' logits, areas by years, as `published`.

    Those of the publisher's intervals where the table has them, of `survey_error` elsewhere.
    """
    assumed = (published(activity, indicator) / 100).apply(survey_error)
    ends = published_limits(activity, indicator)
    if ends is None:
        return assumed
    return error_of_limits(ends[0] / 100, ends[1] / 100).fillna(assumed)


def pooled_rates(activity: pd.DataFrame, indicator: str, years: Sequence[str]) -> pd.DataFrame:
    """Share of every area over several survey years together, England's too.

    ``rate`` (proportion) and ``logit_error`` by area, as of `pooled_years`.
    """
    shares = published(activity, indicator)[list(years)] / 100
    return pooled_years(shares, logit_errors(activity, indicator)[list(years)])


def compared_to_england(activity: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The publisher's own verdict on each share, in words about its size.

    Fingertips says *better* or *worse*; which of them is the higher share depends on the indicator.

    ``higher``, ``lower`` or ``similar``, or missing where not compared; one row per area and one
    column per year.
    """
    high = "Worse" if indicator == "inactive" else "Better"
    low = "Better" if indicator == "inactive" else "Worse"
    rows = activity["compared_to_england"].xs(FINGERTIPS[indicator], level="indicator_id")
    words = rows.map({high: "higher", low: "lower", "Similar": "similar"})
    return words.unstack("period").sort_index(axis="columns")
