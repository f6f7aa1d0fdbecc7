"""Add what feedback needs, and create the tables of coaching sessions."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add three columns and create two tables; evaluations of before need no feedback and dispute no criterion."""
    op.add_column("evaluation", Column("needs_feedback", Boolean, nullable=False, server_default=text("false")))
    op.add_column("evaluation_step", Column("criteria", JSONB))
    op.add_column("evaluation_file", Column("scanned", Boolean, nullable=False, server_default=text("true")))
    _create_coaching_table()
    op.create_table(
        "coaching_step",
        Column("campaign", Text, primary_key=True),
        Column("coaching", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("act", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("text", LargeBinary),
    )


def _create_coaching_table() -> None:
    op.create_table(
        "coaching",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("evaluation", Text, nullable=False),
        Column("round", Integer, nullable=False),
        Column("cause", Text, nullable=False),
        Column("advisor", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("leader", Text, nullable=False),
        Column("leader_name", Text, nullable=False),
        Column("starts_at", DateTime(timezone=True)),
        Column("due_on", Date),
        Column("agenda", LargeBinary),
        Column("commitment", LargeBinary),
        Column("follow_up", Text, nullable=False),
        Column("fulfilled", Boolean),
        Column("replaces", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("opened_at", DateTime(timezone=True), nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
    )
    op.create_index("coaching_opened_at", "coaching", ["campaign", "opened_at", "id"])
    op.create_index("coaching_advisor", "coaching", ["campaign", "advisor", "opened_at", "id"])
    op.create_index(
        "coaching_open",
        "coaching",
        ["campaign", "evaluation"],
        unique=True,
        postgresql_where=text("state not in ('followed', 'dismissed', 'annulled')"),
    )
