"""Create the table of contingency messages."""

from alembic import op
from sqlalchemy import Column, DateTime, LargeBinary, Text, text

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create a table; there was no contingency message before."""
    op.create_table(
        "contingency_message",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("line", Text, nullable=False),
        Column("message", Text, nullable=False),
        Column("mode", Text, nullable=False),
        Column("reason", LargeBinary, nullable=False),
        Column("started_at", DateTime(timezone=True), nullable=False),
        Column("started_by", Text, nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        Column("ended_at", DateTime(timezone=True)),
        Column("end", Text, nullable=False, server_default=""),
        Column("ended_by", Text, nullable=False, server_default=""),
    )
    op.create_index(
        "contingency_message_line_open",
        "contingency_message",
        ["campaign", "line"],
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    )
    op.create_index("contingency_message_by_start", "contingency_message", ["campaign", "started_at", "id"])
