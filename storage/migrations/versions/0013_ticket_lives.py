"""A ticket's life: where it is, who has it, its term; and the history of its steps.

Tickets of before lie in the written channel's inbox; their last day is counted by the code that counts everybody's,
when a node prepares itself (`agent_api.tickets.earlier`): a migration knows neither the law nor the site.

Owns this step only; it must not know anything of later ones.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_Moment = sa.DateTime(timezone=True)
_TEXTS = {
    "customer_ref": "",
    "state": "received",
    "owner": "",
    "area": "",
    "escalated_by": "",
    "channel": "phone",
    "legal_kind": "general",
    "basis": "",
}
_INDEXES = {
    "ticket_due_on": ["campaign", "status", "due_on"],
    "ticket_owner": ["campaign", "owner", "status"],
    "ticket_area": ["campaign", "area", "status"],
    "ticket_customer_ref": ["campaign", "customer_ref"],
}


def upgrade() -> None:
    """Make columns and table."""
    for column in _columns():
        op.add_column("ticket", column)
    op.execute("UPDATE ticket SET received_at = filed_at")
    op.alter_column("ticket", "received_at", nullable=False)
    for name, columns in _INDEXES.items():
        op.create_index(name, "ticket", columns)
    texts = ("who", "who_name", "step", "state")
    op.create_table(
        "ticket_entry",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", _Moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("note", sa.LargeBinary),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("ticket_entry")
    for name in _INDEXES:
        op.drop_index(name, "ticket")
    for column in _columns():
        op.drop_column("ticket", column.name)


def _columns() -> list[sa.Column[Any]]:
    return [
        *(sa.Column(name, sa.Text, nullable=False, server_default=value) for name, value in _TEXTS.items()),
        *(sa.Column(name, sa.LargeBinary) for name in ("petitioner", "email", "address", "answer")),
        sa.Column("tier", sa.Integer, nullable=False, server_default="2"),
        sa.Column("round", sa.Integer, nullable=False, server_default="0"),
        sa.Column("extended", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        *(sa.Column(name, _Moment) for name in ("received_at", "asked_at", "completed_at", "closed_at")),
        *(sa.Column(name, sa.Date) for name in ("due_on", "warned_on", "breach_of")),
        *(sa.Column(name, sa.Text) for name in ("response", "outcome")),
    ]
