"""The audio of a call: brings bridges, music and snoop channels to the desired state of each leg. Pure.

Owns the order of requests: legs are separated first, and music stops before a bridge begins (a bridge does not stop
it). Nothing is requested that already holds, because the cost of a call is its requests.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.call import causes
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.legs import HOLD_VARIABLE, Leg, SnoopChannel, format_hold

Group = Sequence[Leg]
"""Legs that should hear each other, at least two."""


class Mixer:
    """The audio of one call."""

    def __init__(self, legs: Mapping[str, Leg], bridges: BridgePool, requests: list[AriRequest]) -> None:
        self._legs, self._bridges, self._requests = legs, bridges, requests
        self._pending_joins: Counter[str] = Counter()

    # Desired state; `apply` requests it

    def start_talk(self, leg: Leg, other: Leg) -> None:
        """Put two legs into a conversation of their own."""
        leg.talk = other.talk = self._new_talk()

    def join_talk(self, leg: Leg, other: Leg) -> None:
        """Add a leg to the conversation of another, which gets one if it has none."""
        self.stop_listening(other)
        other.talk = other.talk or self._new_talk()
        leg.talk = other.talk

    def is_in_group(self, leg: Leg) -> bool:
        """Return whether the leg and another should hear each other now: neither is held or hears music."""
        return any(leg in company for company in self._groups())

    def confirm_join(self, bridge: str) -> None:
        """Note that Asterisk has answered a request that joins legs to a bridge."""
        self._pending_joins[bridge] -= 1

    def is_bridged(self, leg: Leg) -> bool:
        """Return whether Asterisk has confirmed that the leg shares a bridge with its whole conversation."""
        is_joined = self.is_in_group(leg) and bool(leg.bridge) and not self._pending_joins[leg.bridge]
        return is_joined and all(each.bridge == leg.bridge for each in self._legs.values() if each.talk == leg.talk)

    def _new_talk(self) -> int:
        return max(leg.talk for leg in self._legs.values()) + 1

    def _groups(self) -> list[Group]:
        talks: dict[int, list[Leg]] = {}
        for leg in self._legs.values():
            if leg.talk and not leg.is_isolated:
                talks.setdefault(leg.talk, []).append(leg)
        return [company for company in talks.values() if len(company) > 1]

    # Listening: a snoop channel hears the target leg, and shares a bridge with the listening leg

    def listen(self, leg: Leg, request: AriRequest, channel: str) -> None:
        """Let a leg listen by a snoop channel, unless it already does."""
        if leg.snoop_channel is not None and leg.snoop_channel.channel == channel:
            return
        self.stop_listening(leg)
        leg.talk, leg.snoop_channel = 0, SnoopChannel(channel=channel, request=request)
        self.apply()
        self._requests.append(request)

    def stop_listening(self, leg: Leg) -> None:
        """End the snoop channel of a leg, and take the leg out of their bridge."""
        if leg.snoop_channel is not None:
            self._requests.append(rest.hang_up(leg.snoop_channel.channel, causes.NORMAL))
            leg.snoop_channel = None
            if leg.bridge:
                self._remove_legs([leg])

    def find_listener(self, channel: str) -> Leg | None:
        """Return the leg that listens by a channel, or None."""
        return next(
            (leg for leg in self._legs.values() if leg.snoop_channel and leg.snoop_channel.channel == channel), None
        )

    def reconcile(self, channels: Container[str]) -> None:
        """Compare the snoop channels with all channels of the node, after a lost connection."""
        for leg in self._legs.values():
            if leg.snoop_channel is not None:
                self.update_listening(leg, leg.snoop_channel, is_present=leg.snoop_channel.channel in channels)

    def update_listening(self, leg: Leg, snoop_channel: SnoopChannel, *, is_present: bool) -> None:
        """Handle the arrival or absence of a leg's snoop channel."""
        if is_present and snoop_channel.state == "asked":
            snoop_channel.state = "there"
            self.apply()
        elif not is_present and snoop_channel.request is not None:
            snoop_channel.state = "asked"
            self._requests.append(snoop_channel.request)

    # Requests

    def apply(self) -> None:
        """Request what differs from the desired state."""
        companies = self._groups()
        for leg in self._legs.values():
            self._publish_hold(leg)
        for bridge in dict.fromkeys(leg.bridge for leg in self._legs.values() if leg.bridge):
            self._remove_legs(self._legs_to_part(bridge, companies))
        for leg in self._legs.values():
            self._set_music(leg)
        for company in companies:
            self._bridge_group(company)
        for leg in self._legs.values():
            if leg.snoop_channel is not None and leg.snoop_channel.state == "there" and not leg.wants_sound:
                leg.bridge = leg.bridge or self._empty_bridge()
                self._add(leg.bridge, (leg.channel, leg.snoop_channel.channel))
                leg.snoop_channel.state = "joined"

    def _publish_hold(self, leg: Leg) -> None:
        """Store the conversation partner and the hold music on the channel, for a process that adopts the call."""
        text = "" if leg.hold is None else format_hold(self._talk_partner(leg), leg.hold)
        if text != leg.published_hold:
            self._requests.append(rest.set_variables(leg.channel, {HOLD_VARIABLE: text}))
            leg.published_hold = text

    def _talk_partner(self, leg: Leg) -> str:
        others = (other.name for other in self._legs.values() if leg.talk == other.talk != 0 and other is not leg)
        return next(others, "")

    def _legs_to_part(self, bridge: str, groups: Sequence[Group]) -> list[Leg]:
        """Return the legs to remove: those with a leg they must not hear, or alone but in need of a sound.

        A leg that is alone because the others hung up stays: it hears nothing, and ends soon.
        """
        inside = [leg for leg in self._legs.values() if leg.bridge == bridge]
        staying = max(([leg for leg in inside if leg in company] for company in groups), key=len, default=[])
        if len(inside) == 1:
            return [] if staying or not inside[0].wants_sound else inside
        return [leg for leg in inside if len(staying) < 2 or leg not in staying]

    def _remove_legs(self, legs: Iterable[Leg]) -> None:
        for leg in legs:
            channels = [leg.channel]
            if leg.snoop_channel is not None and leg.snoop_channel.state == "joined":
                channels.append(leg.snoop_channel.channel)
                leg.snoop_channel.state = "there"
            for channel in channels:
                self._requests.append(rest.remove_from_bridge(leg.bridge, channel))
                self._bridges.remove_channel(channel)
            leg.bridge = ""

    def _set_music(self, leg: Leg) -> None:
        desired = leg.desired_music
        if leg.requested_music == desired:
            return
        music = rest.start_music(leg.channel, desired) if desired else rest.stop_music(leg.channel)
        self._requests.append(music)
        leg.requested_music = desired

    def _bridge_group(self, group: Group) -> None:
        (bridge, _), *_ = (Counter(leg.bridge for leg in group if leg.bridge) or Counter([""])).most_common(1)
        self._remove_legs([leg for leg in group if leg.bridge not in ("", bridge)])
        new = [leg for leg in group if not leg.bridge]
        if new:
            bridge = bridge or self._empty_bridge()
            self._add(bridge, tuple(leg.channel for leg in new))
        for leg in new:
            leg.bridge = bridge

    def _empty_bridge(self) -> str:
        bridge, first = self._bridges.acquire()
        self._requests += first
        return bridge

    def _add(self, bridge: str, channels: tuple[str, ...]) -> None:
        self._bridges.add_channels(bridge, channels)
        self._pending_joins[bridge] += 1
        self._requests.append(rest.add_to_bridge(bridge, channels))
