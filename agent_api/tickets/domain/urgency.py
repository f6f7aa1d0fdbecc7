"""Why the law puts a ticket before others, in Spanish, for notices and reports. Pure.

Owns the words of one line. The order is that of `agent_api.tickets.domain.ticket.Ticket.rank`.
"""

from agent_api.kit import labels
from agent_api.tickets.domain.ticket import Ticket
from config.timezone import COLOMBIA


def urgency_text(ticket: Ticket) -> str:
    """Return the authority with the hour that it set, or the priority; empty without either."""
    if ticket.authority is not None and ticket.authority_due_at is not None:
        return f"{labels.AUTHORITIES[ticket.authority]}, hasta las {ticket.authority_due_at.astimezone(COLOMBIA):%H:%M}"
    return f"prioridad: {labels.in_sentence(labels.PRIORITY_REASONS[ticket.priority])}" if ticket.priority else ""
