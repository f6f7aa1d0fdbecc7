"""Create the tables of what users have seen of the help."""

from alembic import op
from sqlalchemy import Column, DateTime, Text

revision = "0036"
down_revision = "0028"


def upgrade() -> None:
    """Create two tables; users had seen nothing before."""
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
