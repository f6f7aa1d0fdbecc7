"""Create the tables of changes of queues, and of bulletins with their receipts."""

from alembic import op
from sqlalchemy import Column, DateTime, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0028"

_MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; there was nothing of this before."""
    _create_overrides()


def _create_overrides() -> None:
    op.create_table(
        "queue_override",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("advisor", Text, nullable=False),
        Column("levels", JSONB, nullable=False),
        Column("reason", LargeBinary, nullable=False),
        Column("started_at", _MOMENT, nullable=False),
        Column("started_by", Text, nullable=False),
        Column("until", _MOMENT, nullable=False),
        Column("ended_at", _MOMENT),
        Column("end", Text, nullable=False, server_default=""),
        Column("ended_by", Text, nullable=False, server_default=""),
    )
    op.create_index("queue_override_by_start", "queue_override", ["campaign", "started_at", "id"])
    op.create_index("queue_override_by_end", "queue_override", ["campaign", "ended_at"])
    op.create_index(
        "queue_override_unended",
        "queue_override",
        ["campaign", "advisor"],
        unique=True,
        postgresql_where=text("ended_at is null"),
    )
