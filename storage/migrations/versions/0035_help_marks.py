"""Create the tables of help marks."""

from alembic import op
from sqlalchemy import Column, DateTime, Text

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Create two tables; people who have a role already are users of 0.9.0, and will see the news since then."""
    op.create_table(
        "help_tour",
        Column("campaign", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("role", Text, primary_key=True),
        Column("seen_at", DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "help_news",
        Column("campaign", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("release", Text, nullable=False),
        Column("seen_at", DateTime(timezone=True), nullable=False),
    )
    op.execute(
        'INSERT INTO help_news (campaign, "user", release, seen_at) '
        """SELECT DISTINCT campaign, "user", '0.9.0', now() FROM account_role"""
    )
