"""A map of two things at once, three classes each: one definition for screen and sheet."""

from dataclasses import dataclass

import numpy as np

WAYS = 3


@dataclass(frozen=True)
class Axis:
    """One of the two: what more of it is called, and its classes from the lowest."""

    title: str
    words: tuple[str, str, str]


@dataclass(frozen=True)
class BivariateKey:
    """The square legend: what is classed upwards and across, of which areas.

    Areas carry ``3 * up + across``, each 0 (lowest) to 2; -1 where either has no figure.
    """

    up: Axis
    across: Axis
    noun: str = "areas"

    @property
    def title(self) -> str:
        """What the numbers in the cells are."""
        return f"Number of {self.noun} in each class"


@dataclass(frozen=True)
class HighlightKey:
    """Four classes out of the nine: neither, either of the two, and both.

    Labels and the nine's classes of each are in the order of the palette's highlight colours.
    """

    title: str
    labels: tuple[str, str, str, str]
    classes: tuple[tuple[int, ...], ...]

    def bands(self, classes: np.ndarray) -> np.ndarray:
        """The class from 0 to 3 of areas in nine classes; -1 where either has no figure."""
        found = np.zeros(WAYS * WAYS + 1, dtype="int8")
        for at, own in enumerate(self.classes):
            found[list(own)] = at
        found[-1] = -1
        return found[classes]


ACROSS_HIGH, UP_HIGH, BOTH_HIGH = (2, 5), (6, 7), (8,)
"""Classes of the nine where one is in its highest class, or both are."""


def cell_counts(classes: np.ndarray) -> list[int]:
    """Areas in each of the nine cells, by class."""
    return [int(each) for each in np.bincount(classes[classes >= 0], minlength=WAYS * WAYS)]
