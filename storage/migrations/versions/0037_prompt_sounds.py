"""Create the tables of recorded prompts."""

from alembic import op
from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Create two tables; recordings in the site's folder stay there."""
    op.create_table(
        "prompt_sound",
        Column("campaign", Text, primary_key=True),
        Column("prompt", Text, primary_key=True),
        Column("digest", Text, primary_key=True),
        Column("text", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("wav", LargeBinary, nullable=False),
        Column("measures", JSONB, nullable=False),
        Column("original_digest", Text, nullable=False),
        Column("stored_at", DateTime(timezone=True), nullable=False),
        Column("stored_by", Text, nullable=False),
    )
    op.create_table(
        "prompt_choice",
        Column("campaign", Text, primary_key=True),
        Column("prompt", Text, primary_key=True),
        Column("text_digest", Text, primary_key=True),
        Column("sound", Text),
        Column("chosen_at", DateTime(timezone=True), nullable=False),
        Column("chosen_by", Text, nullable=False),
    )
