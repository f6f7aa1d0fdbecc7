"""Who was told the state of a petition at the desk.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create the table of readings."""
    op.create_table(
        "ticket_status_check",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("who_name", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("grounds", sa.Text, nullable=False),
    )
    op.create_index("ticket_status_check_call", "ticket_status_check", ["campaign", "call_id"])
    op.create_index("ticket_status_check_number", "ticket_status_check", ["campaign", "number", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("ticket_status_check")
