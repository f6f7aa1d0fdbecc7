"""Tables of large clients: the register with its versions and numbers, and the novelties of their channel.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Large clients; contacts is encrypted. nit and name are those of a legal person, and not personal data; document_print
# is the blind index of the NIT, as in customer. until is null while the service has no end.
large_client = Table(
    "large_client",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("nit", Text, nullable=False),
    Column("document_print", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("manager", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("response_hours", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("contacts", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "nit", name="large_client_nit"),
    Index("large_client_name", "campaign", "name", "id"),
    Index("large_client_document", "campaign", "document_print"),
)

# The versions of a large client: who stored each, and what it said; contacts is encrypted. An erasure replaces the
# data of a contact, else rows are added, never changed.
large_client_version = Table(
    "large_client_version",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("client", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("contacts", LargeBinary, nullable=False),
)

# The numbers of a client's contacts; phone is a blind index of the E.164 number.
large_client_phone = Table(
    "large_client_phone",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("phone", Text, primary_key=True),
    Column("client", Text, primary_key=True),
    Index("large_client_phone_client", "campaign", "client"),
)

# Novelties of the channel; description is encrypted. call and ticket are evidence, each empty without.
client_novelty = Table(
    "client_novelty",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("client", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("registered_by_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("closed_on", Date),
    Column("description", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "registered_by", "idempotency_key", name="client_novelty_once"),
    Index("client_novelty_registered_at", "campaign", "registered_at", "id"),
    Index("client_novelty_client", "campaign", "client", "registered_at"),
)

# Each recipient to which a novelty was sent, with the last days of receipt and answer, and the days of both, null until
# they came.
client_novelty_delivery = Table(
    "client_novelty_delivery",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("novelty", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("sent_on", Date, nullable=False),
    Column("receipt_due_on", Date, nullable=False),
    Column("answer_due_on", Date, nullable=False),
    Column("received_on", Date),
    Column("answered_on", Date),
)

# The acts on a novelty; text is encrypted. Rows are added, never changed.
client_novelty_step = Table(
    "client_novelty_step",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("novelty", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("acted_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("text", LargeBinary),
)

# Reminders that were sent, each once: of a receipt or an answer that a recipient owes.
client_novelty_reminder = Table(
    "client_novelty_reminder",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("novelty", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("missing", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
