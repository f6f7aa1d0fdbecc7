"""Who follows a ticket: who filed it, passed it on or answered it, people and areas; and closed tickets by their end.

Owns this step only; it must not know anything of later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_STEPS = "file|escalate|send_back|give_back|answer|accept|send|ask_completion|extend|transfer|close"
_PEOPLE = f"""INSERT INTO ticket_follower (campaign, number, follower, closed_at)
SELECT DISTINCT t.campaign, t.number, 'user:' || e.who, t.closed_at
FROM ticket_entry e JOIN ticket t USING (campaign, number)
WHERE e.who <> 'system' AND e.step::jsonb ->> 'step' ~ '^({_STEPS})$'
UNION SELECT campaign, number, 'user:' || filed_by, closed_at FROM ticket"""
_AREAS = """INSERT INTO ticket_follower (campaign, number, follower, closed_at)
SELECT DISTINCT t.campaign, t.number, 'area:' || sent.area, t.closed_at
FROM ticket_entry e JOIN ticket t USING (campaign, number)
CROSS JOIN LATERAL (
    SELECT p.step::jsonb ->> 'area' AS area FROM ticket_entry p
    WHERE p.campaign = e.campaign AND p.number = e.number AND p.version < e.version
        AND p.step::jsonb ->> 'step' = 'escalate' AND p.step::jsonb ->> 'area' <> ''
    ORDER BY p.version DESC LIMIT 1
) sent
WHERE e.step::jsonb ->> 'step' = 'give_back'"""


def upgrade() -> None:
    """Make the table, and fill it from the histories."""
    op.create_table(
        "ticket_follower",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("campaign", "number", "follower")),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    )
    op.execute(_PEOPLE)
    op.execute(_AREAS)
    op.create_index("ticket_follower_closed_at", "ticket_follower", ["campaign", "follower", "closed_at", "number"])
    op.create_index("ticket_closed_at", "ticket", ["campaign", "status", "closed_at", "number"])


def downgrade() -> None:
    """Forget who follows which ticket."""
    op.drop_index("ticket_closed_at", "ticket")
    op.drop_table("ticket_follower")
