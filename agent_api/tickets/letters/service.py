"""Letters of tickets: listing them, rendering them as PDF, and recording their dispatch and delivery.

Owns that an answer on paper closes its ticket when the carrier accepts it, and reopens it when it is returned, in the
transaction that records this.
"""

import asyncio
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, NotFound
from agent_api.mail import letter_service as letters
from agent_api.mail.letter_service import LetterRefused
from agent_api.tickets.attachments import store as attachments
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.service import open_attachment
from agent_api.tickets.attachments.store import AttachmentRow
from agent_api.tickets.letters.bundle import PdfNotJoinable, join_pdfs
from agent_api.tickets.letters.schemas import DeliveryForm, DispatchForm, EnclosedFile, Letter
from agent_api.tickets.notifications.answer_delivery import close_delivered, reopen_returned
from agent_api.tickets.notifications.mail_handler import ANSWER_TEMPLATE
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work


class LetterNotPossible(ApiError):
    """The letter cannot be dispatched or delivered that way."""

    status = 409
    code = "letter_not_possible"


class LetterNotJoinable(ApiError):
    """An enclosure cannot be joined with the letter."""

    status = 409
    code = "letter_not_joinable"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» no se puede unir a la carta: descárguelo e imprímalo aparte.")


async def list_letters(context: ApiContext, principal: Principal, number: str) -> list[Letter]:
    """Return the letters of a ticket.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role may not read what customers said.
    """
    ticket_number = await _readable_number(context, principal, number)
    async with read_connection(context.engine) as connection:
        return [
            await _present(connection, context.cipher, context.campaign, ticket_number, each)
            for each in await _list_letters(connection, context.cipher, context.campaign, ticket_number)
        ]


async def letter_pdf(context: ApiContext, principal: Principal, number: str, id_: str) -> bytes:
    """Return the PDF of a letter; see `list_letters`."""
    ticket_number = await _readable_number(context, principal, number)
    async with unit_of_work(context.engine) as connection:  # a transaction, because reading locks the letter
        await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_)
        return await letters.stored_pdf(connection, context.campaign, id_, cipher=context.cipher)


async def letter_bundle(context: ApiContext, principal: Principal, number: str, id_: str) -> bytes:
    """Return a letter and its PDF enclosures as one PDF; each enclosure is logged as opened.

    Raises:
        LetterNotJoinable: an enclosure cannot be joined.
        AttachmentWithheld, AttachmentWaits, AttachmentDamaged, NotStored: an enclosure may not be opened.
    """
    pdf = await letter_pdf(context, principal, number, id_)
    ticket_number = await _readable_number(context, principal, number)
    async with read_connection(context.engine) as connection:
        rows = await _enclosed_rows(
            connection,
            context.campaign,
            ticket_number,
            await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_),
        )
    files = [await open_attachment(context, principal, ticket_number, row.id) for row in rows if row.kind == "pdf"]
    try:
        return await asyncio.to_thread(join_pdfs, pdf, [(each.name, each.content) for each in files])
    except PdfNotJoinable as error:
        raise LetterNotJoinable(error.name) from error


async def record_dispatch(
    context: ApiContext, principal: Principal, number: str, id_: str, form: DispatchForm
) -> Letter:
    """Record that a carrier accepted a letter; if it holds the answer, close the ticket.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role may not read what customers said.
        LetterNotPossible: it has another guide, the guide is another letter's, or the day is not possible.
    """
    ticket_number, now = await _readable_number(context, principal, number), context.now()
    await _stop_withheld(context, ticket_number, id_, now)
    async with unit_of_work(context.engine) as connection:
        await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_)
        on = _day(form.on, now)
        try:
            await letters.record_dispatch(
                connection, context.campaign, id_, carrier=form.carrier, guide=form.guide, on=on, actor=principal.actor
            )
        except LetterRefused as error:
            raise LetterNotPossible(str(error)) from error
        if await _is_answer(connection, context.cipher, context.campaign, ticket_number, id_):
            await close_delivered(connection, context.campaign, ticket_number, now)
        return await _present(
            connection,
            context.cipher,
            context.campaign,
            ticket_number,
            await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_),
        )


async def _stop_withheld(context: ApiContext, number: str, id_: str, now: datetime) -> None:
    """Return an answer to its sender if the antivirus withheld an enclosure after the letter was written.

    Raises:
        LetterNotPossible: that is the case; the ticket is open again.
    """
    async with unit_of_work(context.engine) as connection:
        letter = await _find_letter(connection, context.cipher, context.campaign, number, id_)
        withheld = [row for row in await _enclosed_rows(connection, context.campaign, number, letter) if row.finding]
        if letter.state != "written" or not withheld:
            return
        why = f"La carta no salió: el antivirus retuvo «{_decrypt_name(context.cipher, withheld[0])}»."
        if await _is_answer(connection, context.cipher, context.campaign, number, id_):
            await reopen_returned(connection, context.campaign, number, now, why=why, cipher=context.cipher)
    raise LetterNotPossible(f"{why} Quien envió la respuesta la tiene otra vez para cambiar el anexo.")


async def record_delivery(
    context: ApiContext, principal: Principal, number: str, id_: str, form: DeliveryForm
) -> Letter:
    """Record the carrier's proof; if an answer was returned, reopen its ticket. See `record_dispatch`."""
    ticket_number, now = await _readable_number(context, principal, number), context.now()
    async with unit_of_work(context.engine) as connection:
        await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_)
        on = _day(form.on, now)
        try:
            await letters.record_delivery(
                connection,
                context.campaign,
                id_,
                delivered=form.delivered,
                receipt=form.receipt,
                on=on,
                cipher=context.cipher,
                actor=principal.actor,
            )
        except LetterRefused as error:
            raise LetterNotPossible(str(error)) from error
        if not form.delivered and await _is_answer(connection, context.cipher, context.campaign, ticket_number, id_):
            why = f"La carta fue devuelta: {form.receipt}"
            await reopen_returned(connection, context.campaign, ticket_number, now, why=why, cipher=context.cipher)
        return await _present(
            connection,
            context.cipher,
            context.campaign,
            ticket_number,
            await _find_letter(connection, context.cipher, context.campaign, ticket_number, id_),
        )


def _day(on: date | None, now: datetime) -> date:
    today = now.astimezone(COLOMBIA).date()
    if on is not None and on > today:
        raise LetterNotPossible("Ese día todavía no llega: revise la fecha.")
    return on or today


async def _readable_number(context: ApiContext, principal: Principal, number: str) -> str:
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    if not can_read_texts(principal):
        raise Forbidden
    return filed.number


async def _list_letters(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str
) -> list[letters.StoredLetter]:
    return await letters.list_letters_about(connection, campaign, number, cipher=cipher)


async def _find_letter(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, id_: str
) -> letters.StoredLetter:
    letter = next((each for each in await _list_letters(connection, cipher, campaign, number) if each.id == id_), None)
    if letter is None:
        raise NotFound("Ese ticket no tiene ninguna carta con ese identificador.")
    return letter


async def _is_answer(connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, id_: str) -> bool:
    """Return whether a letter is the last answer of a ticket."""
    answers = [
        each.id
        for each in await _list_letters(connection, cipher, campaign, number)
        if each.template == ANSWER_TEMPLATE and each.state != "cancelled"
    ]
    return answers[-1:] == [id_]


async def _enclosed_rows(
    connection: AsyncConnection, campaign: str, number: str, letter: letters.StoredLetter
) -> list[AttachmentRow]:
    """Return the files enclosed with a letter, in order."""
    if not letter.attachments:
        return []
    rows = {row.id: row for row in await attachments.list_by_ticket(connection, campaign, number)}
    return [rows[each] for each in letter.attachments if each in rows]


async def _present(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, letter: letters.StoredLetter
) -> Letter:
    return Letter(
        id=letter.id,
        template=letter.template,
        to=letter.to.lines(),
        written_at=letter.written_at,
        digest=letter.digest,
        state=letter.state,
        carrier=letter.carrier or None,
        guide=letter.guide or None,
        dispatched_on=letter.dispatched_on,
        closed_on=letter.closed_on,
        receipt=letter.receipt or None,
        attachments=[_present_file(cipher, row) for row in await _enclosed_rows(connection, campaign, number, letter)],
    )


def _present_file(cipher: FieldCipher, row: AttachmentRow) -> EnclosedFile:
    return EnclosedFile(
        id=row.id,
        name=_decrypt_name(cipher, row),
        media_type=MEDIA_TYPES[row.kind],
        size=row.plain_size,
        withheld=bool(row.finding),
    )


def _decrypt_name(cipher: FieldCipher, row: AttachmentRow) -> str:
    return cipher.decrypt(row.name, field=attachments.NAME, row=row.id)
