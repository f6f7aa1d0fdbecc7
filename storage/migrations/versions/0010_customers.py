"""Customers whole: numbers, kinds of document, prints of names, ties, and every change that was made.

Owns this step only; it must not know anything of later ones. What a release before stored has no prints: it had no key
here to make them with, so the next start does (`agent_api.customers.store.print_old`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"

_Moment = sa.DateTime(timezone=True)
_ADDED = ("number", "document_kind", "document_print", "name_prints", "details", "digest", "version", "updated_at")


def upgrade() -> None:
    """Widen the table of customers and make those beside it."""
    for column in (
        sa.Column("number", sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column("document_kind", sa.Text, nullable=False, server_default="CC"),
        sa.Column("document_print", sa.Text),
        sa.Column("name_prints", ARRAY(sa.Integer)),
        sa.Column("details", sa.LargeBinary),
        sa.Column("digest", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("updated_at", _Moment),
        sa.Column("merged_into", sa.Text, sa.ForeignKey("customer.id")),
    ):
        op.add_column("customer", column)
    for column_name in ("document_kind", "digest", "version"):
        op.alter_column("customer", column_name, server_default=None)
    _make_indexes()
    _make_ties()
    _make_changes()


def _make_indexes() -> None:
    op.create_index("customer_number", "customer", ["campaign", "number"], unique=True)
    op.create_index(
        "customer_document",
        "customer",
        ["campaign", "document_print", "document_kind"],
        unique=True,
        postgresql_where=sa.text("merged_into IS NULL"),
    )
    op.create_index("customer_name_prints", "customer", ["name_prints"], postgresql_using="gin")
    for name, column, condition in (
        ("customer_merged_into", "merged_into", "merged_into IS NOT NULL"),
        ("customer_unprinted", "id", "document_print IS NULL"),
    ):
        op.create_index(name, "customer", [column], postgresql_where=sa.text(condition))
    op.create_index("customer_phone_customer", "customer_phone", ["customer_id"])


def _make_ties() -> None:
    op.create_table(
        "customer_tie",
        sa.Column("beneficiary", sa.Text, sa.ForeignKey("customer.id"), primary_key=True),
        sa.Column("co_debtor", sa.Text, sa.ForeignKey("customer.id"), primary_key=True),
        sa.Column("credit_print", sa.Text, primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("credit", sa.LargeBinary, nullable=False),
        sa.Column("at", _Moment, nullable=False),
    )
    op.create_index("customer_tie_co_debtor", "customer_tie", ["co_debtor"])


def _make_changes() -> None:
    op.create_table(
        "customer_change",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("old", sa.LargeBinary, nullable=False),
        sa.Column("new", sa.LargeBinary, nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
    )
    op.create_index("customer_change_customer", "customer_change", ["customer_id", "id"])


def downgrade() -> None:
    """Forget ties, changes and what this release knows more of a customer."""
    op.drop_table("customer_change")
    op.drop_table("customer_tie")
    op.drop_index("customer_phone_customer", "customer_phone")
    op.drop_column("customer", "merged_into")
    for column in _ADDED:
        op.drop_column("customer", column)
