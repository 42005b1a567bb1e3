"""Indicators that people brought."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

IN_USE = "deleted_at IS NULL"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "own_indicator",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("deleted_at", moment),
        sa.CheckConstraint("version >= 1", name="own_indicator_version"),
    )
    op.create_index(
        "own_indicator_name_in_use",
        "own_indicator",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text(IN_USE),
        postgresql_where=sa.text(IN_USE),
    )


def downgrade() -> None:
    """Take it away; the steps in the history stay."""
    op.drop_table("own_indicator")
