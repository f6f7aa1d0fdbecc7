"""The tables of the oversight: sealed periods, heads of the days, anchors, observations, reports.

Owns names and types of columns. Imported from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.columns import Moment, metadata

# A month that somebody asked to have sealed, and what came of it; its file lies in sealed_piece.
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

# The file of a sealed period, cut into pieces, so that nobody ever has the whole of it in memory.
sealed_piece = Table(
    "sealed_piece",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

# The last link of the chain of each day, as it was sent to the interventoría.
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

# Signed heads of the chain, one an hour, as they leave the machine.
anchor = Table(
    "anchor",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("taken_at", Moment, nullable=False),
    Column("written", Text, nullable=False),
)

# Up to which anchor each place outside of the system has them, and when they were last taken there or tried.
anchor_delivery = Table(
    "anchor_delivery",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("tried_at", Moment, nullable=False),
)

# What the oversight observes, and what it was answered; both texts are sealed.
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

# Reports as they were made and sent; content is the report's own JSON, the rest are its files. Rows are never changed.
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
    "report_once_by_itself",
    report.c.campaign,
    report.c.kind,
    report.c.first_day,
    unique=True,
    postgresql_where=report.c.by_itself,
)
