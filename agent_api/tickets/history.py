"""The history of a ticket for the API: its steps, and the messages, letters and notices sent about it.

Owns what is loaded for it and who may see the recipients. The labels are `agent_api.tickets.domain.message_labels`'.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.mail.domain.stored_message import RECIPIENT
from agent_api.mail.letter_service import list_letters_about
from agent_api.mail.queries import list_messages_about
from agent_api.tickets import history_store
from agent_api.tickets.attachments import store as attachments
from agent_api.tickets.domain.message_labels import delivery_method_of, describe_letter, describe_mail
from agent_api.tickets.domain.steps import Note
from agent_api.tickets.presenters import present_entry
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.schemas import SentFile, TicketHistory, TicketMessage, TicketReading
from agent_api.tickets.status import store as status_store
from agent_api.tickets.status.sentences import GROUNDS, REFUSALS
from agent_api.tickets.status.store import StatusReading
from agent_api.tickets.workflow import reclassification
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection


async def ticket_history(context: ApiContext, principal: Principal, number: str) -> TicketHistory:
    """Return the history of a ticket, with steps and messages each in order.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    reads = can_read_texts(principal)
    async with read_connection(context.engine) as connection:
        history = await history_store.list_history(connection, context.cipher, context.campaign, filed.number)
        files = await _files_by_id(connection, context.cipher, context.campaign, filed.number, reads=reads)
        messages = await _list_messages(connection, context.cipher, context.campaign, filed.number, files, reads=reads)
        mentioned = {user for each in history if isinstance(each.step, Note) for user in each.step.mentions}
        names = await load_names(connection, context.site, context.cipher, mentioned) if mentioned else {}
        readings = await status_store.list_by_ticket(connection, context.campaign, filed.number)
    changes = [await reclassification.describe_correction(context.load_site_version, each) for each in history]
    entries = [
        present_entry(each, files, names, reads=reads, change=words)
        for each, words in zip(history, changes, strict=True)
    ]
    return TicketHistory(
        number=filed.number, entries=entries, messages=messages, readings=[_present_reading(each) for each in readings]
    )


def _present_reading(reading: StatusReading) -> TicketReading:
    why = f"preguntó cómo va y no se le mostró: {REFUSALS['no_match']}"
    sentence = f"leyó cómo va, {GROUNDS[reading.grounds]}" if reading.grounds else why
    return TicketReading(id=str(reading.id), at=reading.at, who=reading.who, who_name=reading.who_name, told=sentence)


async def _files_by_id(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, *, reads: bool
) -> dict[str, SentFile]:
    rows = await attachments.list_by_ticket(connection, campaign, number)
    return {
        row.id: SentFile(id=row.id, name=_decrypt_name(cipher, row) if reads else None, size=row.plain_size)
        for row in rows
    }


def _decrypt_name(cipher: FieldCipher, row: attachments.AttachmentRow) -> str:
    return cipher.decrypt(row.name, field=attachments.NAME, row=row.id)


async def _list_messages(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    number: str,
    files: Mapping[str, SentFile],
    *,
    reads: bool,
) -> list[TicketMessage]:
    mails = [
        TicketMessage(
            id=each.id,
            by="mail",
            template=each.template,
            at=each.posted_at,
            told=describe_mail(each.template, each.state, each.tries),
            state=each.state,
            to=cipher.decrypt(each.recipient, field=RECIPIENT, row=each.id) if reads else None,
            files=[files[id_] for id_ in each.attachments if id_ in files],
        )
        for each in await list_messages_about(connection, campaign, number)
    ]
    letters = [
        TicketMessage(
            id=each.id,
            by=delivery_method_of(each),
            template=each.template,
            at=each.written_at,
            told=describe_letter(each),
            state=each.state,
            to=", ".join(each.to.lines()) if reads else None,
            files=[files[id_] for id_ in each.attachments if id_ in files],
        )
        for each in await list_letters_about(connection, campaign, number, cipher=cipher)
    ]
    return sorted((*mails, *letters), key=lambda each: (each.at, each.template, each.id))
