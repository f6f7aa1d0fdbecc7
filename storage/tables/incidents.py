"""Tables of incidents and of the watch over systems.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Failures with start and end; the title of an incident that a person opened is encrypted.
incident = Table(
    "incident",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("system", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("title", LargeBinary),
    Column("site_version", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("answered_at", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Text),
    Index("incident_began_at", "campaign", "began_at", "id"),
)
# A system has one outage at a time, although several processes watch it.
Index(
    "incident_open_once",
    incident.c.campaign,
    incident.c.system,
    unique=True,
    postgresql_where=incident.c.ended_at.is_(None) & (incident.c.source == "watch"),
)

# Notes of people on an incident; text is encrypted.
incident_note = Table(
    "incident_note",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("incident", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Index("incident_note_incident", "campaign", "incident", "id"),
)

# The state of each watched system, from the samples so far.
system_watch = Table(
    "system_watch",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("misses", Integer, nullable=False),
    Column("missing_since", Moment),
    Column("code", Text, nullable=False),
    Column("down", Boolean, nullable=False),
)

# Time without data: a system was not watched, or facts were lost; gaps are certified, never filled.
data_gap = Table(
    "data_gap",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("incident", Text),
    Column("settled", Boolean, nullable=False),
    Index("data_gap_began_at", "campaign", "began_at", "id"),
)
