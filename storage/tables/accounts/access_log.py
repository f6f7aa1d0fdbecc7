"""Tables of the access log: the movements of accounts and the reads of customers, and the signed reviews of periods.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Facts of the journal about accounts and reads of customers, one row each; seq is the fact's. actor is a login, or a
# part of the system. A trigger refuses UPDATE, DELETE and TRUNCATE.
access_log_entry = Table(
    "access_log_entry",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("movement", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Index("access_log_entry_at", "campaign", "at", "seq"),
    Index("access_log_entry_account", "campaign", "account", "at", "seq"),
    Index("access_log_entry_actor", "campaign", "actor", "at", "seq"),
    Index("access_log_entry_kind", "campaign", "kind", "at", "seq"),
    Index("access_log_entry_channel", "campaign", "channel", "at", "seq"),
)
Index(
    "access_log_entry_subject",
    *(access_log_entry.c.campaign, access_log_entry.c.subject, access_log_entry.c.at, access_log_entry.c.seq),
    postgresql_where=access_log_entry.c.subject != "",
)

# The last fact of each campaign's journal in the table above.
access_log_fold = Table(
    "access_log_fold",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# Signed reviews; note, content and files are encrypted.
access_log_review = Table(
    "access_log_review",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("reviewer_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("rows_digest", Text, nullable=False),
    Column("users_digest", Text, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("here_only", Integer, nullable=False),
    Column("there_only", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("pdf_digest", Text),
    Column("discrepancies", JSONB, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("pdf", LargeBinary),
    Column("xlsx", LargeBinary),
    Column("csv", LargeBinary),
    UniqueConstraint("campaign", "reviewer", "idempotency_key", name="access_log_review_once"),
    Index("access_log_review_signed_at", "campaign", "signed_at", "id"),
)
