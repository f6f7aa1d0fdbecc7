"""Index the facts of tickets that figures count, for the tickets behind a figure."""

from alembic import op
from sqlalchemy import text

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Create a partial index; an upgrade has built it before, see `storage.postgres.early_indexes`."""
    op.create_index(
        "journal_ticket_figures",
        "journal",
        ["campaign", "seq"],
        postgresql_where=text(
            "type IN ('TicketClosed', 'TicketTermBreached', 'TicketReclassified', 'TicketEscalated')"
        ),
        if_not_exists=True,
    )
