"""Investments, the files they were imported from, and what was said of likenesses."""

import sqlalchemy as sa
from alembic import op

from insight.records.migrations.columns import make_unique, stamps, text_columns

revision = "0002"
down_revision = "0001"

RULES = {
    "amount": "amount_pence <> 0",
    "form": "form IN ('cash', 'in kind')",
    "part": "part IN ('core', 'matched')",
    "place": (
        "place IN ('lsoa', 'neighbourhood', 'ward', 'district', 'area', 'elsewhere', 'unknown')"
    ),
    "counted": "counted IN ('attendances', 'participants')",
    "count_of_what": "(count IS NULL) = (counted IS NULL)",
    "period": '"end" IS NULL OR "end" >= start',
    "version": "version >= 1",
}

IN_USE = "deleted_at IS NULL AND reference_key <> ''"


def upgrade() -> None:
    """Make the tables."""
    _make_investments()
    op.create_table(
        "import_file",
        sa.Column("batch", sa.String(10), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("left_out", sa.Integer, nullable=False),
    )
    op.create_table(
        "likeness_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("first", sa.String(16), nullable=False),
        sa.Column("second", sa.String(16), nullable=False),
        sa.Column("is_same", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take them away; the steps in the history stay."""
    op.drop_table("likeness_decision")
    op.drop_table("import_file")
    op.drop_table("investment")


def _make_investments() -> None:
    op.create_table(
        "investment",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *text_columns(
            "reference",
            "reference_key",
            "funder",
            "programme",
            "recipient",
            "recipient_kind",
            "purpose",
        ),
        sa.Column("amount_pence", sa.BigInteger, nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("end", sa.Date),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("codes", sa.JSON, nullable=False),
        *text_columns("parent", "parent_key"),
        sa.Column("count", sa.Integer),
        sa.Column("counted", sa.String(20)),
        *text_columns("source", "note"),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        *stamps(),
        *(sa.CheckConstraint(rule, name=f"investment_{name}") for name, rule in RULES.items()),
    )
    make_unique("investment_reference_in_use", "investment", "reference_key", IN_USE)
    op.create_index("investment_parent", "investment", ["parent_key"])
