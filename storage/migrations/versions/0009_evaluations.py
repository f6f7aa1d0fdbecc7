"""Create the tables of quality evaluations."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

_INDEXES = {
    "evaluation_begun_at": ["campaign", "begun_at", "id"],
    "evaluation_advisor": ["campaign", "advisor", "begun_at", "id"],
    "evaluation_week": ["campaign", "week", "begun_at", "id"],
    "evaluation_evaluator": ["campaign", "evaluator", "begun_at", "id"],
}


def upgrade() -> None:
    """Create four tables; nothing was evaluated before."""
    _create_evaluation_table()
    op.create_table(
        "evaluation_file",
        *_round_key(),
        Column("name", LargeBinary, nullable=False),
        Column("kind", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("stored_at", DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "evaluation_round",
        *_round_key(),
        Column("signed_at", DateTime(timezone=True), nullable=False),
        Column("signed_by", Text, nullable=False),
        Column("signed_by_name", Text, nullable=False),
        Column("answers", JSONB, nullable=False),
        Column("notes", LargeBinary),
        Column("score", Text, nullable=False),
        Column("families", JSONB, nullable=False),
        Column("missing", Text, nullable=False),
    )
    op.create_table(
        "evaluation_step",
        Column("campaign", Text, primary_key=True),
        Column("evaluation", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("who_name", Text, nullable=False),
        Column("act", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("round", Integer, nullable=False),
        Column("text", LargeBinary),
    )


def _create_evaluation_table() -> None:
    op.create_table(
        "evaluation",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("kind", "seat", "holder", "channel", "item", "line")),
        Column("advisor", Text, nullable=False),
        Column("worked_at", DateTime(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("week", "tenure", "follows")),
        Column("pseudonymous", Boolean, nullable=False),
        Column("repeated", Boolean, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("evaluator", "evaluator_name", "site_version")),
        *(Column(name, Text, nullable=False) for name in ("form", "form_version")),
        Column("begun_at", DateTime(timezone=True), nullable=False),
        Column("state", Text, nullable=False),
        Column("round", Integer, nullable=False),
        Column("refutable_until", DateTime(timezone=True)),
        Column("revision", Integer, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        Column("answers", JSONB, nullable=False),
        Column("notes", LargeBinary),
        Column("score", Text),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "evaluation", columns)
    op.create_index(
        "evaluation_once",
        "evaluation",
        ["campaign", "channel", "item", "kind", "seat", "holder"],
        unique=True,
        postgresql_where=text("state <> 'discarded'"),
    )


def _round_key() -> tuple[Column[str], Column[str], Column[int]]:
    return (
        Column("campaign", Text, primary_key=True),
        Column("evaluation", Text, primary_key=True),
        Column("round", Integer, primary_key=True, autoincrement=False),
    )
