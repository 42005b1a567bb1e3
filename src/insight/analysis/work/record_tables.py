"""Records of any kind as tables: field by field, side by side, step by step."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from insight.analysis.work.history import history_table
from insight.records.plain import to_json
from insight.records.record import Content
from insight.records.steps import SPOKEN, Change
from insight.statement import Column, Table

LONGEST = 60


def text_table(
    rows: Iterable[Mapping[str, str]],
    alt: str,
    keys: Iterable[str] | None = None,
    **columns: tuple[str, int],
) -> Table:
    """Texts in rows, by their keys; each column with its label and width in pixels."""
    shown = {name: Column(label, width=width) for name, (label, width) in columns.items()}
    index = None if keys is None else list(keys)
    return Table(pd.DataFrame(list(rows), index=index, columns=list(shown)), shown, alt)


def fields_side_by_side(one: object, other: object, titles: tuple[str, str]) -> Table:
    """Two contents of one kind, field by field, with what differs marked."""
    first = to_json(one)
    second = to_json(other) if other is not None else {}
    rows = [
        {
            "field": spoken(name),
            "one": _words(value),
            "other": _words(second.get(name)),
            "differs": "differs" if value != second.get(name) else "",
        }
        for name, value in first.items()
    ]
    return text_table(
        rows,
        "Table of two versions, field by field.",
        field=("Field", 130),
        one=(titles[0], 260),
        other=(titles[1], 260),
        differs=("", 70),
    )


def steps_table(steps: Sequence[Change[Content]]) -> Table:
    """Every step in the history of a record, the newest first."""
    return history_table(steps, difference)


def difference(before: object, after: object) -> str:
    """What changed between two contents of one kind, in words."""
    if before is None or after is None:
        there = to_json(after if before is None else before)
        return "; ".join(
            f"{spoken(name)} {_words(value)}" for name, value in there.items() if value
        )
    old, new = to_json(before), to_json(after)
    said = [
        f"{spoken(name)} from “{_words(old[name])}” to “{_words(new[name])}”"
        for name in new
        if old.get(name) != new[name]
    ]
    return "; ".join(said) or "nothing"


def spoken(field: str) -> str:
    """The name of a field for a reader.

    Examples
    --------
    >>> spoken("what"), spoken("lsoa21cd"), spoken("stage")
    ('description', 'LSOA', 'stage')
    """
    return {"lsoa21cd": "LSOA"}.get(field, SPOKEN.get(field, field))


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
