"""The tables as queries see them; `migrations/` makes them.

Owns names and types of columns. It must not say what they mean to a call or a ticket: the rooms above do.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.attachments import attachment
from storage.tables.columns import Moment, metadata
from storage.tables.correspondence import letter, mail, mail_tally
from storage.tables.customers import (
    customer,
    customer_change,
    customer_merge,
    customer_phone,
    customer_tie,
    customer_view,
)
from storage.tables.erasures import erasure
from storage.tables.identity import identity_check, identity_release
from storage.tables.incidents import (
    data_gap,
    incident,
    incident_note,
    system_watch,
)
from storage.tables.indicators import (
    indicator_caller,
    indicator_count,
    indicator_fold,
    period,
)
from storage.tables.lookups import lookup_made
from storage.tables.notice_tables import notice_report
from storage.tables.observation_tables import observation
from storage.tables.oversight import (
    anchor,
    anchor_delivery,
    day_head,
    sealed_period,
    sealed_piece,
)
from storage.tables.report_tables import report
from storage.tables.tickets import (
    ticket,
    ticket_entry,
    ticket_follower,
    ticket_sequence,
    ticket_status_check,
)

__all__ = [
    "account",
    "account_role",
    "anchor",
    "anchor_delivery",
    "attachment",
    "call",
    "chain_head",
    "checkpoint",
    "checkpoint_advisor",
    "checkpoint_total",
    "customer",
    "customer_change",
    "customer_merge",
    "customer_phone",
    "customer_tie",
    "customer_view",
    "data_gap",
    "day_head",
    "disposition",
    "draft",
    "erasure",
    "identity_check",
    "identity_release",
    "incident",
    "incident_note",
    "indicator_caller",
    "indicator_count",
    "indicator_fold",
    "interval_count",
    "journal",
    "known_browser",
    "letter",
    "lookup_made",
    "mail",
    "mail_tally",
    "metadata",
    "notice_report",
    "observation",
    "outbox",
    "outbox_turn",
    "period",
    "person_data",
    "recording",
    "recording_play",
    "report",
    "rights_request",
    "sealed_period",
    "sealed_piece",
    "service_token",
    "session",
    "site_version",
    "system_watch",
    "ticket",
    "ticket_entry",
    "ticket_follower",
    "ticket_sequence",
    "ticket_status_check",
    "voice_message",
]

# Every fact, for ever; a trigger refuses UPDATE, DELETE and TRUNCATE.
journal = Table(
    "journal",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_epoch", BigInteger, nullable=False),
    Column("stream_seq", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("type", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "stream_epoch", "stream_seq", name="journal_stream_id"),
    Index("journal_call_id", "call_id"),
)

Index(
    "journal_traffic_limits",
    *(journal.c.campaign, journal.c.seq),
    postgresql_where=journal.c.type == "TrafficLimitsChanged",
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
    Column("arrived_at", Moment, nullable=False),
    Column("in_hours", Boolean, nullable=False),
    Column("queue", Text, nullable=False),
    Column("queued_at", Moment),
    Column("threshold_ms", Integer, nullable=False),
    Column("answered_at", Moment),
    Column("advisor", Text, nullable=False),
    Column("held_ms", BigInteger, nullable=False),
    Column("held_since", Moment),
    Column("offers", Integer, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", Text),
    Column("stage", Text, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("visits", JSONB, nullable=False),
    Column("received_from", Text, nullable=False),
    Column("of_call", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("set_aside", Text, nullable=False),
    Index("call_arrived_at", "campaign", "arrived_at"),
)
Index(
    "call_of_advisor",
    *(call.c.campaign, call.c.advisor, call.c.arrived_at),
    postgresql_where=call.c.answered_at.is_not(None),
)
Index("call_set_aside", call.c.campaign, call.c.arrived_at, postgresql_where=call.c.set_aside != "")
Index("call_open", call.c.campaign, call.c.arrived_at, postgresql_where=call.c.ended_at.is_(None))

# How many calls of an arrival interval, by measure; a fold of the call rows.
interval_count = Table(
    "interval_count",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# How far each campaign's journal is folded into the two tables below, by which version of the fold; see
# `eventlog.checkpoint`. They change in the transaction that journals.
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
)

# The running totals, as Valkey holds them.
checkpoint_total = Table(
    "checkpoint_total",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# The last state of every advisor.
checkpoint_advisor = Table(
    "checkpoint_advisor",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("advisor", Text, primary_key=True),
    Column("state", Text, nullable=False),
)

# What opaque references stand for, sealed; sealed and salt are null once erased, and
# erased_by is the act, if there was one.
person_data = Table(
    "person_data",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("salt", LargeBinary),
    Column("commitment", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
    Column("erased_by", Text),
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
    Column("must_change_password", Boolean, nullable=False, server_default=false()),
    Column("otp_secret", LargeBinary),
    Column("otp_since", Moment),
    Column("otp_step", BigInteger, nullable=False, server_default="0"),
    Column("enrolment_digest", LargeBinary),
    Column("enrolment_until", Moment),
    Column("phone_secret", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("signed_in_at", Moment),
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
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index("session_user", "user"),
)

# Browsers in which a user was right before; of the token in their cookie only its SHA-256.
known_browser = Table(
    "known_browser",
    metadata,
    Column("user", Text, ForeignKey("account.name"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Index("known_browser_digest", "digest"),
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
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("kind", Text, nullable=False, server_default="service"),
    Column("used_at", Moment),
)

# Rights that one person asked for and another one decides; content holds what is granted, by kind.
rights_request = Table(
    "rights_request",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user", Text, ForeignKey("account.name"), nullable=False),
    Column("content", JSONB, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("outcome", Text, nullable=False, server_default="pending"),
    Column("decided_by", Text),
    Column("decided_at", Moment),
)

# Every site that calls have had, as it was.
site_version = Table(
    "site_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("content", JSONB, nullable=False),
)

# What a call was about, as its advisor last said; note is sealed.
disposition = Table(
    "disposition",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("subtheme", Text, nullable=False, server_default=""),
    Column("site_version", Text, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("at", Moment, nullable=False),
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
    Column("updated_at", Moment, nullable=False),
)

# What was recorded, from its beginning in the log on; the file's key is wrapped, and gone once it is deleted. Where its
# holder asked for that, erased_by is the act.
recording = Table(
    "recording",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("stored_at", Moment),
    Column("duration_ms", BigInteger),
    Column("channels", Integer),
    Column("path", Text),
    Column("size", BigInteger),
    Column("plain_size", BigInteger),
    Column("digest", Text),
    Column("key_id", Text),
    Column("wrapped_key", LargeBinary),
    Column("deleted_at", Moment),
    Column("erased_at", Moment),
    Column("kind", Text, nullable=False, server_default="talk"),
    Column("erased_by", Text),
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
    Column("left_at", Moment, nullable=False),
    Column("lasted_ms", BigInteger, nullable=False),
    Column("ticket", Text),
    Column("attended_at", Moment),
    Column("attended_by", Text),
    Index("voice_message_left_at", "campaign", "left_at", "recording"),
    Index("voice_message_call_id", "campaign", "call_id"),
    Index("voice_message_ticket", "campaign", "ticket"),
)

# When somebody last began to listen to a recording, so that a player's many requests are one play.
recording_play = Table(
    "recording_play",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("listener", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
