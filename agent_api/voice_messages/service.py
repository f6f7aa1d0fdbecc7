"""Voice messages for people: which wait, how each sounds, and with which ticket it was attended.

Owns that a message is attended once, by a ticket that exists or is filed in the same transaction. What a filing is is
`agent_api.tickets`'.
"""

from collections.abc import Callable, Sequence
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
from agent_api.recordings import service as recordings
from agent_api.recordings.service import AudioStream
from agent_api.tickets import filing as tickets
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from agent_api.tickets.schemas import Petition, TicketForm
from agent_api.voice_messages import queries, store
from agent_api.voice_messages.queries import StoredVoiceMessage
from agent_api.voice_messages.schemas import VoiceMessage, VoiceMessageQuery
from config.site.model import Site
from eventlog.facts import VoiceMessageAttended
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import Vault


class AlreadyAttended(ApiError):
    """Another ticket stands beside the message."""

    status = 409
    code = "voice_message_attended"

    def __init__(self, number: str) -> None:
        super().__init__(f"Este mensaje ya se atendió, con el ticket {number}.")


async def list_messages(
    engine: AsyncEngine, campaign: str, query: VoiceMessageQuery, after: Cursor | None
) -> tuple[list[StoredVoiceMessage], Cursor | None]:
    """A page of messages, and where it ends if there are more."""
    limit = query.limit
    async with read_connection(engine) as connection:
        messages = await queries.page(connection, campaign, attended=query.attended, limit=limit + 1, after=after)
    page = messages[:limit]
    return page, Cursor(page[-1].left_at, page[-1].recording) if len(messages) > limit else None


async def find(engine: AsyncEngine, campaign: str, recording_id: str) -> StoredVoiceMessage:
    """A message.

    Raises:
        NotFound: none was left with that id.
    """
    async with read_connection(engine) as connection:
        return _require(await queries.find(connection, campaign, recording_id))


async def open_audio(
    engine: AsyncEngine,
    campaign: str,
    vault: Vault | None,
    principal: Principal,
    recording_id: str,
    *,
    range_header: str | None,
    now: Callable[[], datetime],
) -> AudioStream:
    """The sound of a message; see `agent_api.recordings.service.open_audio`.

    Raises:
        NotFound: no message was left with that id.
    """
    await find(engine, campaign, recording_id)
    return await recordings.open_audio(
        engine, campaign, vault, principal, recording_id, range_header=range_header, now=now
    )


async def attend(context: ApiContext, principal: Principal, recording_id: str, number: str) -> StoredVoiceMessage:
    """Say with which ticket a message was attended; saying it again changes nothing.

    Args:
        context: of the API.
        principal: attended it.
        recording_id: the message's.
        number: of the ticket, as it was dictated.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such message, or no such ticket that the user may see.
        AlreadyAttended: it was, with another ticket.
    """
    ticket = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    async with unit_of_work(context.engine) as connection:
        message = _require(await queries.find(connection, context.campaign, recording_id, lock=True))
        return await _mark_attended(connection, context.campaign, principal, message, ticket.number, now=context.now())


async def file_petition(
    context: ApiContext, principal: Principal, recording_id: str, petition: Petition, key: str
) -> StoredVoiceMessage:
    """File what a message asks for, on the call in which it was left: from then on it is attended.

    Args:
        context: of the API.
        principal: heard it, and files.
        recording_id: the message's.
        petition: what it asks for.
        key: of the request; the same key and petition again file nothing more.

    Raises:
        NotFound: there is no such message.
        AlreadyAttended: it was, with another ticket; nothing is filed.
        KeyReused: the key came before with another petition.
        TypologyUnknown: there is no such kind, theme or sub-theme.
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
    """The message with its ticket; what the transaction did before is undone where it has another."""
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
    """Messages as somebody may see them."""
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
