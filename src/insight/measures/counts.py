"""Counts of people in small areas, as they may be shown."""

import pandas as pd

FEWEST_SHOWN = 10  # people in an area below district level, below which their number is not shown
NEAREST = 5  # people to which other numbers below district level are rounded


def shown_counts(counts: pd.Series) -> pd.Series:
    """Numbers of people of small areas, small ones left out and others rounded.

    To be done before any share is formed of them.

    `counts`: people, or households, of each area; missing where there is no figure.

    Multiples of 5, of the same name and index; missing where there are fewer than 10.

    Examples
    --------
    >>> shown_counts(pd.Series([0, 9, 10, 12, 13, 1_001])).tolist()
    [nan, nan, 10.0, 10.0, 15.0, 1000.0]
    """
    whole = counts.where(counts >= FEWEST_SHOWN).astype("float64")
    # Half a step is no whole number of people, so that no rule for ties is needed.
    return (whole / NEAREST).round() * NEAREST
