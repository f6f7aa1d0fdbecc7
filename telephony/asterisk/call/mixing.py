"""Who hears what in a call: bridges, music and listening channels are brought to what each leg should hear. Pure.

Owns the order in which Asterisk is asked: who must not hear each other is parted first, music ends before a bridge
begins (a bridge does not end it), and nothing is asked that holds already: what a call costs is its requests.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.call import causes
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.legs import HOLD_VARIABLE, Leg, SnoopChannel, format_hold

Group = Sequence[Leg]
"""Legs that should hear each other, two at least."""


class Mixer:
    """The hearing of one call.

    Args:
        legs: of the call, by name.
        bridges: of the node.
        requests: where what has to be asked is added.
    """

    def __init__(self, legs: Mapping[str, Leg], bridges: BridgePool, requests: list[AriRequest]) -> None:
        self._legs, self._bridges, self._requests = legs, bridges, requests
        self._pending_joins: Counter[str] = Counter()

    # What should be; `settle` asks for it

    def start_talk(self, leg: Leg, other: Leg) -> None:
        """Let two legs be in a talk of their own."""
        leg.talk = other.talk = self._new_talk()

    def join_talk(self, leg: Leg, other: Leg) -> None:
        """Let a leg into the talk of another, which from now on is in one."""
        self.stop_listening(other)
        other.talk = other.talk or self._new_talk()
        leg.talk = other.talk

    def is_in_group(self, leg: Leg) -> bool:
        """Whether the leg and another should hear each other now: neither is held, or hears music."""
        return any(leg in company for company in self._groups())

    def confirm_join(self, bridge: str) -> None:
        """Note that Asterisk has answered a request by which legs join a bridge."""
        self._pending_joins[bridge] -= 1

    def is_bridged(self, leg: Leg) -> bool:
        """Whether Asterisk has said that the leg is in a bridge with the others of its talk."""
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

    # Listening: a channel of its own hears the other leg, and stands in a bridge with the leg that listens

    def listen(self, leg: Leg, request: AriRequest, channel: str) -> None:
        """Let a leg hear another by a channel that is asked for; what is asked already is not asked again.

        Args:
            leg: who listens.
            request: that makes the channel.
            channel: its id.
        """
        if leg.snoop_channel is not None and leg.snoop_channel.channel == channel:
            return
        self.stop_listening(leg)
        leg.talk, leg.snoop_channel = 0, SnoopChannel(channel=channel, request=request)
        self.apply()
        self._requests.append(request)

    def stop_listening(self, leg: Leg) -> None:
        """The listening channel ends, and nobody is in a bridge with it meanwhile."""
        if leg.snoop_channel is not None:
            self._requests.append(rest.hang_up(leg.snoop_channel.channel, causes.NORMAL))
            leg.snoop_channel = None
            if leg.bridge:
                self._remove_legs([leg])

    def find_listener(self, channel: str) -> Leg | None:
        """Who listens by a channel."""
        return next(
            (leg for leg in self._legs.values() if leg.snoop_channel and leg.snoop_channel.channel == channel), None
        )

    def reconcile(self, channels: Container[str]) -> None:
        """After a time in which nobody listened to events.

        Args:
            channels: every channel that there is.
        """
        for leg in self._legs.values():
            if leg.snoop_channel is not None:
                self.update_listening(leg, leg.snoop_channel, is_present=leg.snoop_channel.channel in channels)

    def update_listening(self, leg: Leg, snoop_channel: SnoopChannel, *, is_present: bool) -> None:
        """A channel by which a leg listens has come, or, where it should be, is gone."""
        if is_present and snoop_channel.state == "asked":
            snoop_channel.state = "there"
            self.apply()
        elif not is_present and snoop_channel.request is not None:
            snoop_channel.state = "asked"
            self._requests.append(snoop_channel.request)

    # What is asked

    def apply(self) -> None:
        """Ask for what is not yet as it should be."""
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
        """Let the channel say with whom it talks but for the hold: for who takes the call over."""
        text = "" if leg.hold is None else format_hold(self._talk_partner(leg), leg.hold)
        if text != leg.published_hold:
            self._requests.append(rest.set_variables(leg.channel, {HOLD_VARIABLE: text}))
            leg.published_hold = text

    def _talk_partner(self, leg: Leg) -> str:
        """Somebody else in the talk of a leg, or nobody."""
        others = (other.name for other in self._legs.values() if leg.talk == other.talk != 0 and other is not leg)
        return next(others, "")

    def _legs_to_part(self, bridge: str, groups: Sequence[Group]) -> list[Leg]:
        """Those in a bridge with somebody whom they must not hear, or alone there though they should hear something.

        Who is left alone in a bridge by others who hung up is left there: it hears nothing, and ends soon.
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
        """Into the bridge in which most of them are."""
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
