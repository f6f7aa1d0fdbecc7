"""Erasures that holders asked for.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Nothing was erased so far, but callers' numbers by hand."""
    op.create_table(
        "erasure",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("customer_id", "request", "act")),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("outcome", "seeds")),
    )
    op.create_index("erasure_customer", "erasure", ["campaign", "customer_id", "at"])
    op.create_index("erasure_request", "erasure", ["campaign", "request", "at"])
    for table in ("customer", "person_data", "recording"):
        op.add_column(table, sa.Column("erased_by", sa.Text))


def downgrade() -> None:
    """Forget by which acts; what was erased stays erased."""
    for table in ("recording", "person_data", "customer"):
        op.drop_column(table, "erased_by")
    op.drop_table("erasure")
