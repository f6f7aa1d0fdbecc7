"""Tables of the site: its versions, the files that they name, and the publications that put versions in force.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Every site version that was published; a call and a ticket keep theirs.
site_version = Table(
    "site_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("content", JSONB, nullable=False),
)

# The sounds that versions name, by the SHA-256 of their content.
site_file = Table(
    "site_file",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Versions put in force at a moment. In force is the newest that is not cancelled and whose moment has come.
site_publication = Table(
    "site_publication",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("version", Text, ForeignKey("site_version.version"), nullable=False),
    Column("effective_at", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("approver", Text, nullable=False, server_default=""),
    Column("approver_name", Text, nullable=False, server_default=""),
    Column("origin", Text, nullable=False),
    Column("draft", Uuid(as_uuid=False)),
    Column("reason", Text, nullable=False),
    Column("cancelled_at", Moment),
    Column("canceller", Text, nullable=False, server_default=""),
    Column("canceller_name", Text, nullable=False, server_default=""),
    Column("cancel_reason", Text, nullable=False, server_default=""),
    Index("site_publication_effective", "campaign", "effective_at", "id"),
)
