"""Identity: the questions that were drawn on a call and what they came to, and who was let try again.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "identity_check",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("advisor", sa.Text, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("settled_at", _Moment),
    )
    op.create_index("identity_check_call", "identity_check", ["campaign", "call_id"])
    op.create_index("identity_check_customer", "identity_check", ["customer_id", "seq"])
    op.create_table(
        "identity_release",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
    )
    op.create_index("identity_release_customer", "identity_release", ["customer_id", "at"])


def downgrade() -> None:
    """Forget them."""
    for table in ("identity_release", "identity_check"):
        op.drop_table(table)
