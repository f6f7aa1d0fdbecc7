"""What may be put right later: a ticket's topic, without its default area.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the column; of tickets of before, the default area is that of their topic."""
    op.add_column("ticket", sa.Column("default_area", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Forget which areas were kept."""
    op.drop_column("ticket", "default_area")
