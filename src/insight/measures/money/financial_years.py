"""Money by financial year: April to March, by the days that an investment spans."""

import numpy as np
import pandas as pd

FIRST_MONTH = 4  # of a financial year

RULE = (
    "An investment is split between financial years (April to March) by its number of days, "
    "including the first and last. If it has no end date, it counts in the year it started. "
    "The yearly amounts add up to the investment, to the penny."
)
"""The rule that `by_financial_year` keeps, for pages and files."""


def by_financial_year(pence: pd.Series, start: pd.Series, end: pd.Series) -> pd.DataFrame:
    """What each investment counts for in each financial year that it spans.

    Each year has the share of its days. What is lost by rounding down goes, a penny each, to the
    years with the largest remainders, the earlier of equal ones first.

    `pence`: whole pence of each investment; negative for money that was paid back. `start` and
    `end`: first and last day, on the same index; `end` is missing where not known. An end before
    the start counts as missing.

    One row for each investment and year, the earlier first, on the label of the investment:
    ``year``, such as ``2025/26``, and ``pence``, whole.

    Examples
    --------
    >>> start, end = (
    ...     pd.to_datetime(pd.Series([day])) for day in ("2025-01-01", "2025-12-31")
    ... )
    >>> found = by_financial_year(pd.Series([36_500]), start, end)
    >>> dict(zip(found["year"], found["pence"]))
    {'2024/25': 9000, '2025/26': 27500}
    """
    # An end before the start is a slip: the day of the start is what is known.
    last = end.where(end >= start).fillna(start)
    first_year, last_year = _year_of(start), _year_of(last)
    spans = last_year - first_year + 1
    row = np.repeat(np.arange(len(pence)), spans)
    place = np.arange(len(row)) - np.repeat(np.cumsum(spans) - spans, spans)
    year = first_year[row] + place

    began, ended = _days(start), _days(last)
    held = np.minimum(ended[row], _opening(year + 1) - 1) + 1
    held -= np.maximum(began[row], _opening(year))
    days = (ended - began + 1)[row]
    amount = pence.to_numpy("int64")
    # In two steps, so that no product of pence and days is too large to hold.
    each, rest = np.divmod(np.abs(amount)[row], days)
    part, remainder = np.divmod(rest * held, days)
    part += each * held

    over = np.abs(amount)
    np.subtract.at(over, row, part)
    order = np.lexsort((year, -remainder, row))
    part[order] += place < over[row]
    return pd.DataFrame(
        {
            "year": [f"{first}/{(first + 1) % 100:02}" for first in year.tolist()],
            "pence": np.sign(amount)[row] * part,
        },
        index=pence.index[row],
    )


def _year_of(days: pd.Series) -> np.ndarray:
    """Calendar year in which the financial year of each day begins."""
    return (days.dt.year - (days.dt.month < FIRST_MONTH)).to_numpy("int64")


def _opening(year: np.ndarray) -> np.ndarray:
    """First day of a financial year, as days since 1970."""
    months = 12 * (year - 1970) + FIRST_MONTH - 1
    return months.astype("datetime64[M]").astype("datetime64[D]").astype("int64")


def _days(days: pd.Series) -> np.ndarray:
    """Days since 1970."""
    return days.to_numpy("datetime64[D]").astype("int64")
