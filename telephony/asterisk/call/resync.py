"""What Asterisk has beside what we remember: after a lost connection, each call is brought to what is so. Pure."""

from collections.abc import Iterable

from telephony.asterisk.ari.events import Channel
from telephony.asterisk.call.held_call import HeldCall

_FAILED = 500


def reconcile(held_call: HeldCall, channels: Iterable[Channel]) -> None:
    """Let a call know of what happened to its channels while nobody listened.

    Args:
        held_call: the call; what follows gathers there.
        channels: every channel of the node.
    """
    channel_by_id = {channel.id: channel for channel in channels}
    for leg in list(held_call.legs.values()):
        channel = channel_by_id.get(leg.channel)
        if channel is None:
            if leg.state == "calling":  # Asterisk hangs a phone up that is picked up while we do not listen
                held_call.on_hangup_request(leg.channel, 0, _FAILED)
            held_call.on_channel_destroyed(leg.channel)
        elif channel.state == "Ringing":
            held_call.on_ringing(leg.channel)
        elif channel.state == "Up" and channel.dialplan.app_name == "Stasis":
            held_call.on_stasis_start(leg.channel)
    held_call.mixer.reconcile(channel_by_id)


def dialled_line(channel: Channel) -> str:
    """The line that its caller dialled, from the words with which the dialplan gave it to us; or empty."""
    return channel.dialplan.app_data.partition(",")[2].partition(",")[0]


def caller_address(channel: Channel) -> str:
    """Return where a caller whom the site does not list calls from, from the same words; empty for any other."""
    return ",".join(channel.dialplan.app_data.split(",")[3:4])
