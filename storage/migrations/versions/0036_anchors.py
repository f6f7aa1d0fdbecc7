"""Anchors of the chain, and up to which one each place outside of the system has them.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Begin with none: the first is made at the next look."""
    op.create_table(
        "anchor",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written", sa.Text, nullable=False),
    )
    op.create_table(
        "anchor_delivery",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Forget them; those that left the machine stay where they are."""
    op.drop_table("anchor_delivery")
    op.drop_table("anchor")
