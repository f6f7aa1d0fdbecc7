"""Call-backs are counted by how they ended.

Owns this step only; it must not know anything of later ones.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

_COUNTS = """
INSERT INTO interval_count (campaign, line, queue, starts_at, measure, n)
SELECT campaign, line, queue, date_bin('30 minutes', arrived_at, 'epoch'::timestamptz), 'call_back_ended|' || stage,
    count(*)
FROM call WHERE of_call <> '' AND ended_at IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
"""


def upgrade() -> None:
    """Count those that were."""
    op.execute(_COUNTS)


def downgrade() -> None:
    """Forget the counts."""
    op.execute("DELETE FROM interval_count WHERE measure LIKE 'call\\_back\\_ended|%'")
