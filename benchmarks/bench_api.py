"""Measures the API's latency, and its throughput compared with a bare FastAPI.

Owns the measurement: a journal of many calls, logins with sessions, a mix of read requests of many users at a steady
rate (open loop), and pairs of the API and `bare_server`, measured alternately, each alone and as fast as it answers a
few clients. The client is this process. Loopback only. Run it with ``python benchmarks/run.py api``.
"""

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import chain, cycle
from pathlib import Path

import uvloop

from agent_api.access import sessions
from benchmarks.system import http_client
from benchmarks.system.http_client import LoadResult, get
from benchmarks.system.running_system import (
    Row,
    RunningSystem,
    facts_of_call,
    free_port,
    load_average,
    percentile,
    row,
    running_system,
    store_callers,
)
from eventlog.facts import AdvisorStateChanged as StateChanged
from eventlog.recorder import read_status
from storage.postgres.engine import make_engine, unit_of_work
from storage.valkey import connect

CALLS, TICKETS, OWN_CALLS = 20_000, 200, 60
ADVISORS = [f"asesor{number}" for number in range(1, 401)]
PEOPLE = ADVISORS[:3]
"""The advisors with a login."""
RATE, RATE_S, RATE_RUNS = 200, 10.0, 5
SESSIONS = 300
PAIRS, PAIR_S, CONNECTIONS = 5, 1.5, 8
PEERS = ("call", "service-level", "me")
"""The requests compared with the bare server, which returns one call."""
MIX = {"calls": 25, "call": 25, "service-level": 15, "me": 15, "tickets": 10, "pop": 10}
P99_BAR_MS = 50.0
STRANGERS_RATE, STRANGERS_S, STRANGERS_RUNS, STRANGERS_BAR_MS = 20, 6.0, 3, 200.0
METRICS_TOKEN = "token-de-la-medicion"
SHARE_BAR, SHARE_GOAL = "≥ 50", "≥ 70"
RECORDED_S = 240.0


async def fill(stage: RunningSystem) -> list[str]:
    """Write the facts of many calls to the log, wait until the recorder has them, and return the call ids."""
    people = await store_callers(stage)
    ids = [f"c{number:05}" for number in range(CALLS)]
    advisors = [*(each for each in PEOPLE for _ in range(OWN_CALLS)), *cycle_of(ADVISORS[3:], CALLS)]
    calls = zip(ids, advisors, cycle(people))
    lives = [
        [
            each
            for each in facts_of_call(call, advisor, caller, stage.site.version)
            if type(each.fact) is not StateChanged
        ]
        for call, advisor, caller in calls
    ]
    for at in range(0, CALLS, 50):
        await stage.router.publish(list(chain.from_iterable(lives[at : at + 50])))
    await _wait_until_recorded(stage)
    return ids


def cycle_of(names: list[str], most: int) -> Iterator[str]:
    """Repeat the names up to a number of items."""
    return (names[number % len(names)] for number in range(most))


async def _wait_until_recorded(stage: RunningSystem) -> None:
    last = str((await stage.router.head()).stream)
    redis = connect(stage.settings.redis_url or "")
    try:
        async with asyncio.timeout(RECORDED_S):
            while (await read_status(redis, stage.site.campaign)).get("head") != last:  # noqa: ASYNC110 - a process
                await asyncio.sleep(0.2)
    finally:
        await redis.aclose()


async def sign_in(stage: RunningSystem, each: int) -> dict[str, list[str]]:
    """Begin sessions of each login, as the API does after a correct password; return the tokens by user."""
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            now = datetime.now(UTC)
            return {
                user: [(await sessions.begin(connection, user, now))[0] for _ in range(each)]
                for user in ("supervisor", *PEOPLE)
            }
    finally:
        await engine.dispose()


def file_tickets(stage: RunningSystem, tokens: dict[str, list[str]]) -> None:
    """File some petitions through the API."""
    topic = {"kind": "reclamo", "theme": "pago_no_aplicado", "subtheme": "pago_sin_registrar"}
    form = {**topic, "text": "Pagó la cuota y sigue pendiente. " * 5}
    for number in range(TICKETS):
        key = {"Idempotency-Key": uuid.uuid4().hex}
        stage.send("POST", "/api/v1/tickets", tokens[PEOPLE[number % 3]][0], form, key)


def requests(kind: str, tokens: dict[str, list[str]], ids: list[str]) -> Iterator[bytes]:
    """Yield endless requests of a kind, each by a permitted user and about a random resource."""
    chance = random.Random(kind)
    while True:
        person = chance.randrange(3)
        own = ids[person * OWN_CALLS + chance.randrange(OWN_CALLS)]
        user, path = {
            "calls": ("supervisor", "/api/v1/calls?limit=50"),
            "call": ("supervisor", f"/api/v1/calls/{chance.choice(ids)}"),
            "service-level": ("supervisor", "/api/v1/service-level"),
            "me": (PEOPLE[person], "/api/v1/me"),
            "tickets": (PEOPLE[person], "/api/v1/tickets?mine=true&limit=20"),
            "pop": (PEOPLE[person], f"/api/v1/calls/{own}/pop"),
        }[kind]
        yield get(path, chance.choice(tokens[user]))


def mixed_requests(tokens: dict[str, list[str]], ids: list[str]) -> Iterator[bytes]:
    """Yield endless requests of all kinds, in the proportions of MIX."""
    chance = random.Random(0)
    kinds = {kind: requests(kind, tokens, ids) for kind in MIX}
    while True:
        yield next(kinds[chance.choices(list(MIX), list(MIX.values()))[0]])


@asynccontextmanager
async def run_bare_server(stage: RunningSystem) -> AsyncIterator[int]:
    """Run `bare_server` on the same database; yield its port."""
    port = free_port()
    environment = {**os.environ, "BARE_DATABASE_URL": stage.settings.database_url or ""}
    command = [sys.executable, "-m", "benchmarks.system.bare_server", str(port)]
    server = subprocess.Popen(command, cwd=Path(__file__).parents[1], env=environment)  # noqa: ASYNC220
    try:
        async with asyncio.timeout(30.0):
            while not await _is_listening(port):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()


async def _is_listening(port: int) -> bool:
    try:
        (await http_client.connect(port)).close()
    except OSError:
        return False
    return True


def _require_success(heard: LoadResult) -> LoadResult:
    if set(heard.statuses) != {200}:
        raise AssertionError(f"not every answer was 200: {dict(heard.statuses)}")
    return heard


async def _measure_steady(stage: RunningSystem, request_stream: Iterator[bytes]) -> tuple[LoadResult, float]:
    """Return the best of several runs, because of the machine's other load, and its CPU in % of a core."""
    runs = []
    for _ in range(RATE_RUNS):
        used = stage.cpu_s("api")
        heard = _require_success(await http_client.open_loop(stage.settings.http_port, request_stream, RATE, RATE_S))
        runs.append((heard, 100 * (stage.cpu_s("api") - used) / heard.seconds))
    return min(runs, key=lambda run: percentile(run[0].waits_ms, 0.99))


async def _measure_pairs(
    stage: RunningSystem, port: int, requests_by_kind: dict[str, Iterator[bytes]], plain: Iterator[bytes]
) -> dict[str, float]:
    """Return the bare server's answers per second, and the rate of each of our kinds in % of it; medians of pairs."""
    shares: dict[str, list[float]] = {kind: [] for kind in requests_by_kind}
    bare_rates = []
    for _ in range(PAIRS):
        for kind, request_stream in requests_by_kind.items():
            bare_rate = await _measure_rate(port, plain)
            bare_rates.append(bare_rate)
            shares[kind].append(100 * await _measure_rate(stage.settings.http_port, request_stream) / bare_rate)
    return {"bare": statistics.median(bare_rates)} | {kind: statistics.median(each) for kind, each in shares.items()}


async def _measure_rate(port: int, request_stream: Iterator[bytes]) -> float:
    heard = _require_success(await http_client.closed_loop(port, request_stream, CONNECTIONS, PAIR_S))
    return len(heard.waits_ms) / heard.seconds


async def _measure_with_strangers(
    stage: RunningSystem, request_stream: Iterator[bytes]
) -> tuple[float, dict[str, int]]:
    """Return a supervisor's p99 under an anonymous load, the best of several runs, and the statuses of that load."""
    runs = []
    for _ in range(STRANGERS_RUNS):
        command = [
            sys.executable,
            "-m",
            "benchmarks.system.anonymous_load",
            str(stage.settings.http_port),
            str(STRANGERS_S + 2),
        ]
        strangers = await asyncio.create_subprocess_exec(
            *command, cwd=Path(__file__).parents[1], stdout=asyncio.subprocess.PIPE
        )
        await asyncio.sleep(1.0)
        heard = _require_success(
            await http_client.open_loop(stage.settings.http_port, request_stream, STRANGERS_RATE, STRANGERS_S)
        )
        responses, _ = await strangers.communicate()
        runs.append((percentile(heard.waits_ms, 0.99), json.loads(responses)))
    return min(runs, key=lambda run: run[0])


async def _measure() -> list[Row]:
    async with running_system(("recorder", "router", "api"), metrics_token=METRICS_TOKEN) as stage:
        tokens, few = await sign_in(stage, SESSIONS // 4), await sign_in(stage, CONNECTIONS // 4)
        ids = await fill(stage)
        await asyncio.to_thread(file_tickets, stage, tokens)
        steady, cpu = await _measure_steady(stage, mixed_requests(tokens, ids))
        beside, responses = await _measure_with_strangers(stage, requests("calls", tokens, ids))
        async with run_bare_server(stage) as port:
            plain = (get(f"/calls/{stage.site.campaign}/{call}") for call in cycle_of(ids, 10**9))
            requests_by_kind = {kind: requests(kind, few, ids) for kind in PEERS} | {"todo": mixed_requests(few, ids)}
            shares = await _measure_pairs(stage, port, requests_by_kind, plain)
    name = f"API, {CALLS} llamadas, {RATE} consultas/s"
    return [
        row(f"{name}: p50", percentile(steady.waits_ms, 0.5), "ms"),
        row(f"{name}: p99", percentile(steady.waits_ms, 0.99), "ms", f"< {P99_BAR_MS:g}", f"< {P99_BAR_MS:g}"),
        row(f"{name}: CPU", cpu, "% de un núcleo"),
        row("supervisor junto a 100 anónimos: p99 de /calls", beside, "ms", f"≤ {STRANGERS_BAR_MS:g}"),
        row("lo que se contestó a los 100 anónimos", sum(responses.values()) / (STRANGERS_S + 2), "respuestas/s"),
        row("FastAPI solo con un SELECT", shares["bare"], "respuestas/s"),
        row("API frente a FastAPI solo: una llamada, con su historia", shares["call"], "%", SHARE_BAR, SHARE_GOAL),
        row("API frente a FastAPI solo: nivel de servicio", shares["service-level"], "%"),
        row("API frente a FastAPI solo: quién soy", shares["me"], "%"),
        row("API frente a FastAPI solo: todo mezclado", shares["todo"], "%"),
        row("carga de la máquina al terminar", load_average(), "procesos"),
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return uvloop.run(_measure())
