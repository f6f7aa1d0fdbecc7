"""An index of the calls that each advisor answered.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Find an advisor's own calls, and those that nobody typified, without reading everybody's."""
    columns = ["campaign", "advisor", "arrived_at"]
    op.create_index("call_of_advisor", "call", columns, postgresql_where=sa.text("answered_at IS NOT NULL"))


def downgrade() -> None:
    """Read everybody's calls again."""
    op.drop_index("call_of_advisor", "call")
