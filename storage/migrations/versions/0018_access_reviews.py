"""Create the tables of access reviews, and index the few facts of accounts among all others."""

from alembic import op
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create two tables and a partial index of the journal, which an upgrade has built before."""
    _create_review_table()
    _create_account_table()
    types = (
        "'AccessReviewExecuted', 'RightsApproved', 'RoleGranted', 'RoleWithdrawn', "
        "'UserCreated', 'UserDisabled', 'UserEnabled'"
    )
    op.create_index(
        "journal_accounts",
        "journal",
        ["campaign", "seq"],
        postgresql_where=text(f"type IN ({types})"),
        if_not_exists=True,
    )


def _create_review_table() -> None:
    op.create_table(
        "access_review",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("first_day", Date, nullable=False),
        Column("begun_at", DateTime(timezone=True), nullable=False),
        Column("begun_by", Text, nullable=False),
        Column("due_on", Date, nullable=False),
        Column("state", Text, nullable=False),
        Column("site_version", Text, nullable=False),
        Column("accounts", Integer, nullable=False),
        Column("snapshot", LargeBinary, nullable=False),
        Column("snapshot_digest", Text, nullable=False),
        Column("signed_at", DateTime(timezone=True)),
        Column("signed_by", Text),
        Column("signed_by_name", Text),
        Column("decisions", LargeBinary),
        Column("digest", Text),
        Column("closed_at", DateTime(timezone=True)),
        Column("reminded", Text, nullable=False, server_default=""),
    )
    op.create_index("access_review_period", "access_review", ["campaign", "first_day"], unique=True)


def _create_account_table() -> None:
    op.create_table(
        "access_review_account",
        Column("campaign", Text, primary_key=True),
        Column("review", Text, primary_key=True),
        Column("user", Text, primary_key=True),
        Column("findings", Text, nullable=False),
        Column("decision", Text, nullable=False, server_default=""),
        Column("roles", JSONB, nullable=False, server_default="[]"),
        Column("reason", LargeBinary),
        Column("exception_until", Date),
        Column("decided_at", DateTime(timezone=True)),
        Column("decided_by", Text),
        Column("decided_by_name", Text),
        Column("executed_at", DateTime(timezone=True)),
        Column("executed_by", Text),
        Column("executed_by_name", Text),
        Column("request", Text, nullable=False, server_default=""),
        Column("expired_at", DateTime(timezone=True)),
    )
    op.create_index(
        "access_review_exception",
        "access_review_account",
        ["campaign", "exception_until"],
        postgresql_where=text("exception_until IS NOT NULL"),
    )
    op.create_index(
        "access_review_request",
        "access_review_account",
        ["campaign", "request"],
        postgresql_where=text("request <> ''"),
    )
