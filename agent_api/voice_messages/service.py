"""Voice messages: list, play, and attend them with a ticket.

A message is attended once, by an existing ticket or by one filed in the same transaction. `agent_api.tickets` owns the
filing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.caller_numbers import CallerNumberReader
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.tickets import filing as tickets
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from agent_api.tickets.schemas import Petition, TicketForm
from agent_api.voice_messages import queries, store
from agent_api.voice_messages.queries import StoredVoiceMessage
from agent_api.voice_messages.schemas import VoiceMessage, VoiceMessageQuery
from config.site.model import Site
from eventlog.facts import VoiceMessageAttended
from storage.postgres.engine import read_connection, unit_of_work


class AlreadyAttended(ApiError):
    """The message already has another ticket."""

    status = 409
    code = "voice_message_attended"

    def __init__(self, number: str) -> None:
        super().__init__(f"Este mensaje ya se atendió, con el ticket {number}.")


async def list_messages(
    engine: AsyncEngine, campaign: str, query: VoiceMessageQuery, after: Cursor | None
) -> tuple[list[StoredVoiceMessage], Cursor | None]:
    """Return a page of messages, and the cursor of the next page, if any."""
    limit = query.limit
    async with read_connection(engine) as connection:
        messages = await queries.page(
            connection, campaign, attended=query.attended, line=query.line, limit=limit + 1, after=after
        )
    page = messages[:limit]
    return page, Cursor(page[-1].left_at, page[-1].recording) if len(messages) > limit else None


async def find(engine: AsyncEngine, campaign: str, recording_id: str) -> StoredVoiceMessage:
    """Return a message.

    Raises:
        NotFound: no message has that id.
    """
    async with read_connection(engine) as connection:
        return _require(await queries.find(connection, campaign, recording_id))


async def attend(context: ApiContext, principal: Principal, recording_id: str, number: str) -> StoredVoiceMessage:
    """Mark a message as attended with a ticket; repeating it changes nothing.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such message, or no such ticket that the user may see.
        AlreadyAttended: it was attended with another ticket.
    """
    ticket = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    async with unit_of_work(context.engine) as connection:
        message = _require(await queries.find(connection, context.campaign, recording_id, lock=True))
        return await _mark_attended(connection, context.campaign, principal, message, ticket.number, now=context.now())


async def file_petition(
    context: ApiContext, principal: Principal, recording_id: str, petition: Petition, key: str
) -> StoredVoiceMessage:
    """File a message's petition on its call, and mark the message as attended.

    The same ``key`` and petition file nothing more.

    Raises:
        NotFound: the message does not exist.
        AlreadyAttended: it was attended with another ticket; nothing is filed.
        KeyReused: the key was used with another petition.
        TypologyUnknown: the kind, theme or sub-theme does not exist.
        TypologyIncomplete: the theme has sub-themes, and none was chosen.
        TypologyRetired: it may not be chosen today.
    """
    now, voice_message = context.now(), await find(context.engine, context.campaign, recording_id)
    form = TicketForm(**petition.model_dump(), call_id=voice_message.call_id)
    request = tickets.request_key(context.cipher, form, key)
    new_ticket = await tickets.prepare_ticket(
        context, principal, form, voice_message, request=request, now=now, left_at=voice_message.left_at
    )
    async with unit_of_work(context.engine) as connection:
        message = _require(await queries.find(connection, context.campaign, recording_id, lock=True))
        filed = await tickets.store_ticket(connection, context, principal, new_ticket, now)
        return await _mark_attended(connection, context.campaign, principal, message, filed.number, now=context.now())


async def _mark_attended(
    connection: AsyncConnection,
    campaign: str,
    principal: Principal,
    message: StoredVoiceMessage,
    number: str,
    *,
    now: datetime,
) -> StoredVoiceMessage:
    """Store the message's ticket; another ticket raises and rolls the transaction back."""
    if message.ticket not in (None, number):
        raise AlreadyAttended(str(message.ticket))
    if message.ticket is None:
        await store.mark_attended(connection, campaign, message.recording, number=number, user=principal.user, at=now)
        fact = VoiceMessageAttended(recording=message.recording, ticket=number)
        author = principal.author(at=now, site_version=message.site_version, call_id=message.call_id)
        await append_facts(connection, campaign, [fact], author)
    return _require(await queries.find(connection, campaign, message.recording))


async def present_messages(
    site: Site, principal: Principal, messages: Sequence[StoredVoiceMessage], numbers: CallerNumberReader
) -> list[VoiceMessage]:
    """Present messages as the user may see them."""
    callers = await numbers.find_displayed([each.caller_ref for each in messages])
    show = format_number if principal.has_permission("number.read") else mask_number
    return [_present(site, each, show(callers.get(each.caller_ref, ""))) for each in messages]


def _present(site: Site, message: StoredVoiceMessage, number: str) -> VoiceMessage:
    return VoiceMessage(
        id=message.recording,
        call_id=message.call_id,
        line=message.line,
        line_name=labels.line_name(site, message.line),
        queue_name=labels.queue_name(site, message.queue) if message.queue else None,
        caller=number,
        left_at=message.left_at,
        lasted_ms=message.lasted_ms,
        state=message.state,
        ticket=message.ticket,
        attended_at=message.attended_at,
        attended_by=message.attended_by,
    )


def _require(message: StoredVoiceMessage | None) -> StoredVoiceMessage:
    if message is None:
        raise NotFound("No hay ningún mensaje de voz con ese nombre.")
    return message
