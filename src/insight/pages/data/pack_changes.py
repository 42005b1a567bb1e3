"""What changed from one data pack to another: areas, values, sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd

from insight.pack.contracts import CONTRACTS
from insight.pack.pack import Pack
from insight.statement import Column, Table
from insight.words import counted, number

RECORDED = ("publisher", "title", "period", "retrieved", "caveat", "made_by")
"""Of a table's source, what a reader is told of when it changed."""


def packs_table(packs: Mapping[str, Pack], shown: str, in_use: str) -> Table:
    """The packs that are there, one row for each."""
    rows = []
    for version, pack in packs.items():
        days = sorted(source.retrieved for source in pack.sources.values())
        said = {"shown here": version == shown, "latest": version == in_use}
        rows.append(
            {
                "version": version,
                "said": " and ".join(words for words, is_so in said.items() if is_so),
                "title": pack.about.title,
                "areas": len(pack.areas) if pack.is_usable("areas") else None,
                "tables": len(pack.sources),
                "retrieved": " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "",
            }
        )
    columns = {
        "version": Column("Data version"),
        "said": Column("Status"),
        "title": Column("Area"),
        "areas": Column("Small areas (LSOAs)", decimals=0),
        "tables": Column("Tables", decimals=0),
        "retrieved": Column("Retrieved"),
    }
    return _table(rows, columns, f"{counted(len(rows), 'data version')} that can be opened")


def _table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, Column], of: str) -> Table:
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, f"Table of {of}.")


@dataclass(frozen=True)
class PackChanges:
    """What changed."""

    words: tuple[str, ...]
    tables: Table
    values: Table
    sources: Table


def pack_changes(before: Pack, after: Pack) -> PackChanges:
    """Compare two packs, table by table and row by row.

    Rows are the same if they have the same key: code, or code with indicator and
    year. A table that one of the packs cannot use is as if it were not there.
    """
    tables, values = [], []
    for table in CONTRACTS:
        old, new = _rows(before, table), _rows(after, table)
        if old is None and new is None:
            continue
        if old is None or new is None:
            said = "added" if old is None else "removed"
            tables.append(_table_row(table, said, old, new, shared=0, changed=0))
            continue
        shared = old.index.intersection(new.index)
        is_other = pd.Series(data=False, index=shared)
        found = 0
        for row, is_row in _columns(old.loc[shared], new.loc[shared]):
            values.append({"table": table, **row})
            is_other |= is_row
            found += 1
        if found or not len(old) == len(new) == len(shared):
            changed = int(is_other.sum())
            row = _table_row(table, "changed", old, new, shared=len(shared), changed=changed)
            tables.append(row)
    return PackChanges(
        _words(before, after, tables), _tables(tables), _values(values), _sources(before, after)
    )


def _rows(pack: Pack, table: str) -> pd.DataFrame | None:
    if table in pack.problems or not pack.has(table):
        return None
    return pack.table(table)


def _table_row(  # noqa: PLR0913 - what the cells of a row are worked out from
    table: str,
    said: str,
    old: pd.DataFrame | None,
    new: pd.DataFrame | None,
    *,
    shared: int,
    changed: int,
) -> dict[str, object]:
    before, after = (0 if each is None else len(each) for each in (old, new))
    counts = {"before": before, "after": after, "added": after - shared}
    return {"table": table, "said": said, **counts, "removed": before - shared, "changed": changed}


def _columns(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.Series]]:
    """Columns of the same rows whose values are not the same, and in which rows."""
    for name in [*old.columns, *new.columns.difference(old.columns, sort=False)]:
        if name not in old or name not in new:
            is_other = pd.Series(data=True, index=old.index)
            said = "column added" if name in new else "column removed"
            yield {"column": name, "count": len(old), "widest": said}, is_other
            continue
        one, other = old[name], new[name]
        if name == "geometry":
            is_other = ~gpd.GeoSeries(one).geom_equals_exact(gpd.GeoSeries(other), 0.05)
        else:
            is_other = one.ne(other) & ~(one.isna() & other.isna())
        if is_other.any():
            count, widest = int(is_other.sum()), _widest(one[is_other], other[is_other])
            yield {"column": name, "count": count, "widest": widest}, is_other


def _widest(one: pd.Series, other: pd.Series) -> str:
    if one.name == "geometry":
        moved = gpd.GeoSeries(one).symmetric_difference(gpd.GeoSeries(other)).area
        share = moved / gpd.GeoSeries(one).area
        at = share.idxmax()
        return f"{_key(at)}: {100 * share[at]:.1f}% of its area"
    at = one.index[0]
    if pd.api.types.is_numeric_dtype(one) and not pd.api.types.is_bool_dtype(one):
        apart = (other - one).abs()
        if apart.notna().any():
            at = apart.idxmax()
    return f"{_key(at)}: {_shown(one[at])} → {_shown(other[at])}"


def _key(at: object) -> str:
    return ", ".join(map(str, at)) if isinstance(at, tuple) else str(at)


def _shown(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return "no figure"
    is_number = isinstance(value, (int, float, np.number))
    return f"{value:,.10g}" if is_number else str(value)


def _words(before: Pack, after: Pack, tables: list[dict[str, object]]) -> tuple[str, ...]:
    if not tables:
        return (f"Versions {before.version} and {after.version} have the same rows and values.",)
    words = [
        f"{counted(len(tables), 'table')} changed between {before.version} and {after.version}."
    ]
    if before.is_usable("areas") and after.is_usable("areas"):
        old, new = before.areas.index, after.areas.index
        gone, come = old.difference(new), new.difference(old)
        words.append(
            f"There were {number(len(old))} small areas (LSOAs) before and {number(len(new))} "
            f"after. {number(len(come))} were added and {number(len(gone))} removed."
        )
    return tuple(words)


def _tables(rows: list[dict[str, object]]) -> Table:
    columns = {
        "table": Column("Table"),
        "said": Column("Change"),
        "before": Column("Rows before", decimals=0),
        "after": Column("Rows after", decimals=0),
        "added": Column("Added", decimals=0),
        "removed": Column("Removed", decimals=0),
        "changed": Column("Changed", decimals=0),
    }
    return _table(rows, columns, "tables that changed")


def _values(rows: list[dict[str, object]]) -> Table:
    columns = {
        "table": Column("Table"),
        "column": Column("Column"),
        "count": Column("Rows changed", decimals=0),
        "widest": Column("Largest (or first) change"),
    }
    return _table(rows, columns, "columns that changed")


def _sources(before: Pack, after: Pack) -> Table:
    rows = []
    for table, fact in product(CONTRACTS, RECORDED):
        was, now = (
            str(getattr(pack.sources[table], fact)) if table in pack.sources else ""
            for pack in (before, after)
        )
        if was != now:
            said = {"table": table, "fact": fact.replace("_", " ")}
            rows.append(said | {"was": was or "—", "now": now or "—"})
    labels = {"table": "Table", "fact": "Detail", "was": "Before", "now": "After"}
    columns = {name: Column(label) for name, label in labels.items()}
    return _table(rows, columns, "changes to sources")
