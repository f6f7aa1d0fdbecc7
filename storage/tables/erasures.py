"""Table of erasures.

Owns names and types of columns. Import it from `storage.tables`.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Erasures of a person's data, with request, act, author and reason (encrypted). outcome and seeds are JSON: what was
# erased or kept, by kind; and opaque ids that lead to the kept data.
erasure = Table(
    "erasure",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("seeds", Text, nullable=False),
    Index("erasure_customer", "campaign", "customer_id", "at"),
    Index("erasure_request", "campaign", "request", "at"),
)
