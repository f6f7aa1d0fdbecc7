"""Reports to the presidency and of the operation, kept as they were made.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table, empty: nobody reported before."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "report",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("first_day", "last_day")),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("by_itself", sa.Boolean, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in ("content", "pdf", "xlsx", "csv")),
    )
    op.create_index("report_made_at", "report", ["campaign", "made_at", "id"])
    once = ["campaign", "kind", "first_day"]
    op.create_index("report_once_by_itself", "report", once, unique=True, postgresql_where=sa.text("by_itself"))


def downgrade() -> None:
    """Forget them; that each was made stays in the log."""
    op.drop_table("report")
