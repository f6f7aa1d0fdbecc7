"""Counts of indicators, how far they have come, and closed periods.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the tables, empty: what is in the journal is counted as soon as somebody counts."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "indicator_count",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("whole_day", sa.Boolean, primary_key=True),
        sa.Column("slot", moment, primary_key=True),
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("queue", sa.Text, primary_key=True),
        sa.Column("counts", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "indicator_fold",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("fold", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", moment),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("going_on", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "indicator_caller",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "month", "customer_ref", "line")),
        sa.Column("seen", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "period",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "month")),
        sa.Column("closed_at", moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("closed_by", "closed_by_name", "site_version")),
        sa.Column("definitions", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Forget them; counts can be made anew from the journal, closed periods stand there as facts."""
    for table in ("period", "indicator_caller", "indicator_fold", "indicator_count"):
        op.drop_table(table)
