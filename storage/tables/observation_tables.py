"""The table of observations, as queries see it.

Owns names and types of columns. Had from `storage.tables`, as all are.
"""

from sqlalchemy import Column, Date, Index, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.columns import Moment, metadata

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
