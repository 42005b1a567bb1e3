"""Entries and ledgers that several tests build.

PYTEST_DONT_REWRITE: tests import it before pytest takes it for a plugin.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from insight.records.kinds.entries import ENTRY_COLUMNS, as_table
from insight.records.kinds.investments import Entry, Form, Part, Place, fingerprint, from_json
from insight.records.plain import to_json

BASE = from_json(
    {"funder": "Funder", "recipient": "Club", "amount_pence": 10_000,
     "start": "2025-04-01"}
)  # fmt: skip


def entry(pence: int = 10_000, place: Place = Place.UNKNOWN, *codes: str, **more) -> Entry:
    return replace(BASE, amount_pence=pence, place=place, codes=codes, **more)


def ledger(*entries: Entry) -> pd.DataFrame:
    """A table of entries as the store gives it, with ids ``id0`` and so on."""
    return as_table([_row(at, each) for at, each in enumerate(entries)])


def _row(at: int, each: Entry) -> Sequence[object]:
    values = {
        **to_json(each),
        "start": each.start,
        "end": each.end,
        "id": f"id{at}",
        "version": 1,
        "fingerprint": fingerprint(each),
    }
    return tuple(values[name] for name in ENTRY_COLUMNS)


__all__ = ["BASE", "Form", "Part", "Place", "date", "entry", "ledger"]
