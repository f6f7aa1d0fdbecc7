"""Create the tables of own reports."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Create three tables; there was no own report before."""
    op.create_table(
        "own_report",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("title", LargeBinary, nullable=False),
        Column("definition", LargeBinary, nullable=False),
        Column("formats", ARRAY(Text), nullable=False),
        Column("recipients", ARRAY(Text), nullable=False),
        Column("shared", Boolean, nullable=False),
        Column("schedule", LargeBinary),
        Column("state", Text, nullable=False),
        Column("stop_cause", Text, nullable=False, server_default=""),
        Column("next_at", DateTime(timezone=True)),
        Column("version", Integer, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        Column("deleted_at", DateTime(timezone=True)),
    )
    op.create_index("own_report_updated_at", "own_report", ["campaign", "updated_at", "id"])
    op.create_index(
        "own_report_due", "own_report", ["campaign", "next_at"], postgresql_where=text("next_at IS NOT NULL")
    )
    op.create_table(
        "own_report_run",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("report", Text, nullable=False),
        Column("due_at", DateTime(timezone=True)),
        Column("missed", Integer, nullable=False),
        Column("made_at", DateTime(timezone=True), nullable=False),
        Column("made_by", Text, nullable=False),
        Column("owner", Text, nullable=False),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        Column("formats", ARRAY(Text), nullable=False),
        Column("site_version", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("head", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("pdf", LargeBinary, nullable=False),
        Column("xlsx", LargeBinary, nullable=False),
        Column("csv", LargeBinary, nullable=False),
    )
    op.create_index("own_report_run_made_at", "own_report_run", ["campaign", "report", "made_at", "id"])
    op.create_index(
        "own_report_run_once",
        "own_report_run",
        ["campaign", "report", "due_at"],
        unique=True,
        postgresql_where=text("due_at IS NOT NULL"),
    )
    op.create_table(
        "own_report_delivery",
        Column("campaign", Text, primary_key=True),
        Column("run", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("outcome", Text, nullable=False),
        Column("mail", Text, nullable=False, server_default=""),
    )
