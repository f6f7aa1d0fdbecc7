"""Post messages in the caller's transaction; the postman sends them later.

Owns posting, taking a waiting message back, matching a bounce to its message, and sending a message again on request.
Every change is one transaction with its fact; no fact names the recipient or the content.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.mail import store
from agent_api.mail.domain.bounces import Bounce
from agent_api.mail.domain.contents import MessageContent, template_name
from agent_api.mail.domain.enclosures import Enclosure, insert_files
from agent_api.mail.domain.messages import MailAttachment, Recipient, compose, message_id
from agent_api.mail.domain.stored_message import CONTENT, RECIPIENT, MailRow
from agent_api.mail.domain.templates import render
from config.site.mail import Mail
from config.site.model import Site
from eventlog import outbox
from eventlog.facts import AnyFact, FileEnclosed, MailBounced, MailCancelled, MailPosted, MailReleased
from storage.encryption.field_cipher import FieldCipher

FinalState = Literal["sent", "bounced", "failed"]


class MailNotConfigured(Exception):
    """The site has no mail.yaml, which says how the entity writes."""

    def __init__(self) -> None:
        super().__init__("El sitio no dice cómo escribe la entidad: falta mail.yaml en su carpeta.")


class DeliveryHandler(Protocol):
    """Handles the final state of a message, in the transaction that records it."""

    async def __call__(
        self, connection: AsyncConnection, row: MailRow, state: FinalState, why: str, now: datetime
    ) -> None:
        """Handle the state of a message; ``why`` explains it for people, and is empty if the message was sent."""


async def ignore_delivery(
    connection: AsyncConnection, row: MailRow, state: FinalState, why: str, now: datetime
) -> None:
    """Ignore the state, for messages that nothing depends on."""


class MessageNotFound(Exception):
    """There is no such message, or its state does not allow the request."""


class OutgoingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to post.

    Attributes:
        about: filing number of its ticket, or empty; it goes into the journal.
        call_id: its call, or empty.
        attachments: files stored within the message.
        enclosures: ticket files, which are read again when the message is sent.
        delay: how long the message waits before its first attempt; until then `cancel_waiting` can take it back.
    """

    to: Recipient
    content: MessageContent
    about: str = ""
    call_id: str = ""
    attachments: Sequence[MailAttachment] = ()
    enclosures: Sequence[Enclosure] = ()
    delay: timedelta = timedelta(0)


async def post(
    connection: AsyncConnection, message: OutgoingMessage, *, site: Site, cipher: FieldCipher, actor: str, now: datetime
) -> str:
    """Post a message in the caller's transaction, so that it is sent only if that commits; return its id.

    Raises:
        MailNotConfigured: the site has no mail.yaml.
    """
    if site.mail is None:
        raise MailNotConfigured
    row = await asyncio.to_thread(_new_row, message, site.mail, site, cipher, posted_by=actor, now=now)
    await store.add(connection, row)
    fact = MailPosted(mail=row.id, template=row.template, about=row.about, digest=row.digest)
    await append_fact(connection, row, fact, actor=actor)
    for each in row.attachments:
        enclosed = FileEnclosed(message=row.id, by="mail", about=row.about, attachment=each)
        await append_fact(connection, row, enclosed, actor=actor)
    return row.id


def _new_row(
    message: OutgoingMessage, rules: Mail, site: Site, cipher: FieldCipher, *, posted_by: str, now: datetime
) -> MailRow:
    """Build the row of a waiting message: composed with placeholders, recipient and content encrypted."""
    id_ = secrets.token_hex(16)
    written = message_id(id_, rules)
    content = compose(
        render(message.content, rules, site.branding),
        message.to,
        rules,
        id_=written,
        date=now,
        attachments=message.attachments,
        enclosures=message.enclosures,
    )
    full_content = insert_files(content, written, {each.id: each.content for each in message.enclosures})
    return MailRow(
        id=id_,
        campaign=site.campaign,
        template=template_name(message.content),
        about=message.about,
        site_version=site.version,
        call_id=message.call_id,
        posted_by=posted_by,
        posted_at=now,
        sender=rules.sender,
        recipient=cipher.encrypt(message.to.address, field=RECIPIENT, row=id_),
        recipient_print=cipher.blind_index(message.to.address.lower(), field=RECIPIENT),
        message_id=written,
        content=cipher.encrypt(content, field=CONTENT, row=id_),
        attachments=tuple(each.id for each in message.enclosures),
        digest=hashlib.sha256(full_content.encode()).hexdigest(),
        next_at=now + message.delay,
        try_until=now + message.delay + timedelta(hours=rules.give_up_hours),
    )


async def append_fact(connection: AsyncConnection, row: MailRow, fact: AnyFact, *, actor: str) -> None:
    """Append a fact of a message in the caller's transaction."""
    await outbox.put(connection, row.campaign, [fact], actor=actor, site_version=row.site_version, call_id=row.call_id)


BounceOutcome = Literal["noted", "repeated", "unknown"]
"""Result of a bounce report: recorded now, recorded before, or about none of our messages."""


async def record_bounce(
    connection: AsyncConnection,
    campaign: str,
    report: Bounce,
    *,
    actor: str,
    now: datetime,
    follow: DeliveryHandler = ignore_delivery,
) -> BounceOutcome:
    """Record that a message did not arrive; repeating a report changes nothing.

    ``follow`` is called in the same transaction.

    Returns:
        ``unknown`` also while the message is still being sent: report it again later.
    """
    row = await store.lock_by_message_id(connection, campaign, report.message_id)
    if row is None or row.state in ("claimed", "handed"):
        return "unknown"
    if row.state == "bounced":
        return "repeated"
    await store.update_message(connection, row, state="bounced", settled_at=now)
    await store.increment_tally(connection, campaign, "bounced")
    await append_fact(connection, row, MailBounced(mail=row.id, stage="later", status=report.status), actor=actor)
    await follow(connection, row, "bounced", f"El correo rebotó (estado {report.status}).", now)
    return "noted"


async def release(connection: AsyncConnection, campaign: str, id_: str, *, actor: str, now: datetime) -> None:
    """Send a failed or uncertain message again: the same bytes, the same Message-ID.

    Raises:
        MessageNotFound: there is none, or it was sent, waits or bounced.
    """
    row = await store.lock_message(connection, campaign, id_)
    if row is None:
        raise MessageNotFound(f"No hay ningún correo {id_}.")
    if not row.recipient_print:
        raise MessageNotFound(
            f"Los datos del correo {id_} se suprimieron por solicitud de su titular: no se envía otra vez."
        )
    if row.state not in ("failed", "uncertain"):
        raise MessageNotFound("Solo se envía otra vez un correo que falló o del que no se sabe si salió.")
    try_until = now + (row.try_until - row.posted_at)
    values = {"state": "waiting", "next_at": now, "try_until": try_until, "settled_at": None}
    await store.update_message(connection, row, **values)
    await append_fact(connection, row, MailReleased(mail=row.id), actor=actor)


async def cancel_waiting(
    connection: AsyncConnection, campaign: str, about: str, template: str, *, actor: str, now: datetime
) -> bool:
    """Take back the messages of a template about a ticket that no attempt has claimed yet.

    A message that the postman is claiming is skipped, never waited for: the postman locks the message before its
    ticket, and the calling code the ticket before the message.

    Returns:
        Whether there was one, and it will never be sent.
    """
    rows = await store.lock_unsent(connection, campaign, about, template)
    for row in rows:
        await store.update_message(connection, row, state="cancelled", settled_at=now)
        await append_fact(connection, row, MailCancelled(mail=row.id), actor=actor)
    return bool(rows)


def recipient_print(cipher: FieldCipher, address: str) -> str:
    """Return the blind index that finds the messages to an address."""
    return cipher.blind_index(address, field=RECIPIENT)


async def erase_message(connection: AsyncConnection, cipher: FieldCipher, id_: str, notice: str) -> None:
    """Replace a message's recipient and content with a notice, and delete the last reply."""
    await store.erase_message(
        connection,
        id_,
        recipient=cipher.encrypt(notice, field=RECIPIENT, row=id_),
        content=cipher.encrypt(notice, field=CONTENT, row=id_),
    )
