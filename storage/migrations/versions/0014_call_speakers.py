"""Create the table of who speaks in a call; add the request of a ticket's step."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, DateTime, Identity, Integer, LargeBinary, Text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create a table and a column; in earlier calls the holder spoke, and earlier steps cannot be repeated."""
    op.create_table(
        "call_speaker",
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("campaign", Text, nullable=False),
        Column("call_id", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("person", LargeBinary),
        Column("mandate", Text, nullable=False),
        Column("coverage", Text),
        Column("until", Date),
        Column("customer_id", Text, nullable=False),
        Column("passes_after", Integer, nullable=False),
    )
    op.create_index("call_speaker_call", "call_speaker", ["campaign", "call_id", "seq"])
    op.create_index("call_speaker_customer", "call_speaker", ["customer_id", "seq"])
    op.add_column("ticket_entry", Column("request", Text, nullable=False, server_default=""))
