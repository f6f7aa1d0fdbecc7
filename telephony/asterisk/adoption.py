"""Calls that Asterisk has from before this process began: made again from its channels and bridges alone. Pure.

Owns what can be told from ids, states, bridges and one variable of a held channel. What cannot be told (which sound is
being played, which keys are waited for) is asked for again by who drives the call.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from telephony.asterisk.bridges import Bridges
from telephony.asterisk.events import Bridge, Channel
from telephony.asterisk.held_call import HeldCall
from telephony.asterisk.legs import Leg, LegState, is_made_by_us, is_snooper, leg_of, read_hold
from telephony.port import CALLER

_STATES: dict[str, LegState] = {"Ring": "offered", "Up": "up"}


def is_ours(channel: Channel) -> bool:
    """Whether a channel is a leg of a call of ours: the dialplan has not got it back."""
    return is_made_by_us(channel.id) or channel.dialplan.app_name == "Stasis"


def adopted(
    channels: Iterable[Channel], bridges: Iterable[Bridge], holds: Mapping[str, str], pool: Bridges
) -> dict[str, HeldCall]:
    """The calls that these channels make up.

    Args:
        channels: every channel of the node.
        bridges: every bridge of the node.
        holds: what ``legs.HOLD`` says of each channel that has it.
        pool: the bridges of the node, as we know them.

    Returns:
        Each call by its id; what follows from its state has gathered in its signals.
    """
    calls: dict[str, HeldCall] = {}
    for channel in channels:
        if is_ours(channel) and not is_snooper(channel.id):
            call_id, name = leg_of(channel.id)
            calls.setdefault(call_id, HeldCall(call_id, pool)).legs[name] = _leg(name, channel, holds)
    inside = {channel: bridge.id for bridge in bridges for channel in bridge.channels}
    for held in calls.values():
        held.is_adopted = True
        _join(held, inside)
        for leg in held.legs.values():
            held.say_how_it_stands(leg)
    return calls


def in_talk(bridges: Iterable[Bridge]) -> frozenset[str]:
    """The channels that are in a bridge with another one."""
    return frozenset(channel for bridge in bridges if len(bridge.channels) > 1 for channel in bridge.channels)


def _leg(name: str, channel: Channel, holds: Mapping[str, str]) -> Leg:
    leg = Leg(name=name, channel=channel.id, state=_STATES.get(channel.state, "calling"))
    leg.rang = channel.state == "Ringing"
    if leg.state == "offered" and name != CALLER:
        leg.state = "calling"
    if holds.get(channel.id):
        leg.partner, leg.hold = read_hold(holds[channel.id])
        leg.heard_music = leg.hold or ""
    return leg


def _join(held: HeldCall, inside: Mapping[str, str]) -> None:
    """Who is in one bridge is partners; who is held still has a partner, unless that one talks with another."""
    shared = Counter(inside[leg.channel] for leg in held.legs.values() if leg.channel in inside)
    for leg in held.legs.values():
        leg.bridge = inside.get(leg.channel, "")
        if leg.bridge and shared[leg.bridge] > 1:
            leg.partner = next(
                other.name
                for other in held.legs.values()
                if other is not leg and inside.get(other.channel) == leg.bridge
            )
    for leg in held.legs.values():
        partner = held.legs.get(leg.partner)
        if leg.hold is None:
            continue
        if partner is None or partner.partner not in ("", leg.name):
            leg.partner = ""
        else:
            partner.partner = leg.name
