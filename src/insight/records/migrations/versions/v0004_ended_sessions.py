"""Sessions that people signed out of."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_session",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_ended_session_at", "ended_session", ["at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("ended_session")
