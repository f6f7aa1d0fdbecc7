"""Post text messages in the caller's transaction; the worker sends them later.

Owns the limit for each petition. No fact names the recipient or the text, and no row the recipient.
"""

import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.text_messages import store
from agent_api.text_messages.domain.contents import compose
from agent_api.text_messages.domain.stored_message import TextMessageRow, blocks_another
from config.site.model import Site
from eventlog import outbox
from eventlog.facts import AnyFact, TextMessagePosted


class TextMessagesNotConfigured(Exception):
    """The site has no text_messages.yaml, which says how the entity sends text messages."""

    def __init__(self) -> None:
        super().__init__("El sitio no dice con qué servicio salen los mensajes de texto: falta text_messages.yaml.")


class OutgoingText(msgspec.Struct, frozen=True, kw_only=True):
    """A text message to post; see `TextMessageRow`. ``text`` has no name of the entity and no personal data."""

    recipient_ref: str
    text: str
    about: str
    call_id: str = ""


async def post_once(
    connection: AsyncConnection, message: OutgoingText, *, site: Site, actor: str, now: datetime
) -> str:
    """Post a message in the caller's transaction, so that it is sent only if that commits.

    Returns:
        Its id; empty if another one about the same petition waits, or left within the last hour.

    Raises:
        TextMessagesNotConfigured: the site has no text_messages.yaml.
    """
    if site.text_messages is None:
        raise TextMessagesNotConfigured
    await store.lock_petition(connection, site.campaign, message.about)
    if any(blocks_another(each, now) for each in await store.list_about(connection, site.campaign, message.about)):
        return ""
    row = TextMessageRow(
        id=secrets.token_hex(16),
        campaign=site.campaign,
        about=message.about,
        recipient_ref=message.recipient_ref,
        text=compose(site.text_messages.name, message.text),
        site_version=site.version,
        call_id=message.call_id,
        posted_at=now,
        next_at=now,
        try_until=now + timedelta(minutes=site.text_messages.give_up_minutes),
    )
    await store.add(connection, row)
    await append_fact(connection, row, TextMessagePosted(text_message=row.id, about=row.about), actor=actor)
    return row.id


async def append_fact(connection: AsyncConnection, row: TextMessageRow, fact: AnyFact, *, actor: str) -> None:
    """Append a fact of a message in the caller's transaction."""
    await outbox.put(connection, row.campaign, [fact], actor=actor, site_version=row.site_version, call_id=row.call_id)
