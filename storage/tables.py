"""The tables as queries see them; `migrations/` makes them.

Owns names and types of columns. It must not say what they mean to a call or a ticket: the rooms above do.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
_Moment = DateTime(timezone=True)

# Every fact, for ever; a trigger refuses UPDATE, DELETE and TRUNCATE.
journal = Table(
    "journal",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_epoch", BigInteger, nullable=False),
    Column("stream_seq", BigInteger, nullable=False),
    Column("at", _Moment, nullable=False),
    Column("type", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "stream_epoch", "stream_seq", name="journal_stream_id"),
    Index("journal_call_id", "call_id"),
)

# How far each campaign's chain has come; locked by who extends it.
chain_head = Table(
    "chain_head",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("stream_epoch", BigInteger, nullable=False),
    Column("stream_seq", BigInteger, nullable=False),
)

# One row a call, a fold of its facts.
call = Table(
    "call",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("caller_ref", Text, nullable=False),
    Column("arrived_at", _Moment, nullable=False),
    Column("in_hours", Boolean, nullable=False),
    Column("queue", Text, nullable=False),
    Column("queued_at", _Moment),
    Column("threshold_ms", Integer, nullable=False),
    Column("answered_at", _Moment),
    Column("advisor", Text, nullable=False),
    Column("held_ms", BigInteger, nullable=False),
    Column("held_since", _Moment),
    Column("offers", Integer, nullable=False),
    Column("ended_at", _Moment),
    Column("outcome", Text),
    Column("stage", Text, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("visits", JSONB, nullable=False),
    Column("received_from", Text, nullable=False),
    Column("of_call", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("call_arrived_at", "campaign", "arrived_at"),
)
Index("call_open", call.c.campaign, call.c.arrived_at, postgresql_where=call.c.ended_at.is_(None))

# How many calls of an arrival interval, by measure; a fold of the call rows.
interval_count = Table(
    "interval_count",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("starts_at", _Moment, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# What opaque references stand for, sealed; sealed and salt are null once erased. `value` is plain, of an older release,
# and emptied at the start of this one.
person_data = Table(
    "person_data",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text),
    Column("sealed", LargeBinary),
    Column("salt", LargeBinary),
    Column("commitment", Text, nullable=False),
    Column("created_at", _Moment, nullable=False),
    Column("erased_at", _Moment),
)

# Facts written in the transaction of what they tell, until they are journaled; see `eventlog.outbox`.
outbox_turn = Sequence("outbox_turn", metadata=metadata)
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("turn", BigInteger),
    Column("campaign", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("fact", LargeBinary, nullable=False),
    UniqueConstraint("turn", name="outbox_turn_once"),
)

# Who may enter; names and secrets are sealed, passwords hashed.
account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_name", LargeBinary, nullable=False),
    Column("password", Text, nullable=False),
    Column("otp_secret", LargeBinary),
    Column("otp_since", _Moment),
    Column("otp_step", BigInteger, nullable=False, server_default="0"),
    Column("phone_secret", LargeBinary),
    Column("created_at", _Moment, nullable=False),
    Column("disabled_at", _Moment),
)

# What a user is in a campaign, from a day on and through another.
account_role = Table(
    "account_role",
    metadata,
    Column("user", Text, ForeignKey("account.name"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("campaign", Text, primary_key=True),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
)

# Sessions that were not revoked; of the token only its SHA-256.
session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("user", Text, ForeignKey("account.name"), nullable=False),
    Column("began_at", _Moment, nullable=False),
    Column("seen_at", _Moment, nullable=False),
    Index("session_user", "user"),
)

# Tokens of other systems; permissions are apart by a space.
service_token = Table(
    "service_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("permissions", Text, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", _Moment, nullable=False),
    Column("expires_at", _Moment, nullable=False),
)

# Every site that calls have had, as it was.
site_version = Table(
    "site_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("imported_at", _Moment, nullable=False),
    Column("content", JSONB, nullable=False),
)

# Customers. Name, document and the rest are sealed; document_print and name_prints (of its sounds) find them again.
# A customer that was merged into another stays, and points to it.
customer = Table(
    "customer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("created_at", _Moment, nullable=False),
    Column("number", BigInteger, Identity(always=False), nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("document_print", Text),
    Column("name_prints", ARRAY(Integer)),
    Column("details", LargeBinary),
    Column("digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", _Moment),
    Column("merged_into", Text, ForeignKey("customer.id")),
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
    Index("customer_unprinted", "id", postgresql_where=text("document_print IS NULL")),
)

# Which numbers a customer calls from; phone is a blind index of the E.164 number.
customer_phone = Table(
    "customer_phone",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("phone", Text, primary_key=True),
    Column("customer_id", Text, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Index("customer_phone_customer", "customer_id"),
)

# Who answers for whose credit; the credit's number is sealed, and credit_print tells equal ones.
customer_tie = Table(
    "customer_tie",
    metadata,
    Column("beneficiary", Text, ForeignKey("customer.id"), primary_key=True),
    Column("co_debtor", Text, ForeignKey("customer.id"), primary_key=True),
    Column("credit_print", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("credit", LargeBinary, nullable=False),
    Column("at", _Moment, nullable=False),
    Index("customer_tie_co_debtor", "co_debtor"),
)

# What a field of a customer was and became, sealed; never changed, never deleted.
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
    Column("at", _Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Index("customer_change_customer", "customer_id", "id"),
)

# Who was shown which customer on which call, so that it is told once.
customer_view = Table(
    "customer_view",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("viewer", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("at", _Moment, nullable=False),
)

# Petitions; text is sealed, caller is a blind index of the number that called.
ticket = Table(
    "ticket",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("caller_ref", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("filed_at", _Moment, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("request", Text, nullable=False),
    UniqueConstraint("campaign", "filed_by", "idempotency_key", name="ticket_filed_once"),
    Index("ticket_call_id", "campaign", "call_id"),
    Index("ticket_caller", "campaign", "caller", "status"),
    Index("ticket_filed_at", "campaign", "filed_at"),
)

# The last sequence of a campaign's year; locked by who files.
ticket_sequence = Table(
    "ticket_sequence",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

# What a call was about, as its advisor last said; note is sealed.
disposition = Table(
    "disposition",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("at", _Moment, nullable=False),
    Column("digest", Text, nullable=False),
)

# Half-filled forms; form is sealed.
draft = Table(
    "draft",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("form", LargeBinary, nullable=False),
    Column("updated_at", _Moment, nullable=False),
)

# What was recorded, from its beginning in the log on; the file's key is wrapped, and gone once it is deleted.
recording = Table(
    "recording",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("began_at", _Moment, nullable=False),
    Column("stored_at", _Moment),
    Column("duration_ms", BigInteger),
    Column("channels", Integer),
    Column("path", Text),
    Column("size", BigInteger),
    Column("plain_size", BigInteger),
    Column("digest", Text),
    Column("key_id", Text),
    Column("wrapped_key", LargeBinary),
    Column("deleted_at", _Moment),
    Column("erased_at", _Moment),
    Column("kind", Text, nullable=False, server_default="talk"),
    UniqueConstraint("id", name="recording_id_once"),
    Index("recording_call_id", "campaign", "call_id"),
    Index("recording_due", "campaign", "state", "began_at", "id"),
)

# Messages that callers left, from the fact of it on, and the ticket with which each was attended.
voice_message = Table(
    "voice_message",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("left_at", _Moment, nullable=False),
    Column("lasted_ms", BigInteger, nullable=False),
    Column("ticket", Text),
    Column("attended_at", _Moment),
    Column("attended_by", Text),
    Index("voice_message_left_at", "campaign", "left_at", "recording"),
    Index("voice_message_call_id", "campaign", "call_id"),
)

# When somebody last began to listen to a recording, so that a player's many requests are one play.
recording_play = Table(
    "recording_play",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("listener", Text, primary_key=True),
    Column("at", _Moment, nullable=False),
)

# Messages to people, from the transaction that decides them on; who and what is sealed, `claim` names the last try.
mail = Table(
    "mail",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("posted_by", Text, nullable=False),
    Column("posted_at", _Moment, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("recipient_print", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", _Moment, nullable=False),
    Column("try_until", _Moment, nullable=False),
    Column("claim", Text, nullable=False),
    Column("lease_until", _Moment),
    Column("answer", LargeBinary),
    Column("answer_code", Integer, nullable=False),
    Column("settled_at", _Moment),
    UniqueConstraint("message_id", name="mail_message_id_once"),
    Index("mail_about", "campaign", "about"),
    Index("mail_recipient", "campaign", "recipient_print"),
)
Index("mail_due", mail.c.campaign, mail.c.next_at, postgresql_where=mail.c.state == "waiting")
Index("mail_claimed", mail.c.campaign, mail.c.lease_until, postgresql_where=mail.c.lease_until.is_not(None))
Index("mail_unsettled", mail.c.campaign, mail.c.posted_at, postgresql_where=mail.c.settled_at.is_(None))

# How many messages came to what; a running total, changed in the transaction that settles one.
mail_tally = Table(
    "mail_tally",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# Letters on paper, and the proof of their delivery; to whom, the PDF and who received it are sealed.
letter = Table(
    "letter",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", _Moment, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("dispatched_on", Date),
    Column("closed_on", Date),
    Column("receipt", LargeBinary),
    Index("letter_about", "campaign", "about"),
)
Index("letter_guide", letter.c.carrier, letter.c.guide, unique=True, postgresql_where=letter.c.guide != "")
