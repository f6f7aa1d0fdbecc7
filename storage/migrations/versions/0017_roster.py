"""Add the roster: queues and seats of advisors, absences and deputies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Date, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; they are empty, so the site's folder says everything."""
    _create_queues_and_seats()
    _create_absences()


def _create_queues_and_seats() -> None:
    op.create_table(
        "advisor_queues",
        Column("campaign", Text, primary_key=True),
        Column("advisor", Text, primary_key=True),
        Column("levels", JSONB, nullable=False),
        Column("changed_at", _MOMENT, nullable=False),
        Column("changed_by", Text, nullable=False),
    )
    op.create_table(
        "seat",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("extension", Text, nullable=False, server_default=""),
        Column("location", Text, nullable=False, server_default=""),
    )
    op.create_table(
        "advisor_seat",
        Column("campaign", Text, primary_key=True),
        Column("advisor", Text, primary_key=True),
        Column("seat", Text, nullable=False),
    )
    op.create_index("advisor_seat_seat", "advisor_seat", ["campaign", "seat"])


def _create_absences() -> None:
    op.create_table(
        "absence",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("user", Text, nullable=False),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        Column("reason", LargeBinary, nullable=False),
        Column("deputy", Text, nullable=False, server_default=""),
        Column("recorded_by", Text, nullable=False),
        Column("recorded_at", _MOMENT, nullable=False),
        Column("cancelled_at", _MOMENT),
    )
    op.create_index("absence_user", "absence", ["campaign", "user"])
    op.create_index("absence_last_day", "absence", ["campaign", "last_day"])
    op.create_table(
        "deputy",
        Column("campaign", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("deputy", Text, nullable=False),
        Column("named_at", _MOMENT, nullable=False),
        Column("named_by", Text, nullable=False),
    )
