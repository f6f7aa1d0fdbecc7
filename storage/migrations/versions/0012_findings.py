"""Create the tables of visits, findings and their reports."""

from datetime import datetime

from alembic import op
from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create six tables; there were no findings before."""
    _create_visit_table()
    _create_finding_table()
    _create_history_tables()
    _create_report_table()


def _create_visit_table() -> None:
    op.create_table(
        "quality_visit",
        *_keys("campaign", "id"),
        _text("mode"),
        Column("visited_on", Date, nullable=False),
        *map(_text, ("line", "channel", "site_version", "form", "form_version")),
        _moment("begun_at"),
        *map(_text, ("visitor", "visitor_name", "state")),
        Column("revision", Integer, nullable=False),
        _moment("updated_at"),
        Column("answers", JSONB, nullable=False),
        Column("texts", LargeBinary),
        Column("signed_at", DateTime(timezone=True)),
        Column("digest", Text),
    )
    op.create_index("quality_visit_begun_at", "quality_visit", ["campaign", "begun_at", "id"])


def _create_finding_table() -> None:
    op.create_table(
        "finding",
        *_keys("campaign", "id"),
        *map(_text, ("source", "reference", "kind", "severity", "area", "owner", "call")),
        Column("second", Integer),
        _text("ticket"),
        _moment("found_at"),
        Column("found_on", Date, nullable=False),
        *map(_text, ("found_by", "found_by_name", "site_version", "idempotency_key", "request")),
        Column("counted_from", Date, nullable=False),
        Column("due_on", Date, nullable=False),
        _text("state"),
        Column("revision", Integer, nullable=False),
        _moment("updated_at"),
        Column("done_on", Date),
        _text("done_by"),
        Column("description", LargeBinary, nullable=False),
        Column("action", LargeBinary),
        UniqueConstraint("campaign", "found_by", "idempotency_key", name="finding_once"),
    )
    op.create_index("finding_found_at", "finding", ["campaign", "found_at", "id"])
    op.create_index("finding_due_on", "finding", ["campaign", "due_on", "id"])
    op.create_index("finding_owner", "finding", ["campaign", "owner", "due_on"])
    op.create_index("finding_reference", "finding", ["campaign", "source", "reference"])


def _create_history_tables() -> None:
    op.create_table(
        "finding_step",
        *_keys("campaign", "finding"),
        Column("number", Integer, primary_key=True, autoincrement=False),
        *_author(),
        *map(_text, ("act", "state", "area", "owner")),
        Column("due_on", Date, nullable=False),
        Column("text", LargeBinary),
    )
    op.create_table(
        "finding_file",
        *_keys("campaign", "finding", "id"),
        *_author(),
        *map(_text, ("kind", "digest")),
        Column("name", LargeBinary, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_table(
        "finding_reminder",
        *_keys("campaign", "finding"),
        Column("due_on", Date, primary_key=True),
        Column("reminder", Text, primary_key=True),
        _moment("at"),
    )


def _create_report_table() -> None:
    op.create_table(
        "finding_report",
        *_keys("campaign", "id"),
        *map(_text, ("scope", "subject")),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        _moment("asked_at"),
        *map(_text, ("asked_by", "asked_by_name", "state")),
        Column("made_at", DateTime(timezone=True)),
        Column("site_version", Text),
        Column("findings", Integer),
        Column("seq", BigInteger),
        *(Column(name, Text) for name in ("head", "digest", "pdf_digest")),
        *(Column(name, LargeBinary) for name in ("content", "pdf", "xlsx", "csv")),
        *_step("presented"),
        *_step("received"),
        *_step("answered"),
        Column("answer", LargeBinary),
    )
    op.create_index("finding_report_asked_at", "finding_report", ["campaign", "asked_at", "id"])


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in names]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _moment(name: str) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=False)


def _author() -> tuple[Column[datetime], Column[str], Column[str]]:
    return _moment("at"), _text("who"), _text("who_name")


def _step(name: str) -> tuple[Column[datetime], Column[str], Column[str]]:
    return Column(f"{name}_at", DateTime(timezone=True)), Column(f"{name}_by", Text), Column(f"{name}_by_name", Text)
