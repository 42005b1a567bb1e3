"""Money of a ledger: whole pence, each pound once, and rates that it comes to.

A table of entries has one row per investment with the columns ``amount_pence``
(whole number, negative where paid back), ``place`` (a `Place`), ``reference`` and
``parent`` (reference of the whole that it is a part of, empty if none).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.alignment import same_index
from insight.records.kinds.investments import Counted, Form, Place
from insight.records.steps import name_key

PENCE = 100  # pence in a pound


@dataclass(frozen=True)
class Placed:
    """What a ledger amounts to, by the level of geography it is recorded at.

    `levels`: pence by `Place`, in its order; every level but ``unknown``, 0 if none.
    `unknown_pence`: pence without a place.
    """

    levels: pd.Series
    unknown_pence: int
    total_pence: int


@dataclass(frozen=True)
class CostPerAttendance:
    """What an attendance cost where attendances were counted.

    All of the investments for which attendances were counted, their parts included.
    """

    cash_pence: int
    in_kind_pence: int
    attendances: int
    entries: int

    @property
    def pence(self) -> int:
        """Cash and in kind together."""
        return self.cash_pence + self.in_kind_pence

    def pounds(self, pence: int) -> float:
        """Pounds per attendance of one of the sums."""
        return pounds_each(pence, self.attendances, noun="attendances")


def counted_once(table: pd.DataFrame) -> pd.Series:
    """Pence that each investment adds to any total, so that no pound counts twice.

    A whole counts for what its parts leave of it, so that a part counts at its own place and under
    its own programme while the total is that of the wholes. Where the parts come to more than their
    whole, the whole counts and its parts do not. Work this out on the whole ledger before rows are
    chosen from it: then the sums of any breakdown are the total, to the penny.

    `table`: entries; a part whose whole is not among them counts by itself.

    Whole pence, named ``pence``, on the index of `table`. Raises `InsightError` if investments are
    parts of each other in a circle.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"reference": ["A", "B"], "amount_pence": [1000, 300], "parent": ["", "A"]}
    ... )
    >>> counted_once(table).tolist()
    [700, 300]
    """
    return pd.Series(_counted(table, _parent_rows(table))[0], table.index, name="pence")


def overstated(table: pd.DataFrame) -> pd.Series:
    """Wholes that their parts come to more than, as the pence of the excess.

    A whole that was paid back is negative: parts exceed it that are further below 0.

    Positive pence, on the rows of `table` concerned only.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"reference": ["A", "B"], "amount_pence": [1000, 1300], "parent": ["", "A"]}
    ... )
    >>> overstated(table).to_dict()
    {0: 300}
    """
    rest, is_over = _left_of_wholes(table, _parent_rows(table))
    return pd.Series(np.abs(rest), table.index, name="pence")[is_over]


def pence_counted(table: pd.DataFrame, pence: pd.Series | None = None) -> pd.Series:
    """What each investment counts for: as given, or else as `counted_once` says.

    `pence`: from `counted_once` on a larger ledger that `table` was chosen from, on the index of
    `table`. Raises `TypeError` if it is not in whole pence.
    """
    if pence is None:
        return counted_once(table)
    same_index(table.index, pence.index, noun="investments", between="table and pence")
    return pd.Series(_whole_pence(pence), table.index, name="pence")


def placed(table: pd.DataFrame, pence: pd.Series | None = None) -> Placed:
    """Totals of a ledger by the level of geography that they are recorded at.

    `pence`: what each counts for, if `table` is a choice from a larger ledger; from
    `counted_once` on `table` itself unless given.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "reference": ["A", "B"],
    ...         "amount_pence": [1000, 300],
    ...         "place": ["area", "lsoa"],
    ...         "parent": ["", "A"],
    ...     }
    ... )
    >>> found = placed(table)
    >>> found.levels[found.levels > 0].to_dict(), found.total_pence
    ({'lsoa': 300, 'area': 700}, 1000)
    """
    pence = pence_counted(table, pence)
    levels = pence.groupby(table["place"].astype(str)).sum()
    levels = levels.reindex([str(place) for place in Place], fill_value=0)
    return Placed(
        levels.drop(str(Place.UNKNOWN)).rename_axis("place"),
        int(levels[str(Place.UNKNOWN)]),
        int(pence.sum()),
    )


def per_head(pence: pd.Series, residents: pd.Series) -> pd.Series:
    """Money per resident of each area.

    Pounds, named ``gbp_per_head``; missing where nobody lives.

    Examples
    --------
    >>> per_head(pd.Series([30000, 500]), pd.Series([100, 0])).tolist()
    [3.0, nan]
    """
    return _each(pence, residents, "residents").rename("gbp_per_head")


def per_inactive_adult(pence: pd.Series, inactive_adults: pd.Series) -> pd.Series:
    """Money per inactive adult of each area.

    The number of inactive adults of a small area is modelled, and so is this.

    Pounds, named ``gbp_per_inactive_adult``; missing where the number is missing or 0.

    Examples
    --------
    >>> per_inactive_adult(pd.Series([1000, 5]), pd.Series([4.0, None])).tolist()
    [2.5, nan]
    """
    found = _each(pence, inactive_adults, "inactive adults")
    return found.rename("gbp_per_inactive_adult")


def cost_per_attendance(table: pd.DataFrame, chosen: pd.Index | None = None) -> CostPerAttendance:
    """Cost of an attendance, over the investments that counted attendances.

    Participants are people and not attendances: investments that counted those are left out, money
    and all. An investment counts with the money of its parts, each pound once. A part is no
    investment of its own where one above it has a count, because that counts the same attendances;
    nor where it does not count in any total, because the parts come to more than their whole.

    `table`: the whole ledger, with, besides, ``form``, ``count`` and ``counted`` (a `Counted`, or
    empty). `chosen`: labels of the investments looked at; all unless given. Each counts with all of
    its money and attendances, wherever its parts are. Raises `InsightError` if no investment
    counted attendances.
    """
    parent = _parent_rows(table)
    pence, is_counted = _counted(table, parent)
    is_chosen = table.index.isin(table.index if chosen is None else chosen)
    has_count = table["counted"].eq(Counted.ATTENDANCES) & table["count"].notna()
    is_used = has_count.to_numpy(dtype=bool) & is_counted & is_chosen
    # The row of the investment whose attendances each one has a share in; -1 if none.
    top = np.where(is_used, np.arange(len(table)), -1)
    for rows, wholes in _parts(table, parent):
        top[rows] = np.where(top[wholes] >= 0, top[wholes], top[rows])
    is_top = top == np.arange(len(table))
    attendances = int(table.loc[is_top, "count"].sum())
    if attendances <= 0:
        over = " Parts that add up to more than their main investment are left out."
        raise InsightError(
            f"None of the {int(is_chosen.sum()):,} investments has a number of attendances, so "
            "we cannot work out a cost per attendance. Record attendances, not participants."
            + ("" if is_counted.all() else over)
        )
    is_kind = table["form"].astype(str).eq(Form.IN_KIND).to_numpy()
    return CostPerAttendance(
        int(pence[(top >= 0) & ~is_kind].sum()),
        int(pence[(top >= 0) & is_kind].sum()),
        attendances,
        int(is_top.sum()),
    )


def pounds_each(pence: int, number: int, *, noun: str) -> float:
    """Pounds for each one of a number of things.

    Raises `InsightError` if there are none.

    Examples
    --------
    >>> round(pounds_each(63828300, 520159, noun="attendances"), 4)
    1.2271
    """
    if number <= 0:
        raise InsightError(f"There are no {noun} to divide the investment by.")
    return pence / PENCE / number


def _whole_pence(amount: pd.Series) -> np.ndarray:
    if not pd.api.types.is_integer_dtype(amount) and len(amount):
        raise TypeError(f"Amounts are kept in whole pence, not as {amount.dtype}.")
    return amount.to_numpy(dtype="int64")


def _each(pence: pd.Series, number: pd.Series, noun: str) -> pd.Series:
    same_index(pence.index, number.index, noun="areas", between=f"amounts and {noun}")
    number = number.astype(float)
    return pence.astype(float) / PENCE / number.where(number > 0)


def _left_of_wholes(table: pd.DataFrame, parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pence that its parts leave of each investment, and whether they exceed it."""
    amount = _whole_pence(table["amount_pence"])
    has_whole = parent >= 0
    rest = amount.copy()
    np.subtract.at(rest, parent[has_whole], amount[has_whole])
    is_over = (np.sign(rest) * np.sign(amount) < 0) | ((amount == 0) & (rest != 0))
    return rest, is_over


def _counted(table: pd.DataFrame, parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pence that each investment adds to any total, and whether it counts at all."""
    rest, is_over = _left_of_wholes(table, parent)
    pence = np.where(is_over, _whole_pence(table["amount_pence"]), rest)
    is_counted = np.ones(len(table), dtype=bool)
    for rows, wholes in _parts(table, parent):
        # What hangs from a part that does not count does not count either.
        is_counted[rows] = is_counted[wholes] & ~is_over[wholes]
    return np.where(is_counted, pence, 0), is_counted


def _parent_rows(table: pd.DataFrame) -> np.ndarray:
    """Row number of the whole of each investment; -1 where the table has none."""
    row_of: dict[str, int] = {}
    for row, name in enumerate(table["reference"]):
        # The store keeps references unique; elsewhere the first of equal ones is meant.
        row_of.setdefault(name_key(name), row)
    row_of[""] = -1
    found = [row_of.get(name_key(name), -1) for name in table["parent"]]
    return np.array(found, dtype="int64")


def _parts(table: pd.DataFrame, parent: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Row numbers of parts and of their wholes, by generation from the top."""
    nobody = len(parent)
    # Each round doubles how far up `above` looks, so that long chains cost little.
    above = np.append(np.where(parent < 0, nobody, parent), nobody)
    depth = np.append(parent >= 0, False).astype("int64")
    for _ in range(nobody.bit_length()):
        depth += depth[above]
        above = above[above]
    circle = np.unique(above[above < nobody])
    if len(circle):
        first = table["reference"].iloc[int(circle[0])]
        raise InsightError(
            f"{len(circle):,} of {len(table):,} investments are parts of each other, first "
            f"{first!r}. Clear the main investment of one of them."
        )
    order = np.argsort(depth[:nobody], kind="stable")
    starts = np.flatnonzero(np.diff(depth[order])) + 1
    for rows in np.split(order, starts)[1:]:
        yield rows, parent[rows]
