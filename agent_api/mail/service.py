"""Writing to people: a message is posted in the transaction that decides it, and sent later by the postman.

Owns what is posted, that a report of failure finds its message, and that a person may have one sent again. Every change
is one transaction with its fact; no fact says to whom or what.
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
from eventlog.facts import AnyFact, FileEnclosed, MailBounced, MailPosted, MailReleased
from storage.encryption.field_cipher import FieldCipher

FinalState = Literal["sent", "bounced", "failed"]


class MailNotConfigured(Exception):
    """The site does not say how the entity writes: it has no mail.yaml."""

    def __init__(self) -> None:
        super().__init__("El sitio no dice cómo escribe la entidad: falta mail.yaml en su carpeta.")


class DeliveryHandler(Protocol):
    """Who is to know what became of a message, in the transaction that writes it down."""

    async def __call__(
        self, connection: AsyncConnection, row: MailRow, state: FinalState, why: str, now: datetime
    ) -> None:
        """Hear of it.

        Args:
            connection: within the transaction.
            row: the message.
            state: what.
            why: for people; empty where it went out.
            now: aware.
        """


async def ignore_delivery(
    connection: AsyncConnection, row: MailRow, state: FinalState, why: str, now: datetime
) -> None:
    """For messages of which nothing depends."""


class MessageNotFound(Exception):
    """There is no such message, or it is in no state in which that can be asked."""


class OutgoingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be written.

    Attributes:
        to: an address as `domain.addresses.normalize_address` gives it, and the name beside it.
        content: what it tells.
        about: filing number of the ticket that it is about, or empty; it goes into the log.
        call_id: the call that it is about, or empty.
        attachments: files that go with it, kept within the message.
        enclosures: files of the ticket that go with it, read again when it is sent.
    """

    to: Recipient
    content: MessageContent
    about: str = ""
    call_id: str = ""
    attachments: Sequence[MailAttachment] = ()
    enclosures: Sequence[Enclosure] = ()


async def post(
    connection: AsyncConnection, message: OutgoingMessage, *, site: Site, cipher: FieldCipher, actor: str, now: datetime
) -> str:
    """Write a message in the caller's transaction: it is sent if that is committed, and only then.

    Args:
        connection: within the transaction that decides it.
        message: what is written to whom.
        site: the one in force, in whose words it is written.
        cipher: of personal data.
        actor: who decides it.
        now: aware.

    Returns:
        The message's id.

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
    """A message as it waits: written but for its enclosures, to whom it goes and what it says sealed."""
    id_ = secrets.token_hex(16)
    written = message_id(id_, rules)
    content = compose(
        render(message.content, rules),
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
        next_at=now,
        try_until=now + timedelta(hours=rules.give_up_hours),
    )


async def append_fact(connection: AsyncConnection, row: MailRow, fact: AnyFact, *, actor: str) -> None:
    """Write a fact of a message in the caller's transaction."""
    await outbox.put(connection, row.campaign, [fact], actor=actor, site_version=row.site_version, call_id=row.call_id)


BounceOutcome = Literal["noted", "repeated", "unknown"]
"""What came of a report: it was written down now, it had been before, or no message of ours is meant."""


async def record_bounce(
    connection: AsyncConnection,
    campaign: str,
    report: Bounce,
    *,
    actor: str,
    now: datetime,
    follow: DeliveryHandler = ignore_delivery,
) -> BounceOutcome:
    """Write down that a message did not arrive, as a report says; the same report again changes nothing.

    Args:
        connection: within a transaction.
        campaign: whose messages.
        report: what came back.
        actor: who brings it.
        now: aware.
        follow: hears of it in the same transaction.

    Returns:
        What came of the report; ``unknown`` also for a message whose sending is not settled yet: bring it again.
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
    """Have a message that failed, or of which nobody knows, sent again: the same bytes, the same Message-ID.

    Raises:
        MessageNotFound: there is none, or it went out, waits or bounced.
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


def recipient_print(cipher: FieldCipher, address: str) -> str:
    """Return the blind index by which the messages to an address are found."""
    return cipher.blind_index(address, field=RECIPIENT)


async def erase_message(connection: AsyncConnection, cipher: FieldCipher, id_: str, notice: str) -> None:
    """Put a notice in the place of a message's recipient and content, and forget the last answer to it."""
    await store.erase_message(
        connection,
        id_,
        recipient=cipher.encrypt(notice, field=RECIPIENT, row=id_),
        content=cipher.encrypt(notice, field=CONTENT, row=id_),
    )
