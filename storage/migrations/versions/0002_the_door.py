"""The door: accounts, sessions, facts that wait to be journaled, sealed personal data."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_outbox()
    op.add_column("person_data", sa.Column("sealed", sa.LargeBinary))
    _make_accounts()
    _make_tokens()


def _make_outbox() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("outbox_turn")))
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("turn", sa.BigInteger),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("fact", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("turn", name="outbox_turn_once"),
    )


def _make_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("full_name", sa.LargeBinary, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("otp_secret", sa.LargeBinary),
        sa.Column("otp_since", _Moment),
        sa.Column("otp_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("phone_secret", sa.LargeBinary),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("disabled_at", _Moment),
    )
    op.create_table(
        "account_role",
        sa.Column("user", sa.Text, sa.ForeignKey("account.name"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
    )


def _make_tokens() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("user", sa.Text, sa.ForeignKey("account.name"), nullable=False),
        sa.Column("began_at", _Moment, nullable=False),
        sa.Column("seen_at", _Moment, nullable=False),
    )
    op.create_index("session_user", "session", ["user"])
    op.create_table(
        "service_token",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("permissions", sa.Text, nullable=False),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("issued_at", _Moment, nullable=False),
        sa.Column("expires_at", _Moment, nullable=False),
    )
