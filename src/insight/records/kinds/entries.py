"""Entries of the ledger as a table, and back."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from insight.records.kinds.investments import Counted, Entry, Form, Part, Place

ENTRY_COLUMNS = (
    "id", "version", "reference", "funder", "programme", "recipient",
    "recipient_kind", "purpose", "amount_pence", "form", "part", "start", "end",
    "place", "codes", "parent", "count", "counted", "source", "note", "fingerprint",
)  # fmt: skip
"""Of the table of entries, in order."""


def as_table(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """The table of entries out of its rows, of which each has `ENTRY_COLUMNS`."""
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
    return Entry(
        reference=row.reference,
        funder=row.funder,
        programme=row.programme,
        recipient=row.recipient,
        recipient_kind=row.recipient_kind,
        purpose=row.purpose,
        amount_pence=int(row.amount_pence),
        form=Form(row.form),
        part=Part(row.part),
        start=row.start.date(),
        end=None if pd.isna(row.end) else row.end.date(),
        place=Place(row.place),
        codes=row.codes,
        parent=row.parent,
        count=None if pd.isna(row.count) else int(row.count),
        counted=Counted(row.counted) if row.counted else None,
        source=row.source,
        note=row.note,
    )
