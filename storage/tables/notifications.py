"""Table of notifications: what concerns one user, shown under the bell of the screens.

Owns names and types of columns. Import it from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Date, Identity, Index, Integer, Table, Text, UniqueConstraint, text

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
