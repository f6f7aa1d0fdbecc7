"""Processes that are stopped (SIGSTOP) for good: they are detected and replaced, and the affected calls are counted."""

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from atencion.runtime.liveness.hang_detection import SILENCE_LIMITS_S
from eventlog.facts import ProcessReplaced
from eventlog.journal.reader import Journal
from storage.postgres.engine import make_engine
from tests.support.repository import ROOT
from tests.support.sip.callers import CallExperience, place_call
from tests.support.sip.phone_exchange import PhoneExchange
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SITE = ROOT / "tests" / "e2e" / "crowd"
CALLERS = 8
FREEZE_S = 12.0
BEAT_S = 1.5
"""Silence counts from the last beat, up to a second before the process was stopped."""
LATEST_S = 8.0
"""Time beyond its bound for the replacement of a process: a check a second, the start, and a busy machine."""


async def replaced_s(system: System, role: str) -> float:
    """Stop a process for good; return the seconds until its replacement."""
    pid, began = pid_of(system, role), time.monotonic()
    os.kill(pid, signal.SIGSTOP)

    async def another() -> bool:
        return pid_of(system, role) not in {0, pid}

    await wait_until(another, SILENCE_LIMITS_S[role] + LATEST_S)
    return time.monotonic() - began


async def frozen_for_a_while(system: System) -> None:
    """Stop the gateway for longer than its lease, and resume it."""
    pid = pid_of(system, "gateway")
    os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(FREEZE_S)
    os.kill(pid, signal.SIGCONT)


async def call(exchange: PhoneExchange, system: System, number: int, after_s: float = 0.0) -> CallExperience:
    """Call after some seconds."""
    await asyncio.sleep(after_s)
    experience = CallExperience(f"31000000{number:02}", "bogota", "leaves in the menu")
    return await place_call(exchange, system.sip_port, experience, time.time)


async def replacements(system: System) -> list[ProcessReplaced]:
    """Return the facts of replaced processes."""
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        facts = [one.fact async for one in Journal(engine, CAMPAIGN).envelopes()]
    finally:
        await engine.dispose()
    return [fact for fact in facts if isinstance(fact, ProcessReplaced)]


async def hung_gaps(system: System) -> list[timedelta]:
    """Return the lengths of the certified gaps of a hung gateway."""
    now = datetime.now(UTC)
    period = urlencode({"from": (now - timedelta(hours=1)).isoformat(), "to": now.isoformat()})
    gaps = (await system.get(f"/api/v1/data-gaps?{period}"))["gaps"]
    return [
        datetime.fromisoformat(gap["ended_at"]) - datetime.fromisoformat(gap["began_at"])
        for gap in gaps
        if gap["kind"] == "gateway_hung"
    ]


async def test_hung_processes_are_replaced_and_calls_that_met_them_count(
    system: System, exchange: PhoneExchange
) -> None:
    """Each process is replaced within its bounds; a resumed gateway counts its callers, and a killed one leaves a gap.

    Calls are journaled while the worker is frozen.
    """
    worker = asyncio.create_task(replaced_s(system, "worker"))
    callers = [call(exchange, system, number, 1.0 + number) for number in range(CALLERS)]
    api_s, recorder_s, _, *met = await asyncio.gather(
        replaced_s(system, "api"), replaced_s(system, "recorder"), frozen_for_a_while(system), *callers
    )
    assert api_s > SILENCE_LIMITS_S["api"] - BEAT_S
    assert recorder_s > SILENCE_LIMITS_S["recorder"] - BEAT_S
    assert [one.status for one in met] == [503] * CALLERS
    await wait_until(system.is_ready, 60.0)
    calls = await system.calls_when_ended(CALLERS)
    assert [one["outcome"] for one in calls] == ["technical_failure"] * CALLERS

    router_s, gateway_s = await asyncio.gather(replaced_s(system, "router"), replaced_s(system, "gateway"))
    assert router_s > SILENCE_LIMITS_S["router"] - BEAT_S
    assert gateway_s > SILENCE_LIMITS_S["gateway"] - BEAT_S
    assert await worker > SILENCE_LIMITS_S["worker"] - BEAT_S

    async def all_told() -> bool:
        return len(await replacements(system)) == len(SILENCE_LIMITS_S) and bool(await hung_gaps(system))

    await wait_until(all_told, 60.0)
    assert {one.role for one in await replacements(system)} == set(SILENCE_LIMITS_S)
    assert await system.metric("processes_replaced_total") == len(SILENCE_LIMITS_S)
    (gap,) = await hung_gaps(system)
    assert timedelta(seconds=gateway_s - 2) < gap < timedelta(seconds=gateway_s + LATEST_S)
    assert (await call(exchange, system, 99)).status == 200
