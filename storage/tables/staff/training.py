"""Tables of training: courses, materials, sessions, participants, proposals, reminders.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Courses. required_queues and required_roles are lists of ids; the requirement begins on required_from, null without.
training_course = Table(
    "training_course",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("validity_months", Integer, nullable=False),
    Column("required_queues", JSONB, nullable=False),
    Column("required_roles", JSONB, nullable=False),
    Column("required_from", Date),
    Column("retired", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
)

# Versions of the material of a course. Rows are added, never changed. address is a link, or names a document;
# it is empty for a file.
training_material = Table(
    "training_material",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("course", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("dated_on", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
)

# Files of versions of material: each is that of one version. The digest is of the content; name and content are
# encrypted.
training_file = Table(
    "training_file",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("course", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Sessions of the schedule; trainer, the name of a person, is encrypted. line is empty for all lines.
training_session = Table(
    "training_session",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("course", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("line", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("trainer", LargeBinary, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("training_session_starts_at", "campaign", "starts_at", "id"),
    Index("training_session_course", "campaign", "course", "starts_at"),
)

# The advisors expected at a session, with their attendance and mark. mark, passed, valid_until and acknowledged_at are
# null without; attempt is 0 without a mark.
training_participant = Table(
    "training_participant",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("session", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("attendance", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mark", Numeric(5, 2)),
    Column("attempt", Integer, nullable=False),
    Column("passed", Boolean),
    Column("valid_until", Date),
    Column("recorded_at", Moment),
    Column("recorded_by", Text, nullable=False),
    Column("acknowledged_at", Moment),
    Index("training_participant_advisor", "campaign", "advisor", "session"),
)

# Proposals of a course for an advisor or for the advisors of a queue; reason, the text of a rejection, is encrypted.
training_proposal = Table(
    "training_proposal",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("course", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("reason", LargeBinary),
    Index("training_proposal_proposed_at", "campaign", "proposed_at", "id"),
)

# Reminders that were sent, each once: subject is the number of a session or of a course, day that of the session or
# the last one of the validity, reminder the days before it.
training_reminder = Table(
    "training_reminder",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reminder", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)
