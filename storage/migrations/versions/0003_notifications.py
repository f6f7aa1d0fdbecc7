"""Add the notifications of users."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, DateTime, Identity, Integer, Text, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; what happened before it gives no notification."""
    op.create_table(
        "notification",
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("campaign", Text, nullable=False),
        Column("user", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("kind", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("event", Text, nullable=False),
        Column("by_user", Text, nullable=False, server_default=""),
        Column("due_on", Date),
        Column("days_left", Integer),
        Column("read_at", DateTime(timezone=True)),
    )
    op.create_unique_constraint("notification_once", "notification", ["campaign", "user", "subject", "event"])
    op.create_index("notification_user", "notification", ["campaign", "user", "at", "id"])
    op.create_index(
        "notification_unread",
        "notification",
        ["campaign", "user", "at", "id"],
        postgresql_where=text("read_at IS NULL"),
    )
    op.create_index("notification_at", "notification", ["campaign", "at"])
