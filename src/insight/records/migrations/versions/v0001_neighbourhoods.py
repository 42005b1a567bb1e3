"""Neighbourhoods with their members, and the history of all records."""

import sqlalchemy as sa
from alembic import op

from insight.records.migrations.columns import make_unique, stamps, text_columns

revision = "0001"
down_revision: str | None = None

SQLITE_GUARDS = [
    f"CREATE TRIGGER history_refuses_{deed} BEFORE {deed} ON history "
    "BEGIN SELECT RAISE(ABORT, 'history is never changed'); END"
    for deed in ("update", "delete")
]

POSTGRESQL_GUARDS = [
    "CREATE FUNCTION history_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'history is never changed'; END $$",
    "CREATE TRIGGER history_refuses_change BEFORE UPDATE OR DELETE ON history "
    "FOR EACH ROW EXECUTE FUNCTION history_refuses()",
    "CREATE TRIGGER history_refuses_truncate BEFORE TRUNCATE ON history "
    "FOR EACH STATEMENT EXECUTE FUNCTION history_refuses()",
]


def upgrade() -> None:
    """Make the tables and the guards of the history."""
    _make_neighbourhoods()
    _make_history()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in SQLITE_GUARDS if is_sqlite else POSTGRESQL_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    """Take everything away; the guards of a table go with it."""
    op.drop_table("history")
    op.drop_table("neighbourhood_member")
    op.drop_table("neighbourhood")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_refuses()")


def _make_neighbourhoods() -> None:
    op.create_table(
        "neighbourhood",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        *text_columns("name_key", "description", "defined_by"),
        sa.Column("status", sa.String(20), nullable=False),
        *stamps(),
        sa.CheckConstraint(
            "status IN ('proposed', 'agreed', 'active', 'closed')", name="neighbourhood_status"
        ),
        sa.CheckConstraint("trim(name) <> ''", name="neighbourhood_name_not_blank"),
        sa.CheckConstraint("version >= 1", name="neighbourhood_version"),
    )
    make_unique("neighbourhood_name_in_use", "neighbourhood", "name_key", "deleted_at IS NULL")
    op.create_table(
        "neighbourhood_member",
        sa.Column(
            "neighbourhood_id",
            sa.String(10),
            sa.ForeignKey("neighbourhood.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("lsoa21cd", sa.String(9), primary_key=True),
        sa.CheckConstraint("lsoa21cd LIKE 'E01______'", name="neighbourhood_member_lsoa"),
    )


def _make_history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("batch", sa.String(10)),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.UniqueConstraint("kind", "record_id", "version", name="history_step"),
        sa.CheckConstraint("version >= 1", name="history_version"),
        sa.CheckConstraint("trim(who) <> ''", name="history_who_not_blank"),
        sa.CheckConstraint(
            "action IN ('add', 'change', 'remove', 'restore', 'undo', 'import')",
            name="history_action",
        ),
    )
    op.create_index("ix_history_batch", "history", ["batch"])
