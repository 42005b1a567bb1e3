"""Cells of a file of figures by area as numbers."""

import re

import pandas as pd

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def with_points(cells: pd.Series) -> pd.Series:
    """Cells whose one comma is a decimal sign, with a point in its place.

    Examples
    --------
    >>> with_points(pd.Series(["27,5", "1,000.5"])).tolist()
    ['27.5', '1,000.5']
    """
    return cells.str.replace(r"^([^,.]*),([^,.]*)$", r"\1.\2", regex=True)


def plain_numbers(cells: pd.Series) -> pd.Series:
    """Cells as numbers; missing where one is anything else.

    Examples
    --------
    >>> plain_numbers(pd.Series(["27.5", "1e3", "27 %", ""])).tolist()
    [27.5, 1000.0, nan, nan]
    """
    # Not by way of whole numbers, of which Python reads no more than 4,300 digits.
    return cells.where(cells.str.fullmatch(NUMBER.pattern)).astype("float64")
