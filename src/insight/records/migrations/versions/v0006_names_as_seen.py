"""Names, references and likenesses are compared as they are seen."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from insight.records.kinds.investments import fingerprint, from_json
from insight.records.steps import name_key
from insight.records.tables import ShownText

revision = "0006"
down_revision = "0005"

KEYS = ("id", "deleted_at", "reference_key", "parent_key", "fingerprint")
WORDS = (
    *("reference", "funder", "programme", "recipient", "recipient_kind", "purpose"),
    *("parent", "source", "note"),
)
REST = (
    *map(sa.column, ("amount_pence", "form", "part", "place")),
    *(sa.column(day, sa.Date) for day in ("start", "end")),
    sa.column("codes", sa.JSON),
)
NEIGHBOURHOOD = sa.table(
    "neighbourhood", *map(sa.column, ("id", "name_key", "deleted_at")), sa.column("name", ShownText)
)
OWN = sa.table(
    "own_indicator",
    *map(sa.column, ("id", "name_key", "deleted_at")),
    sa.column("content", sa.JSON),
)
INVESTMENT = sa.table(
    "investment", *map(sa.column, KEYS), *(sa.column(name, ShownText) for name in WORDS), *REST
)
DECISION = sa.table("likeness_decision", *map(sa.column, ("id", "first", "second")))


def upgrade() -> None:
    """Write the keys anew; where two names would be one now, both stay as they were."""
    _seen(NEIGHBOURHOOD, "name_key", {row.id: row.name for row in _all(NEIGHBOURHOOD)})
    _seen(OWN, "name_key", {row.id: row.content["name"] for row in _all(OWN)})
    found = _all(INVESTMENT)
    taken = _seen(INVESTMENT, "reference_key", {row.id: row.reference for row in found})
    # A part goes on pointing to its whole, also where that kept its key.
    parents = {
        row.id: name_key(row.parent)
        for row in found
        if row.parent_key not in taken and name_key(row.parent) != row.parent_key
    }
    _write(INVESTMENT, "parent_key", parents)
    marks = {row.id: fingerprint(from_json(_content(row._mapping))) for row in found}
    changed = {row.id: marks[row.id] for row in found if marks[row.id] != row.fingerprint}
    _write(INVESTMENT, "fingerprint", changed)
    _decide({row.fingerprint: changed[row.id] for row in found if row.id in changed})


def downgrade() -> None:
    """Nothing: earlier releases can read and compare these keys too."""


def _all(table: sa.TableClause) -> list[Any]:
    return list(op.get_bind().execute(sa.select(table)).all())


def _seen(table: sa.TableClause, column: str, names: Mapping[str, str]) -> set[str]:
    """Write the keys of names that are free, and return all that are in use then."""
    rows = _all(table)
    taken = {getattr(row, column) for row in rows if row.deleted_at is None}
    keys = {}
    for row in rows:
        old, new = getattr(row, column), name_key(names[row.id])
        is_live = row.deleted_at is None
        if new != old and not (is_live and new in taken and new):
            keys[row.id] = new
            if is_live:
                taken = taken - {old} | {new}
    _write(table, column, keys)
    return taken


def _write(table: sa.TableClause, column: str, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        op.execute(sa.update(table).where(table.c.id == key).values({column: value}))


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*WORDS, *(each.name for each in REST))}


def _decide(marks: Mapping[str, str]) -> None:
    """What was said of two investments stays said of them."""
    for row in _all(DECISION) if marks else ():
        first, second = (marks.get(mark, mark) for mark in (row.first, row.second))
        if (first, second) != (row.first, row.second):
            pair = {"first": min(first, second), "second": max(first, second)}
            op.execute(sa.update(DECISION).where(DECISION.c.id == row.id).values(pair))
