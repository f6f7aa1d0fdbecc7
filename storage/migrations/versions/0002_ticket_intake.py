"""Add the business date, the annexes and the mandate of a petition that is filed outside a call."""

from alembic import op
from sqlalchemy import Column, Date, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; an earlier ticket counts from its day of receipt, has no annexes and no mandate."""
    op.add_column("ticket", Column("annexes", LargeBinary))
    op.add_column("ticket", Column("filed_on", Date))
    op.add_column("ticket", Column("mandate", Text, nullable=False, server_default=""))
    op.add_column("ticket", Column("mandate_until", Date))
