"""Index the rows whose prints are missing, and rename the indexes that an upgrade builds before its migrations."""

from alembic import op
from sqlalchemy import Boolean, Column, text

revision = "0007"
down_revision = "0006"

_REPLACED = ("ticket_filed_at", "ticket_owner", "ticket_area")
_ORDERS = {
    "ticket_filing_order": ["campaign", "filed_at", "number"],
    "ticket_owner_order": ["campaign", "owner", "status", "rank", "due_on", "number"],
    "ticket_area_order": ["campaign", "area", "status", "rank", "due_on", "number"],
}


def upgrade() -> None:
    """Add the mark of indexed petitions and the indexes; earlier petitions are marked when the worker has seen them.

    An upgrade has added the column and built the indexes before, see `storage.postgres.early_indexes`. It builds them
    while those of the release before still serve its lists, hence the new names.
    """
    op.add_column(
        "ticket", Column("words_indexed", Boolean, nullable=False, server_default="false"), if_not_exists=True
    )
    op.create_index(
        *("ticket_unindexed", "ticket", ["campaign", "number"]),
        postgresql_where=text("NOT words_indexed"),
        if_not_exists=True,
    )
    op.create_index(
        *("person_data_unprinted", "person_data", ["campaign", "ref"]),
        postgresql_where=text("value_print IS NULL AND sealed IS NOT NULL"),
        if_not_exists=True,
    )
    for name in _REPLACED:
        op.drop_index(name, "ticket", if_exists=True)
    for name, columns in _ORDERS.items():
        op.create_index(name, "ticket", columns, if_not_exists=True)
