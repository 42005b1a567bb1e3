"""Indicators that people brought."""

import sqlalchemy as sa
from alembic import op

from insight.records.migrations.columns import make_unique, stamps

revision = "0005"
down_revision = "0004"

IN_USE = "deleted_at IS NULL"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "own_indicator",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        *stamps(),
        sa.CheckConstraint("version >= 1", name="own_indicator_version"),
    )
    make_unique("own_indicator_name_in_use", "own_indicator", "name_key", IN_USE)


def downgrade() -> None:
    """Take it away; the steps in the history stay."""
    op.drop_table("own_indicator")
