"""How areas rank over the simulations: one definition for screen and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from insight.measures.uncertainty import ALWAYS, NEVER

TICK_STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
MOST_TICKS = 8
NEAR_START = 0.4
"""Share of the axis up to which there is more room behind the last place."""
KEY = {
    "always": f"Nearly always ({100 * ALWAYS:.0f} or more of 100)",
    "depends": f"Uncertain ({100 * NEVER:.0f} to {100 * ALWAYS - 1:.0f} of 100)",
    "never": f"Rarely (under {100 * NEVER:.0f} of 100)",
}
AS_IT_STANDS = "Rank on the list"
AXIS = "Rank (1 = highest need)"
MARKS = "Marker: median of the simulations. Line: 90% range"


@dataclass(frozen=True)
class RankChart:
    """A row for each area by rank, 1 the greatest need, over the simulations.

    Median, low and high are of the rank, its middle and its 90% interval; the chance of a place
    is a share (0 to 1), the group ``always``, ``depends`` or ``never``. Without places on the
    list none is the last; `whole` counts the areas that could be on it, drawn or not.
    """

    names: Sequence[str]
    rank: Sequence[float]
    median: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    chance: Sequence[float]
    group: Sequence[str]
    places: int | None
    whole: int

    def likeliest(self, most: int) -> "RankChart":
        """Only so many rows: those with the greatest chance, still in order of rank."""
        by_chance = sorted(range(len(self.names)), key=lambda at: (-self.chance[at], at))
        kept = sorted(by_chance[:most])
        columns = ("names", "rank", "median", "low", "high", "chance", "group")
        rows: dict[str, Any] = {name: [getattr(self, name)[at] for at in kept] for name in columns}
        return replace(self, **rows)

    @property
    def end(self) -> float:
        """Last rank of the axis."""
        ends = [float(each) for each in (*self.high, *self.rank) if not np.isnan(each)]
        return max([*ends, (self.places or 0) + 1.0, 2.0])

    @property
    def span(self) -> tuple[float, float]:
        """Ends of the axis, with room for the marks."""
        return 1 - 0.03 * self.end, 1.02 * self.end

    @property
    def ticks(self) -> list[int]:
        """Ranks from 1, with 1 among them and no 0."""
        step = next((each for each in TICK_STEPS if self.end / each <= MOST_TICKS), 2000)
        return [1, *range(step, int(self.end) + 1, step)]

    @property
    def places_words(self) -> str:
        """What the line behind the last place is."""
        return f"the list has {self.places} place{'' if self.places == 1 else 's'}"

    @property
    def places_side(self) -> str:
        """On which side of the line there is room for its words."""
        return "left" if (self.places or 0) < NEAR_START * self.end else "right"
