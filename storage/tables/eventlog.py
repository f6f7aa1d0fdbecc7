"""Tables of the log: the journal, its folds and checkpoint, the outbox, and the content of references.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Every fact, permanently; a trigger refuses UPDATE, DELETE and TRUNCATE.
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

Index(
    "journal_evaluations",
    *(journal.c.campaign, journal.c.seq),
    postgresql_where=journal.c.type.in_(["EvaluationSigned", "EvaluationCorrected"]),
)

Index(
    "journal_ticket_figures",
    *(journal.c.campaign, journal.c.seq),
    postgresql_where=journal.c.type.in_(
        ["TicketClosed", "TicketTermBreached", "TicketReclassified", "TicketEscalated"]
    ),
)

Index(
    "journal_accounts",
    *(journal.c.campaign, journal.c.seq),
    postgresql_where=journal.c.type.in_(
        [
            *("AccessReviewExecuted", "RightsApproved", "RoleGranted", "RoleWithdrawn"),
            *("UserCreated", "UserDisabled", "UserEnabled"),
        ]
    ),
)

# The advisor of a change of state, as its canonical bytes have it; a login has no character that they escape.
_escaped_bytes = func.encode(journal.c.bytes, literal_column("'escape'"))
_after_advisor = func.split_part(_escaped_bytes, literal_column("""'"advisor":"'"""), literal_column("2"))
journal_state_advisor: ColumnElement[str] = func.split_part(
    _after_advisor, literal_column("""'"'"""), literal_column("1")
)
Index(
    "journal_advisor_states",
    *(journal.c.campaign, journal_state_advisor, journal.c.at, journal.c.seq),
    postgresql_where=journal.c.type == literal_column("'AdvisorStateChanged'"),
)

# The head of each campaign's chain; locked by the transaction that extends it.
chain_head = Table(
    "chain_head",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("stream_epoch", BigInteger, nullable=False),
    Column("stream_seq", BigInteger, nullable=False),
)

# One row for each call, a fold of its facts.
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
    Index("call_arrival", "campaign", "arrived_at", "call_id"),
    Index("call_advisor", "campaign", "advisor", "arrived_at", "call_id"),
    Index("call_queue", "campaign", "queue", "arrived_at", "call_id"),
)
Index("call_caller_ref", call.c.campaign, call.c.caller_ref, postgresql_where=call.c.caller_ref != "")
Index(
    "call_of_advisor",
    *(call.c.campaign, call.c.advisor, call.c.arrived_at),
    postgresql_where=call.c.answered_at.is_not(None),
)
Index("call_set_aside", call.c.campaign, call.c.arrived_at, postgresql_where=call.c.set_aside != "")
Index("call_open", call.c.campaign, call.c.arrived_at, postgresql_where=call.c.ended_at.is_(None))

# Counts of calls by arrival interval and measure; a fold of the call rows.
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

# The last fact of each campaign's journal in the two tables below, with the version of the fold; see
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

# The content of opaque references, encrypted; value_print is a blind index of a number. All three are null after an
# erasure, and erased_by is its act, if there was one.
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
    Column("value_print", BigInteger),
)
Index(
    "person_data_value_print",
    *(person_data.c.campaign, person_data.c.value_print, person_data.c.created_at),
    postgresql_where=person_data.c.value_print.is_not(None),
)
Index(
    "person_data_unprinted",
    *(person_data.c.campaign, person_data.c.ref),
    postgresql_where=and_(person_data.c.value_print.is_(None), person_data.c.sealed.is_not(None)),
)

# Facts from the transaction that they describe, until they are journaled; see `eventlog.outbox`.
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
