"""Browsers in which a user signed in before.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """No browser is known yet: each becomes known when somebody signs in there."""
    op.create_table(
        "known_browser",
        sa.Column("user", sa.Text, sa.ForeignKey("account.name"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("known_browser_digest", "known_browser", ["digest"])


def downgrade() -> None:
    """Know none any more."""
    op.drop_table("known_browser")
