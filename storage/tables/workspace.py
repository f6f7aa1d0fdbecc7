"""Tables of a user's workspace: notifications under the bell, and saved views of lists.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Moment, metadata

# Notifications of users. They name tickets and users, and have no text of a ticket and no data of a petitioner. event
# is unique for a user and a subject, so that a cause that is written twice gives one notification. Rows are deleted
# after the time that the site sets.
notification = Table(
    "notification",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("by_user", Text, nullable=False, server_default=""),
    Column("due_on", Date),
    Column("days_left", Integer),
    Column("read_at", Moment),
    UniqueConstraint("campaign", "user", "subject", "event", name="notification_once"),
    Index("notification_user", "campaign", "user", "at", "id"),
    Index("notification_unread", "campaign", "user", "at", "id", postgresql_where=text("read_at IS NULL")),
    Index("notification_at", "campaign", "at"),
)

# Filters, order and columns of a list under a name; name is encrypted. query holds no personal data.
saved_view = Table(
    "saved_view",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("list", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("saved_view_owner", "campaign", "list", "owner"),
)
