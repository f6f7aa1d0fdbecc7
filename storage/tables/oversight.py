"""Tables of oversight: sealed periods, daily heads, anchors, observations, reports, own reports.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.columns import Moment, TextTuple, metadata

# Requests to seal a month, with the result; the file is in sealed_piece.
sealed_period = Table(
    "sealed_period",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("sealed_at", Moment),
    Column("first_seq", BigInteger),
    Column("last_seq", BigInteger),
    Column("head", LargeBinary),
    Column("size", BigInteger),
    Column("digest", Text),
    Column("public_key", Text),
)

# The file of a sealed period in pieces, so that the whole is never in memory.
sealed_piece = Table(
    "sealed_piece",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

# The last link of each day's chain, as sent to the interventoría.
day_head = Table(
    "day_head",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("recipients", Integer, nullable=False),
)

# Hourly signed heads of the chain, as they leave the machine.
anchor = Table(
    "anchor",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("taken_at", Moment, nullable=False),
    Column("written", Text, nullable=False),
)

# The last anchor that each external place has, and the last try to deliver.
anchor_delivery = Table(
    "anchor_delivery",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("tried_at", Moment, nullable=False),
)

# Observations of the oversight with their answers; both texts are encrypted.
observation = Table(
    "observation",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("follows", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("answer", LargeBinary),
    Column("answered_at", Moment),
    Column("answered_by", Text),
    Column("answered_by_name", Text),
    UniqueConstraint("campaign", "made_by", "idempotency_key", name="observation_once"),
    Index("observation_made_at", "campaign", "made_at", "id"),
)

# Reports as made and sent; content is the report as JSON, the other binary columns are its files. Rows never change.
report = Table(
    "report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("by_itself", Boolean, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("xlsx", LargeBinary, nullable=False),
    Column("csv", LargeBinary, nullable=False),
    Index("report_made_at", "campaign", "made_at", "id"),
)
Index(
    "report_once_of_period",
    report.c.campaign,
    report.c.kind,
    report.c.first_day,
    report.c.last_day,
    unique=True,
    postgresql_where=report.c.by_itself,
)

# Reports that users compose. title is encrypted; definition and schedule are JSON. next_at is set while the report is
# active. A deleted report keeps its row and its runs.
own_report = Table(
    "own_report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("definition", LargeBinary, nullable=False),
    Column("formats", TextTuple, nullable=False),
    Column("recipients", TextTuple, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("schedule", LargeBinary),
    Column("state", Text, nullable=False),
    Column("stop_cause", Text, nullable=False, server_default=""),
    Column("next_at", Moment),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    Index("own_report_updated_at", "campaign", "updated_at", "id"),
)
Index("own_report_due", own_report.c.campaign, own_report.c.next_at, postgresql_where=own_report.c.next_at.is_not(None))

# Runs of own reports, as made and sent; content is the report as JSON, and encrypted as its files are. due_at is the
# time of the schedule, and is null if a person asked for the run. Rows never change.
own_report_run = Table(
    "own_report_run",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("due_at", Moment),
    Column("missed", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("formats", TextTuple, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("xlsx", LargeBinary, nullable=False),
    Column("csv", LargeBinary, nullable=False),
    Index("own_report_run_made_at", "campaign", "report", "made_at", "id"),
)
Index(
    "own_report_run_once",
    own_report_run.c.campaign,
    own_report_run.c.report,
    own_report_run.c.due_at,
    unique=True,
    postgresql_where=own_report_run.c.due_at.is_not(None),
)

# The outcome of a run for each of its recipients; mail is the id of the message, or empty if none was posted.
own_report_delivery = Table(
    "own_report_delivery",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("run", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("mail", Text, nullable=False, server_default=""),
)
