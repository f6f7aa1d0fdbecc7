"""Messages about tickets, posted in the transaction of the step that causes them, one function per event.

Owns when a message is sent, and to whom. The petitioner gets an e-mail, a letter if there is only a postal address, and
for an answer without either, a public notice (aviso). Staff get an e-mail with nothing but number, last day and a link.
Each function is called after the ticket, its entry and its facts are written, on the same connection, so that the
message is sent if and only if the transaction commits. An error undoes the step.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.mail.domain.contents import (
    AttachmentWithheldText,
    CompletionText,
    EscalatedText,
    ExtendedText,
    MessageContent,
    TermCorrectedText,
    TicketAnsweredText,
    TicketFiledText,
    TransferredText,
    WithdrawnText,
)
from agent_api.mail.domain.enclosures import Enclosure
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.letter_service import write_letter
from agent_api.mail.service import OutgoingMessage, post
from agent_api.tickets import store
from agent_api.tickets.domain.staff_contacts import responsible_contact
from agent_api.tickets.domain.steps import Reclassify
from agent_api.tickets.letters.bundle import count_pages
from agent_api.tickets.notifications.contact_channel import (
    PetitionerContact,
    contact_of,
    decrypt_contact,
    with_publication,
)
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.problems import AnswerUnsendable
from agent_api.tickets.receipts.build import build_receipt
from agent_api.tickets.receipts.pdf import receipt_pdf
from agent_api.tickets.receipts.receipt import Receipt, is_verbal, receipt_items
from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher

PetitionerEvent = Literal["extended", "completion_asked", "transferred", "withdrawn"]
"""Events that a petitioner is notified of: the term is extended (text: the reasons), information is missing (which),
another authority is competent (which, and why), the petition is withdrawn (the reasoned decision)."""


async def notify_filed(connection: AsyncConnection, context: ApiContext, filed: FiledTicket, author: Author) -> None:
    """Send number and last day of a new ticket to its petitioner (M5-1-05, A9)."""
    site = context.site
    if site.mail is None or (filed.email is None and filed.address is None):
        return
    petitioner = petitioner_of(context.cipher, site, filed)
    contact = contact_of(petitioner, filed.number)
    receipt = await build_receipt(connection, context, filed, petitioner)
    content = _filed_text(receipt, filed, name=contact.name, attached=contact.email is not None)
    follow_up = site.mail.follow_up if filed.status == "open" else ""
    files = [await _receipt_attachment(receipt, follow_up, site.branding.logo)] if contact.email else []
    await _write_to_petitioner(connection, context.cipher, site, contact, content, author=author, files=files)


async def notify_escalated(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, filed: FiledTicket, author: Author
) -> None:
    """Notify the new owner of a ticket, or the inbox of its tier or area if it has no owner (A10 to A18).

    It is called at each escalation, return and assignment; ``filed`` is the ticket after it.
    """
    contact = responsible_contact(site, filed)
    if site.mail is None or contact is None:
        return
    link = site.notices.link(filed.number)
    passed = filed.due_on < author.at.astimezone(COLOMBIA).date()
    content = EscalatedText(name=contact.name, number=filed.number, last_day=filed.due_on, link=link, passed=passed)
    to = Recipient(address=contact.address, name=contact.name)
    message = OutgoingMessage(to=to, content=content, about=filed.number, call_id=filed.call_id)
    await post(connection, message, site=site, cipher=cipher, actor=author.actor, now=author.at)


async def send_answer(
    connection: AsyncConnection,
    context: ApiContext,
    filed: FiledTicket,
    answer: str,
    files: Sequence[Enclosure] = (),
    *,
    author: Author,
    delay: timedelta = timedelta(0),
) -> None:
    """Send the answer (A12, A20): by mail, by letter without an e-mail address, or by notice without any address.

    The ticket stays ``sending`` until `close_delivered` or `reopen_returned` is called. A mail leaves after ``delay``.

    Raises:
        AnswerUnsendable: the site has no mail.
    """
    if context.site.mail is None:
        raise AnswerUnsendable
    contact = with_publication(decrypt_contact(context.cipher, context.site, filed))
    content = await answer_content(context, filed, contact, answer, files)
    await _write_to_petitioner(
        connection, context.cipher, context.site, contact, content, author=author, enclosures=files, delay=delay
    )


async def answer_content(
    context: ApiContext, filed: FiledTicket, contact: PetitionerContact, answer: str, files: Sequence[Enclosure]
) -> TicketAnsweredText:
    """Return the content of an answer, for its sending and its preview."""
    return TicketAnsweredText(
        name=contact.name,
        number=filed.number,
        asked=store.decrypt_text(context.cipher, context.campaign, filed),
        filed_on=filed.received_at.astimezone(COLOMBIA).date(),
        answer=answer,
        files=tuple(await asyncio.to_thread(lambda: [_describe_file(each) for each in files])),
    )


def _describe_file(file: Enclosure) -> str:
    """Return a file as an answer names it: «certificado.pdf (2 páginas)»."""
    pages = count_pages(file.content) if file.media_type == "application/pdf" else 0
    return f"{file.name} ({pages} {'página' if pages == 1 else 'páginas'})" if pages else file.name


async def notify_petitioner(
    connection: AsyncConnection,
    context: ApiContext,
    filed: FiledTicket,
    event: PetitionerEvent,
    text: str,
    *,
    author: Author,
) -> None:
    """Notify the petitioner of an event that the law requires to notify.

    ``filed`` is the ticket after the step, with the new last day; ``text`` is what the official wrote.
    """
    if context.site.mail is None:
        return
    contact = decrypt_contact(context.cipher, context.site, filed)
    name, number = contact.name, contact.ticket
    content: MessageContent
    match event:
        case "extended":
            content = ExtendedText(name=name, number=number, reasons=text, last_day=filed.due_on)
        case "completion_asked":
            content = CompletionText(name=name, number=number, missing=text, last_day=filed.due_on)
        case "transferred":
            content = TransferredText(name=name, number=number, where=text)
        case "withdrawn":
            content = WithdrawnText(name=name, number=number, act=text)
    await _write_to_petitioner(connection, context.cipher, context.site, contact, content, author=author)


async def notify_reclassified(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, step: Reclassify, author: Author
) -> None:
    """Notify the petitioner of the new last day, if a correction of the topic changed it.

    The step holds the channel; without one, nothing is sent.
    """
    if not step.told_by:
        return
    was, became = await describe_topics(context.load_site_version, step)
    contact = decrypt_contact(context.cipher, context.site, filed)
    content = TermCorrectedText(
        name=contact.name,
        number=filed.number,
        was=was,
        became=became,
        before=step.was_due_on,
        last_day=step.due_on,
        passed=step.due_on < author.at.astimezone(COLOMBIA).date(),
        basis=step.basis,
    )
    await _write_to_petitioner(connection, context.cipher, context.site, contact, content, author=author)


async def notify_withheld(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    filed: FiledTicket,
    file: str,
    *,
    harmful: bool,
    author: Author,
) -> None:
    """Ask the petitioner to send again a file that came with the petition and that the antivirus withheld.

    Nothing is sent for a closed ticket. ``harmful`` is False if the file was only too large or complex to scan.
    """
    if site.mail is None or filed.status != "open":
        return
    contact = decrypt_contact(cipher, site, filed)
    content = AttachmentWithheldText(name=contact.name, number=filed.number, file=file, harmful=harmful)
    await _write_to_petitioner(connection, cipher, site, contact, content, author=author)


async def describe_topics(load_site_version: Callable[[str], Awaitable[Site]], step: Reclassify) -> tuple[str, str]:
    """Return the topic before and after a correction, each named by the typology of its time."""
    before = await load_site_version(step.was_site_version)
    after = await load_site_version(step.site_version)
    was = labels.topic_label(before, step.was_kind, step.was_theme, step.was_subtheme)
    return was, labels.topic_label(after, step.kind, step.theme, step.subtheme)


def _filed_text(receipt: Receipt, filed: FiledTicket, *, name: str, attached: bool) -> TicketFiledText:
    items = (
        "" if attached else "\n".join(f"{each.heading}: {' '.join(each.paragraphs)}" for each in receipt_items(receipt))
    )
    return TicketFiledText(
        name=name,
        number=filed.number,
        kind=labels.PETITION,
        asked=receipt.asked,
        filed_on=filed.received_at.astimezone(COLOMBIA).date(),
        last_day=receipt.term.last_day if receipt.term else None,
        passed=receipt.term is not None and receipt.term.state == "over",
        verbal=is_verbal(receipt.channel),
        answer=receipt.answer,
        items=items,
        attached=attached,
    )


async def _receipt_attachment(receipt: Receipt, follow_up: str, logo: str) -> MailAttachment:
    pdf = await asyncio.to_thread(receipt_pdf, receipt, follow_up=follow_up, logo=logo)
    return MailAttachment(name=f"constancia-{receipt.number}.pdf", media_type="application/pdf", content=pdf)


async def _write_to_petitioner(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    contact: PetitionerContact,
    content: MessageContent,
    *,
    author: Author,
    files: Sequence[MailAttachment] = (),
    enclosures: Sequence[Enclosure] = (),
    delay: timedelta = timedelta(0),
) -> None:
    """Write to the petitioner by e-mail, or else by letter; do nothing if the contact has neither."""
    if contact.email is not None:
        message = OutgoingMessage(
            to=contact.email,
            content=content,
            attachments=files,
            enclosures=enclosures,
            about=contact.ticket,
            call_id=author.call_id,
            delay=delay,
        )
        await post(connection, message, site=site, cipher=cipher, actor=author.actor, now=author.at)
    elif contact.address is not None:
        await write_letter(
            connection,
            contact.address,
            content,
            about=contact.ticket,
            site=site,
            cipher=cipher,
            actor=author.actor,
            now=author.at,
            enclosures=enclosures,
        )
