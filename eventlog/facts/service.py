"""Facts of the service itself: its site, its gateways, its memory. Pure."""

from typing import Literal

from eventlog.facts.base import Fact

WatchedRole = Literal["gateway", "api", "router", "recorder", "worker"]
"""Processes that are replaced if they hang."""


class SiteImported(Fact, frozen=True, kw_only=True):
    """A site folder became an immutable site version (the envelope's)."""

    digest: str


class GatewayLost(Fact, frozen=True, kw_only=True):
    """A gateway's lease expired: its holder counts as dead, and its ``calls`` are released."""

    gateway: str
    calls: int


class StateRestored(Fact, frozen=True, kw_only=True):
    """Valkey had lost data that the journal holds; ``calls_closed`` open calls ended as technical failure.

    The counters were rebuilt. ``epoch`` is the new one of the stream, ``journal_head`` the last stream id in the
    journal.
    """

    epoch: int
    journal_head: str
    calls_closed: int


class ProcessReplaced(Fact, frozen=True, kw_only=True):
    """One of our processes hung: its supervisor killed it, and another has replaced it since this fact.

    ``gateway`` is the lasting name of the gateway that it was, else empty; ``silent_since_ms`` is its last sign of
    life, ms since the Unix epoch.
    """

    role: WatchedRole
    gateway: str
    silent_since_ms: int


ServiceFact = SiteImported | GatewayLost | StateRestored | ProcessReplaced
