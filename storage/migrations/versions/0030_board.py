"""Create the thresholds of queues on the board, and index the changes of an advisor's state.

An upgrade has built the index before, see `storage.postgres.early_indexes`.
"""

from alembic import op
from sqlalchemy import Column, DateTime, Integer, Text, text

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Create a table and an index; a queue without a row has the thresholds of the site."""
    op.create_table(
        "queue_threshold",
        Column("campaign", Text, primary_key=True),
        Column("queue", Text, primary_key=True),
        Column("waiting", Integer),
        Column("longest_wait_s", Integer),
        Column("service_level", Integer),
        Column("abandon_rate", Integer),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        Column("changed_by", Text, nullable=False),
    )
    advisor = """split_part(split_part(encode(bytes, 'escape'), '"advisor":"', 2), '"', 1)"""
    op.create_index(
        "journal_advisor_states",
        "journal",
        ["campaign", text(advisor), "at", "seq"],
        postgresql_where=text("type = 'AdvisorStateChanged'"),
        if_not_exists=True,
    )
