"""Create the table of text messages."""

from alembic import op
from sqlalchemy import Column, DateTime, Integer, Text, text

revision = "0040"
down_revision = "0039"
MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    """Create one table; an earlier release does not read it."""
    op.create_table(
        "text_message",
        Column("id", Text, primary_key=True),
        Column("campaign", Text, nullable=False),
        Column("about", Text, nullable=False),
        Column("recipient_ref", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("site_version", Text, nullable=False),
        Column("call_id", Text, nullable=False),
        Column("posted_at", MOMENT, nullable=False),
        Column("state", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("next_at", MOMENT, nullable=False),
        Column("try_until", MOMENT, nullable=False),
        Column("claim", Text, nullable=False),
        Column("lease_until", MOMENT),
        Column("reference", Text, nullable=False),
        Column("code", Integer, nullable=False),
        Column("settled_at", MOMENT),
    )
    op.create_index("text_message_about", "text_message", ["campaign", "about"])
    unsettled = text("settled_at IS NULL")
    op.create_index("text_message_open", "text_message", ["campaign", "next_at"], postgresql_where=unsettled)
