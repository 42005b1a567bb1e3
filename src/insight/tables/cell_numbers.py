"""Cells of a file of figures by area as numbers."""

import re

import pandas as pd

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def with_points(cells: pd.Series) -> pd.Series:
    """Cells whose one comma is a decimal sign, with a point in its place."""
    return cells.str.replace(r"^([^,.]*),([^,.]*)$", r"\1.\2", regex=True)


def plain_numbers(cells: pd.Series) -> pd.Series:
    """Cells as numbers; missing where one is anything else."""
    # Not by way of whole numbers, of which Python reads no more than 4,300 digits.
    return cells.where(cells.str.fullmatch(NUMBER.pattern)).astype("float64")
