"""Names of people in the history, replaced on request without a step being lost or moved."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Table, column, func, inspect, select, table, text

from insight.records.database import Database
from insight.records.errors import RecordError
from insight.records.kind import HISTORY
from insight.records.tables import Base
from insight.records.transaction import checked_who

NAMING = ("who", "created_by", "changed_by")
"""Columns that say who did something, in whatever table."""
LISTED = 5


@dataclass(frozen=True)
class Renamed:
    """What came of replacing names."""

    fields: int  # in which a name stood
    mentions: tuple[str, ...]  # records in whose texts one of the names still stands


def names(database: Database) -> Counter[str]:
    """Who did something, and in how many fields each name stands."""
    with database.reading(is_long=True) as session:
        return _names(session.connection())


def rename(database: Database, old: Sequence[str], new: str) -> Renamed:
    """Put another name in the place of some, everywhere, or nowhere."""
    person, gone = checked_who(new), {checked_who(each) for each in old}
    with database.replacing() as connection:
        found = _names(connection)
        missing = sorted(gone - found.keys())
        if len(missing) == len(gone) and person in found:
            return Renamed(0, ())  # done already, perhaps cut short before the backups
        if missing:
            raise RecordError(_unknown(missing[0], found))
        if person in found and person not in gone:
            raise RecordError(
                f"Nothing was changed: {person!r} is already somebody's name, so the two people's "
                "records would be mixed permanently. Choose another name."
            )
        before = _shape(connection)
        fields = put(connection, gone, person)
        if _shape(connection) != before:
            raise RecordError("Nothing was changed: part of the history would have been lost.")
        return Renamed(fields, _mentions(connection, gone - {person}))


def put(connection: Connection, old: set[str], new: str) -> int:
    """Replace names in every table that has some, those of the history unguarded meanwhile."""
    if connection.dialect.name == "sqlite":
        # Or the old name would stay in the file, where nothing points any more.
        connection.execute(text("PRAGMA secure_delete = ON"))
    guards = _take_guards(connection)
    done = 0
    for each in _tables(connection):
        for named in each.columns:
            change = each.update().where(named.in_(old)).values({named: new})
            done += connection.execute(change).rowcount
    for guard in guards:
        connection.execute(text(guard))
    return done


def _tables(connection: Connection) -> list[Table]:
    """The tables that are there, which an older backup has fewer of, with columns of names."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    found = []
    for each in Base.metadata.sorted_tables:
        columns: list[Column[str]] = [each.c[name] for name in NAMING if name in each.c]
        if columns and each.name in there:
            found.append(table(each.name, *(column(one.name) for one in columns)))
    return found  # type: ignore[return-value]


def _names(connection: Connection) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in _tables(connection):
        for named in each.columns:
            query = select(named, func.count()).group_by(named)
            found.update({name: int(count) for name, count in connection.execute(query)})
    return found


def _take_guards(connection: Connection) -> list[str]:
    """Take the guards of the history away, and say what puts them back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE history DISABLE TRIGGER history_refuses_change"))
        return ["ALTER TABLE history ENABLE TRIGGER history_refuses_change"]
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history'"
    guards = connection.execute(text(query)).all()
    for name, _ in guards:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    return [str(made) for _, made in guards]


def _shape(connection: Connection) -> list[tuple[object, ...]]:
    """Each step of the history but for who made it."""
    columns = [each for each in HISTORY.c if each.name not in {"who", "before", "after"}]
    return [tuple(row) for row in connection.execute(select(*columns).order_by(HISTORY.c.id))]


def _mentions(connection: Connection, gone: set[str]) -> tuple[str, ...]:
    """Records in whose texts a name stands, now or in an earlier version."""
    if not gone:
        return ()
    whole = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in sorted(gone)))
    query = select(HISTORY.c.kind, HISTORY.c.record_id, HISTORY.c.before, HISTORY.c.after)
    found: dict[str, None] = {}
    for kind, id_, *contents in connection.execute(query):
        texts = (str(value) for each in contents if each for value in each.values())
        if any(whole.search(value) for value in texts):
            found[f"{kind} {id_}"] = None
    return tuple(found)


def _unknown(name: str, found: Counter[str]) -> str:
    """Nobody of that name, and who may be meant."""
    words = set(name.casefold().split())
    near = [each for each in sorted(found) if words & set(each.casefold().split())][:LISTED]
    meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    return (
        f"Nothing was changed: nobody is named {name!r} in the history.{meant} “python3 run.py "
        "records names” lists all names."
    )
