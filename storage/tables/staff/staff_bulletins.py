"""Tables of messages and announcements to the staff, and who received and read each.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text, text

from storage.tables.columns import Moment, TextTuple, metadata

# kind is message or announcement; title and text are encrypted, and a message has no title. The audience is of a kind,
# and names users, a coordinator, queues or roles. Its readers are the rows of bulletin_receipt.
bulletin = Table(
    "bulletin",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", LargeBinary),
    Column("text", LargeBinary, nullable=False),
    Column("audience_kind", Text, nullable=False),
    Column("audience", TextTuple, nullable=False),
    Column("must_read", Boolean, nullable=False),
    Column("begins_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text, nullable=False, server_default=""),
    Index("bulletin_by_time", "campaign", "kind", "published_at", "id"),
    Index("bulletin_by_author", "campaign", "published_by", "published_at"),
    Index("bulletin_standing", "campaign", "ends_at", postgresql_where=text("withdrawn_at is null")),
)

# The people whom a bulletin was delivered to; received_at is when their screen first had it.
bulletin_receipt = Table(
    "bulletin_receipt",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("bulletin", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("delivered_at", Moment, nullable=False),
    Column("received_at", Moment),
    Column("read_at", Moment),
    Index("bulletin_receipt_of_user", "campaign", "user", "delivered_at", "bulletin"),
)
