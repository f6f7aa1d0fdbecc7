"""Tables of coaching: the sessions that follow evaluations, and their history.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, text

from storage.tables.columns import Moment, metadata

# A coaching session of an advisor about the round of an evaluation; cause is the site's rule or a person. agenda and
# commitment are encrypted. starts_at is that of the session, due_on the last day of the commitment. follow_up is the
# evaluation that checked it, replaces the coaching that the same evaluation annulled; both are empty for none. An
# evaluation has one open coaching at most. reminded is the last reminder that was sent, empty for none.
coaching = Table(
    "coaching",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("evaluation", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("leader", Text, nullable=False),
    Column("leader_name", Text, nullable=False),
    Column("starts_at", Moment),
    Column("due_on", Date),
    Column("agenda", LargeBinary),
    Column("commitment", LargeBinary),
    Column("follow_up", Text, nullable=False),
    Column("fulfilled", Boolean),
    Column("replaces", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reminded", Text, nullable=False, server_default=""),
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("coaching_opened_at", "campaign", "opened_at", "id"),
    Index("coaching_advisor", "campaign", "advisor", "opened_at", "id"),
)
Index(
    "coaching_open",
    coaching.c.campaign,
    coaching.c.evaluation,
    unique=True,
    postgresql_where=text("state not in ('followed', 'dismissed', 'annulled')"),
)

# The acts on a coaching session; text is encrypted. Rows are added, never changed.
coaching_step = Table(
    "coaching_step",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("coaching", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("text", LargeBinary),
)
