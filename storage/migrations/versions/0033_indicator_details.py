"""Store the counts of breakdowns beside those of the figures, which do not read them."""

from alembic import op
from sqlalchemy import Column, LargeBinary

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add an empty column; the new version of the fold counts everything again."""
    op.add_column("indicator_count", Column("details", LargeBinary))
