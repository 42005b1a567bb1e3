"""What alembic runs for each command: our tables, over the connection given."""

from alembic import context

from insight.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
