"""Who hears what in a call: bridges and music are brought to what each leg should hear. Pure.

Owns the order in which Asterisk is asked: who must not hear each other is parted first, music ends before a bridge
begins (a bridge does not end it), and nothing is asked that holds already: what a call costs is its requests.
"""

from collections.abc import Iterable, Mapping

from telephony.asterisk import rest
from telephony.asterisk.bridges import Bridges
from telephony.asterisk.legs import Leg
from telephony.asterisk.rest import Request


class Hearing:
    """The hearing of one call.

    Args:
        legs: of the call, by name.
        bridges: of the node.
        requests: where what has to be asked is added.
    """

    def __init__(self, legs: Mapping[str, Leg], bridges: Bridges, requests: list[Request]) -> None:
        self._legs, self._bridges, self._requests = legs, bridges, requests

    def separate(self, leg: Leg) -> None:
        """Part a leg from its partner; `settle` asks for it."""
        partner = self._legs.get(leg.partner)
        if partner is not None:
            partner.partner = ""
        leg.partner = ""

    def is_joined(self, leg: Leg) -> bool:
        """Whether the leg and its partner should hear each other now: neither is held, or hears music."""
        partner = self._legs.get(leg.partner)
        return partner is not None and not leg.is_apart and not partner.is_apart

    def settle(self) -> None:
        """Ask for what is not yet as it should be."""
        for leg in self._legs.values():
            if leg.bridge and self._must_leave(leg):
                self._take_out(leg.bridge)
        for leg in self._legs.values():
            self._set_music(leg)
        for leg in list(self._legs.values()):
            if self.is_joined(leg):
                self._bring_together(leg, self._legs[leg.partner])

    def join(self, channels: tuple[str, ...]) -> str:
        """Put channels into an empty bridge, whose id is returned."""
        bridge, first = self._bridges.take()
        self._requests += first
        self._add(bridge, channels)
        return bridge

    def _must_leave(self, leg: Leg) -> bool:
        """In a bridge with somebody whom it must not hear, or alone there though it should hear something.

        Who is left alone in a bridge by a partner that hung up is left there: it hears nothing, and ends soon.
        """
        others = [other for other in self._legs.values() if other is not leg and other.bridge == leg.bridge]
        if others:
            return not (self.is_joined(leg) and others == [self._legs[leg.partner]])
        return leg.wants_sound and not self.is_joined(leg)

    def _take_out(self, bridge: str) -> None:
        inside = [leg for leg in self._legs.values() if leg.bridge == bridge]
        for leg in inside:
            self._requests.append(rest.part(bridge, leg.channel))
            leg.bridge = ""
            self._bridges.leave(leg.channel)

    def _set_music(self, leg: Leg) -> None:
        wanted = leg.wanted_music
        if leg.heard_music == wanted:
            return
        music = rest.start_music(leg.channel, wanted) if wanted else rest.stop_music(leg.channel)
        self._requests.append(music)
        leg.heard_music = wanted

    def _bring_together(self, one: Leg, other: Leg) -> None:
        if one.bridge and one.bridge == other.bridge:
            return
        if one.bridge and other.bridge:
            self._take_out(other.bridge)
        bridge = one.bridge or other.bridge
        new = [leg for leg in (one, other) if not leg.bridge]
        channels = tuple(leg.channel for leg in new)
        if bridge:
            self._add(bridge, channels)
        else:
            bridge = self.join(channels)
        one.bridge = other.bridge = bridge

    def _add(self, bridge: str, channels: Iterable[str]) -> None:
        channels = tuple(channels)
        self._bridges.enter(bridge, channels)
        self._requests.append(rest.join(bridge, channels))
