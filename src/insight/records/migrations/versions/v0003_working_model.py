"""The working model: systems, evidence, steps, assets and notes."""

import sqlalchemy as sa
from alembic import op

from insight.records.migrations.columns import make_unique, stamps

revision = "0003"
down_revision = "0002"

ONE_SYSTEM = "kind = 'system' AND subject <> '' AND deleted_at IS NULL"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "work",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        *stamps(),
        sa.CheckConstraint(
            "kind IN ('system', 'evidence', 'step', 'asset', 'note')", name="work_kind"
        ),
        sa.CheckConstraint("version >= 1", name="work_version"),
    )
    op.create_index("ix_work_subject", "work", ["subject"])
    make_unique("work_subject_of_system", "work", "subject", ONE_SYSTEM)


def downgrade() -> None:
    """Take it away; the steps in the history stay."""
    op.drop_table("work")
