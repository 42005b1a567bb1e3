"""The tables of the records, as the newest migration leaves them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from insight.characters import showable


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC, from any time zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its time zone said."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class ShownText(TypeDecorator[str]):
    """What people wrote, which older records may hold as no page or file can show it."""

    impl: type[String] = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """As every page and file can hold it."""
        return None if value is None else showable(value)


class ShownLine(ShownText):
    """The same in a column of a length."""

    impl = String
    cache_ok = True


class Base(DeclarativeBase):
    """What the tables have in common."""


class KeptColumns:
    """What the table of each kind of record has."""

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ShownText)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(ShownText)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def _unique(name: str, column: str, where: str = "deleted_at IS NULL") -> Index:
    """An index by which no two rows that count have the same value."""
    return Index(name, column, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def _rule(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)


class NeighbourhoodRow(KeptColumns, Base):
    """One neighbourhood as it stands."""

    __tablename__ = "neighbourhood"

    name: Mapped[str] = mapped_column(ShownLine(120))
    name_key: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(ShownText)
    defined_by: Mapped[str] = mapped_column(ShownText)
    status: Mapped[str] = mapped_column(String(20))
    __table_args__ = (
        _rule("neighbourhood_status", "status IN ('proposed', 'agreed', 'active', 'closed')"),
        _rule("neighbourhood_name_not_blank", "trim(name) <> ''"),
        _rule("neighbourhood_version", "version >= 1"),
        _unique("neighbourhood_name_in_use", "name_key"),
    )


class MemberRow(Base):
    """One LSOA of one neighbourhood."""

    __tablename__ = "neighbourhood_member"

    neighbourhood_id: Mapped[str] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True
    )
    lsoa21cd: Mapped[str] = mapped_column(String(9), primary_key=True)

    __table_args__ = (_rule("neighbourhood_member_lsoa", "lsoa21cd LIKE 'E01______'"),)


class InvestmentRow(KeptColumns, Base):
    """One investment as it stands; an empty reference or parent is none."""

    __tablename__ = "investment"

    reference: Mapped[str] = mapped_column(ShownText)
    reference_key: Mapped[str] = mapped_column(Text)
    funder: Mapped[str] = mapped_column(ShownText)
    programme: Mapped[str] = mapped_column(ShownText)
    recipient: Mapped[str] = mapped_column(ShownText)
    recipient_kind: Mapped[str] = mapped_column(ShownText)
    purpose: Mapped[str] = mapped_column(ShownText)
    amount_pence: Mapped[int] = mapped_column(BigInteger)
    form: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(20))
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(20))
    codes: Mapped[list[str]] = mapped_column(JSON)
    parent: Mapped[str] = mapped_column(ShownText)
    parent_key: Mapped[str] = mapped_column(Text)
    count: Mapped[int | None] = mapped_column()
    counted: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(ShownText)
    note: Mapped[str] = mapped_column(ShownText)
    fingerprint: Mapped[str] = mapped_column(String(16))

    __table_args__ = (
        _rule("investment_amount", "amount_pence <> 0"),
        _rule("investment_form", "form IN ('cash', 'in kind')"),
        _rule("investment_part", "part IN ('core', 'matched')"),
        _rule(
            "investment_place",
            "place IN ('lsoa', 'neighbourhood', 'ward', 'district', 'area', "
            "'elsewhere', 'unknown')",
        ),
        _rule("investment_counted", "counted IN ('attendances', 'participants')"),
        _rule("investment_count_of_what", "(count IS NULL) = (counted IS NULL)"),
        _rule("investment_period", '"end" IS NULL OR "end" >= start'),
        _rule("investment_version", "version >= 1"),
        _unique(
            "investment_reference_in_use",
            "reference_key",
            "deleted_at IS NULL AND reference_key <> ''",
        ),
        Index("investment_parent", "parent_key"),
    )


class FileRow(Base):
    """The file that an import came from; never changed again."""

    __tablename__ = "import_file"

    batch: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(ShownText)
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column()
    left_out: Mapped[int] = mapped_column()


class DecisionRow(Base):
    """What somebody said of two investments that look alike; the last word counts."""

    __tablename__ = "likeness_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(String(16))
    second: Mapped[str] = mapped_column(String(16))
    is_same: Mapped[bool] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(ShownText)


ONE_SYSTEM = "kind = 'system' AND subject <> '' AND deleted_at IS NULL"
"""A system of the pack's list has one record of its changes."""


class WorkRow(KeptColumns, Base):
    """One record of the working model as it stands, of whatever kind."""

    __tablename__ = "work"

    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(Text, index=True)  # a system, neighbourhood or area
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        _rule("work_kind", "kind IN ('system', 'evidence', 'step', 'asset', 'note')"),
        _rule("work_version", "version >= 1"),
        _unique("work_subject_of_system", "subject", ONE_SYSTEM),
    )


class OwnIndicatorRow(KeptColumns, Base):
    """One indicator that people brought, as it stands, with its figures."""

    __tablename__ = "own_indicator"

    name_key: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        _rule("own_indicator_version", "version >= 1"),
        _unique("own_indicator_name_in_use", "name_key"),
    )


class HistoryRow(Base):
    """One step in the history of one record of any kind; triggers refuse any change."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(ShownText)
    action: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(10), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        UniqueConstraint("kind", "record_id", "version", name="history_step"),
        _rule("history_version", "version >= 1"),
        _rule("history_who_not_blank", "trim(who) <> ''"),
        _rule(
            "history_action", "action IN ('add', 'change', 'remove', 'restore', 'undo', 'import')"
        ),
    )


class EndedSessionRow(Base):
    """A session that somebody signed out of; its cookie is refused from then on."""

    __tablename__ = "ended_session"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
