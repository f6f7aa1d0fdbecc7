"""Read the messages about a ticket, for other nouns."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail.domain.stored_message import MessageSummary
from storage.tables import mail


async def list_messages_about(connection: AsyncConnection, campaign: str, number: str) -> list[MessageSummary]:
    """List the messages about a ticket, the oldest first."""
    query = select(*_SUMMARY_COLUMNS).where(mail.c.campaign == campaign, mail.c.about == number)
    rows = await connection.execute(query.order_by(mail.c.posted_at, mail.c.id))
    return [MessageSummary(**each) for each in rows.mappings()]


_SUMMARY_COLUMNS = [mail.c[name] for name in MessageSummary.__struct_fields__]
