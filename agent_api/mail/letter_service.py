"""Write letters to people without e-mail, and record the proof of their delivery.

Owns the table letter and its states: ``written``, ``dispatched`` with the carrier's guide, then ``delivered`` or
``returned``; ``cancelled`` instead, before the dispatch. Each change is one transaction with its fact. The guide leads
to an address, so no fact holds it.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from agent_api.mail.domain.contents import MessageContent, template_name
from agent_api.mail.domain.enclosures import Enclosure
from agent_api.mail.domain.templates import render
from agent_api.mail.letter_page import PostalAddress, render_letter
from agent_api.mail.service import MailNotConfigured
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog import outbox
from eventlog.facts import (
    AnyFact,
    FileEnclosed,
    LetterCancelled,
    LetterDelivered,
    LetterDispatched,
    LetterReturned,
    LetterWritten,
)
from storage.encryption.field_cipher import FieldCipher
from storage.tables import letter

RECIPIENT, PDF, RECEIPT = "letter.recipient", "letter.pdf", "letter.receipt"
State = Literal["written", "dispatched", "delivered", "returned", "cancelled"]


class LetterRefused(Exception):
    """The change does not fit the letter's state; the text explains it in Spanish."""


class StoredLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, for users who may see its ticket.

    Attributes:
        about: filing number of the ticket, or empty.
        digest: SHA-256 of the PDF in hex.
        carrier: the company, or empty before the dispatch; so is guide.
        dispatched_on: local date.
        closed_on: local date of the delivery or return.
        receipt: who received it, or why it came back; empty before that.
        attachments: ids of the enclosed ticket files, in order.
    """

    id: str
    template: str
    about: str
    to: PostalAddress
    written_at: datetime
    digest: str
    state: State
    carrier: str
    guide: str
    dispatched_on: date | None
    closed_on: date | None
    receipt: str
    attachments: tuple[str, ...] = ()


async def write_letter(
    connection: AsyncConnection,
    to: PostalAddress,
    content: MessageContent,
    *,
    about: str,
    site: Site,
    cipher: FieldCipher,
    actor: str,
    now: datetime,
    enclosures: Sequence[Enclosure] = (),
) -> str:
    """Write a letter in the caller's transaction, from the same contents as an e-mail; return its id.

    ``about`` is the filing number of its ticket, or empty; ``content`` names the enclosed files.

    Raises:
        MailNotConfigured: the site has no mail.yaml.
    """
    if site.mail is None:
        raise MailNotConfigured
    id_, on = secrets.token_hex(16), now.astimezone(COLOMBIA).date()
    rendered, logo = render(content, site.mail), site.branding.logo
    pdf = await asyncio.to_thread(render_letter, rendered, to, site.mail, number=id_[:8], on=on, logo=logo)
    fact = LetterWritten(
        letter=id_, template=template_name(content), about=about, digest=hashlib.sha256(pdf).hexdigest()
    )
    files = tuple(each.id for each in enclosures)
    row = {**_new_row(fact, site, actor, now), **_encrypt(cipher, id_, to, pdf), "attachments": files}
    await connection.execute(insert(letter).values(**row))
    await _append_fact(connection, site.campaign, site.version, fact, actor)
    for each in files:
        enclosed = FileEnclosed(message=id_, by="letter", about=about, attachment=each)
        await _append_fact(connection, site.campaign, site.version, enclosed, actor)
    return id_


def _encrypt(cipher: FieldCipher, id_: str, to: PostalAddress, pdf: bytes) -> dict[str, bytes]:
    return {
        "recipient": cipher.encrypt(msgspec.json.encode(to).decode(), field=RECIPIENT, row=id_),
        "pdf": cipher.encrypt(base64.b64encode(pdf).decode(), field=PDF, row=id_),
    }


def _new_row(fact: LetterWritten, site: Site, actor: str, now: datetime) -> dict[str, Any]:
    """Return the unencrypted columns of a new letter."""
    return {
        "id": fact.letter,
        "campaign": site.campaign,
        "template": fact.template,
        "about": fact.about,
        "site_version": site.version,
        "written_by": actor,
        "written_at": now,
        "digest": fact.digest,
        "state": "written",
        "carrier": "",
        "guide": "",
    }


async def record_dispatch(
    connection: AsyncConnection, campaign: str, id_: str, *, carrier: str, guide: str, on: date, actor: str
) -> None:
    """Record that a carrier got a letter; repeating it changes nothing.

    ``guide`` is the carrier's tracking number, ``on`` a local date.

    Raises:
        LetterRefused: there is no such letter, it went with another guide, another one has that guide, or the day is
            before the letter's.
    """
    row = await _lock(connection, campaign, id_)
    if (row.carrier, row.guide, row.dispatched_on) == (carrier, guide, on):
        return
    if row.state == "cancelled":
        raise LetterRefused("El envío de esta carta se deshizo: no se entrega a la mensajería.")
    if row.state != "written":
        raise LetterRefused(f"Esta carta ya salió con {row.carrier}, guía {row.guide}.")
    if on < row.written_at.astimezone(COLOMBIA).date():
        raise LetterRefused("La carta no pudo salir antes de escribirse: revise la fecha.")
    if not guide.strip() or not carrier.strip():
        raise LetterRefused("Falta la empresa de mensajería o el número de la guía.")
    if await connection.scalar(select(exists().where(letter.c.carrier == carrier, letter.c.guide == guide))):
        raise LetterRefused(f"La guía {guide} de {carrier} ya es de otra carta: revise el número.")
    await _update_row(connection, id_, state="dispatched", carrier=carrier, guide=guide, dispatched_on=on)
    fact = LetterDispatched(letter=id_, carrier=carrier, on=on.isoformat())
    await _append_fact(connection, campaign, row.site_version, fact, actor)


async def record_delivery(
    connection: AsyncConnection,
    campaign: str,
    id_: str,
    *,
    delivered: bool,
    receipt: str,
    on: date,
    cipher: FieldCipher,
    actor: str,
) -> None:
    """Record the carrier's proof that a letter was delivered or came back.

    ``receipt`` says who received it, or why it came back; ``on`` is a local date.

    Raises:
        LetterRefused: there is no such letter, it is not on its way, or the day is before its dispatch.
    """
    row = await _lock(connection, campaign, id_)
    if row.state != "dispatched" or row.dispatched_on is None:
        raise LetterRefused("Esta carta no está en camino: primero anote con qué guía salió.")
    if on < row.dispatched_on:
        raise LetterRefused("La carta no pudo llegar antes de salir: revise la fecha.")
    state: State = "delivered" if delivered else "returned"
    await _update_row(
        connection, id_, state=state, closed_on=on, receipt=cipher.encrypt(receipt, field=RECEIPT, row=id_)
    )
    fact = (LetterDelivered if delivered else LetterReturned)(letter=id_, on=on.isoformat())
    await _append_fact(connection, campaign, row.site_version, fact, actor)


async def cancel_written(connection: AsyncConnection, campaign: str, about: str, template: str, *, actor: str) -> bool:
    """Take back the letters of a template about a ticket that no carrier has; return whether there was one."""
    of_ticket = letter.c.campaign == campaign, letter.c.about == about, letter.c.template == template
    query = select(letter.c.id, letter.c.site_version).where(*of_ticket, letter.c.state == "written")
    rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
    for row in rows:
        await _update_row(connection, row.id, state="cancelled")
        await _append_fact(connection, campaign, row.site_version, LetterCancelled(letter=row.id), actor)
    return bool(rows)


async def list_letters_about(
    connection: AsyncConnection, campaign: str, about: str, *, cipher: FieldCipher
) -> list[StoredLetter]:
    """List the letters about a ticket, the oldest first."""
    columns = [column for column in letter.c if column is not letter.c.pdf]
    query = select(*columns).where(letter.c.campaign == campaign, letter.c.about == about)
    rows = await connection.execute(query.order_by(letter.c.written_at, letter.c.id))
    return [_decrypt(row, cipher) for row in rows]


async def list_recent_letters(
    connection: AsyncConnection, campaign: str, numbers: Collection[str], window: KeysetWindow, *, cipher: FieldCipher
) -> list[StoredLetter]:
    """List the letters about some tickets within a window, the newest first."""
    columns = [column for column in letter.c if column is not letter.c.pdf]
    query = select(*columns).where(letter.c.campaign == campaign, letter.c.about.in_(numbers))
    rows = await connection.execute(within_window(query, window, letter.c.written_at, letter.c.id))
    return [_decrypt(row, cipher) for row in rows]


async def stored_pdf(connection: AsyncConnection, campaign: str, id_: str, *, cipher: FieldCipher) -> bytes:
    """Return the PDF of a letter, as it was written.

    Raises:
        LetterRefused: there is no such letter.
    """
    return base64.b64decode(cipher.decrypt((await _lock(connection, campaign, id_)).pdf, field=PDF, row=id_))


def _decrypt(row: Any, cipher: FieldCipher) -> StoredLetter:
    return StoredLetter(
        id=row.id,
        template=row.template,
        about=row.about,
        to=msgspec.json.decode(cipher.decrypt(row.recipient, field=RECIPIENT, row=row.id), type=PostalAddress),
        written_at=row.written_at,
        digest=row.digest,
        state=row.state,
        carrier=row.carrier,
        guide=row.guide,
        dispatched_on=row.dispatched_on,
        closed_on=row.closed_on,
        receipt="" if row.receipt is None else cipher.decrypt(row.receipt, field=RECEIPT, row=row.id),
        attachments=row.attachments,
    )


async def _lock(connection: AsyncConnection, campaign: str, id_: str) -> Any:
    query = select(letter).where(letter.c.campaign == campaign, letter.c.id == id_).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise LetterRefused("No hay ninguna carta con ese identificador.")
    return row


async def _update_row(connection: AsyncConnection, id_: str, **values: Any) -> None:
    await connection.execute(update(letter).where(letter.c.id == id_).values(**values))


async def _append_fact(
    connection: AsyncConnection, campaign: str, site_version: str, fact: AnyFact, actor: str
) -> None:
    await outbox.put(connection, campaign, [fact], actor=actor, site_version=site_version)
