"""The tables of incidents and of the watch over the systems, as queries see them.

Owns names and types of columns. Imported from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# What failed, from when to when; the title of one that a person opened is sealed.
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
# However many watch, a system has one outage at a time.
Index(
    "incident_open_once",
    incident.c.campaign,
    incident.c.system,
    unique=True,
    postgresql_where=incident.c.ended_at.is_(None) & (incident.c.source == "watch"),
)

# What people wrote of an incident; text is sealed.
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

# What is known of each system that is watched, as the samples told so far say.
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

# Time of which something is not known: nobody watched a system, or facts were lost; certified, never filled.
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
