"""Tables of wall displays."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, TextTuple, metadata

# Televisions that read the figures of now; a keyed hash of the pairing code until it is used, then the token's digest.
wall_display = Table(
    "wall_display",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("panels", TextTuple, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("theme", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("code", Text),
    Column("code_expires_at", Moment),
    Column("digest", LargeBinary),
    Column("paired_at", Moment),
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
    Column("revoked_by", Text, nullable=False, server_default=""),
    Index("wall_display_by_creation", "campaign", "created_at", "id"),
)
