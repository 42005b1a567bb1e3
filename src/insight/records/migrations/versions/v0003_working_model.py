"""The working model: systems, evidence, steps, assets and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ONE_SYSTEM = "kind = 'system' AND subject <> '' AND deleted_at IS NULL"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "work",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("deleted_at", moment),
        sa.CheckConstraint(
            "kind IN ('system', 'evidence', 'step', 'asset', 'note')", name="work_kind"
        ),
        sa.CheckConstraint("version >= 1", name="work_version"),
    )
    op.create_index("ix_work_subject", "work", ["subject"])
    op.create_index(
        "work_subject_of_system",
        "work",
        ["subject"],
        unique=True,
        sqlite_where=sa.text(ONE_SYSTEM),
        postgresql_where=sa.text(ONE_SYSTEM),
    )


def downgrade() -> None:
    """Take it away; the steps in the history stay."""
    op.drop_table("work")
