"""Refuse inputs that disagree about which areas there are."""

import pandas as pd

from insight.errors import AlignmentError


def same_index(first: pd.Index, other: pd.Index, *, noun: str, between: str) -> None:
    """Raise unless two inputs have the same rows in the same order.

    Examples
    --------
    >>> same_index(pd.Index(["A"]), pd.Index(["A"]), noun="areas", between="a and b")
    """
    if first.equals(other):
        return
    odd = first.symmetric_difference(other)
    example = f", first {odd[0]!r}" if len(odd) else " (only the order)"
    raise AlignmentError(
        f"{len(odd)} of {len(first)} {noun} differ between {between}{example}. "
        "Use the same table's index for both."
    )
