"""How a figure compares with another: the one verdict of all pages, with its words and marks."""

from enum import StrEnum

import pandas as pd


class Verdict(StrEnum):
    """How a figure compares by its 95% confidence interval; empty where it is not compared."""

    HIGHER = "higher"
    SIMILAR = "similar"
    LOWER = "lower"
    NOT_COMPARED = ""

    @property
    def label(self) -> str:
        """The verdict alone, as in a table.

        Examples
        --------
        >>> Verdict.HIGHER.label, Verdict.NOT_COMPARED.label
        ('Higher', 'Not compared')
        """
        return (self.value or "not compared").capitalize()

    @property
    def against(self) -> str:
        """The verdict as a sentence goes on with what the figure is compared with.

        Examples
        --------
        >>> Verdict.LOWER.against, Verdict.SIMILAR.against
        ('lower than', 'similar to')
        """
        return {"similar": "similar to", "": "not compared with"}.get(self, f"{self.value} than")

    @property
    def glyph(self) -> str:
        """Its mark in text."""
        return {"higher": "▲", "lower": "▼", "similar": "○"}.get(self, "–")


def verdict(low: float, high: float, comparator: float) -> Verdict:
    """How a share compares with a figure, by the interval of the share.

    As the publisher decides: by whether the 95% confidence interval leaves the
    comparator out. Every page decides by this. Not compared if one is missing.

    Examples
    --------
    >>> str(verdict(0.23, 0.27, 0.22)), str(verdict(0.20, 0.24, 0.22))
    ('higher', 'similar')
    >>> verdict(float("nan"), 0.24, 0.22) is Verdict.NOT_COMPARED
    True
    """
    if pd.isna(low) or pd.isna(high) or pd.isna(comparator):
        return Verdict.NOT_COMPARED
    if low > comparator:
        return Verdict.HIGHER
    return Verdict.LOWER if high < comparator else Verdict.SIMILAR


def need_of(answer: str, need: int) -> int | None:
    """Whether a verdict says more need (1), less (-1) or neither (0); None if it is untested.

    `need` is 1 where a high figure of the indicator is more need, -1 where it is less.
    This decides the colour of a verdict, and nothing else does.

    Examples
    --------
    >>> need_of("higher", 1), need_of("higher", -1), need_of("similar", 1), need_of("above", 1)
    (1, -1, 0, None)
    """
    sign = {"higher": 1, "similar": 0, "lower": -1}.get(answer)
    return None if sign is None else sign * need
