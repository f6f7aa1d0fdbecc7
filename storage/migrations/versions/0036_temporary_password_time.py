"""Note since when a user has a temporary password; those of before count from the upgrade."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the column; an earlier release leaves it empty, and such a password does not expire."""
    op.add_column("account", Column("temporary_password_since", DateTime(timezone=True)))
    op.execute("UPDATE account SET temporary_password_since = now() WHERE must_change_password")
