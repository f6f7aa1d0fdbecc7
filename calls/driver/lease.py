"""A gateway's lease, as the gateway's own process knows it.

Owns how long the process may trust that nobody has taken it for dead. It must not judge others: whether a lease is
lost is the router's to say (`call_router/library/timers.lua`).
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
"""A router that works has renewed a lease within this long: each second, and a bit for a busy machine."""
_SEND_MARGIN_S = 0.5
"""What a command may take from the look at the lease until it has left."""

Request = Callable[[], Awaitable[object]]


def _send_once(request: Request) -> Awaitable[object]:
    return request()


def boot_time() -> float:
    """Seconds that go on while the process is stopped, and while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Lease:
    """The lease of one gateway.

    A process may be stopped between any two lines and woken after its calls were given away. What it is about to send
    then must not leave: so it looks here first, and asks again when the last answer is old.

    Args:
        router: the campaign's.
        gateway: whose lease.
        clock: seconds since whenever.
        duration: how long it lives unless renewed.

    Attributes:
        gateway: whose it is.
        duration: how long it lives unless renewed.
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
        """How long ago the router was last known to have written the lease; 0 where it never was."""
        return 0.0 if self._renewed_at is None else self._clock() - self._renewed_at

    @property
    def is_fresh(self) -> bool:
        """Whether nobody can have taken the gateway for dead yet."""
        return self._clock() < self._fresh_until

    async def acquire(self) -> None:
        """Begin to hold calls. Raises as `CallRouter.acquire_lease`."""
        requested_at = self._clock()
        await self._router.acquire_lease(self.gateway, self.duration // MILLISECOND)
        self._extend(requested_at)

    async def renew(self) -> None:
        """Live on. Raises as `CallRouter.renew_lease`."""
        requested_at = self._clock()
        await self._router.renew_lease(self.gateway, self.duration // MILLISECOND)
        self._extend(requested_at)

    async def commit(self, request: Request, send: Callable[[Request], Awaitable[object]] = _send_once) -> None:
        """Write an act; if the router says that the lease is lost, renew it and write the act again.

        Valkey may have been away for long. Whether the lease is lost for good is for the router to say. ``send`` makes
        each request; it may repeat one while Valkey is away. Raises as `renew` and as ``request``.
        """
        try:
            await send(request)
        except LeaseLost:
            await send(self.renew)
            await send(request)

    async def release(self) -> None:
        """Hold calls no more. Raises as `CallRouter.release_lease`."""
        self._fresh_until = 0.0
        await self._router.release_lease(self.gateway)

    def _extend(self, requested_at: float) -> None:
        """The lease lasts at least from when it was asked for, whenever the answer came."""
        self._renewed_at = max(self._renewed_at or requested_at, requested_at)
        self._fresh_until = max(self._fresh_until, requested_at + self.duration.total_seconds() - _SEND_MARGIN_S)
