"""The tables of the records, as the newest migration leaves them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """To UTC, from any time zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """With its time zone said."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    """What the tables have in common."""


class NeighbourhoodRow(Base):
    """One neighbourhood as it stands; `version` guards against lost updates."""

    __tablename__ = "neighbourhood"

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    version: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    defined_by: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    members: Mapped[list["MemberRow"]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="MemberRow.lsoa21cd",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's
    __table_args__ = (
        CheckConstraint(
            "status IN ('proposed', 'agreed', 'active', 'closed')",
            name="neighbourhood_status",
        ),
        CheckConstraint("trim(name) <> ''", name="neighbourhood_name_not_blank"),
        CheckConstraint("version >= 1", name="neighbourhood_version"),
        Index(
            "neighbourhood_name_in_use",
            "name_key",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )


class MemberRow(Base):
    """One LSOA of one neighbourhood."""

    __tablename__ = "neighbourhood_member"

    neighbourhood_id: Mapped[str] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True
    )
    lsoa21cd: Mapped[str] = mapped_column(String(9), primary_key=True)

    __table_args__ = (
        CheckConstraint("lsoa21cd LIKE 'E01______'", name="neighbourhood_member_lsoa"),
    )


class HistoryRow(Base):
    """One step in the history of one record of any kind; never changed again.

    Triggers refuse UPDATE and DELETE, and the unique constraint keeps each
    version of a record to one step.
    """

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(10), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        UniqueConstraint("kind", "record_id", "version", name="history_step"),
        CheckConstraint("version >= 1", name="history_version"),
        CheckConstraint("trim(who) <> ''", name="history_who_not_blank"),
        CheckConstraint(
            "action IN ('add', 'change', 'remove', 'restore', 'undo', 'import')",
            name="history_action",
        ),
    )
