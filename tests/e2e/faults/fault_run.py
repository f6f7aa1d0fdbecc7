"""One fault on one running system: calls are held, the fault happens, calls continue, and all results are counted.

Owns the order of events and the resulting row. It must not assess a row.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from call_router.acts import AdvisorPhone
from call_router.errors import RouterAway
from tests.e2e.faults import system_processes
from tests.e2e.faults.availability_probe import Availability, count_of, longest_gap_s, observe
from tests.e2e.faults.fault import Fault
from tests.e2e.faults.full_disk import fill_disk
from tests.e2e.faults.held_calls import HELD, TrialCall, held_calls, is_silent, place_trial_call
from tests.support.repository import ROOT
from tests.support.servers.small_disk import SmallDisk, small_disk
from tests.support.sip.callers import ScriptedAdvisor
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import System, wait_until

SITE: Final = ROOT / "tests" / "e2e" / "crowd"
_SETTINGS: Final = {"ATENCION_RTP_PORTS": "20000-23999"}
_ADVISORS: Final = 10
_TALK_S: Final = 300.0
_EVERY_S: Final = 1.5
_BEFORE_S: Final = 2.0
_RECOVERY_TIMEOUT_S: Final = 40.0
AFTER_S: Final = 10.0
_BALANCE_TIMEOUT_S: Final = 20.0


@dataclass(frozen=True)
class FaultResult:
    """The result of one fault.

    Attributes:
        placed: number of calls made; `counted` of those in the system's figures.
        difference: of the closing balance.
        gaps: times that the system certifies as not wholly known.
        lost: held calls that ended before their callers hung up.
        apologies: callers who heard the apology.
        refused: callers who got a final status other than 200.
        silent: callers of short calls who got neither a final status nor a sound.
        dead_air_s: the longest silence of a held call's caller.
        telephone_s: the longest time between two good answers to OPTIONS; `api_s` of the API.
        errors: answers 500 of the API; `unavailable` are its answers 503.
        recovery_s: seconds from the fault until everything answered well without further failures.
        sound: whether `verify` succeeded.
    """

    fault: Fault
    placed: int
    counted: int
    difference: int
    gaps: int
    lost: int
    apologies: int
    refused: int
    silent: int
    dead_air_s: float
    telephone_s: float
    api_s: float
    errors: int
    unavailable: int
    recovery_s: float
    sound: bool

    @property
    def accounted(self) -> bool:
        """Whether each call is counted, or the time of the missing ones is certified."""
        return self.placed == self.counted or self.gaps > 0

    @property
    def is_heard(self) -> bool:
        """Whether no caller met a dead line."""
        return not self.silent and not is_silent(self.dead_air_s)


@asynccontextmanager
async def on_duty(system: System, exchange: PhoneExchange) -> AsyncIterator[None]:
    """Let advisors answer and talk; return those who were paused to duty."""
    advisors = [ScriptedAdvisor(exchange, f"contesta_{n}", "answers", talk_s=_TALK_S) for n in range(_ADVISORS)]
    async with AsyncExitStack() as stack:
        for advisor in advisors:
            await advisor.start()
            stack.push_async_callback(advisor.stop)
        await system.assign_queues({advisor.name: {"atencion": 5} for advisor in advisors})
        router = await stack.enter_async_context(system.router())

        async def stay() -> None:
            while True:
                for advisor in advisors:
                    with suppress(RouterAway):
                        if await router.advisor_state(advisor.name) in ("offline", "paused"):
                            phone = AdvisorPhone(id=advisor.name, address=advisor.phone.uri, queues={"atencion": 5})
                            await router.ready(phone)
                await asyncio.sleep(0.5)

        staying = asyncio.create_task(stay())
        stack.callback(staying.cancel)
        await asyncio.sleep(1.0)
        yield


async def inject(system: System, fault: Fault, disk: SmallDisk | None) -> None:
    """Kill the fault's victims, or freeze and resume them, or fill the disk and free it."""
    if disk is not None:
        await fill_disk(system, disk, fault.full_s)
        return
    pids = [pid for victim in fault.victims for pid in system_processes.pids_of(system, victim)]
    assert pids, f"nothing to strike: {fault.title}"
    if not fault.frozen_s:
        system_processes.kill(pids)
        return
    system_processes.freeze(pids)
    try:
        await asyncio.sleep(fault.frozen_s)
    finally:
        system_processes.resume(pids)


async def run_fault(
    fault: Fault, folder: Path, sounds: Path, exchange: PhoneExchange, after_s: float = AFTER_S
) -> FaultResult:
    """Run a separate system with the fault, and count the results.

    Args:
        fault: the fault.
        folder: for all files of the system, except for a fault of the disk, which has its own.
        sounds: cache of rendered sounds between runs.
        exchange: the phones' media.
        after_s: time for which callers stay after the recovery.
    """
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(folder / "small")) if fault.full_s else None
        system_folder = disk.folder / "system" if disk else folder / "system"
        system_folder.mkdir()
        system = System(system_folder, sounds, SITE, TONES, _SETTINGS)
        try:
            await system.start()
            async with on_duty(system, exchange):
                return await _run_with_fault(system, fault, disk, exchange, after_s)
        finally:
            await system.stop()


async def _run_with_fault(
    system: System, fault: Fault, disk: SmallDisk | None, exchange: PhoneExchange, after_s: float
) -> FaultResult:
    token, trials = system.token(), list[TrialCall]()
    async with (
        held_calls(exchange, system.sip_port) as calls,
        observe(system.sip_port, system.web, token) as availability,
        _short_calls(exchange, system.sip_port, trials),
    ):
        await asyncio.sleep(_BEFORE_S)
        struck_at = time.monotonic()
        await inject(system, fault, disk)
        await _wait_until_ready(system)
        await asyncio.sleep(after_s)
    placed = len(HELD) + len(trials)
    balance = await _balance(system, placed)
    verification = await system.verify()
    return FaultResult(
        fault=fault,
        placed=placed,
        counted=int(balance["ingressed"]),
        difference=int(balance["difference"]),
        gaps=len((await system.get("/api/v1/data-gaps"))["gaps"]),
        lost=sum(each.lost for each in calls),
        apologies=sum(each.apology for each in (*calls, *trials)),
        refused=sum(each.refused for each in trials),
        silent=sum(each.silent for each in trials),
        dead_air_s=max(each.dead_air_s for each in calls),
        **_answers(availability, struck_at),
        sound=await verification.wait(60.0) == 0,
    )


def _answers(availability: Availability, struck_at: float) -> dict[str, float | int]:
    return {
        "telephone_s": longest_gap_s(availability.telephone),
        "api_s": longest_gap_s(availability.api),
        "errors": count_of(availability.api, 500) + count_of(availability.readiness, 500),
        "unavailable": count_of(availability.api, 503),
        "recovery_s": availability.recovery_s(struck_at),
    }


async def _wait_until_ready(system: System) -> None:
    """Wait until the system is ready; a permanent failure shows in the row."""
    with suppress(TimeoutError):
        await wait_until(system.is_ready, _RECOVERY_TIMEOUT_S)


@asynccontextmanager
async def _short_calls(exchange: PhoneExchange, sip_port: int, made: list[TrialCall]) -> AsyncIterator[None]:
    """Make short calls in sequence; they are counted when all have ended."""
    over = asyncio.Event()

    async def one(number: str) -> None:
        made.append(await place_trial_call(exchange, sip_port, number))

    async def go_on(calling: asyncio.TaskGroup) -> None:
        number = 0
        while not over.is_set():
            calling.create_task(one(f"31200000{number:02d}"))
            number += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), _EVERY_S)

    async with asyncio.TaskGroup() as calling:
        calling.create_task(go_on(calling))
        try:
            yield
        finally:
            over.set()


async def _balance(system: System, placed: int) -> dict[str, int]:
    """Return the closing balance once all placed calls are counted and ended, or after a time-out."""
    balance: dict[str, int] = {"ingressed": 0, "difference": 0, "in_progress": 0}

    async def closed() -> bool:
        nonlocal balance
        with suppress(OSError):
            balance = (await system.get("/api/v1/service-level"))["balance"]
        return balance["ingressed"] == placed and not balance["in_progress"]

    with suppress(TimeoutError):
        await wait_until(closed, _BALANCE_TIMEOUT_S)
    return balance
