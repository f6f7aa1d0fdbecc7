"""What alembic runs: the steps, on the connection that `storage.postgres.migrate` gives, within its transaction."""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
