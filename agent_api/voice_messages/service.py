"""Voice messages for people: which wait, how each sounds, and with which ticket it was attended.

Owns that a message is attended once, by a ticket that exists or is filed in the same transaction. What a filing is is
`agent_api.tickets`'.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.guard import Asking
from agent_api.calls.store import Place
from agent_api.customers.caller_numbers import callers_told
from agent_api.customers.domain.masking import masked_number, shown_number
from agent_api.kit import labels
from agent_api.kit.context import Deps
from agent_api.kit.errors import ApiError, NotFound
from agent_api.recordings import service as recordings
from agent_api.recordings.service import Heard
from agent_api.tickets import filing as tickets
from agent_api.tickets.queries.visibility import find_ticket
from agent_api.tickets.schemas import Petition, TicketForm
from agent_api.voice_messages import store
from agent_api.voice_messages.schemas import VoiceMessage, VoiceMessageQuery
from agent_api.voice_messages.store import Left
from eventlog import outbox
from eventlog.facts import VoiceMessageAttended
from storage.postgres.engine import reading, unit_of_work


class AlreadyAttended(ApiError):
    """Another ticket stands beside the message."""

    status = 409
    code = "voice_message_attended"

    def __init__(self, number: str) -> None:
        super().__init__(f"Este mensaje ya se atendió, con el ticket {number}.")


async def list_messages(deps: Deps, query: VoiceMessageQuery, after: Place | None) -> tuple[list[Left], Place | None]:
    """A page of messages, and where it ends if there are more."""
    limit = query.limit
    async with reading(deps.engine) as connection:
        found = await store.page(connection, deps.campaign, attended=query.attended, limit=limit + 1, after=after)
    page = found[:limit]
    return page, Place(page[-1].left_at, page[-1].recording) if len(found) > limit else None


async def find(deps: Deps, recording_id: str) -> Left:
    """A message.

    Raises:
        NotFound: none was left with that id.
    """
    async with reading(deps.engine) as connection:
        return _here(await store.find(connection, deps.campaign, recording_id))


async def hear(deps: Deps, who: Asking, recording_id: str, asked: str | None) -> Heard:
    """The sound of a message; see `agent_api.recordings.service.hear`.

    Raises:
        NotFound: no message was left with that id.
    """
    await find(deps, recording_id)
    return await recordings.hear(deps, who, recording_id, asked)


async def attend(deps: Deps, who: Asking, recording_id: str, number: str) -> Left:
    """Say with which ticket a message was attended; saying it again changes nothing.

    Args:
        deps: of the API.
        who: attended it.
        recording_id: the message's.
        number: of the ticket, as it was dictated.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such message, or no such ticket that the user may see.
        AlreadyAttended: it was, with another ticket.
    """
    ticket = await find_ticket(deps, who, number)
    async with unit_of_work(deps.engine) as connection:
        message = _here(await store.find(connection, deps.campaign, recording_id, lock=True))
        return await _attended(connection, deps, who, message, ticket.number)


async def file(deps: Deps, who: Asking, recording_id: str, petition: Petition, key: str) -> Left:
    """File what a message asks for, on the call in which it was left: from then on it is attended.

    Args:
        deps: of the API.
        who: heard it, and files.
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
    now, left = deps.now(), await find(deps, recording_id)
    form = TicketForm(**petition.model_dump(), call_id=left.call_id)
    described = await tickets.described(deps, who, form, left, key=key, now=now, left_at=left.left_at)
    async with unit_of_work(deps.engine) as connection:
        message = _here(await store.find(connection, deps.campaign, recording_id, lock=True))
        filed = await tickets.give_number(connection, deps, who, described, now)
        return await _attended(connection, deps, who, message, filed.number)


async def _attended(connection: AsyncConnection, deps: Deps, who: Asking, message: Left, number: str) -> Left:
    """The message with its ticket; what the transaction did before is undone where it has another."""
    if message.ticket not in (None, number):
        raise AlreadyAttended(str(message.ticket))
    if message.ticket is None:
        here = (connection, deps.campaign, message.recording)
        await store.be_attended(*here, number=number, user=who.user, at=deps.now())
        fact = VoiceMessageAttended(recording=message.recording, ticket=number)
        told = {"actor": who.actor, "site_version": message.site_version, "call_id": message.call_id}
        await outbox.put(connection, deps.campaign, [fact], **told)
    return _here(await store.find(connection, deps.campaign, message.recording))


async def shown(deps: Deps, who: Asking, messages: Sequence[Left]) -> list[VoiceMessage]:
    """Messages as somebody may see them."""
    callers = await callers_told(deps, [each.caller_ref for each in messages])
    show = shown_number if who.may("number.read") else masked_number
    return [_shown(deps, each, show(callers.get(each.caller_ref, ""))) for each in messages]


def _shown(deps: Deps, message: Left, number: str) -> VoiceMessage:
    return VoiceMessage(
        id=message.recording,
        call_id=message.call_id,
        line=message.line,
        line_name=labels.line_name(deps.site, message.line),
        queue_name=labels.queue_name(deps.site, message.queue) if message.queue else None,
        caller=number,
        left_at=message.left_at,
        lasted_ms=message.lasted_ms,
        state=message.state,
        ticket=message.ticket,
        attended_at=message.attended_at,
        attended_by=message.attended_by,
    )


def _here(message: Left | None) -> Left:
    if message is None:
        raise NotFound("No hay ningún mensaje de voz con ese nombre.")
    return message
