"""A share over the survey years with its range, beside England's: one for screen and sheet."""

from dataclasses import dataclass

import pandas as pd

LOWEST_TOP = 40.0
"""Per cent: no axis ends lower, so that small changes look small."""


@dataclass(frozen=True)
class TrendChart:
    """Per cent by survey year; `name` is the place, written at the end of its line."""

    name: str
    shares: pd.Series
    low: pd.Series
    high: pd.Series
    england: pd.Series

    @property
    def top(self) -> float:
        """Where the axis ends."""
        return max(LOWEST_TOP, float(self.high.max()) + 2)
