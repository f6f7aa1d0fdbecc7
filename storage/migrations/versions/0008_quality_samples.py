"""Add the weekly samples of quality."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables; earlier weeks have no samples."""
    _create_seed_table()
    _create_sample_table()
    op.create_table(
        "quality_stratum",
        *_sample_key(),
        Column("line", Text, primary_key=True),
        Column("advisor", Text, primary_key=True),
        Column("population", Integer, nullable=False),
        Column("size", Integer, nullable=False),
        Column("reserve", ARRAY(Text), nullable=False),
    )
    op.create_table(
        "quality_item",
        *_sample_key(),
        Column("item", Text, primary_key=True),
        Column("line", Text, nullable=False),
        Column("advisor", Text, nullable=False),
        Column("position", Integer, nullable=False),
        Column("replaces", Text, nullable=False, server_default=""),
        Column("replaced_at", DateTime(timezone=True)),
        Column("replaced_by", Text),
        Column("replaced_by_name", Text),
        Column("reason", Text),
    )
    op.create_index("quality_item_advisor", "quality_item", ["campaign", "advisor", "week"])


def _create_seed_table() -> None:
    op.create_table(
        "quality_seed",
        Column("campaign", Text, primary_key=True),
        Column("week", Text, primary_key=True),
        Column("commitment", Text, nullable=False),
        Column("committed_at", DateTime(timezone=True), nullable=False),
        Column("committed_by", Text, nullable=False),
        Column("committed_by_name", Text, nullable=False),
        Column("number", Text),
        Column("revealed_at", DateTime(timezone=True)),
        Column("revealed_by", Text),
        Column("revealed_by_name", Text),
    )


def _create_sample_table() -> None:
    op.create_table(
        "quality_sample",
        *_sample_key(),
        Column("site_version", Text, nullable=False),
        Column("planned_at", DateTime(timezone=True), nullable=False),
        Column("confidence", Integer, nullable=False),
        Column("margin", Text, nullable=False),
        Column("expected", Text, nullable=False),
        Column("each_advisor", Boolean, nullable=False),
        Column("draws_at", DateTime(timezone=True), nullable=False),
        Column("reveal_by", DateTime(timezone=True), nullable=False),
        Column("drawn_at", DateTime(timezone=True)),
        Column("population", Integer),
        Column("size", Integer),
        Column("strata", Integer),
        Column("frame", Text),
        Column("head_seq", BigInteger),
        Column("head", Text),
        Column("seed", Text),
        Column("seed_case", Text),
    )


def _sample_key() -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, primary_key=True) for name in ("campaign", "week", "channel"))
