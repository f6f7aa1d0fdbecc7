"""The model's base: the clock, the log, the mailboxes, the leases, and the running timers. Pure."""

import copy
from typing import Self

from call_router.errors import LeaseLost
from call_router.model.values import Advisor, MailboxEntry, QueuePace, RoutedCall
from call_router.routing import QueueRules
from call_router.signals import RouterSignal
from config.milliseconds import from_milliseconds
from eventlog.facts import AnyFact, Envelope, GatewayLost

GRACE_MS = 5000
LONGEST_BLINK_MS = 2000
AT_ONCE = 100


class Campaign:
    """One campaign with an empty history."""

    def __init__(self, name: str, clock_ms: int) -> None:
        self.name = name
        self.clock_ms = clock_ms
        self.last_ms = 0
        self.site = ""
        self.log: list[Envelope] = []
        self.mail: dict[str, list[MailboxEntry]] = {}
        self.leases: dict[str, int] = {}
        self.gone: set[str] = set()
        self.timers: dict[str, int] = {}
        self.requests: set[str] = set()
        self.received: set[str] = set()
        self.calls: dict[str, RoutedCall] = {}
        self.advisors: dict[str, Advisor] = {}
        self.queues: set[str] = set()
        self.rules: dict[str, QueueRules] = {}
        self.pace: dict[str, QueuePace] = {}

    def copy(self) -> Self:
        """Return an independent copy."""
        return copy.deepcopy(self, {id(self.log): self.log.copy()})

    @property
    def now(self) -> int:
        """The clock, which never goes back behind an act."""
        return max(self.clock_ms, self.last_ms)

    @property
    def seq(self) -> int:
        """The number of the last fact."""
        return len(self.log)

    def see(self) -> None:
        """Note the time of an act: the clock does not go back behind it."""
        self.last_ms = self.now

    def record(self, fact: AnyFact, call: RoutedCall | None = None, actor: str = "router") -> None:
        """Write a fact of the router."""
        self.write(fact, call.id if call else "", actor, call.site if call else self.site)

    def write(self, fact: AnyFact, call_id: str, actor: str, site: str) -> None:
        """Write a fact."""
        self.log.append(
            Envelope(
                id=f"1-{self.seq + 1}",
                at=from_milliseconds(self.now),
                campaign=self.name,
                call_id=call_id,
                actor=actor,
                site_version=site,
                fact=fact,
            )
        )

    def send_signal(self, call: RoutedCall, signal: RouterSignal) -> None:
        """Put a signal in the mailbox of the call's gateway, unless the gateway is gone."""
        if call.gateway and call.gateway not in self.gone:
            self.mail.setdefault(call.gateway, []).append(MailboxEntry(signal))

    # Leases

    def acquire_lease(self, gateway: str, ttl_ms: int) -> None:
        """Acquire a lease; a name can be used once."""
        if gateway in self.gone:
            raise LeaseLost
        self.leases[gateway] = self.now + ttl_ms
        self.unpark()

    def renew_lease(self, gateway: str, ttl_ms: int) -> None:
        """Renew a lease, as long as its end was not processed."""
        if gateway not in self.leases:
            raise LeaseLost
        self.leases[gateway] = self.now + ttl_ms
        self.unpark()

    def release_lease(self, gateway: str) -> None:
        """Release the lease of a drained gateway; the router ends the calls that it still holds."""
        self.bury(gateway)

    def bury(self, gateway: str) -> None:
        """Remove a gateway: its name is used up, and its mailbox is deleted."""
        self.leases.pop(gateway, None)
        self.mail.pop(gateway, None)
        self.gone.add(gateway)

    def reap(self, maximum: int) -> int:
        """Remove gateways with an expired lease, in the order of expiry."""
        expired = sorted((until, name) for name, until in self.leases.items() if until <= self.now)[:maximum]
        for _, gateway in expired:
            self.bury(gateway)
            self.record(GatewayLost(gateway=gateway, calls=len(self.held_by(gateway))))
        return len(expired)

    def held_by(self, gateway: str) -> list[RoutedCall]:
        """Return the open calls of a gateway."""
        return [call for call in self.calls.values() if call.gateway == gateway and not call.ended]

    def living(self) -> list[str]:
        """Return the gateways with a valid lease, those with the fewest calls first."""
        living = [name for name, until in self.leases.items() if until > self.now]
        return sorted(living, key=lambda name: (len(self.held_by(name)), name))

    def unpark(self) -> None:
        """Queue again the call-backs that waited for a gateway."""
