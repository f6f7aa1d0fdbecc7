"""Calls that count in no figure, for they are anomalous traffic, and the facts that say by which limits.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """No call was set aside so far; few ever are, and they are looked for by themselves."""
    op.add_column("call", sa.Column("set_aside", sa.Text, nullable=False, server_default=""))
    op.alter_column("call", "set_aside", server_default=None)
    columns = ["campaign", "arrived_at"]
    op.create_index("call_set_aside", "call", columns, postgresql_where=sa.text("set_aside <> ''"))
    limits = sa.text("type = 'TrafficLimitsChanged'")
    op.create_index("journal_traffic_limits", "journal", ["campaign", "seq"], postgresql_where=limits)


def downgrade() -> None:
    """Every call counts again."""
    op.drop_index("journal_traffic_limits", "journal")
    op.drop_index("call_set_aside", "call")
    op.drop_column("call", "set_aside")
