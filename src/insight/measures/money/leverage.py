"""Leverage: what core money drew in, as itemised and as printed."""

from dataclasses import dataclass, replace

import pandas as pd

from insight.errors import InsightError
from insight.measures.money.amounts import PENCE, pence_counted
from insight.records.kinds.investments import Form, Part

ITEM, PRINTED_TOTAL, RESIDENTS = "item", "printed total", "residents"
"""Roles of the rows of a worked example that reckon with money."""


@dataclass(frozen=True)
class Leverage:
    """Core and matched money; what was given in kind stands apart.

    `core_in_kind_pence` and `matched_in_kind_pence`: what things given were said to be
    worth; in no ratio.
    """

    core_pence: int
    matched_pence: int
    core_in_kind_pence: int = 0
    matched_in_kind_pence: int = 0

    @property
    def together_pence(self) -> int:
        """Core and matched cash."""
        return self.core_pence + self.matched_pence

    @property
    def ratio(self) -> float:
        """Matched pounds for each pound of core money.

        Raises `InsightError` if there is no core money.

        Examples
        --------
        >>> round(Leverage(17400000, 52000000).ratio, 2)
        2.99
        """
        if self.core_pence <= 0:
            raise InsightError(
                "There is no core funding in cash, so we cannot work out a match funding ratio. "
                "Mark the partnership’s own funding as core."
            )
        return self.matched_pence / self.core_pence


def leverage(table: pd.DataFrame, pence: pd.Series | None = None) -> Leverage:
    """Core and matched money of a ledger.

    `table`: entries with ``form`` (cash or in kind) and ``part`` (core or matched).

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "reference": ["A", "B"],
    ...         "amount_pence": [1000, 300],
    ...         "parent": ["", "A"],
    ...         "form": ["cash", "cash"],
    ...         "part": ["core", "matched"],
    ...     }
    ... )
    >>> found = leverage(table)
    >>> found.core_pence, found.matched_pence
    (700, 300)
    """
    pence = pence_counted(table, pence)
    sums = pence.groupby([table["form"].astype(str), table["part"].astype(str)]).sum()

    def of(form: Form, part: Part) -> int:
        return int(sums.get((str(form), str(part)), 0))

    return Leverage(
        of(Form.CASH, Part.CORE),
        of(Form.CASH, Part.MATCHED),
        of(Form.IN_KIND, Part.CORE),
        of(Form.IN_KIND, Part.MATCHED),
    )


@dataclass(frozen=True)
class Example:
    """A printed example reckoned twice: by its items, and by its printed total.

    `itemised` and `printed`: with matched money as its items add up to, and as its total
    was printed.
    """

    itemised: Leverage
    printed: Leverage
    residents: int

    @property
    def unexplained_pence(self) -> int:
        """How much more was printed than the items add up to."""
        return self.printed.matched_pence - self.itemised.matched_pence


def example(table: pd.DataFrame) -> Example:
    """Reckon the worked example of the pack.

    `table`: the pack's ``worked_example``: ``role`` (`ITEM`, `PRINTED_TOTAL` of matched money, or
    `RESIDENTS`), ``part`` (a `Part`, empty for residents) and ``value`` (whole pounds, or persons).
    """
    pounds = table["value"]
    items = pounds[table["role"].eq(ITEM)].groupby(table["part"]).sum()
    itemised = Leverage(int(items[Part.CORE.value]) * PENCE, int(items[Part.MATCHED.value]) * PENCE)
    total = int(pounds[table["role"].eq(PRINTED_TOTAL)].sum()) * PENCE
    residents = int(pounds[table["role"].eq(RESIDENTS)].sum())
    return Example(itemised, replace(itemised, matched_pence=total), residents)
