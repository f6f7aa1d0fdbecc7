"""Tables of customers.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.tables.columns import Moment, metadata

# Customers. Name, document and details are encrypted; the blind indexes document_print and name_prints (phonetic) find
# them. A merged customer stays, and refers to the other. erased_by is the act by which its data were erased.
customer = Table(
    "customer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("number", BigInteger, Identity(always=False), nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("document_print", Text, nullable=False),
    Column("name_prints", ARRAY(Integer)),
    Column("details", LargeBinary),
    Column("digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment),
    Column("merged_into", Text, ForeignKey("customer.id")),
    Column("erased_by", Text),
    Index("customer_number", "campaign", "number", unique=True),
    Index(
        "customer_document",
        "campaign",
        "document_print",
        "document_kind",
        unique=True,
        postgresql_where=text("merged_into IS NULL"),
    ),
    Index("customer_name_prints", "name_prints", postgresql_using="gin"),
    Index("customer_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
)

# The numbers of a customer's calls; phone is a blind index of the E.164 number.
customer_phone = Table(
    "customer_phone",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("phone", Text, primary_key=True),
    Column("customer_id", Text, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Index("customer_phone_customer", "customer_id"),
)

# Co-debtors of credits; the credit's number is encrypted, and credit_print is its blind index.
customer_tie = Table(
    "customer_tie",
    metadata,
    Column("beneficiary", Text, ForeignKey("customer.id"), primary_key=True),
    Column("co_debtor", Text, ForeignKey("customer.id"), primary_key=True),
    Column("credit_print", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("credit", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index("customer_tie_co_debtor", "co_debtor"),
)

# Old and new values of a customer's field, encrypted; rows are never changed or deleted.
customer_change = Table(
    "customer_change",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("customer_id", Text, ForeignKey("customer.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", LargeBinary, nullable=False),
    Column("new", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Index("customer_change_customer", "customer_id", "id"),
)

# Merges of records, with what the merged one brought: tickets by number, ties by their keys (JSON). So a merge can be
# undone; separated_at, separated_by and the encrypted reason then record that.
customer_merge = Table(
    "customer_merge",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("kept", Text, ForeignKey("customer.id"), nullable=False),
    Column("merged", Text, ForeignKey("customer.id"), nullable=False),
    Column("kept_version", Integer, nullable=False),
    Column("gained", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("tickets", ARRAY(Text), nullable=False),
    Column("ties", Text, nullable=False),
    Column("separated_at", Moment),
    Column("separated_by", Text),
    Column("reason", LargeBinary),
    Column("merge_reason", LargeBinary),
    Index("customer_merge_kept", "kept", "id"),
    Index("customer_merge_merged", "merged", "id"),
)

# The customers that each viewer saw on a call, so that each view is logged once.
customer_view = Table(
    "customer_view",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("viewer", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
