"""Tables of quality evaluations: the evaluations, their signed rounds, refutation files, and their history.

Owns names and types of columns. Import them from `storage.tables`.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.columns import Moment, metadata

# Evaluations of calls and tickets; item is a call's id or a ticket's number. answers and notes (comment and notes,
# encrypted) are those of the last round, or the draft's. Of an item and a kind there is one for each seat and holder,
# who is the evaluator in a calibration, else empty. repeated marks the drawn items that a second evaluator evaluates,
# needs_feedback the last rounds that the site wants the advisor to answer.
evaluation = Table(
    "evaluation",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("advisor", Text, nullable=False),
    Column("worked_at", Moment, nullable=False),
    Column("week", Text, nullable=False),
    Column("tenure", Text, nullable=False),
    Column("follows", Text, nullable=False),
    Column("pseudonymous", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("evaluator", Text, nullable=False),
    Column("evaluator_name", Text, nullable=False),
    Column("site_version", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("refutable_until", Moment),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("notes", LargeBinary),
    Column("score", Text),
    Column("needs_feedback", Boolean, nullable=False, server_default=text("false")),
    Index("evaluation_begun_at", "campaign", "begun_at", "id"),
    Index("evaluation_advisor", "campaign", "advisor", "begun_at", "id"),
    Index("evaluation_week", "campaign", "week", "begun_at", "id"),
    Index("evaluation_evaluator", "campaign", "evaluator", "begun_at", "id"),
)
Index(
    "evaluation_once",
    evaluation.c.campaign,
    evaluation.c.channel,
    evaluation.c.item,
    evaluation.c.kind,
    evaluation.c.seat,
    evaluation.c.holder,
    unique=True,
    postgresql_where=text("state <> 'discarded'"),
)

# The signed rounds of an evaluation; notes is encrypted. Rows are added, never changed.
evaluation_round = Table(
    "evaluation_round",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("evaluation", Text, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("signed_at", Moment, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("signed_by_name", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("notes", LargeBinary),
    Column("score", Text, nullable=False),
    Column("families", JSONB, nullable=False),
    Column("missing", Text, nullable=False),
)

# The file that supports the refutation of a round; name and content are encrypted, digest is the SHA-256 of content.
# scanned is false while the antivirus has not examined it.
evaluation_file = Table(
    "evaluation_file",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("evaluation", Text, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("name", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("scanned", Boolean, nullable=False, server_default=text("true")),
)

# The acts on an evaluation; text (a reason, a refutation, a decision) is encrypted, criteria are those that a
# refutation disputes. Rows are added, never changed.
evaluation_step = Table(
    "evaluation_step",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("evaluation", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("text", LargeBinary),
    Column("criteria", JSONB),
)
