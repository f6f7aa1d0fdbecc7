"""Rights that need two persons, the kind and last use of service tokens, and codes to set up a second factor.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make tokens of today services for a year at most; secrets that nobody proved are forgotten."""
    op.add_column("account", sa.Column("enrolment_digest", sa.LargeBinary))
    op.add_column("account", sa.Column("enrolment_until", MOMENT))
    op.execute("UPDATE account SET otp_secret = NULL WHERE otp_since IS NULL")
    op.add_column("service_token", sa.Column("kind", sa.Text, nullable=False, server_default="service"))
    op.add_column("service_token", sa.Column("used_at", MOMENT))
    op.execute("UPDATE service_token SET expires_at = LEAST(expires_at, issued_at + interval '365 days')")
    op.create_table(
        "rights_request",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "id")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user", sa.Text, sa.ForeignKey("account.name"), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False, server_default="pending"),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", MOMENT),
    )


def downgrade() -> None:
    """Forget what was asked for, codes, kinds and last uses."""
    op.drop_table("rights_request")
    for column in ("used_at", "kind"):
        op.drop_column("service_token", column)
    for column in ("enrolment_until", "enrolment_digest"):
        op.drop_column("account", column)
