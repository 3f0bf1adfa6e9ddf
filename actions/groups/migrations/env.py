"""Alembic environment: the caller hands in the connection."""

from alembic import context

from actions.groups.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="groups_version",
    render_as_batch=True,
)
context.run_migrations()
