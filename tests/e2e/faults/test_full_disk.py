"""A disk that was full for some seconds: no caller meets silence, and every line recovers by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.faults.fault_run import SITE, on_duty
from tests.e2e.faults.full_disk import fill_disk
from tests.e2e.faults.held_calls import TrialCall, is_silent, place_trial_call
from tests.e2e.faults.system_processes import pids_of
from tests.support.servers.small_disk import SmallDisk, small_disk
from tests.support.sip.callers import CallExperience, ScriptedCaller, hold_call, place_call
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(240)]

LINES = ("bogota", "nacional", "quejas")
OURS = ("gateway", "router", "recorder", "worker", "api")
FULL_S, BACK_WITHIN_S, EVERY_S = 20.0, 15.0, 1.0


@pytest.fixture
def disk(servers_folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk that every user can reach."""
    with small_disk(servers_folder / "small") as disk:
        yield disk


@pytest_asyncio.fixture
async def system(disk: SmallDisk, exchange: PhoneExchange, sounds: Path) -> AsyncIterator[System]:
    """Run the whole system with all its files on the small disk, and advisors on duty."""
    (disk.folder / "system").mkdir()
    system = System(disk.folder / "system", sounds, SITE, TONES, {"ATENCION_RTP_PORTS": "20000-23999"})
    try:
        await system.start()
        async with on_duty(system, exchange):
            yield system
    finally:
        await system.stop()


@dataclass
class Calls:
    """Placed calls.

    Attributes:
        placed: their number.
        trials: the results of the short ones.
    """

    exchange: PhoneExchange
    sip_port: int
    placed: int = 0
    trials: list[TrialCall] = field(default_factory=list)

    def next_number(self) -> str:
        """Count a call and return its caller's number."""
        self.placed += 1
        return f"31{self.placed:08}"

    @asynccontextmanager
    async def talk(self) -> AsyncIterator[ScriptedCaller]:
        """Talk with an advisor during the block."""
        async with hold_call(self.exchange, self.sip_port, self.next_number()) as person:
            await person.choose("1")
            await person.ear.hears("advisor")
            yield person

    async def each_second(self, seconds: float) -> None:
        """Place a short call each second, and wait for the end of all."""

        async def one(number: str) -> None:
            self.trials.append(await place_trial_call(self.exchange, self.sip_port, number))

        async with asyncio.TaskGroup() as calling:
            for _ in range(round(seconds / EVERY_S)):
                calling.create_task(one(self.next_number()))
                await asyncio.sleep(EVERY_S)

    async def served(self, line: str) -> float:
        """Call a line until an advisor is heard; return the time, monotonic seconds."""
        while True:
            experience = CallExperience(number=self.next_number(), line=line, plan="talks")
            await place_call(self.exchange, self.sip_port, experience, time.time)
            if experience.completed:
                return time.monotonic()


async def _room_again(system: System, disk: SmallDisk) -> float:
    """Fill the disk for some seconds; return the time of its release, monotonic seconds."""
    await fill_disk(system, disk, FULL_S)
    return time.monotonic()


async def balance_of(system: System, placed: int) -> dict[str, int]:
    """Return the closing balance once all placed calls are counted and ended."""
    balance: dict[str, int] = {}

    async def closed() -> bool:
        nonlocal balance
        with suppress(OSError):
            balance = (await system.get("/api/v1/service-level"))["balance"]
        return balance.get("ingressed") == placed and not balance["in_progress"]

    with suppress(TimeoutError):
        await wait_until(closed, 15.0)
    return balance


async def test_a_disk_that_was_full_is_survived(disk: SmallDisk, system: System, exchange: PhoneExchange) -> None:
    """During 20 s with a full disk talks continue and new callers hear the apology; all recovers and is counted.

    Valkey and PostgreSQL die repeatedly; none of our processes does.
    """
    calls = Calls(exchange, system.sip_port)
    before = {name: pids_of(system, name) for name in (*OURS, "Valkey", "PostgreSQL")}
    async with calls.talk() as first, calls.talk() as second:
        filling = asyncio.create_task(_room_again(system, disk))
        await asyncio.gather(calls.each_second(FULL_S), first.stays(FULL_S), second.stays(FULL_S))
        room_at = await filling
        async with asyncio.timeout(BACK_WITHIN_S):
            back_at = max(await asyncio.gather(*map(calls.served, LINES)))
        talks = [(person.call.is_over, person.ear.longest_silence_s) for person in (first, second)]
    balance = await balance_of(system, calls.placed)
    after = {name: pids_of(system, name) for name in before}
    apologies, refused = (sum(getattr(each, name) for each in calls.trials) for name in ("apology", "refused"))
    summary = f"{calls.placed} placed, {balance['ingressed']} counted, {apologies} heard the apology, {refused} refused"
    print(
        f"lines back {back_at - room_at:.1f} s after there was room; {summary}; talks (over, longest silence): {talks}"
    )
    assert not any(over or is_silent(silence_s) for over, silence_s in talks)
    assert [each for each in calls.trials if each.silent] == []
    assert apologies + refused >= FULL_S / 2
    gaps = (await system.get("/api/v1/data-gaps"))["gaps"]
    assert (balance["ingressed"], balance["difference"], gaps) == (calls.placed, 0, [])
    assert {name for name in before if before[name][0] != after[name][0]} == {"Valkey", "PostgreSQL"}
    assert "log_lines_lost" in system.log_text()
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()
