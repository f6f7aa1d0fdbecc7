"""Tables of the drafts of a site: their documents, what each person saved, and their own files.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Drafts with their whole document, as JSON and not as JSONB, because the order of some tables is part of a version.
# revision counts the saved changes. The columns requested_by to tries_reason say what was asked for when the
# publication was requested; those after them, the last refusal.
site_draft = Table(
    "site_draft",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("base_version", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_by_name", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("updated_by_name", Text, nullable=False),
    Column("requested_by", Text),
    Column("requested_by_name", Text),
    Column("requested_at", Moment),
    Column("effective_at", Moment),
    Column("reason", Text),
    Column("tries_reason", Text),
    Column("refused_by", Text),
    Column("refused_by_name", Text),
    Column("refused_at", Moment),
    Column("refusal_reason", Text),
    Index("site_draft_state", "campaign", "state", "updated_at"),
)

# One row for each saved change of a draft: its author, and the paths of its fields.
site_draft_revision = Table(
    "site_draft_revision",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("draft", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("paths", JSONB, nullable=False),
)

# Sounds and logos that were uploaded into a draft, by their path in the site folder.
site_draft_file = Table(
    "site_draft_file",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("draft", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("stored_by", Text, nullable=False),
)
