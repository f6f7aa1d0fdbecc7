"""Add the prints by which the search finds petitions by their words, and calls by the caller's number."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table and the indexes; the worker writes the prints of earlier rows.

    An upgrade has added the column and built the indexes of large tables before, see `storage.postgres.early_indexes`.
    """
    op.create_table(
        "ticket_words",
        Column("campaign", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        Column("prints", ARRAY(Integer), nullable=False),
        ForeignKeyConstraint(("campaign", "number"), ("ticket.campaign", "ticket.number"), ondelete="CASCADE"),
    )
    op.create_index("ticket_words_prints", "ticket_words", ["prints"], postgresql_using="gin")
    op.add_column("person_data", Column("value_print", BigInteger), if_not_exists=True)
    op.create_index(
        "person_data_value_print",
        "person_data",
        ["campaign", "value_print", "created_at"],
        postgresql_where=text("value_print IS NOT NULL"),
        if_not_exists=True,
    )
    op.create_index(
        *("call_caller_ref", "call", ["campaign", "caller_ref"]),
        postgresql_where=text("caller_ref <> ''"),
        if_not_exists=True,
    )
