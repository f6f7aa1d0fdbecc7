"""The door: facts that wait to be journaled, sealed personal data."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _make_outbox()
    op.add_column("person_data", sa.Column("sealed", sa.LargeBinary))


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
