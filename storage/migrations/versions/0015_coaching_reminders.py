"""Add the last reminder of a coaching."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add a column; no coaching was reminded before."""
    op.add_column("coaching", Column("reminded", Text, nullable=False, server_default=""))
