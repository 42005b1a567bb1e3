"""Sessions that were ended: a cookie that somebody copied is refused all the same."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, insert, select

from insight.records.database import Database
from insight.records.tables import EndedSessionRow

ENDED = cast("Table", EndedSessionRow.__table__)
KEPT_DAYS = 40  # longer than any cookie of a session is accepted


class Sessions:
    """Ended sessions, by keys of 64 letters that name no person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def end(self, key: str) -> None:
        """End a session for good; ending it twice is the same."""
        now = datetime.now(UTC)
        with self._database.keeping() as session:
            old = delete(ENDED).where(ENDED.c.at < now - timedelta(days=KEPT_DAYS))
            session.execute(old)
            known = session.execute(select(ENDED.c.key).where(ENDED.c.key == key))
            if known.first() is None:
                session.execute(insert(ENDED), [{"key": key, "at": now}])

    def is_ended(self, key: str) -> bool:
        """Whether a session was ended."""
        query = select(ENDED.c.key).where(ENDED.c.key == key)
        with self._database.reading() as session:
            return session.execute(query).first() is not None

    def ended(self, keys: Collection[str]) -> frozenset[str]:
        """Which of these sessions were ended."""
        query = select(ENDED.c.key).where(ENDED.c.key.in_(keys))
        with self._database.reading() as session:
            return frozenset(session.scalars(query))
