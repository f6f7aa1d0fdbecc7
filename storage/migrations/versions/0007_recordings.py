"""Recordings: where each lies and what opens it, and who listened when.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "recording",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("began_at", _Moment, nullable=False),
        sa.Column("stored_at", _Moment),
        sa.Column("duration_ms", sa.BigInteger),
        sa.Column("channels", sa.Integer),
        sa.Column("path", sa.Text),
        sa.Column("size", sa.BigInteger),
        sa.Column("plain_size", sa.BigInteger),
        sa.Column("digest", sa.Text),
        sa.Column("key_id", sa.Text),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.Column("deleted_at", _Moment),
        sa.Column("erased_at", _Moment),
        sa.UniqueConstraint("id", name="recording_id_once"),
    )
    op.create_index("recording_call_id", "recording", ["campaign", "call_id"])
    op.create_index("recording_due", "recording", ["campaign", "state", "began_at", "id"])
    op.create_table(
        "recording_play",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("recording", sa.Text, primary_key=True),
        sa.Column("listener", sa.Text, primary_key=True),
        sa.Column("at", _Moment, nullable=False),
    )


def downgrade() -> None:
    """Forget them; the files stay, and nothing opens them any more."""
    op.drop_table("recording_play")
    op.drop_table("recording")
