"""Create the tables of training."""

from datetime import datetime

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create six tables; no training was recorded before."""
    _create_course_tables()
    _create_session_tables()
    _create_proposal_tables()


def _create_course_tables() -> None:
    op.create_table(
        "training_course",
        *_keys("campaign", "id"),
        _text("title"),
        *map(_number, ("pass_mark", "attempts", "validity_months")),
        Column("required_queues", JSONB, nullable=False),
        Column("required_roles", JSONB, nullable=False),
        Column("required_from", Date),
        Column("retired", Boolean, nullable=False),
        _number("revision"),
        _moment("created_at"),
        _text("created_by"),
    )
    op.create_table(
        "training_material",
        *_keys("campaign", "course"),
        Column("version", Integer, primary_key=True, autoincrement=False),
        *map(_text, ("title", "address")),
        Column("dated_on", Date, nullable=False),
        _number("minutes"),
        _moment("at"),
        _text("who"),
    )


def _create_session_tables() -> None:
    op.create_table(
        "training_session",
        *_keys("campaign", "id"),
        _text("course"),
        _number("version"),
        *map(_text, ("line", "channel", "place")),
        Column("trainer", LargeBinary, nullable=False),
        _moment("starts_at"),
        _number("minutes"),
        _text("state"),
        _number("revision"),
        _moment("created_at"),
        _text("created_by"),
    )
    op.create_index("training_session_starts_at", "training_session", ["campaign", "starts_at", "id"])
    op.create_index("training_session_course", "training_session", ["campaign", "course", "starts_at"])
    op.create_table(
        "training_participant",
        *_keys("campaign", "session", "advisor"),
        *map(_text, ("attendance", "reason")),
        Column("mark", Numeric(5, 2)),
        _number("attempt"),
        Column("passed", Boolean),
        Column("valid_until", Date),
        Column("recorded_at", DateTime(timezone=True)),
        _text("recorded_by"),
        Column("acknowledged_at", DateTime(timezone=True)),
    )
    op.create_index("training_participant_advisor", "training_participant", ["campaign", "advisor", "session"])


def _create_proposal_tables() -> None:
    op.create_table(
        "training_proposal",
        *_keys("campaign", "id"),
        *map(_text, ("course", "source", "reference", "advisor", "queue", "state")),
        _moment("proposed_at"),
        _text("proposed_by"),
        Column("decided_at", DateTime(timezone=True)),
        *map(_text, ("decided_by", "session")),
        Column("reason", LargeBinary),
    )
    op.create_index("training_proposal_proposed_at", "training_proposal", ["campaign", "proposed_at", "id"])
    op.create_table(
        "training_reminder",
        *_keys("campaign", "advisor", "subject"),
        Column("day", Date, primary_key=True),
        Column("reminder", Integer, primary_key=True, autoincrement=False),
        _moment("at"),
    )


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in names]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _moment(name: str) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=False)
