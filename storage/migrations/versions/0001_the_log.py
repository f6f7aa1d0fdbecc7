"""The log: journal and chain, call rows and interval counts, personal data, site versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_journal()
    _forbid_changes()
    _make_calls()
    _make_rest()


def _make_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("stream_epoch", sa.BigInteger, nullable=False),
        sa.Column("stream_seq", sa.BigInteger, nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("campaign", "stream_epoch", "stream_seq", name="journal_stream_id"),
    )
    op.create_index("journal_call_id", "journal", ["call_id"])
    op.create_table(
        "chain_head",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("stream_epoch", sa.BigInteger, nullable=False),
        sa.Column("stream_seq", sa.BigInteger, nullable=False),
    )


def _forbid_changes() -> None:
    op.execute(
        """
        CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
        FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
        """
    )


def _make_calls() -> None:
    op.create_table(
        "call",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("caller_ref", sa.Text, nullable=False),
        sa.Column("arrived_at", _Moment, nullable=False),
        sa.Column("in_hours", sa.Boolean, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("queued_at", _Moment),
        sa.Column("threshold_ms", sa.Integer, nullable=False),
        sa.Column("answered_at", _Moment),
        sa.Column("advisor", sa.Text, nullable=False),
        sa.Column("offers", sa.Integer, nullable=False),
        sa.Column("ended_at", _Moment),
        sa.Column("outcome", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("ended_by", sa.Text, nullable=False),
    )
    op.create_index("call_arrived_at", "call", ["campaign", "arrived_at"])
    op.create_index("call_open", "call", ["campaign", "arrived_at"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "interval_count",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("queue", sa.Text, primary_key=True),
        sa.Column("starts_at", _Moment, primary_key=True),
        sa.Column("measure", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )


def _make_rest() -> None:
    op.create_table(
        "person_data",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("commitment", sa.Text, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("erased_at", _Moment),
    )
    op.create_table(
        "site_version",
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("imported_at", _Moment, nullable=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
    )
