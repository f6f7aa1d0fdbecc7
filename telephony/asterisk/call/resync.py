"""Reconciliation of a held call with Asterisk's channels after a lost connection. Pure."""

from collections.abc import Iterable

from telephony.asterisk.ari.events import Channel
from telephony.asterisk.call.held_call import HeldCall

_FAILED = 500


def reconcile(held_call: HeldCall, channels: Iterable[Channel]) -> None:
    """Apply to a call what happened to its channels while we were disconnected."""
    channel_by_id = {channel.id: channel for channel in channels}
    for leg in list(held_call.legs.values()):
        channel = channel_by_id.get(leg.channel)
        if channel is None:
            if leg.state == "calling":  # Asterisk hangs up a phone that was answered while we were disconnected
                held_call.on_hangup_request(leg.channel, 0, _FAILED)
            held_call.on_channel_destroyed(leg.channel)
        elif channel.state == "Ringing":
            held_call.on_ringing(leg.channel)
        elif channel.state == "Up" and channel.dialplan.app_name == "Stasis":
            held_call.on_stasis_start(leg.channel)
    held_call.mixer.reconcile(channel_by_id)


def dialled_line(channel: Channel) -> str:
    """Return the dialled line, from the arguments of the dialplan's Stasis; or empty."""
    return channel.dialplan.app_data.partition(",")[2].partition(",")[0]


def caller_address(channel: Channel) -> str:
    """Return the address of an unlisted caller, from the same arguments; empty for any other caller."""
    return ",".join(channel.dialplan.app_data.split(",")[3:4])
