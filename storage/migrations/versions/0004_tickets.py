"""Tickets and what a call leaves at the desk: customers, dispositions, drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_customers()
    _make_tickets()
    _make_forms()


def _make_customers() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
    )
    op.create_table(
        "customer_phone",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("phone", sa.Text, primary_key=True),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "customer_view",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("viewer", sa.Text, primary_key=True),
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("at", _Moment, nullable=False),
    )


def _make_tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("caller_ref", sa.Text, nullable=False),
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("filed_at", _Moment, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("received_by", sa.Text, nullable=False),
        sa.Column("idempotency_key", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.UniqueConstraint("campaign", "filed_by", "idempotency_key", name="ticket_filed_once"),
    )
    op.create_index("ticket_call_id", "ticket", ["campaign", "call_id"])
    op.create_index("ticket_caller", "ticket", ["campaign", "caller", "status"])
    op.create_index("ticket_filed_at", "ticket", ["campaign", "filed_at"])
    op.create_table(
        "ticket_sequence",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )


def _make_forms() -> None:
    op.create_table(
        "disposition",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("advisor", sa.Text, nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("form", sa.LargeBinary, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
    )
