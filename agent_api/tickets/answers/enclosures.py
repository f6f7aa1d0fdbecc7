"""Files to send with an answer: which are allowed, their limits, and their content at sending.

Owns the checks of each step that chooses files, so that problems appear before sending: the files belong to the ticket,
the antivirus accepted them, the mail server accepts their size, and an answer that promises a document has a file.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import ApiContext
from agent_api.mail.domain.enclosures import Enclosure
from agent_api.tickets.answers.problems import (
    AnswerAttachmentsTooLarge,
    AnswerAttachmentsTooMany,
    AnswerAttachmentUnknown,
    AnswerAttachmentWaits,
    AnswerAttachmentWithheld,
    AnswerNeedsAttachment,
    AnswerNotSent,
)
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.domain.scan_verdict import attachment_state
from agent_api.tickets.attachments.service import read_content, require_vault
from agent_api.tickets.attachments.store import AttachmentRow
from agent_api.tickets.domain.steps import Accept, Answer, AnyStep, ContactChannel, GiveBack, Send
from agent_api.tickets.notifications.contact_channel import contact_channel_of
from agent_api.tickets.store import ANSWER, FiledTicket
from config.site.mail import Mail
from config.site.model import Site
from config.site.tickets.answers import find_promise
from storage.encryption.field_cipher import FieldCipher, row_key

STEPS_WITH_FILES: Final = (Answer, Accept, GiveBack, Send)
"""Steps that may choose the files of an answer."""


class EnclosureLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits for the files of one answer.

    Attributes:
        most_bytes: of all files together, unencrypted; None if the answer goes on paper.
    """

    most_files: int
    most_bytes: int | None


def enclosure_limits(mail: Mail | None, channel: ContactChannel) -> EnclosureLimits | None:
    """Return the limits for an answer by a channel; None if the site does not send answers."""
    if mail is None:
        return None
    return EnclosureLimits(most_files=mail.most_files, most_bytes=mail.most_file_bytes if channel == "email" else None)


def promised_document(site: Site, response: str | None, text: str) -> str:
    """Return the name of the answer type or template that promises a document; empty for none."""
    promise = find_promise(site.answers, response, text)
    return promise.name if promise else ""


async def check_files(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, step: AnyStep, text: str
) -> None:
    """Check the files of a step before it is taken; a step that cannot choose files passes.

    ``filed`` is the ticket before the step, locked by the transaction. ``text`` is the answer that the step brings; if
    it is empty, the ticket's answer is checked.

    Raises:
        AnswerNotSent: the answer is given during the call, and a file is chosen or promised.
        AnswerAttachmentUnknown, AnswerAttachmentWithheld: a chosen file is not allowed.
        AnswerAttachmentsTooMany, AnswerAttachmentsTooLarge: the chosen files exceed the limits.
        AnswerAttachmentWaits: the answer is to be sent, but a file is not scanned yet.
        AnswerNeedsAttachment: the answer is to be sent and promises a document, but has no file.
    """
    if not isinstance(step, STEPS_WITH_FILES):
        return
    promise = _promised_document(context, filed, step, text)
    if filed.state == "filed":
        if step.attachments or promise:
            raise AnswerNotSent(promise)
        return
    chosen = filed.answer_attachments if step.attachments is None else step.attachments
    rows = await _chosen_rows(connection, context.campaign, filed, chosen)
    _check_rows(context, filed, rows, sent=isinstance(step, Send))
    if isinstance(step, Send) and promise and not rows:
        raise AnswerNeedsAttachment(promise)


async def read_enclosures(connection: AsyncConnection, context: ApiContext, filed: FiledTicket) -> list[Enclosure]:
    """Read the files to send with the answer of a ticket, in order.

    Raises:
        AttachmentDamaged: a file is missing or altered.
        NotStored: the disk or the keys are unavailable.
    """
    rows = await _chosen_rows(connection, context.campaign, filed, filed.answer_attachments)
    return [await asyncio.to_thread(_enclosure, context, row) for row in rows]


def _enclosure(context: ApiContext, row: AttachmentRow) -> Enclosure:
    content = read_content(require_vault(context.attachment_vault), row)
    return Enclosure(
        id=row.id, name=_decrypt_name(context.cipher, row), media_type=MEDIA_TYPES[row.kind], content=content
    )


def _promised_document(
    context: ApiContext, filed: FiledTicket, step: Answer | Accept | GiveBack | Send, text: str
) -> str:
    answer = text or (
        context.cipher.decrypt(filed.answer, field=ANSWER, row=row_key(context.campaign, filed.number))
        if filed.answer
        else ""
    )
    response = step.response if isinstance(step, Answer | Accept) else None
    return promised_document(context.site, response or filed.response, answer)


async def _chosen_rows(
    connection: AsyncConnection, campaign: str, filed: FiledTicket, chosen: Sequence[str]
) -> list[AttachmentRow]:
    if not chosen:
        return []
    rows_by_id = {row.id: row for row in await store.list_by_ticket(connection, campaign, filed.number)}
    if not all(each in rows_by_id for each in chosen):
        raise AnswerAttachmentUnknown
    return [rows_by_id[each] for each in dict.fromkeys(chosen)]


def _check_rows(context: ApiContext, filed: FiledTicket, rows: Sequence[AttachmentRow], *, sent: bool) -> None:
    scans = context.antivirus is not None
    for row in rows:
        state = attachment_state(row.examined_at, row.finding, scans=scans)
        if state == "withheld":
            raise AnswerAttachmentWithheld(_decrypt_name(context.cipher, row))
        if sent and state == "waiting":
            raise AnswerAttachmentWaits(_decrypt_name(context.cipher, row))
    limits = enclosure_limits(context.site.mail, contact_channel_of(context.cipher, context.site, filed))
    size = sum(row.plain_size for row in rows)
    if limits is None:
        return
    if len(rows) > limits.most_files:
        raise AnswerAttachmentsTooMany(limits.most_files)
    if limits.most_bytes is not None and size > limits.most_bytes:
        raise AnswerAttachmentsTooLarge(size, limits.most_bytes)


def _decrypt_name(cipher: FieldCipher, row: AttachmentRow) -> str:
    return cipher.decrypt(row.name, field=store.NAME, row=row.id)
