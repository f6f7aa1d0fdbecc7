"""Facts of the service itself: its site, its gateways, its memory. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary.
"""

from eventlog.fact import Fact


class SiteImported(Fact, frozen=True, kw_only=True):
    """A site folder became an immutable site version (the envelope's)."""

    digest: str


class GatewayLost(Fact, frozen=True, kw_only=True):
    """A gateway's lease ran out: whoever held it is taken as dead; its calls are released."""

    gateway: str
    calls: int


class StateRestored(Fact, frozen=True, kw_only=True):
    """Valkey had lost what the journal holds; open calls were closed and the counters rebuilt.

    Attributes:
        epoch: the new epoch of the stream.
        journal_head: the last stream id that the journal held.
        calls_closed: how many open calls ended as technical failure.
    """

    epoch: int
    journal_head: str
    calls_closed: int


ServiceFact = SiteImported | GatewayLost | StateRestored
