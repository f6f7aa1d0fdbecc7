"""A gateway's lease, as the gateway's own process knows it.

Owns how long the process may assume that it still has the lease. It must not judge others: the router decides whether a
lease is lost (`call_router/library/timers.lua`).
"""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from call_router.acts import LEASE
from call_router.errors import LeaseLost
from call_router.service import CallRouter
from config.milliseconds import MILLISECOND

LEASE_MS = LEASE // MILLISECOND
RENEW_INTERVAL_S = 1.0
RENEWAL_LIMIT_S = 1.5
"""Longest time between two renewals while the router works: one second, and a margin for a busy machine."""
_SEND_MARGIN_S = 0.5
"""Time allowed from the check of the lease until the command is sent."""

Request = Callable[[], Awaitable[object]]


def _send_once(request: Request) -> Awaitable[object]:
    return request()


def boot_time() -> float:
    """Return seconds that also pass while the process is stopped and while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Lease:
    """The lease of one gateway.

    A process may be stopped between any two lines and continue after its calls were given to another one. It must not
    send commands then: so it checks the lease first, and renews it if the last answer is old.

    Args:
        router: the campaign's.
        gateway: name of the holder.
        clock: seconds since any moment.
        duration: lifetime of the lease after each renewal.
    """

    def __init__(
        self,
        router: CallRouter,
        gateway: str,
        clock: Callable[[], float] = boot_time,
        duration: timedelta = LEASE,
    ) -> None:
        self.gateway = gateway
        self._router = router
        self._clock, self.duration = clock, duration
        self._fresh_until = 0.0
        self._renewed_at: float | None = None

    @property
    def since_renewal_s(self) -> float:
        """Seconds since the last confirmed renewal; 0 before the first."""
        return 0.0 if self._renewed_at is None else self._clock() - self._renewed_at

    @property
    def is_fresh(self) -> bool:
        """Whether no other process can have taken the gateway for dead yet."""
        return self._clock() < self._fresh_until

    async def acquire(self) -> None:
        """Acquire the lease. Raises as `CallRouter.acquire_lease`."""
        requested_at = self._clock()
        await self._router.acquire_lease(self.gateway, self.duration // MILLISECOND)
        self._extend(requested_at)

    async def renew(self) -> None:
        """Renew the lease. Raises as `CallRouter.renew_lease`."""
        requested_at = self._clock()
        await self._router.renew_lease(self.gateway, self.duration // MILLISECOND)
        self._extend(requested_at)

    async def commit(self, request: Request, send: Callable[[Request], Awaitable[object]] = _send_once) -> None:
        """Write an act; if the router says that the lease is lost, renew it and write the act again.

        After a long absence of Valkey only the router knows whether the lease is lost for good. ``send`` makes each
        request, and may repeat it while Valkey is away. Raises as `renew` and as ``request``.
        """
        try:
            await send(request)
        except LeaseLost:
            await send(self.renew)
            await send(request)

    async def release(self) -> None:
        """Release the lease. Raises as `CallRouter.release_lease`."""
        self._fresh_until = 0.0
        await self._router.release_lease(self.gateway)

    def _extend(self, requested_at: float) -> None:
        """Extend the lease from the time of the request, whenever the answer came."""
        self._renewed_at = max(self._renewed_at or requested_at, requested_at)
        self._fresh_until = max(self._fresh_until, requested_at + self.duration.total_seconds() - _SEND_MARGIN_S)
