"""Put areas into classes, for the colours of a map and the words beside it."""

import numpy as np
import pandas as pd

CLASSES = 5
MISSING = -1  # class of an area without a figure


def national_fifth(rank: pd.Series, national: int) -> pd.Series:
    """Class 4 for the most deprived 20% of England, 0 for the least deprived.

    `rank`: national rank, 1 for the most deprived, indexed by area.

    Examples
    --------
    >>> national_fifth(pd.Series([1, 6751, 6752, 33755]), 33755).tolist()
    [4, 4, 3, 0]
    """
    fifth = np.ceil(CLASSES * rank / national)
    return (CLASSES - fifth).astype("int8").rename("band")


def position(values: pd.Series, groups: pd.Series | None = None) -> pd.Series:
    """Place of each area counted from the highest value; ties share the better.

    `values`: any quantity; missing in, missing out. `groups`: if given, areas are counted within
    their own group only.

    1 for the highest, named ``position``.

    Examples
    --------
    >>> position(pd.Series([5.0, 7.0, 5.0, None])).tolist()
    [2.0, 1.0, 2.0, nan]
    """
    grouped = values if groups is None else values.groupby(groups)
    return grouped.rank(method="min", ascending=False).rename("position")


def fifth(values: pd.Series, groups: pd.Series | None = None) -> pd.Series:
    """Class 4 for the highest fifth of the areas, 0 for the lowest.

    ``4 - floor(5 * (position - 1) / n)``: the highest is always in class 4, however
    few there are, and equal values are always in the same class, so that classes
    are uneven where many areas are equal.

    0 to 4, or -1 where the value is missing, named ``band``.

    Examples
    --------
    >>> fifth(pd.Series([10.0, 20.0, 30.0, 40.0, 50.0])).tolist()
    [0, 1, 2, 3, 4]
    >>> fifth(pd.Series([0.0, 0.0, 0.0, 9.0, None])).tolist()
    [3, 3, 3, 4, -1]
    """
    place = position(values, groups)
    if groups is None:
        number = pd.Series(values.notna().sum(), index=values.index)
    else:
        number = values.groupby(groups).transform("count")
    band = (CLASSES - 1) - np.floor(CLASSES * (place - 1) / number)
    return band.fillna(MISSING).astype("int8").rename("band")


def quarter_above_zero(values: pd.Series) -> pd.Series:
    """Class 0 for none at all; 4 for the highest quarter of the other areas.

    For counts of which many are nought, where fifths would be mostly empty.

    Examples
    --------
    >>> quarter_above_zero(pd.Series([0.0, 0.0, 5.0, 10.0, None])).tolist()
    [0, 0, 2, 4, -1]
    """
    some = values.where(values > 0)
    quarter = np.floor((CLASSES - 1) * (position(some) - 1) / some.notna().sum())
    band = (CLASSES - 1) - quarter
    band = band.fillna(0).mask(values.isna(), MISSING)
    return band.astype("int8").rename("band")


def fixed(values: pd.Series, edges: tuple[float, ...]) -> pd.Series:
    """Class by fixed limits: an area is in the last class whose limit it exceeds.

    `edges`: lower limits of the classes after the first, ascending; a value *equal* to a
    limit is below it.

    Examples
    --------
    >>> fixed(pd.Series([0.0, 0.1, 20.0, 100.0, None]), (0, 20, 40, 60)).tolist()
    [0, 1, 1, 4, -1]
    """
    band = np.searchsorted(np.asarray(edges, dtype=float), values, side="left")
    result = pd.Series(band, index=values.index, name="band")
    return result.mask(values.isna(), MISSING).astype("int8")


def band_ranges(values: pd.Series, bands: pd.Series) -> list[tuple[float, float] | None]:
    """Lowest and highest value found in each class, None for an empty class."""
    found = values.groupby(bands).agg(["min", "max"])
    return [
        (float(found["min"][band]), float(found["max"][band])) if band in found.index else None
        for band in range(CLASSES)
    ]
