"""What may be put right later: a ticket's topic, without its default area; and which customers were merged.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the column and the table. What came with records that were merged before, nobody wrote down."""
    op.add_column("ticket", sa.Column("default_area", sa.Text, nullable=False, server_default=""))
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("kept", sa.Text, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("merged", sa.Text, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("kept_version", sa.Integer, nullable=False),
        sa.Column("gained", sa.Boolean, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("tickets", ARRAY(sa.Text), nullable=False),
        sa.Column("ties", sa.Text, nullable=False),
        sa.Column("separated_at", moment),
        sa.Column("separated_by", sa.Text),
        sa.Column("reason", sa.LargeBinary),
    )
    op.create_index("customer_merge_kept", "customer_merge", ["kept", "id"])
    op.create_index("customer_merge_merged", "customer_merge", ["merged", "id"])


def downgrade() -> None:
    """Forget which areas were kept, and what came with merged records."""
    op.drop_table("customer_merge")
    op.drop_column("ticket", "default_area")
