"""Sessions that were ended: a cookie that somebody copied is refused all the same."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import cast

from sqlalchemy import Table, delete, func, insert, select

from insight.records.database import Database
from insight.records.tables import EndedSessionRow

ENDED = cast("Table", EndedSessionRow.__table__)
MOST_KEPT = 50_000
"""How many ended sessions are kept: by their number and not by their age, since a clock that
jumps ahead for a moment would make all of them old. A hundred people fill it in two years."""
TICK = timedelta(microseconds=1)
MOST_WATCHED = 10_000  # sessions whose time is taken; about 100 bytes each


class Sessions:
    """Ended sessions, by keys of 64 letters that name no person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def end(self, key: str) -> None:
        """End a session for good; ending it twice is the same."""
        with self._database.keeping() as session:
            known = session.execute(select(ENDED.c.key).where(ENDED.c.key == key))
            if known.first() is not None:
                return
            # Later than the last, whatever the clock says, so that the oldest go first.
            last = session.execute(select(func.max(ENDED.c.at))).scalar_one()
            now = datetime.now(UTC)
            session.execute(
                insert(ENDED), [{"key": key, "at": now if last is None else max(now, last + TICK)}]
            )
            newest = select(ENDED.c.at).order_by(ENDED.c.at.desc()).offset(MOST_KEPT).limit(1)
            session.execute(delete(ENDED).where(ENDED.c.at <= newest.scalar_subquery()))

    def is_ended(self, key: str) -> bool:
        """Whether a session was ended."""
        return key in self.ended((key,))

    def ended(self, keys: Collection[str]) -> frozenset[str]:
        """Which of these sessions were ended."""
        query = select(ENDED.c.key).where(ENDED.c.key.in_(keys))
        with self._database.reading() as session:
            return frozenset(session.scalars(query))


class Watch:
    """How long each session has lasted, by a clock that nobody can set back.

    Examples
    --------
    >>> moment = 0.0
    >>> watch = Watch(lambda: moment)
    >>> watch.age("key", 3600.0)
    3600.0
    >>> moment = 7200.0
    >>> watch.age("key", 0.0), watch.age("another", 0.0)
    (10800.0, 0.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def age(self, key: str, said: float) -> float:
        """Seconds since the sign-in, of which the clock on the wall has `said` so many."""
        now = self._clock()
        with self._lock:
            began = self._began.setdefault(key, now - said)
            self._began.move_to_end(key)
            while len(self._began) > MOST_WATCHED:
                self._began.popitem(last=False)
        return max(now - began, said)
