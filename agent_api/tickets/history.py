"""The story of a ticket: each step that was taken, and each message, letter and notice that left about it.

Owns what is read for it and who sees to whom something went. The words are `agent_api.tickets.domain.message_labels`'.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.guard import Asking
from agent_api.kit.context import Deps
from agent_api.mail import store
from agent_api.mail.letter_service import letters_about
from agent_api.tickets import history_store
from agent_api.tickets.attachments import store as attachments
from agent_api.tickets.domain.message_labels import by_of, of_letter, of_mail
from agent_api.tickets.presenters import shown_entry
from agent_api.tickets.queries.visibility import find_ticket, reads_texts
from agent_api.tickets.schemas import SentFile, TicketHistory, TicketMessage, TicketReading
from agent_api.tickets.status import store as status_store
from agent_api.tickets.status.sentences import GROUNDS, REFUSALS
from agent_api.tickets.status.store import Reading
from agent_api.tickets.workflow import reclassification
from storage.postgres.engine import reading


async def history_of(deps: Deps, who: Asking, number: str) -> TicketHistory:
    """The story of a ticket, steps and messages each in order.

    Args:
        deps: of the API.
        who: asks.
        number: as it was written or said.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
    """
    filed, reads = await find_ticket(deps, who, number), reads_texts(who)
    async with reading(deps.engine) as connection:
        found = await history_store.of_ticket(connection, deps.sealer, deps.campaign, filed.number)
        files = await _files(connection, deps, filed.number, reads=reads)
        messages = await _messages(connection, deps, filed.number, files, reads=reads)
        readings = await status_store.of_ticket(connection, deps.campaign, filed.number)
    told = [await reclassification.in_words_of(deps, each) for each in found]
    shown = [shown_entry(each, files, reads=reads, told=words) for each, words in zip(found, told, strict=True)]
    return TicketHistory(
        number=filed.number, entries=shown, messages=messages, readings=[_reading(each) for each in readings]
    )


def _reading(reading: Reading) -> TicketReading:
    why = f"preguntó cómo va y no se le mostró: {REFUSALS['no_match']}"
    told = f"leyó cómo va, {GROUNDS[reading.grounds]}" if reading.grounds else why
    return TicketReading(id=str(reading.id), at=reading.at, who=reading.who, who_name=reading.who_name, told=told)


async def _files(connection: AsyncConnection, deps: Deps, number: str, *, reads: bool) -> dict[str, SentFile]:
    """Return the files of a ticket by id."""
    rows = await attachments.of_ticket(connection, deps.campaign, number)
    return {row.id: SentFile(id=row.id, name=_name(deps, row) if reads else None, size=row.plain_size) for row in rows}


def _name(deps: Deps, row: attachments.Row) -> str:
    return deps.sealer.open(row.name, about=attachments.NAME, row=row.id)


async def _messages(
    connection: AsyncConnection, deps: Deps, number: str, files: Mapping[str, SentFile], *, reads: bool
) -> list[TicketMessage]:
    mails = [
        TicketMessage(
            id=each.id,
            by="mail",
            template=each.template,
            at=each.posted_at,
            told=of_mail(each.template, each.state, each.tries),
            state=each.state,
            to=deps.sealer.open(each.recipient, about=store.RECIPIENT, row=each.id) if reads else None,
            files=[files[id_] for id_ in each.attachments if id_ in files],
        )
        for each in await store.about(connection, deps.campaign, number)
    ]
    letters = [
        TicketMessage(
            id=each.id,
            by=by_of(each),
            template=each.template,
            at=each.written_at,
            told=of_letter(each),
            state=each.state,
            to=", ".join(each.to.lines()) if reads else None,
            files=[files[id_] for id_ in each.attachments if id_ in files],
        )
        for each in await letters_about(connection, deps.campaign, number, sealer=deps.sealer)
    ]
    return sorted((*mails, *letters), key=lambda each: (each.at, each.template, each.id))
