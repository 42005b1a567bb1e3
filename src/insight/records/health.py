"""Whether the records answer, and what is in them: for whoever looks after the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from insight.records.database import Database
from insight.records.kind import HISTORY
from insight.records.kinds.investment_kind import INVESTMENT
from insight.records.kinds.neighbourhood_kind import NEIGHBOURHOOD
from insight.records.kinds.own_indicator_kind import OWN_INDICATORS
from insight.records.kinds.work_kinds import WORK


@dataclass(frozen=True)
class Health:
    """How the records are."""

    place: str  # without any password
    revision: str  # of the tables
    counts: Mapping[str, int]  # of records that are not removed, by kind
    steps: int  # of the history, of all kinds
    changed_at: datetime | None  # None if never


def health_of(database: Database) -> Health:
    """Ask the database."""
    with database.reading() as session:
        revision = session.execute(text("SELECT version_num FROM alembic_version"))
        counts = {}
        for noun, table in (
            ("neighbourhoods", NEIGHBOURHOOD),
            ("investments", INVESTMENT),
            ("own indicators", OWN_INDICATORS.table),
        ):
            live = select(func.count()).where(table.c.deleted_at.is_(None))
            counts[noun] = int(session.execute(live).scalar_one())
        kinds = (
            select(WORK.c.kind, func.count())
            .where(WORK.c.deleted_at.is_(None))
            .group_by(WORK.c.kind)
        )
        counts |= {str(kind): int(n) for kind, n in session.execute(kinds)}
        steps = session.execute(select(func.count()).select_from(HISTORY)).scalar_one()
        # The step that came last, which is not that of the latest moment where the
        # clock was wrong for a while.
        last = session.execute(
            select(HISTORY.c.at).order_by(HISTORY.c.id.desc()).limit(1)
        ).scalar_one_or_none()
        return Health(database.place, str(revision.scalar_one()), counts, int(steps), last)
