"""The state of a node, requested at the beginning of each connection before anything else.

Owns the requests and their order. The gateway applies the answers.
"""

from collections.abc import Iterable

import msgspec

from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.events import AriBridge, Channel, Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.adoption import is_ours
from telephony.asterisk.call.held_call import HeldCall
from telephony.asterisk.call.legs import HOLD_VARIABLE
from telephony.asterisk.configuration import HOLDER


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a node at one moment. Its ``startup`` differs after a restart of Asterisk."""

    startup: str
    channels: list[Channel]
    bridges: list[AriBridge]


async def take_snapshot(link: AriLink, holder: str) -> Snapshot:
    """Set the event filter, store the holder's name on the node, and read its state.

    Raises:
        AsteriskAway: no answer, or an error status.
    """
    await _request_or_fail(link, rest.set_event_filter(events.EVENT_TYPES))
    await _request_or_fail(link, rest.set_global(HOLDER, holder))
    startup = await _request_or_fail(link, rest.get_info())
    channels = await _request_or_fail(link, rest.list_channels())
    bridges = await _request_or_fail(link, rest.list_bridges())
    return Snapshot(
        startup=events.read_startup(startup.message_body),
        channels=events.read_channels(channels.message_body),
        bridges=events.read_bridges(bridges.message_body),
    )


async def read_holds(link: AriLink, channels: Iterable[Channel]) -> dict[str, str]:
    """Return the hold variable of each channel that is up."""
    holds = {}
    for channel in channels:
        if is_ours(channel) and channel.state == "Up":
            answer = await link.request_first(rest.get_variable(channel.id, HOLD_VARIABLE))
            holds[channel.id] = events.read_variable(answer.message_body) if answer.is_success else ""
    return holds


async def finish_plays(link: AriLink, held_call: HeldCall, now: float) -> None:
    """Report to a call each Play that ended while we were disconnected."""
    for leg in list(held_call.legs.values()):
        if leg.play is not None and leg.play.playback:
            answer = await link.request_first(rest.get_playback(leg.play.playback))
            if answer.status_code == 404:
                held_call.on_playback_end(leg.channel, leg.play.playback, False, now)


async def _request_or_fail(link: AriLink, request: AriRequest) -> Response:
    answer = await link.request_first(request)
    if not answer.is_success:
        raise AsteriskAway(f"ARI responde {answer.status_code} a {request.method} {request.path}")
    return answer
