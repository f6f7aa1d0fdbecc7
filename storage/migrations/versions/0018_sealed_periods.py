"""Sealed periods with their files, and the head of each day.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _sealed_period()
    op.create_table(
        "sealed_piece",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "day_head",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("told_at", _Moment, nullable=False),
        sa.Column("recipients", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("day_head", "sealed_piece", "sealed_period"):
        op.drop_table(table)


def _sealed_period() -> None:
    op.create_table(
        "sealed_period",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("sealed_at", _Moment),
        *(sa.Column(name, sa.BigInteger) for name in ("first_seq", "last_seq")),
        sa.Column("head", sa.LargeBinary),
        sa.Column("size", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("digest", "public_key")),
    )
