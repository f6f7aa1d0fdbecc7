"""Lookups that were made, so that a ticket tells its own; and messages found by their ticket.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table, empty: what was consulted before stands in the log, in the story of its call."""
    texts = ("campaign", "ticket", "call_id", "customer_ref", "lookup")
    op.create_table(
        "lookup_made",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "who_name", "result", "reason")),
    )
    op.create_index("lookup_made_ticket", "lookup_made", ["campaign", "ticket", "id"])
    op.create_index("lookup_made_call_id", "lookup_made", ["campaign", "call_id", "id"])
    op.create_index("voice_message_ticket", "voice_message", ["campaign", "ticket"])


def downgrade() -> None:
    """Forget it; the facts stay in the log."""
    op.drop_index("voice_message_ticket", "voice_message")
    op.drop_table("lookup_made")
