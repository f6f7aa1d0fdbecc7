"""The leases of a gateway that starts more slowly than a lease lasts."""

import asyncio
from typing import cast

import pytest

from atencion.gateways import parts
from call_router.errors import RouterAway
from call_router.service import CallRouter
from calls.driver.lease import Lease


class Renewals:
    """A router that counts renewals, and is away for the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.third = asyncio.Event()

    async def renew_lease(self, gateway: str, ttl_ms: int) -> None:
        """Count a renewal."""
        self.count += 1
        if self.count == 1:
            raise RouterAway(gateway)
        if self.count == 3:
            self.third.set()


async def test_a_lease_is_renewed_while_its_gateway_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lease is renewed until the start is over, also after the router was away; then the driver renews it."""
    monkeypatch.setattr(parts, "RENEW_INTERVAL_S", 0.0)
    home, peer = Renewals(), Renewals()
    async with parts.keep_alive(*(Lease(cast(CallRouter, router), "g") for router in (home, peer))):
        await home.third.wait()
        await peer.third.wait()
    renewed = home.count, peer.count
    for _ in range(10):
        await asyncio.sleep(0)
    assert (home.count, peer.count) == renewed
