"""Create the tables of the drafts of the site."""

from alembic import op
from sqlalchemy import JSON, Column, DateTime, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"
MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    """Create three tables; an earlier release does not read them."""
    _create_drafts()
    _create_revisions_and_files()


def _create_drafts() -> None:
    op.create_table(
        "site_draft",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("title", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("base_version", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("document", JSON, nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("created_by", Text, nullable=False),
        Column("created_by_name", Text, nullable=False),
        Column("updated_at", MOMENT, nullable=False),
        Column("updated_by", Text, nullable=False),
        Column("updated_by_name", Text, nullable=False),
        Column("requested_by", Text),
        Column("requested_by_name", Text),
        Column("requested_at", MOMENT),
        Column("effective_at", MOMENT),
        Column("reason", Text),
        Column("tries_reason", Text),
        Column("refused_by", Text),
        Column("refused_by_name", Text),
        Column("refused_at", MOMENT),
        Column("refusal_reason", Text),
    )
    op.create_index("site_draft_state", "site_draft", ["campaign", "state", "updated_at"])


def _create_revisions_and_files() -> None:
    op.create_table(
        "site_draft_revision",
        Column("campaign", Text, primary_key=True),
        Column("draft", Text, primary_key=True),
        Column("revision", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("at", MOMENT, nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("paths", JSONB, nullable=False),
    )
    op.create_table(
        "site_draft_file",
        Column("campaign", Text, primary_key=True),
        Column("draft", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("stored_at", MOMENT, nullable=False),
        Column("stored_by", Text, nullable=False),
    )
