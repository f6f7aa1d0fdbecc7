"""Add the print of the petitioner's NIT to tickets, by which the inbox finds those of large clients."""

from alembic import op
from sqlalchemy import Column, Text, text

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the column and its indexes; the worker computes the prints of earlier tickets.

    An upgrade has added the column and built the indexes before, see `storage.postgres.early_indexes`.
    """
    op.add_column("ticket", Column("nit_print", Text), if_not_exists=True)
    op.create_index(
        *("ticket_nit", "ticket", ["campaign", "nit_print", "status", "rank", "due_on", "number"]),
        postgresql_where=text("nit_print <> ''"),
        if_not_exists=True,
    )
    op.create_index(
        *("ticket_without_nit_print", "ticket", ["campaign", "number"]),
        postgresql_where=text("nit_print IS NULL"),
        if_not_exists=True,
    )
