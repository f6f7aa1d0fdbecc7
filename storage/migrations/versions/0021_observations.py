"""Observations of the oversight, with their answers.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the table, empty."""
    texts = ("follows", "made_by", "made_by_name", "site_version", "idempotency_key", "request")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "observation",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("answered_at", moment),
        *(sa.Column(name, sa.Text) for name in ("answered_by", "answered_by_name")),
        sa.UniqueConstraint("campaign", "made_by", "idempotency_key", name="observation_once"),
    )
    op.create_index("observation_made_at", "observation", ["campaign", "made_at", "id"])


def downgrade() -> None:
    """Forget them; that they were made stays in the log."""
    op.drop_table("observation")
