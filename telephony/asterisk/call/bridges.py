"""The pool of a node's bridges, which later calls reuse. Pure.

Owns the bridges and their members. A bridge is reused only after Asterisk has reported it empty: otherwise strangers
could hear each other for a moment.
"""

from collections import defaultdict
from collections.abc import Iterable

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.rest import AriRequest


class BridgePool:
    """The bridges of a node and their members."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._members: dict[str, set[str]] = {}
        self._bridges_by_call: defaultdict[str, list[str]] = defaultdict(list)
        self._free: list[str] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._members)

    def acquire(self) -> tuple[str, list[AriRequest]]:
        """Return an empty bridge, and the requests that must precede its use."""
        if self._free:
            return self._free.pop(), []
        self._count += 1
        bridge = f"{self._prefix}{self._count}"
        self._members[bridge] = set()
        return bridge, [rest.create_bridge(bridge)]

    def add_channels(self, bridge: str, channels: Iterable[str]) -> None:
        """Note that channels join a bridge."""
        for channel in channels:
            if channel not in self._members[bridge]:
                self._members[bridge].add(channel)
                self._bridges_by_call[channel].append(bridge)

    def remove_channel(self, channel: str) -> None:
        """Note that a channel has left its bridge, which becomes free if it is empty."""
        for bridge in self._bridges_by_call.pop(channel, ()):
            self._members[bridge].discard(channel)
            if not self._members[bridge]:
                self._free.append(bridge)

    def adopt(self, bridge: str, channels: Iterable[str]) -> bool:
        """Add a bridge that exists in Asterisk; return whether it is one of ours."""
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
        """Remove all bridges, after a restart of Asterisk."""
        self._members.clear()
        self._bridges_by_call.clear()
        self._free.clear()
