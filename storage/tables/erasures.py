"""The table of erasures, as queries see it; `migrations/` makes it.

Owns names and types of columns. Imported from `storage.tables`, as all are.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Each time that data of a person were erased: by which request and act, who decided it and why (sealed). outcome and
# seeds are JSON: what was erased or kept, by kind; and opaque ids by which what was kept is found again.
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
