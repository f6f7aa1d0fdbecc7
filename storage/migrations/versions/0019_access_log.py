"""Create the tables of the access log and its reviews; add to accounts what the rule of dormancy needs."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"

_INDEXED = ("account", "actor", "kind", "channel")


def upgrade() -> None:
    """Create the tables empty: the worker fills the log from the journal. Earlier accounts count from their last use.

    An upgrade has built the indexes of identity checks before, see `storage.postgres.early_indexes`.
    """
    op.add_column("account", Column("enabled_at", DateTime(timezone=True)))
    op.add_column("account", Column("dormancy_warned_at", DateTime(timezone=True)))
    for name, columns in (
        ("asked", ["campaign", "asked_at", "seq"]),
        ("advisor", ["campaign", "advisor", "asked_at", "seq"]),
    ):
        op.create_index(f"identity_check_{name}", "identity_check", columns, if_not_exists=True)
    _create_entry_table()
    op.create_table(
        "access_log_fold",
        Column("campaign", Text, primary_key=True),
        Column("seq", BigInteger, nullable=False),
    )
    _create_review_table()


def _create_entry_table() -> None:
    texts = ("movement", "kind", "account", "actor", "channel", "reason", "reference", "subject", "call_id")
    op.create_table(
        "access_log_entry",
        Column("campaign", Text, primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in texts),
    )
    op.create_index("access_log_entry_at", "access_log_entry", ["campaign", "at", "seq"])
    for name in _INDEXED:
        op.create_index(f"access_log_entry_{name}", "access_log_entry", ["campaign", name, "at", "seq"])
    op.create_index(
        *("access_log_entry_subject", "access_log_entry", ["campaign", "subject", "at", "seq"]),
        postgresql_where=text("subject <> ''"),
    )
    op.execute(
        """
        CREATE FUNCTION access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the access log is append-only' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER access_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only()"
    )


def _create_review_table() -> None:
    op.create_table(
        "access_log_review",
        Column("campaign", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        Column("signed_at", DateTime(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("reviewer", "reviewer_name", "site_version")),
        Column("idempotency_key", Text, nullable=False),
        Column("rows", BigInteger, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("rows_digest", "users_digest")),
        *(Column(name, Integer, nullable=False) for name in ("listed", "here_only", "there_only", "differing")),
        *(Column(name, Text, nullable=False) for name in ("digest", "pdf_digest")),
        Column("discrepancies", JSONB, nullable=False),
        *(Column(name, LargeBinary, nullable=False) for name in ("note", "content", "pdf", "xlsx", "csv")),
        UniqueConstraint("campaign", "reviewer", "idempotency_key", name="access_log_review_once"),
    )
    op.create_index("access_log_review_signed_at", "access_log_review", ["campaign", "signed_at", "id"])
