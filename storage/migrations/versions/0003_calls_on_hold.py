"""How long each call was on hold.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what a call's record holds of its holds; no call before this step was ever on hold."""
    op.add_column("call", sa.Column("held_ms", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("call", sa.Column("held_since", sa.DateTime(timezone=True)))
    op.alter_column("call", "held_ms", server_default=None)


def downgrade() -> None:
    """Forget the holds."""
    op.drop_column("call", "held_since")
    op.drop_column("call", "held_ms")
