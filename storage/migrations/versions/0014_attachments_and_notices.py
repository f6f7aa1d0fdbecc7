"""Attachments of tickets, and the periodic reports that went out.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _attachment()
    op.create_table(
        "notice_report",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "period", "area")),
        sa.Column("at", _Moment, nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("notice_report", "attachment"):
        op.drop_table(table)


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("campaign", "ticket")),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "content_print", "path")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("size", "plain_size")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("digest", "key_id")),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", _Moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("stored_by", "stored_by_name")),
        sa.UniqueConstraint("campaign", "ticket", "content_print", name="attachment_once"),
        sa.UniqueConstraint("campaign", "ticket", "place", name="attachment_place_once"),
        sa.UniqueConstraint("path", name="attachment_path_once"),
    )
    op.create_index("attachment_key", "attachment", ["key_id"])
