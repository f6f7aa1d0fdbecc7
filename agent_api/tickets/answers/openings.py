"""Openings of an area's answer: who read it beside the petition, before they accept it.

Owns the table ticket_answer_opening. An answer is named by its round: an area gives one answer in each round. Only the
request that delivers petition and answer together counts as an opening.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.tickets import store
from agent_api.tickets.answers.problems import AnswerNotOpened
from agent_api.tickets.answers.schemas import OpenedAnswer, OpenedFile
from agent_api.tickets.attachments import store as attachments
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from agent_api.tickets.sentences import area_name
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import decrypt_texts
from eventlog.facts.tickets.ticket import TicketAnswerOpened
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import ticket_answer_opening


async def open_answer(context: ApiContext, principal: Principal, number: str, now: datetime) -> OpenedAnswer:
    """Deliver petition and answer side by side, and record it; a second opening changes nothing.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        Forbidden: the role may not read what customers said.
        StepNotPossible: no answer of an area waits for its review.
    """
    found = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    if not can_read_texts(principal):
        raise Forbidden
    async with unit_of_work(context.engine) as connection:
        filed = await store.lock_ticket(connection, context.campaign, found.number) or found
        if filed.state != "in_review":
            raise StepNotPossible("Ahora no hay ninguna respuesta de un área por revisar.")
        if await _record(connection, context.campaign, filed, principal.user, now):
            author = principal.author(at=now, site_version=filed.site_version, call_id=filed.call_id)
            fact = TicketAnswerOpened(ticket=filed.number, round=filed.round)
            await append_facts(connection, context.campaign, [fact], author)
    texts = decrypt_texts(context.cipher, context.campaign, filed)
    return OpenedAnswer(
        number=filed.number,
        round=filed.round,
        area_name=area_name(context.site, filed.area),
        asked=texts.text,
        answer=texts.answer,
        files=await _chosen_files(context, filed),
    )


async def _chosen_files(context: ApiContext, filed: FiledTicket) -> list[OpenedFile]:
    """Return the files that the area chose for its answer, in order."""
    if not filed.answer_attachments:
        return []
    async with read_connection(context.engine) as connection:
        rows = {row.id: row for row in await attachments.list_by_ticket(connection, context.campaign, filed.number)}
    return [
        OpenedFile(
            id=each,
            name=context.cipher.decrypt(rows[each].name, field=attachments.NAME, row=each),
            size=rows[each].plain_size,
        )
        for each in filed.answer_attachments
        if each in rows
    ]


async def has_opened(connection: AsyncConnection, campaign: str, filed: FiledTicket, user: str) -> bool:
    """Return whether a user opened the present answer of a ticket."""
    row = ticket_answer_opening.c
    query = select(row.who).where(row.campaign == campaign, row.number == filed.number, row.round == filed.round)
    return await connection.scalar(query.where(row.who == user)) is not None


async def require_opened(connection: AsyncConnection, campaign: str, filed: FiledTicket, user: str) -> None:
    """Refuse to accept an answer that the user has not opened.

    Raises:
        AnswerNotOpened: they have not.
    """
    if not await has_opened(connection, campaign, filed, user):
        raise AnswerNotOpened


async def _record(connection: AsyncConnection, campaign: str, filed: FiledTicket, user: str, now: datetime) -> bool:
    """Store an opening; return False if the user opened this answer before."""
    values = {"campaign": campaign, "number": filed.number, "round": filed.round, "who": user, "at": now}
    statement = insert(ticket_answer_opening).values(**values).on_conflict_do_nothing()
    return (await connection.execute(statement.returning(ticket_answer_opening.c.who))).first() is not None
