"""Alembic's environment: it runs the steps on the connection of `storage.postgres.migrate`, in its transaction."""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
