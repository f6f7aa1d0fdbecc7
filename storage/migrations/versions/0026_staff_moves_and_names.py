"""Add the prints of the names of the staff, and the roles that a planned move replaces."""

from alembic import op
from sqlalchemy import Column, Integer
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the columns; the worker prints the names that are there."""
    op.add_column("staff_member", Column("name_prints", ARRAY(Integer)))
    op.create_index("staff_member_name_prints", "staff_member", ["name_prints"], postgresql_using="gin")
    op.add_column("staff_period", Column("grants_before", JSONB))
