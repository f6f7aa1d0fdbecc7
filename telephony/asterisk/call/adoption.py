"""Adoption of calls that Asterisk has from an earlier process, from its channels and bridges alone. Pure.

Owns what ids, states, bridges and one variable of held channels show. The call driver repeats the commands for the
rest (the sound that is playing, the keys that are awaited).
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import count

from telephony.asterisk.ari.events import AriBridge, Channel
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.held_call import HeldCall
from telephony.asterisk.call.legs import (
    Leg,
    LegState,
    SnoopChannel,
    call_and_leg,
    is_created_by_us,
    is_snoop_channel,
    read_hold,
)
from telephony.port import CALLER

_STATES: dict[str, LegState] = {"Ring": "offered", "Up": "up"}


def is_ours(channel: Channel) -> bool:
    """Return whether a channel is a leg of a call of ours: the dialplan has not taken it back."""
    return is_created_by_us(channel.id) or channel.dialplan.app_name == "Stasis"


def is_known(held_call: HeldCall | None, channel: Channel) -> bool:
    """Return whether the call of a channel exists and has that channel."""
    return held_call is not None and (
        held_call.mixer.find_listener(channel.id) is not None or not is_snoop_channel(channel.id)
    )


def adopt_calls(
    channels: Collection[Channel], bridges: Iterable[AriBridge], hold_variables: Mapping[str, str], pool: BridgePool
) -> dict[str, HeldCall]:
    """Rebuild the calls of these channels.

    Returns:
        Each call by its id; its state is in its signals.
    """
    calls: dict[str, HeldCall] = {}
    for channel in channels:
        if is_ours(channel) and not is_snoop_channel(channel.id):
            call_id, name = call_and_leg(channel.id)
            calls.setdefault(call_id, HeldCall(call_id, pool)).legs[name] = _restore_leg(name, channel, hold_variables)
    inside = {channel: bridge.id for bridge in bridges for channel in bridge.channels}
    for held_call in calls.values():
        held_call.is_adopted = True
        _restore_talks(held_call, inside, hold_variables)
        _restore_listening(held_call, channels, inside)
        for leg in held_call.legs.values():
            held_call.emit_leg_state(leg)
    return calls


def talking_channels(bridges: Iterable[AriBridge]) -> frozenset[str]:
    """Return the channels in a bridge with another one, without bridges of supervisors who only listen."""
    talks = [bridge.channels for bridge in bridges if not any(is_snoop_channel(channel) for channel in bridge.channels)]
    return frozenset(channel for channels in talks if len(channels) > 1 for channel in channels)


def _restore_leg(name: str, channel: Channel, hold_variables: Mapping[str, str]) -> Leg:
    leg = Leg(name=name, channel=channel.id, state=_STATES.get(channel.state, "calling"))
    leg.has_rung = channel.state == "Ringing"
    if leg.state == "offered" and name != CALLER:
        leg.state = "calling"
    if hold_variables.get(channel.id):
        leg.published_hold = hold_variables[channel.id]
        leg.requested_music = leg.hold = read_hold(leg.published_hold)[1]
    return leg


def _restore_talks(
    held_call: HeldCall, bridge_by_channel: Mapping[str, str], hold_variables: Mapping[str, str]
) -> None:
    """Put the legs of one bridge into one conversation, and a held leg into that of the partner its channel names."""
    numbers = count(1)
    talks: dict[str, int] = {}
    for leg in held_call.legs.values():
        leg.bridge = bridge_by_channel.get(leg.channel, "")
        if leg.bridge:
            leg.talk = talks.setdefault(leg.bridge, next(numbers))
    for leg in held_call.legs.values():
        partner = held_call.legs.get(read_hold(hold_variables.get(leg.channel, ""))[0])
        if partner is not None:
            leg.talk = partner.talk = partner.talk or next(numbers)


def _restore_listening(
    held_call: HeldCall, channels: Collection[Channel], bridge_by_channel: Mapping[str, str]
) -> None:
    """Restore each leg's snoop channel; of several, the one that is in a bridge with the leg."""
    for channel in channels:
        call_id, name = call_and_leg(channel.id)
        leg = held_call.legs.get(name)
        if not is_snoop_channel(channel.id) or call_id != held_call.id or leg is None:
            continue
        joined = bool(leg.bridge) and bridge_by_channel.get(channel.id) == leg.bridge
        if joined or leg.snoop_channel is None:
            leg.talk, leg.snoop_channel = 0, SnoopChannel(channel=channel.id, state="joined" if joined else "asked")
    held_call.mixer.reconcile({channel.id for channel in channels})
