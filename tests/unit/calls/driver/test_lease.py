"""How long a process may rely on its lease."""

import asyncio
from typing import cast

import pytest

from call_router.errors import LeaseLost
from call_router.service import CallRouter
from calls.driver.lease import Lease


class Slow:
    """A router whose slow answers move the clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.takes_s = 0.0
        self.lost = False

    async def acquire_lease(self, gateway: str, ttl_ms: int) -> None:
        """Answer after the delay."""
        self.now += self.takes_s
        if self.lost:
            raise LeaseLost(gateway)

    renew_lease = acquire_lease

    async def release_lease(self, gateway: str) -> None:
        """Release the lease."""


@pytest.fixture
def slow() -> Slow:
    """Return a router without a delay."""
    return Slow()


@pytest.fixture
def lease(slow: Slow) -> Lease:
    """Return a lease that was never requested."""
    return Lease(cast(CallRouter, slow), "g", lambda: slow.now)


def test_lease_that_was_never_acquired_allows_no_commands(lease: Lease) -> None:
    """A lease that was never acquired allows no commands."""
    assert not lease.is_fresh


def test_it_is_fresh_for_less_than_it_lasts(lease: Lease, slow: Slow) -> None:
    """The fresh time is shorter than the lease, so a command in transit when it ends was sent before."""
    asyncio.run(lease.acquire())
    slow.now += 4.4
    assert lease.is_fresh
    slow.now += 0.2
    assert not lease.is_fresh


def test_it_counts_from_the_question_and_not_from_the_answer(lease: Lease, slow: Slow) -> None:
    """The time counts from the request, because the answer may have been delayed."""
    slow.takes_s = 10.0
    asyncio.run(lease.acquire())
    assert not lease.is_fresh


def test_renewing_makes_it_fresh_again(lease: Lease, slow: Slow) -> None:
    """A renewal makes the lease fresh, as an acquisition does."""
    asyncio.run(lease.acquire())
    slow.now += 60
    asyncio.run(lease.renew())
    assert lease.is_fresh


def test_a_lost_lease_is_not_fresh(lease: Lease, slow: Slow) -> None:
    """A refused renewal does not make the lease fresh."""
    slow.lost = True
    with pytest.raises(LeaseLost):
        asyncio.run(lease.renew())
    assert not lease.is_fresh


def test_released_lease_is_not_fresh_because_another_process_may_have_calls(lease: Lease) -> None:
    """A released lease is not fresh, because another process may have the calls."""
    asyncio.run(lease.acquire())
    asyncio.run(lease.release())
    assert not lease.is_fresh


def test_how_long_ago_it_was_kept_counts_from_the_question(lease: Lease, slow: Slow) -> None:
    """The age counts from the last successful request; a lease that was never acquired has none."""
    slow.now += 60
    assert lease.since_renewal_s == 0
    slow.takes_s = 0.5
    asyncio.run(lease.acquire())
    slow.now += 1
    assert lease.since_renewal_s == 1.5
    slow.lost = True
    with pytest.raises(LeaseLost):
        asyncio.run(lease.renew())
    assert lease.since_renewal_s == 2.0
    slow.lost = False
    asyncio.run(lease.renew())
    assert lease.since_renewal_s == 0.5
