"""Investments that look alike, so that a person can say whether they are one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.records.steps import name_key

AMOUNT_SHARE = 0.01  # amounts differ by at most this share of the larger
DAYS = 90  # first days are at most so far apart
MOST_PAIRS = 2_000  # a ledger of equal monthly payments has pairs without end


@dataclass(frozen=True)
class NearDuplicates:
    """Pairs of investments that look alike.

    `pairs`: ``first`` and ``second``, row numbers of the table; the first is above.
    """

    pairs: pd.DataFrame
    is_cut: bool


def near_duplicates(table: pd.DataFrame, *, new_from: int = 0) -> NearDuplicates:
    """Pairs with one recipient, nearly one amount, and days near each other.

    Capitals and spaces of the recipient make no difference; investments without a recipient are
    like none. A whole and its part are no pair.

    `table`: entries: ``recipient``, ``amount_pence``, ``start``, ``reference`` and ``parent``.
    `new_from`: row number from which rows are new: only pairs with one of these count.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "recipient": ["Club", " club", "Club"],
    ...         "amount_pence": [10_000, 10_100, 10_102],
    ...         "start": pd.to_datetime(["2025-01-01", "2025-04-01", "2025-01-01"]),
    ...         "reference": "",
    ...         "parent": "",
    ...     }
    ... )
    >>> near_duplicates(table).pairs.to_numpy().tolist()
    [[0, 1], [1, 2]]
    """
    rows = _ordered(table)
    group, amount = rows["group"].to_numpy(), rows["amount"].to_numpy()
    day, at = rows["day"].to_numpy(), rows["at"].to_numpy()
    found: list[np.ndarray] = []
    count, is_cut, step = 0, False, 1
    while step < len(rows):
        near = (group[step:] == group[:-step]) & (
            amount[step:] - amount[:-step] <= AMOUNT_SHARE * np.abs(amount[step:])
        )
        # Within a group the amounts ascend: where no two are near at this
        # distance, none are at a greater one.
        if not near.any():
            break
        near &= np.abs(day[step:] - day[:-step]) <= DAYS
        pairs = np.column_stack([at[:-step][near], at[step:][near]])
        pairs = pairs[(pairs >= new_from).any(axis=1)]
        found.append(pairs)
        count += len(pairs)
        if count > MOST_PAIRS:
            is_cut = True
            break
        step += 1
    pairs = np.sort(np.concatenate(found), axis=1) if found else np.empty((0, 2), int)
    listed = pd.DataFrame(pairs, columns=["first", "second"])
    listed = listed[~_are_whole_and_part(table, listed)].sort_values(["first", "second"])
    return NearDuplicates(listed.head(MOST_PAIRS).reset_index(drop=True), is_cut)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by recipient, sign and size, with their row numbers."""
    key = table["recipient"].map(name_key)
    amount = table["amount_pence"].to_numpy("int64")
    rows = pd.DataFrame(
        {
            # Money paid back is like none that was paid.
            "group": pd.factorize(key)[0] * 2 + (amount < 0),
            "amount": np.abs(amount),
            "day": pd.to_datetime(table["start"]).to_numpy("datetime64[D]").astype(int),
            "at": np.arange(len(table)),
        }
    )
    return rows[key.ne("").to_numpy()].sort_values(["group", "amount", "at"])


def _are_whole_and_part(table: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    reference = table["reference"].map(name_key).to_numpy()
    parent = table["parent"].map(name_key).to_numpy()
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    is_part = (parent[first] == reference[second]) & (parent[first] != "")
    return is_part | (parent[second] == reference[first]) & (parent[second] != "")
