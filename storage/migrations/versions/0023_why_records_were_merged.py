"""Why two customers' records were merged, sealed, beside why they were told apart.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column. Why records were merged before, nobody was asked."""
    op.add_column("customer_merge", sa.Column("merge_reason", sa.LargeBinary))


def downgrade() -> None:
    """Forget the reasons."""
    op.drop_column("customer_merge", "merge_reason")
