"""Temporary passwords, and when each user last signed in.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """No password of today has to be changed; a first sign-in after this step fills the moment."""
    op.add_column("account", sa.Column("must_change_password", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("signed_in_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop both columns."""
    for column in ("signed_in_at", "must_change_password"):
        op.drop_column("account", column)
