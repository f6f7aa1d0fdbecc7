"""A call may visit several queues, come from another campaign, or be a call-back.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

# Before this step a call visited at most one queue, and ended in it with its outcome unless it was answered.
_VISITS = """
UPDATE call SET visits = jsonb_build_array(jsonb_build_object(
    'line', line, 'queue', queue, 'queued_ms', floor(extract(epoch FROM queued_at) * 1000)::bigint,
    'threshold_ms', threshold_ms, 'answered_ms', floor(extract(epoch FROM answered_at) * 1000)::bigint,
    'left', CASE WHEN answered_at IS NULL THEN coalesce(outcome, '') ELSE '' END))
WHERE queued_at IS NOT NULL
"""
_COUNTS = """
INSERT INTO interval_count (campaign, line, queue, starts_at, measure, n)
SELECT campaign, visit->>'line', visit->>'queue', date_bin('30 minutes', arrived_at, 'epoch'::timestamptz), measure,
    count(*)
FROM call, jsonb_array_elements(visits) AS visit, LATERAL (VALUES
    ('visit_entered', true),
    ('visit_answered', answered_at IS NOT NULL),
    ('visit_answered_within', (visit->>'answered_ms')::bigint - (visit->>'queued_ms')::bigint <= threshold_ms),
    ('visit_waiting', answered_at IS NULL AND visit->>'left' = ''),
    ('visit_left|' || (visit->>'left'), visit->>'left' <> '')) AS told (measure, holds)
WHERE holds
GROUP BY 1, 2, 3, 4, 5
"""


def upgrade() -> None:
    """Add what a call's record holds of its visits, and count them for the calls that were."""
    op.add_column("call", sa.Column("visits", JSONB, nullable=False, server_default="[]"))
    op.add_column("call", sa.Column("received_from", sa.Text, nullable=False, server_default=""))
    op.add_column("call", sa.Column("of_call", sa.Text, nullable=False, server_default=""))
    op.add_column("call", sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
    for column in ("visits", "received_from", "of_call", "attempts"):
        op.alter_column("call", column, server_default=None)
    op.execute(_VISITS)
    op.execute(_COUNTS)


def downgrade() -> None:
    """Forget the visits."""
    op.execute("DELETE FROM interval_count WHERE measure LIKE 'visit\\_%'")
    for column in ("visits", "received_from", "of_call", "attempts"):
        op.drop_column("call", column)
