"""What the notices read and write down.

Owns the table notice_report, and the question which tickets were escalated and are not answered.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.tables import notice_report, ticket, ticket_entry

ESCALATED_STATES: Final = ("received", "in_area", "in_review", "ready")
"""States of a ticket that went up and whose answer is not on its way."""


async def list_escalated(connection: AsyncConnection, campaign: str) -> list[tuple[FiledTicket, datetime]]:
    """Open tickets with the written channel or an area, each with the moment at which it came there.

    Args:
        connection: of the database.
        campaign: whose.
    """
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


async def claim_report(connection: AsyncConnection, campaign: str, period: str, area: str, now: datetime) -> bool:
    """Whether the report of a period and an area is this transaction's to send; told to one alone, ever.

    Args:
        connection: within the transaction that posts it.
        campaign: whose.
        period: the local date of the sending, ISO 8601.
        area: id, or empty for the overview.
        now: aware.
    """
    row = {"campaign": campaign, "period": period, "area": area, "at": now}
    statement = insert(notice_report).values(row).on_conflict_do_nothing().returning(notice_report.c.area)
    return (await connection.execute(statement)).one_or_none() is not None


def _read(row: dict[str, Any]) -> tuple[FiledTicket, datetime]:
    since = row.pop("since")
    return FiledTicket(**row), since
