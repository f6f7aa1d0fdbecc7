"""Read the messages about a ticket, for other nouns."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from agent_api.mail.domain.contents import STAFF_TEMPLATES
from agent_api.mail.domain.stored_message import MessageState, MessageSummary
from storage.tables import mail


class TicketMail(msgspec.Struct, frozen=True, kw_only=True):
    """A message about a ticket; ``about`` is its filing number."""

    id: str
    template: str
    about: str
    posted_by: str
    posted_at: datetime
    state: MessageState
    tries: int


async def list_messages_about(connection: AsyncConnection, campaign: str, number: str) -> list[MessageSummary]:
    """List the messages about a ticket, the oldest first."""
    query = select(*_SUMMARY_COLUMNS).where(mail.c.campaign == campaign, mail.c.about == number)
    rows = await connection.execute(query.order_by(mail.c.posted_at, mail.c.id))
    return [MessageSummary(**each) for each in rows.mappings()]


async def list_recent_messages(
    connection: AsyncConnection, campaign: str, numbers: Collection[str], window: KeysetWindow
) -> list[TicketMail]:
    """List the messages to the petitioners of some tickets within a window, the newest first, without recipients."""
    query = select(*(mail.c[name] for name in TicketMail.__struct_fields__))
    query = query.where(mail.c.campaign == campaign, mail.c.about.in_(numbers), mail.c.template.not_in(STAFF_TEMPLATES))
    rows = await connection.execute(within_window(query, window, mail.c.posted_at, mail.c.id))
    return [TicketMail(**each) for each in rows.mappings()]


_SUMMARY_COLUMNS = [mail.c[name] for name in MessageSummary.__struct_fields__]
