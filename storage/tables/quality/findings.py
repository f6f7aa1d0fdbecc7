"""Tables of visits and findings: the visits, the findings with their history, files and reminders, and their reports.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Visits of quality; texts (place, attendees, notes, observations) is encrypted. digest is the SHA-256 of what was
# signed. The columns from signed_at on are null until then.
quality_visit = Table(
    "quality_visit",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("line", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("visitor_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("texts", LargeBinary),
    Column("signed_at", Moment),
    Column("digest", Text),
    Index("quality_visit_begun_at", "campaign", "begun_at", "id"),
)

# Findings; description and action (the action that was asked for or proposed last) are encrypted. reference is the
# number of the source. call, second and ticket are evidence, each empty or null without. The term is counted from
# counted_from, the day of the finding or of its last reopening. done_on and done_by are of the last correction.
finding = Table(
    "finding",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("second", Integer),
    Column("ticket", Text, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("found_by", Text, nullable=False),
    Column("found_by_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("counted_from", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("done_on", Date),
    Column("done_by", Text, nullable=False),
    Column("description", LargeBinary, nullable=False),
    Column("action", LargeBinary),
    UniqueConstraint("campaign", "found_by", "idempotency_key", name="finding_once"),
    Index("finding_found_at", "campaign", "found_at", "id"),
    Index("finding_due_on", "campaign", "due_on", "id"),
    Index("finding_owner", "campaign", "owner", "due_on"),
    Index("finding_reference", "campaign", "source", "reference"),
)

# The acts on a finding; text is encrypted. Rows are added, never changed.
finding_step = Table(
    "finding_step",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("text", LargeBinary),
)

# Files that support a finding; name and content are encrypted, digest is the SHA-256 of content.
finding_file = Table(
    "finding_file",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Reminders that were sent, each once for a last day: business days before it, or 'late'.
finding_reminder = Table(
    "finding_reminder",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("reminder", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Reports of findings. The columns from made_at to csv are null until the worker has made one; its files are encrypted.
# The columns of a step (presented, received, answered) are null until it is taken; answer is encrypted.
finding_report = Table(
    "finding_report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", Moment),
    Column("site_version", Text),
    Column("findings", Integer),
    Column("seq", BigInteger),
    Column("head", Text),
    Column("digest", Text),
    Column("pdf_digest", Text),
    Column("content", LargeBinary),
    Column("pdf", LargeBinary),
    Column("xlsx", LargeBinary),
    Column("csv", LargeBinary),
    Column("presented_at", Moment),
    Column("presented_by", Text),
    Column("presented_by_name", Text),
    Column("received_at", Moment),
    Column("received_by", Text),
    Column("received_by_name", Text),
    Column("answered_at", Moment),
    Column("answered_by", Text),
    Column("answered_by_name", Text),
    Column("answer", LargeBinary),
    Index("finding_report_asked_at", "campaign", "asked_at", "id"),
)
