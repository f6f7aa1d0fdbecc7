"""Query for the tickets that were escalated and are not answered.

Owns that query, for the periodic report to leaders and areas.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.tables import ticket, ticket_entry

ESCALATED_STATES: Final = ("received", "in_area", "in_review", "ready")
"""States of an escalated ticket whose answer is not being sent."""


async def list_escalated(connection: AsyncConnection, campaign: str) -> list[tuple[FiledTicket, datetime]]:
    """List open tickets of the written channel or an area, each with the moment at which it arrived there."""
    entry = ticket_entry.c
    escalated_at = select(func.max(entry.at)).where(
        entry.campaign == ticket.c.campaign,
        entry.number == ticket.c.number,
        entry.step.like('%"step":"escalate"%') | entry.step.like('%"step":"send_back"%'),
    )
    since = func.coalesce(escalated_at.scalar_subquery(), ticket.c.filed_at).label("since")
    query = select(*COLUMNS, since).where(
        ticket.c.campaign == campaign, ticket.c.status == "open", ticket.c.state.in_(ESCALATED_STATES)
    )
    rows = await connection.execute(query.where(ticket.c.due_on.is_not(None)).order_by(ticket.c.due_on))
    return [_read(dict(row)) for row in rows.mappings()]


def _read(row: dict[str, Any]) -> tuple[FiledTicket, datetime]:
    since = row.pop("since")
    return FiledTicket(**row), since
