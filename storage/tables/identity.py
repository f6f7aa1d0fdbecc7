"""The tables of verifying identities, as queries see them.

Owns names and types of columns. Imported from `storage.tables`, as all are.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# A set of questions to a customer on a call, and what it came to; never what was answered.
identity_check = Table(
    "identity_check",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("campaign", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("customer_id", Text, ForeignKey("customer.id"), nullable=False),
    Column("advisor", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("step", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("settled_at", Moment),
    Index("identity_check_call", "campaign", "call_id"),
    Index("identity_check_customer", "customer_id", "seq"),
)

# A supervisor let a customer try again; the reason is sealed.
identity_release = Table(
    "identity_release",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("customer_id", Text, ForeignKey("customer.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Index("identity_release_customer", "customer_id", "at"),
)
