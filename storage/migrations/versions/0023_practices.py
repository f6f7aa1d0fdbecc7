"""Create the table of practices."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, Text, text

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Create a table; there was no practice before."""
    op.create_table(
        "practice",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("advisor", Text, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("site_version", Text, nullable=False),
        Column("slot", Integer, nullable=False),
        Column("started_at", DateTime(timezone=True), nullable=False),
        Column("started_by", Text, nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("ended_at", DateTime(timezone=True)),
        Column("end", Text, nullable=False, server_default=""),
        Column("ended_by", Text, nullable=False, server_default=""),
        Column("call_id", Text, nullable=False, server_default=""),
        Column("talk_s", Integer),
        Column("topic", Text, nullable=False, server_default=""),
        Column("verified", Boolean, nullable=False, server_default="false"),
        Column("filed", Boolean, nullable=False, server_default="false"),
    )
    for name in ("advisor", "slot"):
        op.create_index(
            f"practice_{name}_open",
            "practice",
            ["campaign", name],
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        )
    op.create_index("practice_by_start", "practice", ["campaign", "started_at", "id"])
