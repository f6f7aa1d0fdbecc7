"""How long a process may trust its lease."""

import asyncio
from typing import cast

import pytest

from call_router.errors import LeaseLost
from call_router.service import CallRouter
from calls.driver.lease import Lease


class Slow:
    """A router that takes its time to answer, on a clock that it moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.takes_s = 0.0
        self.lost = False

    async def acquire_lease(self, gateway: str, ttl_ms: int) -> None:
        """Answer after a while."""
        self.now += self.takes_s
        if self.lost:
            raise LeaseLost(gateway)

    renew_lease = acquire_lease

    async def release_lease(self, gateway: str) -> None:
        """Take it back."""


@pytest.fixture
def slow() -> Slow:
    """A router that answers at once until told otherwise."""
    return Slow()


@pytest.fixture
def lease(slow: Slow) -> Lease:
    """A lease that was never asked for."""
    return Lease(cast(CallRouter, slow), "g", lambda: slow.now)


def test_what_was_never_acquired_is_not_fresh(lease: Lease) -> None:
    """Nobody sends on a lease that is not there."""
    assert not lease.is_fresh


def test_it_is_fresh_for_less_than_it_lasts(lease: Lease, slow: Slow) -> None:
    """A command that is on its way when the lease ends was sent before."""
    asyncio.run(lease.acquire())
    slow.now += 4.4
    assert lease.is_fresh
    slow.now += 0.2
    assert not lease.is_fresh


def test_it_counts_from_the_question_and_not_from_the_answer(lease: Lease, slow: Slow) -> None:
    """An answer that was long on its way says nothing of the time since."""
    slow.takes_s = 10.0
    asyncio.run(lease.acquire())
    assert not lease.is_fresh


def test_renewing_makes_it_fresh_again(lease: Lease, slow: Slow) -> None:
    """As acquiring does."""
    asyncio.run(lease.acquire())
    slow.now += 60
    asyncio.run(lease.renew())
    assert lease.is_fresh


def test_a_lost_lease_is_not_fresh(lease: Lease, slow: Slow) -> None:
    """Who is told that it is lost knows no more than before."""
    slow.lost = True
    with pytest.raises(LeaseLost):
        asyncio.run(lease.renew())
    assert not lease.is_fresh


def test_what_was_given_back_is_not_fresh(lease: Lease) -> None:
    """From that moment the calls may be another's."""
    asyncio.run(lease.acquire())
    asyncio.run(lease.release())
    assert not lease.is_fresh


def test_how_long_ago_it_was_kept_counts_from_the_question(lease: Lease, slow: Slow) -> None:
    """A renewal that fails does not count; of one that was never acquired nothing is known."""
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
