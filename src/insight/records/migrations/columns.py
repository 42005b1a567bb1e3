"""What the tables of all kinds of records have in common."""

import sqlalchemy as sa
from alembic import op


def text_columns(*names: str) -> list[sa.Column[str]]:
    """Columns of text that are never missing."""
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def stamps() -> list[sa.Column[object]]:
    """When and by whom a record was made, changed and removed."""
    moment = sa.DateTime(timezone=True)
    return [
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("deleted_at", moment),
    ]


def make_unique(index: str, table: str, column: str, where: str) -> None:
    """Keep the values of a column unique among the rows that count."""
    some = sa.text(where)
    op.create_index(index, table, [column], unique=True, sqlite_where=some, postgresql_where=some)
