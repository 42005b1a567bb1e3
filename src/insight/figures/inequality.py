"""Shares by group of deprivation with the line through them: one for screen and sheet."""

from dataclasses import dataclass

AXIS, UNIT = "All people, from most to least deprived", "Share"
MOST, LEAST = "most deprived", "least deprived"
HEADROOM = 1.14
"""Of the highest point, so that its figure fits above it."""
APART = 0.012
"""By which two periods stand beside each other, of the width."""


@dataclass(frozen=True)
class Gradient:
    """The groups of one period, named if there are two, and their line, per cent.

    Ranks are from 0, the most deprived, to 1; a group's is its middle among the people. Without
    limits `lows` and `highs` are empty.
    """

    name: str
    ranks: tuple[float, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    line_ranks: tuple[float, ...]
    line_values: tuple[float, ...]

    @property
    def highest(self) -> float:
        """The highest of all that is drawn."""
        return max(*self.values, *self.line_values, *(self.highs or self.values))


@dataclass(frozen=True)
class GradientChart:
    """One period, or the earlier and the later one."""

    periods: tuple[Gradient, ...]
    is_illustrative: bool = False

    @property
    def last(self) -> Gradient:
        """The only or the later period."""
        return self.periods[-1]

    @property
    def top(self) -> float:
        """Where the axis ends, per cent."""
        return max(each.highest for each in self.periods) * HEADROOM

    @property
    def drawn(self) -> list[tuple[Gradient, float]]:
        """The later period first, and how far the dots of each stand beside their group."""
        shifts = (0.0,) if len(self.periods) == 1 else (-APART / 2, APART / 2)
        return list(zip(self.periods, shifts, strict=True))[::-1]

    @property
    def group_names(self) -> list[str]:
        """What stands under the axis, the first and the last in two lines."""
        count = len(self.last.ranks)
        ends = {1: f"\n{MOST}", count: f"\n{LEAST}"}
        return [f"{at}{ends.get(at, '')}" for at in range(1, count + 1)]
