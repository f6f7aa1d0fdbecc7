"""Tables of tickets.

Owns names and types of columns. It must not say what they mean: `agent_api.tickets` does.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.tables.columns import Moment, TextTuple, metadata

# Petitions; text, answer, petitioner, email, address and annexes are encrypted, caller is a blind index of the
# caller's number.
ticket = Table(
    "ticket",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("subtheme", Text, nullable=False, server_default=""),
    Column("site_version", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("caller_ref", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("customer_ref", Text, nullable=False, server_default=""),
    Column("petitioner", LargeBinary),
    Column("email", LargeBinary),
    Column("address", LargeBinary),
    Column("annexes", LargeBinary),
    Column("answer", LargeBinary),
    Column("state", Text, nullable=False, server_default="received"),
    Column("tier", Integer, nullable=False, server_default="2"),
    Column("owner", Text, nullable=False, server_default=""),
    Column("area", Text, nullable=False, server_default=""),
    Column("escalated_by", Text, nullable=False, server_default=""),
    Column("round", Integer, nullable=False, server_default="0"),
    Column("channel", Text, nullable=False, server_default="phone"),
    Column("legal_kind", Text, nullable=False, server_default="general"),
    Column("received_at", Moment, nullable=False),
    Column("filed_on", Date),
    Column("due_on", Date, nullable=False),
    Column("basis", Text, nullable=False, server_default=""),
    Column("extended", Boolean, nullable=False, server_default="false"),
    Column("asked_at", Moment),
    Column("completed_at", Moment),
    Column("response", Text),
    Column("answer_attachments", TextTuple, nullable=False, server_default="{}"),
    Column("outcome", Text),
    Column("closed_at", Moment),
    Column("mandate", Text, nullable=False, server_default=""),
    Column("mandate_until", Date),
    Column("priority", Text),
    Column("authority", Text),
    Column("authority_due_at", Moment),
    Column("relay_call", Boolean, nullable=False, server_default="false"),
    Column("rank", Integer, nullable=False, server_default="2"),
    Column("undo_until", Moment),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("warned_on", Date),
    Column("breach_of", Date),
    Column("default_area", Text, nullable=False, server_default=""),
    Column("words_indexed", Boolean, nullable=False, server_default="false"),
    # Blind index of the petitioner's NIT: empty without one, null until it is computed.
    Column("nit_print", Text),
    UniqueConstraint("campaign", "filed_by", "idempotency_key", name="ticket_filed_once"),
    Index("ticket_call_id", "campaign", "call_id"),
    Index("ticket_caller", "campaign", "caller", "status"),
    Index("ticket_filing_order", "campaign", "filed_at", "number"),
    Index("ticket_due_on", "campaign", "status", "due_on"),
    Index("ticket_rank", "campaign", "status", "rank", "due_on", "number"),
    Index("ticket_state", "campaign", "state", "rank", "due_on", "number"),
    Index("ticket_channel", "campaign", "channel", "status", "rank", "due_on", "number"),
    Index("ticket_topic", "campaign", "kind", "theme", "subtheme", "status", "rank", "due_on", "number"),
    Index("ticket_owner_order", "campaign", "owner", "status", "rank", "due_on", "number"),
    Index("ticket_area_order", "campaign", "area", "status", "rank", "due_on", "number"),
    Index("ticket_outcome", "campaign", "outcome", "closed_at", "number"),
    Index("ticket_customer_ref", "campaign", "customer_ref"),
    Index("ticket_closed_at", "campaign", "status", "closed_at", "number"),
)
# Petitions whose prints are missing in ticket_words: filed by a release without words_indexed, which leaves it false.
Index("ticket_unindexed", ticket.c.campaign, ticket.c.number, postgresql_where=~ticket.c.words_indexed)
# Petitions of companies, in the order of the inbox; the others cost nothing here.
Index(
    "ticket_nit",
    *(ticket.c[name] for name in ("campaign", "nit_print", "status", "rank", "due_on", "number")),
    postgresql_where=ticket.c.nit_print != "",
)
Index("ticket_without_nit_print", ticket.c.campaign, ticket.c.number, postgresql_where=ticket.c.nit_print.is_(None))

# Followers of a ticket: a person ("user:luz") or a business area ("area:cartera") that filed it, passed it on or
# answered it. closed_at is the ticket's, so that a query finds the newest closed ones without reading all of them.
ticket_follower = Table(
    "ticket_follower",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("follower", Text, primary_key=True),
    Column("closed_at", Moment),
    Index("ticket_follower_closed_at", "campaign", "follower", "closed_at", "number"),
)

# Keyed prints of the words of a petition and of the month of its filing; no row after an erasure. Apart from ticket, so
# that a step does not write the prints again.
ticket_words = Table(
    "ticket_words",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("prints", ARRAY(Integer), nullable=False),
    ForeignKeyConstraint(("campaign", "number"), ("ticket.campaign", "ticket.number"), ondelete="CASCADE"),
    Index("ticket_words_prints", "prints", postgresql_using="gin"),
)

# The last sequence number of a campaign's year; locked by the transaction that files.
ticket_sequence = Table(
    "ticket_sequence",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

# The steps of a ticket, the filing first; note is encrypted. Rows are added, never changed.
ticket_entry = Table(
    "ticket_entry",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("note", LargeBinary),
    Column("request", Text, nullable=False, server_default=""),
)

# Relations between tickets: ``number`` repeats or follows up ``other``; a pair has one, in one direction.
ticket_link = Table(
    "ticket_link",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Index("ticket_link_other", "campaign", "other"),
)

# Users who opened the answer of an area beside the petition, by round; it must precede the acceptance of the answer.
ticket_answer_opening = Table(
    "ticket_answer_opening",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("who", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Requests at the desk for the state of a petition, also for unknown numbers; the caller's document is never stored.
# Rows are added with their fact, never changed.
ticket_status_check = Table(
    "ticket_status_check",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("grounds", Text, nullable=False),
    Index("ticket_status_check_call", "campaign", "call_id"),
    Index("ticket_status_check_number", "campaign", "number", "id"),
)

# Periodic reports that were sent: once for each period and area, whichever process sends it.
notice_report = Table(
    "notice_report",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
