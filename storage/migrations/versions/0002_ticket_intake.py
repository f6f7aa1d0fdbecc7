"""Add what a petition filed outside a call brings, and what puts it before others.

Its business date, its annexes and the mandate of a representative; its priority and the term of an authority.
"""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; an earlier ticket counts from its day of receipt, has no annexes, no mandate and no priority.

    An upgrade has added the rank and built its index before, see `storage.postgres.early_indexes`.
    """
    op.add_column("ticket", Column("annexes", LargeBinary))
    op.add_column("ticket", Column("filed_on", Date))
    op.add_column("ticket", Column("mandate", Text, nullable=False, server_default=""))
    op.add_column("ticket", Column("mandate_until", Date))
    op.add_column("ticket", Column("priority", Text))
    op.add_column("ticket", Column("authority", Text))
    op.add_column("ticket", Column("authority_due_at", DateTime(timezone=True)))
    op.add_column("ticket", Column("relay_call", Boolean, nullable=False, server_default="false"))
    op.add_column("ticket", Column("rank", Integer, nullable=False, server_default="2"), if_not_exists=True)
    op.create_index("ticket_rank", "ticket", ["campaign", "status", "rank", "due_on", "number"], if_not_exists=True)
