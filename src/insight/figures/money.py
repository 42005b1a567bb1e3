"""Charts of money, the same on screen and sheet: what is placed, and who it reaches."""

from dataclasses import dataclass

import pandas as pd

from insight.measures.money.amounts import PENCE


@dataclass(frozen=True)
class Segment:
    """One part of the money, called by where it is recorded."""

    key: str
    words: str
    pence: int

    @property
    def pounds(self) -> float:
        """The same in pounds."""
        return self.pence / PENCE


@dataclass(frozen=True)
class PlacedChart:
    """How much of the money has a place: the first part, then the parts without."""

    segments: tuple[Segment, ...]

    @property
    def whole(self) -> float:
        """Pounds of all parts that are above nothing."""
        return sum(each.pounds for each in self.segments if each.pence > 0) or 1 / PENCE


@dataclass(frozen=True, eq=False)
class Curve:
    """One line: cumulative per cent of residents and of what they have.

    `ink` counts the palette's colours, None for the muted one; `dash` is as in plotly.
    """

    name: str
    residents: pd.Series
    amount: pd.Series
    ink: int | None
    dash: str
    width: float


@dataclass(frozen=True, eq=False)
class CurvesChart:
    """Cumulative shares of money and of need, the most deprived people first.

    Both have ``people_share`` and ``amount_share``, proportions from 0 to 1.
    """

    money: pd.DataFrame
    need: pd.DataFrame
    axis: str = "Residents, most deprived first"

    @property
    def curves(self) -> tuple[Curve, Curve, Curve]:
        """In the order of drawing: equal shares, need, and money on top."""
        ends = pd.Series([0.0, 100.0])
        need, money = ((100 * each).round(1) for each in (self.need, self.money))
        return (
            Curve("Equal for every resident", ends, ends, None, "dot", 1.5),
            Curve(
                "Inactive adults (modelled estimate)",
                need["people_share"],
                need["amount_share"],
                3,
                "dash",
                2,
            ),
            Curve(
                "Investment that can be mapped",
                money["people_share"],
                money["amount_share"],
                0,
                "solid",
                3,
            ),
        )

    @property
    def is_above(self) -> bool:
        """Whether the curve of money lies above that of equal shares."""
        return bool((self.money["amount_share"] - self.money["people_share"]).mean() >= 0)
