"""Amounts as circles whose area is the amount: one definition for every map of them."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

import numpy as np

LARGEST_PX, LARGEST_OF_FEW_PX = 30.0, 46.0
FEW = 30
"""Circles up to which there is room for large ones."""
SMALLEST_PX = 3.0
STEPS = (1, 4, 20)
"""Of the largest amount in the legend: it, a quarter of it and a twentieth."""


@dataclass(frozen=True, eq=False)
class Dots:
    """Amounts above nothing at points in degrees, with how one is written."""

    longitudes: np.ndarray
    latitudes: np.ndarray
    amounts: np.ndarray
    said: Callable[[float], str]
    title: str

    @property
    def largest_px(self) -> float:
        """Diameter of the largest circle."""
        return LARGEST_OF_FEW_PX if len(self.amounts) <= FEW else LARGEST_PX

    def diameters(self, amounts: np.ndarray) -> np.ndarray:
        """Pixels across, so that the area goes with the amount; tiny ones are still seen."""
        most = self.amounts.max(initial=0) or 1.0
        return np.maximum(SMALLEST_PX, self.largest_px * np.sqrt(amounts / most))

    @property
    def key(self) -> np.ndarray:
        """Round amounts for the legend, the largest first; none for no circles."""
        if not len(self.amounts):
            return np.array([])
        top = round_below(float(self.amounts.max()))
        return np.array([round_below(top / step) for step in STEPS])


def round_below(amount: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten up to an amount.

    Examples
    --------
    >>> round_below(34_500), round_below(20_000), round_below(0.7)
    (20000.0, 20000.0, 0.5)
    """
    power = 10.0 ** floor(log10(amount))
    return float(max(step * power for step in (1, 2, 5) if step * power <= amount * (1 + 1e-9)))
