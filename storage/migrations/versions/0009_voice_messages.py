"""Voice messages: which wait, and with which ticket each was attended; a recording says of which kind it is.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table; what was recorded before were talks."""
    op.add_column("recording", sa.Column("kind", sa.Text, nullable=False, server_default="talk"))
    op.create_table(
        "voice_message",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("recording", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("site_version", sa.Text, nullable=False),
        sa.Column("left_at", _Moment, nullable=False),
        sa.Column("lasted_ms", sa.BigInteger, nullable=False),
        sa.Column("ticket", sa.Text),
        sa.Column("attended_at", _Moment),
        sa.Column("attended_by", sa.Text),
    )
    op.create_index("voice_message_left_at", "voice_message", ["campaign", "left_at", "recording"])
    op.create_index("voice_message_call_id", "voice_message", ["campaign", "call_id"])


def downgrade() -> None:
    """Forget them; the recordings stay."""
    op.drop_table("voice_message")
    op.drop_column("recording", "kind")
