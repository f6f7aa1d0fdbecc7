"""Voice messages for people: which wait, how each sounds, and with which ticket it was attended.

Owns that a message is attended once, by a ticket that exists. Filing that ticket is `agent_api.tickets`'.
"""

from collections.abc import Sequence

from agent_api import wording
from agent_api.access.guard import Asking
from agent_api.calls.store import Place
from agent_api.customers.callers import callers_of
from agent_api.customers.masking import masked_number, shown_number
from agent_api.deps import Deps
from agent_api.problems import ApiError, NotFound
from agent_api.recordings import service as recordings
from agent_api.recordings.service import Heard
from agent_api.tickets.service import find_ticket
from agent_api.voice_messages import store
from agent_api.voice_messages.schemas import VoiceMessage, VoiceMessageQuery
from agent_api.voice_messages.store import Left
from eventlog import outbox
from eventlog.facts import VoiceMessageAttended
from storage.engine import reading, unit_of_work


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


async def hear(deps: Deps, who: Asking, recording_id: str, asked: str | None) -> Heard:
    """The sound of a message; see `agent_api.recordings.service.hear`.

    Raises:
        NotFound: no message was left with that id.
    """
    async with reading(deps.engine) as connection:
        _here(await store.find(connection, deps.campaign, recording_id))
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
        if message.ticket not in (None, ticket.number):
            raise AlreadyAttended(str(message.ticket))
        if message.ticket is None:
            at = deps.now()
            await store.be_attended(connection, deps.campaign, recording_id, number=ticket.number, user=who.user, at=at)
            fact = VoiceMessageAttended(recording=recording_id, ticket=ticket.number)
            told = {"actor": who.actor, "site_version": message.site_version, "call_id": message.call_id}
            await outbox.put(connection, deps.campaign, [fact], **told)
        return _here(await store.find(connection, deps.campaign, recording_id))


async def shown(deps: Deps, who: Asking, messages: Sequence[Left]) -> list[VoiceMessage]:
    """Messages as somebody may see them."""
    callers = await callers_of(deps, [each.caller_ref for each in messages])
    show = shown_number if who.may("number.read") else masked_number
    return [_shown(deps, each, show(callers.get(each.caller_ref, ""))) for each in messages]


def _shown(deps: Deps, message: Left, number: str) -> VoiceMessage:
    return VoiceMessage(
        id=message.recording,
        call_id=message.call_id,
        line=message.line,
        line_name=wording.line_name(deps.site, message.line),
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
