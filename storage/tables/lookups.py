"""Table of lookups.

Owns names and types of columns. Import it from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text

from storage.tables.columns import Moment, metadata

# Lookups in other systems: user, lookup, customer and purpose, without the answer. Rows are inserted with their fact,
# and never changed.
lookup_made = Table(
    "lookup_made",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("lookup", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("lookup_made_ticket", "campaign", "ticket", "id"),
    Index("lookup_made_call_id", "campaign", "call_id", "id"),
)
