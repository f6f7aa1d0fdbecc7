"""Limits for calls of unlisted sources: their rate, and their number without ACK. Pure.

Owns the counting: a token bucket per source, and the calls of each source whose answer was not acknowledged. The
table is bounded; the least recently used source without such calls is removed first. It must not read a clock, nor
know what a SIP message is.
"""

import ipaddress
from collections import OrderedDict
from typing import Literal

import msgspec

from config.site.calls.sources import SourceLimits

ExceededLimit = Literal["rate", "unacknowledged"]

MAX_SOURCES = 4096
_IPV6_PREFIX = 64


class _Source(msgspec.Struct):
    """The state of one source; ``tokens`` are calls that it may begin at once."""

    tokens: float
    refilled_at: float
    unacknowledged: int = 0


class SourceLimiter:
    """Counts the calls of each source.

    ``max_unacknowledged`` limits all sources together, which reserves the remaining capacity for listed trunks.
    """

    def __init__(self, max_unacknowledged: int, max_sources: int = MAX_SOURCES) -> None:
        self._max_unacknowledged, self._max_sources = max_unacknowledged, max_sources
        self._sources: OrderedDict[str, _Source] = OrderedDict()
        self._pending_calls: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def unacknowledged(self) -> int:
        """The number of unacknowledged calls of all sources."""
        return len(self._pending_calls)

    def exceeded_limit(self, source: str, limits: SourceLimits, now: float) -> ExceededLimit | None:
        """Count an INVITE, and return the limit that it exceeds, or None if it may be accepted."""
        source_state = self._touch(source, limits, now)
        if source_state.tokens < 1:
            return "rate"
        source_state.tokens -= 1
        if source_state.unacknowledged >= limits.unacknowledged or len(self._pending_calls) >= self._max_unacknowledged:
            return "unacknowledged"
        return None

    def track(self, call_id: str, source: str) -> None:
        """Count an accepted call as unacknowledged."""
        if source in self._sources and call_id not in self._pending_calls:
            self._pending_calls[call_id] = source
            self._sources[source].unacknowledged += 1

    def release(self, call_id: str) -> None:
        """Stop counting a call as unacknowledged: its ACK came, or it ended. Repeated calls have no effect."""
        source = self._pending_calls.pop(call_id, None)
        if source is not None:
            self._sources[source].unacknowledged -= 1

    def _touch(self, source: str, limits: SourceLimits, now: float) -> _Source:
        source_state = self._sources.pop(source, None) or _Source(float(limits.invites_per_s), now)
        refilled = source_state.tokens + (now - source_state.refilled_at) * limits.invites_per_s
        source_state.tokens, source_state.refilled_at = min(refilled, float(limits.invites_per_s)), now
        self._sources[source] = source_state
        self._trim()
        return source_state

    def _trim(self) -> None:
        if len(self._sources) <= self._max_sources:
            return
        oldest = next((name for name, each in self._sources.items() if not each.unacknowledged), None)
        if oldest is not None:
            del self._sources[oldest]


def source_of(host: str) -> str:
    """Return the source of an address: an IPv4 address itself, the /64 network of an IPv6 address (RFC 6177 §2)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
