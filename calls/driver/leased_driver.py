"""A call driver under its lease: the tasks of a gateway that holds calls in a campaign.

Owns the renewal of the lease, the reading of the gateway's mailbox, and the end of both when the lease is lost. The
driver processes signals; the router decides whether a lease is lost.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from call_router.errors import LeaseLost, RouterAway
from call_router.service import CallRouter
from calls.driver.driver import CallDriver
from calls.driver.lease import RENEW_INTERVAL_S
from storage.errors import StorageError
from storage.periodic import run_periodically

log = structlog.get_logger(__name__)

_RETRY_INTERVAL_S = RENEW_INTERVAL_S / 2
_MAILBOX_BLOCK_MS = 1000


class LeasedDriver:
    """The driver of a gateway's calls in one campaign, with the gateway's lease.

    Args:
        router: of the campaign.
        driver: of the calls.
        on_renewal: awaited after each renewal of the lease.
    """

    def __init__(
        self, router: CallRouter, driver: CallDriver, on_renewal: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        self.driver, self.lease = driver, driver.lease
        self._router, self._on_renewal = router, on_renewal
        self._last_entry = "0"

    def tasks(self) -> dict[str, Coroutine[Any, Any, None]]:
        """Return the tasks that run until the lease is lost, by name; then one of them raises LeaseLost."""
        return {"renew": self._renew_periodically(), "mailbox": self._follow_mailbox(), "fence": self._wait_for_fence()}

    async def renew(self) -> None:
        """Renew the lease once. Raises as `Lease.renew`."""
        await self.lease.renew()
        if self._on_renewal is not None:
            await self._on_renewal()

    async def read_mailbox(self) -> None:
        """Post the router's next signals for the gateway to the driver; wait at most a second for them."""
        try:
            entries = await self._router.read_mailbox(self.lease.gateway, self._last_entry, _MAILBOX_BLOCK_MS)
        except RouterAway:
            await asyncio.sleep(_RETRY_INTERVAL_S)
            return
        for entry_id, signal in entries:
            self._last_entry = entry_id
            self.driver.post(signal, entry_id)

    async def release(self) -> None:
        """Release the lease; log a failure."""
        try:
            await self.lease.release()
        except (LeaseLost, RouterAway) as error:
            log.warning("lease_not_given_back", gateway=self.lease.gateway, error=str(error))

    async def _renew_periodically(self) -> None:
        await run_periodically(
            self.renew,
            interval_s=RENEW_INTERVAL_S,
            retryable_errors=(RouterAway, StorageError),
            failure_event="lease_not_renewed",
            gateway=self.lease.gateway,
        )

    async def _follow_mailbox(self) -> None:
        while True:
            await self.read_mailbox()

    async def _wait_for_fence(self) -> None:
        await self.driver.fenced.wait()
        raise LeaseLost("the lease expired, so this gateway counts as dead")
