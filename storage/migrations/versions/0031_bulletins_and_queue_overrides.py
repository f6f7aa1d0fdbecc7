"""Create the tables of bulletins with their receipts, and of changes of queues."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0031"
down_revision = "0030"

_MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; there was neither a message nor a change of queues before."""
    _create_overrides()
    _create_bulletins()


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


def _create_bulletins() -> None:
    op.create_table(
        "bulletin",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("title", LargeBinary),
        Column("text", LargeBinary, nullable=False),
        Column("audience_kind", Text, nullable=False),
        Column("audience", ARRAY(Text), nullable=False),
        Column("must_read", Boolean, nullable=False),
        Column("begins_at", _MOMENT, nullable=False),
        Column("ends_at", _MOMENT, nullable=False),
        Column("published_at", _MOMENT, nullable=False),
        Column("published_by", Text, nullable=False),
        Column("withdrawn_at", _MOMENT),
        Column("withdrawn_by", Text, nullable=False, server_default=""),
    )
    op.create_index("bulletin_by_time", "bulletin", ["campaign", "kind", "published_at", "id"])
    op.create_index("bulletin_by_author", "bulletin", ["campaign", "published_by", "published_at"])
    op.create_index(
        "bulletin_standing", "bulletin", ["campaign", "ends_at"], postgresql_where=text("withdrawn_at is null")
    )
    op.create_table(
        "bulletin_receipt",
        Column("campaign", Text, primary_key=True),
        Column("bulletin", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("delivered_at", _MOMENT, nullable=False),
        Column("received_at", _MOMENT),
        Column("read_at", _MOMENT),
    )
    op.create_index("bulletin_receipt_of_user", "bulletin_receipt", ["campaign", "user", "delivered_at", "bulletin"])
