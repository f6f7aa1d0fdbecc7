"""Tables of a user's workspace: notifications under the bell, saved views, thresholds of the board, and help marks.

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

# Thresholds by which the board marks a queue, where a person set them; a queue without a row has those of the site.
queue_threshold = Table(
    "queue_threshold",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("waiting", Integer),
    Column("longest_wait_s", Integer),
    Column("service_level", Integer),
    Column("abandon_rate", Integer),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)

# Help marks: the tour of each role, and the news up to a release, that a user has seen.
help_tour = Table(
    "help_tour",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)
help_news = Table(
    "help_news",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("release", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
