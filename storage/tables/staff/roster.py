"""Tables of the roster: the queues and the seat of each advisor, changes of queues, absences, and deputies.

Owns names and types of columns. Import them from `storage.tables`. The site's folder says what these tables lack.
"""

from sqlalchemy import Column, Date, Index, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# The queues of an advisor, as the level by queue id. Without a row the site's folder says them.
advisor_queues = Table(
    "advisor_queues",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("levels", JSONB, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)

# Places of work. An advisor has at most one; advisors of other shifts may share it.
seat = Table(
    "seat",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("extension", Text, nullable=False, server_default=""),
    Column("location", Text, nullable=False, server_default=""),
)

advisor_seat = Table(
    "advisor_seat",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Index("advisor_seat_seat", "campaign", "seat"),
)

# Local days on which a user is away; reason is encrypted. deputy is empty for the standing one. A user with a row here,
# cancelled or not, has no other absence; of other users the site's folder says them.
absence = Table(
    "absence",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("deputy", Text, nullable=False, server_default=""),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    Index("absence_user", "campaign", "user"),
    Index("absence_last_day", "campaign", "last_day"),
)

# The standing deputy of a user; empty if they have none. Without a row the site's folder names the person.
deputy = Table(
    "deputy",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("deputy", Text, nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("named_by", Text, nullable=False),
)

# The queues that an advisor serves until a moment, in place of those of the roster; reason is encrypted. end is
# returned, replaced or expired; ended_by is empty if the time was over.
queue_override = Table(
    "queue_override",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("advisor", Text, nullable=False),
    Column("levels", JSONB, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("end", Text, nullable=False, server_default=""),
    Column("ended_by", Text, nullable=False, server_default=""),
    Index("queue_override_by_start", "campaign", "started_at", "id"),
    Index("queue_override_by_end", "campaign", "ended_at"),
)
Index(
    "queue_override_unended",
    queue_override.c.campaign,
    queue_override.c.advisor,
    unique=True,
    postgresql_where=text("ended_at is null"),
)
