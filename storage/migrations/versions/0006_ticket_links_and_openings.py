"""Add links between tickets, the openings of answers under review, and the time to undo a sending."""

from alembic import op
from sqlalchemy import Column, DateTime, Integer, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add two tables and a column; earlier tickets have no links, and their sendings cannot be undone."""
    op.add_column("ticket", Column("undo_until", DateTime(timezone=True)))
    op.create_table(
        "ticket_link",
        Column("campaign", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        Column("other", Text, primary_key=True),
        Column("kind", Text, nullable=False),
    )
    op.create_index("ticket_link_other", "ticket_link", ["campaign", "other"])
    op.create_table(
        "ticket_answer_opening",
        Column("campaign", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        Column("round", Integer, primary_key=True, autoincrement=False),
        Column("who", Text, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
    )
