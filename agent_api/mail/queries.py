"""Read the messages about a ticket, and the delivery of some messages, for other nouns."""

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


class MailDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """How far a message came; ``answer_code`` is the last SMTP reply, 0 without one."""

    state: MessageState
    answer_code: int
    settled_at: datetime | None


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


async def list_deliveries(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> dict[str, MailDelivery]:
    """Return how far some messages came, by id; unknown ids have no entry."""
    columns = [mail.c[name] for name in MailDelivery.__struct_fields__]
    query = select(mail.c.id.label("key"), *columns).where(mail.c.campaign == campaign, mail.c.id.in_(ids))
    rows = (await connection.execute(query)).mappings() if ids else ()
    return {row["key"]: MailDelivery(**{name: row[name] for name in MailDelivery.__struct_fields__}) for row in rows}


async def has_sent_mail(connection: AsyncConnection, campaign: str) -> bool:
    """Return whether a server has accepted at least one message of the campaign."""
    return bool(
        await connection.scalar(
            select(select(mail.c.id).where(mail.c.campaign == campaign, mail.c.state == "sent").exists())
        )
    )


_SUMMARY_COLUMNS = [mail.c[name] for name in MessageSummary.__struct_fields__]
