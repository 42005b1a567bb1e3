"""Whether the records can be read and changed at this moment; nothing is changed."""

from datetime import UTC, datetime
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert

from insight.records.database import MIGRATIONS, Database
from insight.records.errors import StoreError
from insight.records.sessions import ENDED

TRIAL = "readiness"  # key of a row that is written and taken back; no session has so short a key


class NotReadyError(StoreError):
    """The records cannot be used; its words name no place and no account."""


def check_ready(database: Database) -> None:
    """Read the tables' version, then write a row and take it back."""
    try:
        with database.reading() as session:
            heads = MigrationContext.configure(session.connection()).get_current_heads()
    except StoreError as error:
        raise NotReadyError("The records cannot be read.") from error
    if set(heads) != _newest():
        raise NotReadyError("The tables of the records are from another version.")
    try:
        with database.keeping() as session:
            session.execute(insert(ENDED), [{"key": TRIAL, "at": datetime.now(UTC)}])
            session.rollback()
    except StoreError as error:
        raise NotReadyError("The records cannot be changed.") from error


@cache
def _newest() -> set[str]:
    """Of the tables as this version of the app has them."""
    return set(ScriptDirectory(MIGRATIONS).get_heads())
