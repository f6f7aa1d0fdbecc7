"""A leased driver renews its lease, reads its mailbox, and ends when the lease is lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from call_router.errors import LeaseLost, RouterAway
from calls.driver.lease import Lease
from calls.driver.leased_driver import LeasedDriver
from telephony.port import LegRinging

SIGNALS = [(f"{number}-0", LegRinging(call_id="c", leg=f"advisor-{number}")) for number in (1, 2, 3)]


class Router:
    """A router with three signals for the gateway, which may be away or have lost the lease."""

    def __init__(self) -> None:
        self.is_away = self.is_lost = False
        self.renewals: list[str] = []

    async def renew_lease(self, gateway: str, ms: int) -> None:
        """Renew the lease, or fail as scripted."""
        if self.is_lost:
            raise LeaseLost("taken for dead")
        self.renewals.append(gateway)

    async def read_mailbox(self, gateway: str, after: str, block_ms: int) -> list[tuple[str, LegRinging]]:
        """Return at most two signals."""
        await asyncio.sleep(0)
        if self.is_away:
            raise RouterAway("away")
        return [each for each in SIGNALS if each[0] > after][:2]


class Driver:
    """A driver that stores its entries."""

    def __init__(self, router: Any) -> None:
        self.lease, self.fenced = Lease(router, "pyvoip-1", duration=timedelta(seconds=5)), asyncio.Event()
        self.posted: list[str] = []

    def post(self, signal: LegRinging, mailbox_id: str) -> None:
        """Store an entry."""
        self.posted.append(mailbox_id)


def leased(router: Any, **also: Any) -> tuple[LeasedDriver, Driver]:
    """Return a leased driver, and its driver."""
    driver: Any = Driver(router)
    return LeasedDriver(router, driver, **also), driver


async def test_reading_continues_after_last_entry_also_after_absence_of_router() -> None:
    """Reading continues after the last entry, also after an absence of the router."""
    router = Router()
    life, driver = leased(router)
    await life.read_mailbox()
    router.is_away = True
    await life.read_mailbox()
    router.is_away = False
    await life.read_mailbox()
    await life.read_mailbox()
    assert driver.posted == ["1-0", "2-0", "3-0"]


async def test_action_after_renewal_is_awaited() -> None:
    """The owner's function is awaited after each renewal, and not after a loss."""
    router, renewal_counts = Router(), list[int]()

    async def note() -> None:
        renewal_counts.append(len(router.renewals))

    life, _ = leased(router, on_renewal=note)
    await life.renew()
    router.is_lost = True
    with pytest.raises(LeaseLost):
        await life.renew()
    assert renewal_counts == [1]


async def test_an_act_is_written_again_after_a_renewal() -> None:
    """A refused act is written again after a renewal; if the renewal is refused, nothing is written."""
    router, tries = Router(), list[int]()

    async def write() -> None:
        tries.append(len(router.renewals))
        if not router.renewals:
            raise LeaseLost("ran out meanwhile")

    life, _ = leased(router)
    await life.lease.commit(write)
    assert tries == [0, 1]
    router.renewals, router.is_lost = [], True
    with pytest.raises(LeaseLost):
        await life.lease.commit(write)
    assert tries == [0, 1, 0]


async def test_a_fenced_driver_ends_its_tasks() -> None:
    """One of the tasks raises as soon as the driver is fenced."""
    life, driver = leased(Router())
    tasks = {name: asyncio.ensure_future(work) for name, work in life.tasks().items()}
    driver.fenced.set()
    with pytest.raises(LeaseLost):
        await tasks.pop("fence")
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
