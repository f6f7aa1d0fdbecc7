"""Index the orders and filters of lists, and create the table of saved views."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, LargeBinary, PrimaryKeyConstraint, Text

revision = "0005"
down_revision = "0004"

_TICKET_INDEXES = {
    "ticket_state": ["campaign", "state", "rank", "due_on", "number"],
    "ticket_channel": ["campaign", "channel", "status", "rank", "due_on", "number"],
    "ticket_topic": ["campaign", "kind", "theme", "subtheme", "status", "rank", "due_on", "number"],
    "ticket_outcome": ["campaign", "outcome", "closed_at", "number"],
}
_CALL_INDEXES = {
    "call_arrival": ["campaign", "arrived_at", "call_id"],
    "call_advisor": ["campaign", "advisor", "arrived_at", "call_id"],
    "call_queue": ["campaign", "queue", "arrived_at", "call_id"],
}


def upgrade() -> None:
    """Replace an index by one with the columns of the order, add the others, and create the table.

    An upgrade has built the indexes of existing tables before, see `storage.postgres.early_indexes`.
    """
    op.drop_index("call_arrived_at", "call")
    for name, columns in _TICKET_INDEXES.items():
        op.create_index(name, "ticket", columns, if_not_exists=True)
    for name, columns in _CALL_INDEXES.items():
        op.create_index(name, "call", columns, if_not_exists=True)
    topic = ["campaign", "kind", "theme", "subtheme"]
    op.create_index("disposition_topic", "disposition", topic, if_not_exists=True)
    op.create_table(
        "saved_view",
        Column("campaign", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("list", Text, nullable=False),
        Column("owner", Text, nullable=False),
        Column("owner_name", Text, nullable=False),
        Column("name", LargeBinary, nullable=False),
        Column("query", Text, nullable=False),
        Column("shared", Boolean, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("campaign", "id"),
    )
    op.create_index("saved_view_owner", "saved_view", ["campaign", "list", "owner"])
