"""Entries of the ledger as a table, and back."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from insight.records.kinds.investments import Entry
from insight.records.plain import from_json

# Of the table of entries, in order.
ENTRY_COLUMNS = ("id", "version", *(each.name for each in fields(Entry)), "fingerprint")


def as_table(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Entries by `ENTRY_COLUMNS`: whole pence, days of numpy, tuples of codes, blanks empty."""
    table = pd.DataFrame(rows, columns=list(ENTRY_COLUMNS))
    table["codes"] = pd.Series([tuple(each) for each in table["codes"]], dtype=object)
    for name in ("start", "end"):
        table[name] = pd.to_datetime(table[name])
    return table.assign(counted=table["counted"].fillna("").astype(str)).astype(
        {"amount_pence": "int64", "version": "int64", "count": "Int64"}
    )


def row_at(table: pd.DataFrame, at: int) -> Any:  # noqa: ANN401 - as `itertuples`
    """One row of the table of entries, by its number."""
    return next(table.iloc[[at]].itertuples(index=False))


def entry_of_row(row: Any) -> Entry:  # noqa: ANN401 - a row of `itertuples`
    """The content of one row of the table of entries."""
    values = {each.name: getattr(row, each.name) for each in fields(Entry)}
    values |= {
        "amount_pence": int(row.amount_pence),
        "start": row.start.date(),
        "end": None if pd.isna(row.end) else row.end.date(),
        "count": None if pd.isna(row.count) else int(row.count),
        "counted": row.counted or None,
    }
    return from_json(Entry, values)
