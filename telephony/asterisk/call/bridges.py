"""The bridges of a node: made once, used again by one call after another. Pure.

Owns which bridges there are and who is in each. A bridge is given to another call only when Asterisk has said that
nobody is left in it: otherwise strangers could hear each other for a moment.
"""

from collections import defaultdict
from collections.abc import Iterable

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.rest import AriRequest


class BridgePool:
    """Who is in which bridge.

    Args:
        prefix: of the ids of bridges of ours.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._members: dict[str, set[str]] = {}
        self._bridges_by_call: defaultdict[str, list[str]] = defaultdict(list)
        self._free: list[str] = []
        self._count = 0

    def __len__(self) -> int:
        """How many there are."""
        return len(self._members)

    def acquire(self) -> tuple[str, list[AriRequest]]:
        """An empty bridge, and what has to be asked for it first."""
        if self._free:
            return self._free.pop(), []
        self._count += 1
        bridge = f"{self._prefix}{self._count}"
        self._members[bridge] = set()
        return bridge, [rest.create_bridge(bridge)]

    def add_channels(self, bridge: str, channels: Iterable[str]) -> None:
        """Channels are joined to it."""
        for channel in channels:
            if channel not in self._members[bridge]:
                self._members[bridge].add(channel)
                self._bridges_by_call[channel].append(bridge)

    def remove_channel(self, channel: str) -> None:
        """A channel is out of whatever bridge it was in; who was the last leaves it free."""
        for bridge in self._bridges_by_call.pop(channel, ()):
            self._members[bridge].discard(channel)
            if not self._members[bridge]:
                self._free.append(bridge)

    def adopt(self, bridge: str, channels: Iterable[str]) -> bool:
        """A bridge that Asterisk has from before; returns whether it is one of ours."""
        number = bridge.removeprefix(self._prefix)
        if not bridge.startswith(self._prefix) or not number.isdigit():
            return False
        self._count = max(self._count, int(number))
        if bridge not in self._members:
            self._members[bridge] = set()
            self.add_channels(bridge, channels)
            if not self._members[bridge]:
                self._free.append(bridge)
        return True

    def clear(self) -> None:
        """Asterisk has begun anew: there is none."""
        self._members.clear()
        self._bridges_by_call.clear()
        self._free.clear()
