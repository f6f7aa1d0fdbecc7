"""Tables of identity verification.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Index, Integer, LargeBinary, Table, Text

from storage.tables.columns import Moment, metadata

# Sets of questions to a customer on a call, with the result; answers are never stored.
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
    Index("identity_check_asked", "campaign", "asked_at", "seq"),
    Index("identity_check_advisor", "campaign", "advisor", "asked_at", "seq"),
)

# Permissions of a supervisor for another try; the reason is encrypted.
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

# Speakers of calls, one row for each statement and each check; the last one counts. person is the representative
# with the mandate, encrypted. customer_id is the customer for whom the mandate was checked, or empty.
call_speaker = Table(
    "call_speaker",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("campaign", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", LargeBinary),
    Column("mandate", Text, nullable=False),
    Column("coverage", Text),
    Column("until", Date),
    Column("customer_id", Text, nullable=False),
    Column("passes_after", Integer, nullable=False),
    Index("call_speaker_call", "campaign", "call_id", "seq"),
    Index("call_speaker_customer", "customer_id", "seq"),
)
