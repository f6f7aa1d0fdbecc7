"""Index the orders and filters of lists, and create the table of saved views."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, LargeBinary, PrimaryKeyConstraint, Text

revision = "0005"
down_revision = "0004"

_TICKET_INDEXES = {
    "ticket_filed_at": ["campaign", "filed_at", "number"],
    "ticket_state": ["campaign", "state", "rank", "due_on", "number"],
    "ticket_channel": ["campaign", "channel", "status", "rank", "due_on", "number"],
    "ticket_topic": ["campaign", "kind", "theme", "subtheme", "status", "rank", "due_on", "number"],
    "ticket_owner": ["campaign", "owner", "status", "rank", "due_on", "number"],
    "ticket_area": ["campaign", "area", "status", "rank", "due_on", "number"],
    "ticket_outcome": ["campaign", "outcome", "closed_at", "number"],
}
_CALL_INDEXES = {
    "call_arrived_at": ["campaign", "arrived_at", "call_id"],
    "call_advisor": ["campaign", "advisor", "arrived_at", "call_id"],
    "call_queue": ["campaign", "queue", "arrived_at", "call_id"],
}
_WIDENED = {"ticket_filed_at": "ticket", "ticket_owner": "ticket", "ticket_area": "ticket", "call_arrived_at": "call"}


def upgrade() -> None:
    """Widen the indexes of the baseline by the columns of the order, add the others, and create the table."""
    for name, table in _WIDENED.items():
        op.drop_index(name, table)
    for table, indexes in {"ticket": _TICKET_INDEXES, "call": _CALL_INDEXES}.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)
    op.create_index("disposition_topic", "disposition", ["campaign", "kind", "theme", "subtheme"])
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
