"""Create the table of wall displays."""

from alembic import op
from sqlalchemy import ARRAY, Column, DateTime, Integer, LargeBinary, Text

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Create a table; there was no wall display before."""
    op.create_table(
        "wall_display",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("panels", ARRAY(Text), nullable=False),
        Column("seconds", Integer, nullable=False),
        Column("theme", Text, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("created_by", Text, nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("code", Text),
        Column("code_expires_at", DateTime(timezone=True)),
        Column("digest", LargeBinary),
        Column("paired_at", DateTime(timezone=True)),
        Column("seen_at", DateTime(timezone=True)),
        Column("revoked_at", DateTime(timezone=True)),
        Column("revoked_by", Text, nullable=False, server_default=""),
    )
    op.create_index("wall_display_by_creation", "wall_display", ["campaign", "created_at", "id"])
