"""Measures how late timers fire: a thousand wrap-ups per second end in two routers while calls arrive and leave.

Owns the measurement: its own Valkey as `atencion serve` runs it, two router processes, timers that real calls set, and
the lateness from the log: the fact's `at` minus the time for which the timer was set. Run it with
``python benchmarks/run.py timers``.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from redis.asyncio import Redis

from atencion.runtime.tasks import stop_on_signals
from call_router.acts import Act, AdvisorPhone
from call_router.routing import AnswerOffer, Enqueue, ReleaseCall, Routing
from call_router.service import CallRouter
from call_router.timers import run_timers
from eventlog.facts import AdvisorStateChanged, AnyFact, CallAnswered, CallEnded, CallIngressed, CallQueued, Outcome
from storage.embedded.valkey import EmbeddedValkey
from storage.valkey import connect

Row = dict[str, Any]

CAMPAIGN, LINE, GATEWAY = "timers", "bogota", "bench-gateway"
ROUTERS, CLIENTS = 2, 20
STEADY, A_SECOND, BURST = 6_000, 1_000, 1_000
BURST_AFTER_S = 1.0  # after the last steady timer
PROBES = 1_000  # calls that measure how long it takes to set a timer
CALLS_A_SECOND = 50  # background calls, three acts each
LEASE_MS = 600_000
HEAD_START_S = 3.0  # from setting the last wrap-up to the end of the first
BAR_MS, GOAL_MS = 100.0, 20.0
DEADLINE_S = 60.0
_calls = count()


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        steady, burst, busy = uvloop.run(_measure(Path(folder)))
    name = f"{len(steady)} temporizadores, {A_SECOND} por segundo, {ROUTERS} routers"
    return [
        _row(f"{name}: retraso, p50", statistics.median(steady), "ms", None, None),
        _row(f"{name}: retraso, p99", _p99(steady), "ms", BAR_MS, GOAL_MS),
        _row(f"{name}: retraso, máximo", max(steady), "ms", BAR_MS, None),
        _row(f"{len(burst)} temporizadores en el mismo instante: retraso, máximo", max(burst), "ms", None, None),
        _row("CPU de cada router mientras tanto", busy, "% de un núcleo", None, None),
    ]


def _p99(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _row(name: str, value: float, unit: str, bar: float | None, goal: float | None) -> Row:
    bar_text, goal_text = ("" if each is None else f"< {each:.0f}" for each in (bar, goal))
    holds = bar is None or value < bar
    return {"name": name, "value": round(value, 1), "unit": unit, "bar": bar_text, "goal": goal_text, "holds": holds}


async def _measure(folder: Path) -> tuple[list[float], list[float], float]:
    async with EmbeddedValkey(folder / "valkey") as url, _client(url) as redis:
        router = CallRouter(redis, CAMPAIGN)
        await router.install()
        await router.acquire_lease(GATEWAY, LEASE_MS)
        await redis.config_set("appendfsync", "no")
        first, lasts_ms = await _set_all(router)
        await redis.config_set("appendfsync", "always")  # as in production from here on
        with _routers(url) as routers:
            await asyncio.sleep(max(0.0, first - time.time() - 0.5))
            before, began = _cpu_s(routers), time.monotonic()
            coming = asyncio.create_task(_background_calls(router))
            await _wait_until_over(redis)
            busy = 100 * (_cpu_s(routers) - before) / (time.monotonic() - began) / ROUTERS
            coming.cancel()
        late = await _lateness(redis, lasts_ms)
    return late[:STEADY], late[STEADY:], busy


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[Redis]:
    redis = connect(url, connections=CLIENTS + 4)
    try:
        yield redis
    finally:
        await redis.aclose()


# --- timers set by calls that end -------------------------------------------------------------------------------------


async def _set_all(router: CallRouter) -> tuple[float, dict[str, int]]:
    """Give every advisor a call whose wrap-up ends at a different millisecond; the last ones end all at once.

    Returns:
        The end of the first wrap-up (Unix time, s), and the length of each by advisor.
    """
    began = time.time()
    await _set_in_parallel(router, [(f"probe-{number}", 0.0) for number in range(PROBES)], {})
    first = time.time() + 1.2 * (time.time() - began) / PROBES * (STEADY + BURST) + HEAD_START_S
    ends = [first + number / A_SECOND for number in range(STEADY)]
    ends += [ends[-1] + BURST_AFTER_S] * BURST
    lasts_ms: dict[str, int] = {}
    await _set_in_parallel(router, [(f"advisor-{number:05d}", end) for number, end in enumerate(ends)], lasts_ms)
    if time.time() > first:
        raise SystemExit("La máquina está demasiado ocupada: los temporizadores vencieron antes de empezar a medir.")
    return first, lasts_ms


async def _set_in_parallel(router: CallRouter, timers: Sequence[tuple[str, float]], lasts_ms: dict[str, int]) -> None:
    remaining = iter(timers)

    async def one_client(queue: str) -> None:
        for advisor, end in remaining:
            lasts_ms[advisor] = max(0, round((end - time.time()) * 1000))
            await _give_wrap_up(router, advisor, queue, lasts_ms[advisor])

    await asyncio.gather(*(one_client(f"queue-{number}") for number in range(CLIENTS)))


async def _give_wrap_up(router: CallRouter, advisor: str, queue: str, wrap_up_ms: int) -> None:
    await router.ready(AdvisorPhone(id=advisor, address=f"sip:{advisor}@127.0.0.1", queues={queue: 1}))
    call = await _wait(router, queue, wrap_up_ms)
    answered = CallAnswered(line=LINE, queue=queue, advisor=advisor, offer=1)
    await _commit(router, call, 2, AnswerOffer(offer=1), answered)
    await _commit(router, call, 3, ReleaseCall(), _call_ended(queue, "answered"))
    if wrap_up_ms == 0:
        await router.go_offline(advisor)


async def _wait(router: CallRouter, queue: str, wrap_up_ms: int) -> str:
    """Add a call that enters the queue; return its id."""
    call = f"call-{next(_calls)}"
    await _commit(
        router,
        call,
        0,
        None,
        CallIngressed(line=LINE, gateway=GATEWAY, caller_ref="", caller_commitment="", in_hours=True),
    )
    how = Enqueue(line=LINE, queue=queue, threshold_ms=20_000, ring_ms=600_000, wrap_up_ms=wrap_up_ms)
    await _commit(router, call, 1, how, CallQueued(line=LINE, queue=queue, reason="menu", threshold_ms=20_000))
    return call


async def _background_calls(router: CallRouter) -> None:
    """Place calls that leave a queue without advisors, at a steady rate."""
    due = time.monotonic()
    while True:
        call = await _wait(router, "nobody", 0)
        await _commit(router, call, 2, ReleaseCall(), _call_ended("nobody", "abandoned_queue"))
        due += 1 / CALLS_A_SECOND
        await asyncio.sleep(max(0.0, due - time.monotonic()))


def _call_ended(queue: str, outcome: Outcome) -> CallEnded:
    return CallEnded(line=LINE, queue=queue, outcome=outcome, stage="talking", ended_by="caller")


async def _commit(router: CallRouter, call: str, expects: int, routing: Routing | None, fact: AnyFact) -> None:
    act = Act(
        call_id=call,
        expects=expects,
        state=b"state",
        facts=(fact,),
        actor="caller",
        site_version="s",
        gateway=GATEWAY,
        routing=routing,
    )
    await router.commit(act, f"{call}-{expects}")


# --- results from the log ---------------------------------------------------------------------------------------------


async def _wait_until_over(redis: Redis) -> None:
    """Wait until no timer is left."""
    async with asyncio.timeout(DEADLINE_S):
        while await redis.zcard(f"{{{CAMPAIGN}}}:timers"):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.5)


async def _lateness(redis: Redis, lasts_ms: dict[str, int]) -> list[float]:
    """Return how many milliseconds late each wrap-up ended, in the order of the advisors."""
    due: dict[str, int] = {}
    late: dict[str, float] = {}
    entries: Any = await redis.xrange(f"{{{CAMPAIGN}}}:log")
    for _, fields in entries:
        fact = msgspec.json.decode(fields[b"fact"], type=AnyFact)
        if not isinstance(fact, AdvisorStateChanged) or fact.advisor not in lasts_ms:
            continue
        if fact.state == "wrap_up":
            due[fact.advisor] = int(fields[b"at"]) + lasts_ms[fact.advisor]
        elif fact.previous == "wrap_up":
            late[fact.advisor] = int(fields[b"at"]) - due[fact.advisor]
    assert len(late) == STEADY + BURST
    return [late[advisor] for advisor in sorted(late)]


# --- the routers ------------------------------------------------------------------------------------------------------


@contextmanager
def _routers(url: str) -> Iterator[list[int]]:
    """Run router processes; yield their ids."""
    processes = [subprocess.Popen([sys.executable, __file__, url]) for _ in range(ROUTERS)]
    try:
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def _cpu_s(pids: Sequence[int]) -> float:
    """Return the CPU seconds of processes so far (proc(5))."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


async def _run_router(url: str) -> None:
    async def end_orphan(call_id: str, gateway: str) -> None:
        raise AssertionError(f"no gateway dies here: {gateway}")

    async with _client(url) as redis:
        await run_timers(CallRouter(redis, CAMPAIGN), stop_on_signals(), end_orphan)


if __name__ == "__main__":
    uvloop.run(_run_router(sys.argv[1]))
