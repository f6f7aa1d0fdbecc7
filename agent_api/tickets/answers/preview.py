"""The answer as its petitioner will get it, before it is sent: the same content, template and address as the sending.

Owns what a preview shows. It stores nothing and sends nothing; `agent_api.tickets.notifications.notifier` sends.
"""

import asyncio
import base64
from datetime import datetime
from typing import Any, Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.mail.domain.templates import RenderedText, render
from agent_api.mail.letter_page import PUBLICATION_ADDRESS, PostalAddress, letter_pages
from agent_api.tickets.answers.enclosures import check_files, read_enclosures
from agent_api.tickets.answers.schemas import AnswerPreview, AnswerPreviewForm
from agent_api.tickets.domain.steps import Answer
from agent_api.tickets.notifications.contact_channel import PetitionerContact, decrypt_contact, with_publication
from agent_api.tickets.notifications.notifier import answer_content
from agent_api.tickets.problems import AnswerMissing, AnswerUnsendable
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.store import FiledTicket, with_columns
from agent_api.tickets.texts import decrypt_texts
from config.site.mail import Mail
from config.site.tickets.answers import find_unfilled
from config.timezone import COLOMBIA
from storage.postgres.engine import read_connection

LETTER_NUMBER: Final = "(se asigna al enviar)"
"""In the place of the letter's number, which does not exist yet."""


async def preview_answer(
    context: ApiContext, principal: Principal, number: str, form: AnswerPreviewForm, now: datetime
) -> AnswerPreview:
    """Render an answer as it would be sent now.

    Without a text, the ticket's latest wording; without files, those chosen before.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role may not read what customers said.
        AnswerMissing: there is neither a text nor an earlier wording.
        AnswerUnsendable: the site has no mail.
        AnswerAttachmentUnknown, AnswerAttachmentWithheld, and others: see `enclosures.check_files`.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    if not can_read_texts(principal):
        raise Forbidden
    mail = context.site.mail
    if mail is None:
        raise AnswerUnsendable
    answer = form.text or decrypt_texts(context.cipher, context.campaign, filed).answer
    if not answer:
        raise AnswerMissing
    if form.attachments is not None:
        filed = with_columns(filed, answer_attachments=tuple(dict.fromkeys(form.attachments)))
    contact = with_publication(decrypt_contact(context.cipher, context.site, filed))
    rendered, files = await _render(context, filed, contact, answer, mail)
    logo, unfilled = context.site.branding.logo, find_unfilled(answer)
    return await present_preview(rendered, contact, mail, files=files, logo=logo, unfilled=unfilled, now=now)


async def _render(
    context: ApiContext, filed: FiledTicket, contact: PetitionerContact, answer: str, mail: Mail
) -> tuple[RenderedText, list[str]]:
    """Render the answer with the template of the sending; return it with the names of its files."""
    async with read_connection(context.engine) as connection:
        await check_files(connection, context, filed, Answer(), answer)
        files = await read_enclosures(connection, context, filed)
    content = await answer_content(context, filed, contact, answer, files)
    return render(content, mail, context.site.branding), [each.name for each in files]


async def present_preview(
    rendered: RenderedText,
    contact: PetitionerContact,
    mail: Mail,
    *,
    files: list[str],
    logo: str,
    unfilled: tuple[str, ...],
    now: datetime,
) -> AnswerPreview:
    """Build the preview of a rendered text: a mail if the contact has an address of mail, else a letter."""
    common: dict[str, Any] = {
        "subject": rendered.subject,
        "text": rendered.text,
        "files": files,
        "unfilled": list(unfilled),
    }
    if contact.email is not None:
        return AnswerPreview(
            channel="email",
            sender=f"{mail.sender_name} <{mail.sender}>",
            to=[contact.email.address],
            html=rendered.html,
            pages=[],
            **common,
        )
    address = contact.address or PostalAddress(name=contact.name, street=PUBLICATION_ADDRESS)
    on = now.astimezone(COLOMBIA).date()
    pages = await asyncio.to_thread(letter_pages, rendered, address, mail, number=LETTER_NUMBER, on=on, logo=logo)
    return AnswerPreview(
        channel="notice" if address.street == PUBLICATION_ADDRESS else "letter",
        sender=mail.sender_name,
        to=address.lines(),
        html=None,
        pages=[base64.b64encode(each).decode() for each in pages],
        **common,
    )
