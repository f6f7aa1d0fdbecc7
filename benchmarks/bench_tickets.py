"""Measures how fast a petition is filed, with and without the constancia by mail.

Owns the measurement: filings of the demo's advisors at a steady rate (open loop), on a system as `atencion serve` runs
it, and then the highest rate with a few clients, because all filings of a campaign's year wait for the same sequence.
There is no mail server, so the message and its PDF are written and not sent. Loopback only. Run it with
``python benchmarks/run.py tickets``.
"""

import uuid
from collections.abc import Iterator
from itertools import cycle

import uvloop

from benchmarks.bench_api import PEOPLE, sign_in
from benchmarks.system import http_client
from benchmarks.system.http_client import LoadResult, post
from benchmarks.system.running_system import Row, RunningSystem, load_average, percentile, row, running_system

FORM = {
    "kind": "reclamo",
    "theme": "pago_no_aplicado",
    "subtheme": "pago_sin_registrar",
    "text": "Pagó la cuota de octubre en el banco y el estado de cuenta la muestra pendiente. " * 3,
    "outcome": "escalated",
    "petitioner": {"name": "María Fernanda Ríos", "document": "CC 52900101"},
}
WAYS = {"sin correo": {}, "con constancia por correo": {"email": "maria.rios@ejemplo.com"}}
RATE, RATE_S = {"sin correo": 20.0, "con constancia por correo": 5.0}, 20.0
CLIENTS, CLOSED_S, WARM = 8, 10.0, 20


def filings(tokens: dict[str, list[str]], more: dict[str, str]) -> Iterator[bytes]:
    """Yield endless filing requests, each with its own idempotency key."""
    for token in cycle(tokens[user][0] for user in PEOPLE):
        yield post("/api/v1/tickets", token, FORM | more, uuid.uuid4().hex)


async def _measure_way(stage: RunningSystem, tokens: dict[str, list[str]], way: str) -> list[Row]:
    request_stream, port = filings(tokens, WAYS[way]), stage.settings.http_port
    _require_success(await http_client.open_loop(port, request_stream, RATE[way], WARM / RATE[way]))
    steady = _require_success(await http_client.open_loop(port, request_stream, RATE[way], RATE_S))
    most = _require_success(await http_client.closed_loop(port, request_stream, CLIENTS, CLOSED_S))
    name = f"radicar {way}, {RATE[way]:g}/s"
    return [
        row(f"{name}: p50", percentile(steady.waits_ms, 0.5), "ms"),
        row(f"{name}: p99", percentile(steady.waits_ms, 0.99), "ms"),
        row(f"radicar {way}: a lo sumo, {CLIENTS} a la vez", len(most.waits_ms) / most.seconds, "por segundo"),
    ]


def _require_success(heard: LoadResult) -> LoadResult:
    if set(heard.statuses) != {201}:
        raise AssertionError(f"not every petition was filed: {dict(heard.statuses)}")
    return heard


async def _measure() -> list[Row]:
    async with running_system(("recorder", "router", "api")) as stage:
        tokens = await sign_in(stage, 1)
        rows = [each for way in WAYS for each in await _measure_way(stage, tokens, way)]
    return [*rows, row("carga de la máquina al terminar", load_average(), "procesos")]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return uvloop.run(_measure())
