"""Table of attachments.

Owns names and types of columns. Import it from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from storage.tables.columns import Moment, metadata

# Files of a ticket; the bytes are encrypted outside the database, and the name is encrypted.
attachment = Table(
    "attachment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content_print", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("plain_size", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("stored_by", Text, nullable=False),
    Column("stored_by_name", Text, nullable=False),
    Column("examined_at", Moment),
    Column("finding", Text, nullable=False, server_default=""),
    UniqueConstraint("campaign", "ticket", "content_print", name="attachment_once"),
    UniqueConstraint("campaign", "ticket", "place", name="attachment_place_once"),
    UniqueConstraint("path", name="attachment_path_once"),
    Index("attachment_key", "key_id"),
    Index("attachment_unexamined", "campaign", "path", postgresql_where=text("examined_at IS NULL")),
    Index("attachment_withheld", "campaign", postgresql_where=text("finding <> ''")),
)
