"""Measures how long a correct login takes during 150 simultaneous wrong ones, each from a different address.

Owns the measurement: rounds of wrong logins, and during each round one correct login from a browser that signed in
before and one from a new browser, which retries as the screen does when the server is busy. The client of the wrong
logins uses little CPU. It opens new connections in each round, because the server closes idle connections after 5 s,
possibly at the moment of the next request. The CPU of the whole client is a row of the table. Loopback only. Run it
with ``python benchmarks/run.py sign_in``.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import httpx2

from atencion.demo.users import demo_password
from benchmarks.system import http_client
from benchmarks.system.running_system import HOST, Row, RunningSystem, load_average, row, running_system

CROWD, ROUNDS = 150, 5
BAR_S = 2.0
LOGIN_TIMEOUT_S, RETRIES = 60.0, 20
PAUSE_S = 3.0
"""Pause between rounds, so that the wrong logins of two rounds do not overlap."""


def browser(stage: RunningSystem, address: str) -> httpx2.AsyncClient:
    """Make a client with its own address: the API trusts the loopback address as a proxy."""
    url = f"http://{HOST}:{stage.settings.http_port}"
    limits = httpx2.Limits(keepalive_expiry=1.0)
    return httpx2.AsyncClient(
        base_url=url, headers={"X-Forwarded-For": address}, timeout=LOGIN_TIMEOUT_S, limits=limits
    )


def wrong_login(number: int) -> bytes:
    """Return the bytes of a wrong login request with its own client address."""
    body = json.dumps({"username": f"nadie{number}", "password": "no-es-la-clave"}).encode()
    head = (
        f"POST /api/v1/session HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: 198.51.{number // 250}.{number % 250}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def try_wrong_password(port: int, number: int) -> int:
    """Try one wrong password over a new connection; return the status."""
    connection = await http_client.connect(port)
    try:
        async with asyncio.timeout(LOGIN_TIMEOUT_S):
            return await connection.ask(wrong_login(number))
    finally:
        connection.close()


async def sign_in(client: httpx2.AsyncClient, user: str, password: str) -> float:
    """Sign in as the screen does, waiting for Retry-After after each 503; return the seconds until success."""
    began = time.perf_counter()
    for _ in range(RETRIES):
        answer = await client.post("/api/v1/session", json={"username": user, "password": password})
        if answer.status_code == 201:
            return time.perf_counter() - began
        if answer.status_code != 503:
            break
        await asyncio.sleep(int(answer.headers["retry-after"]))
    raise AssertionError(f"{user} did not enter: {answer.status_code} {answer.text}")


class Browsers(NamedTuple):
    """The API's port, the known browser, and a new browser for each round."""

    port: int
    known: httpx2.AsyncClient
    unknown: Sequence[httpx2.AsyncClient]


class Round(NamedTuple):
    """Seconds of the two correct logins, the client's CPU seconds until then, and the answers to the wrong logins."""

    known_s: float
    unknown_s: float
    client_s: float
    answers: Counter[int]


async def _round(browsers: Browsers, number: int, password: str) -> Round:
    began = time.process_time()
    crowd = [asyncio.create_task(try_wrong_password(browsers.port, CROWD * number + each)) for each in range(CROWD)]
    await asyncio.sleep(0.2)  # the wrong logins have been sent
    accepted, unknown = await asyncio.gather(
        sign_in(browsers.known, "supervisor", password), sign_in(browsers.unknown[number], "coordinador", password)
    )
    client = time.process_time() - began
    return Round(accepted, unknown, client, Counter(await asyncio.gather(*crowd)))


async def _rounds(stage: RunningSystem) -> tuple[float, list[Round]]:
    """Measure a correct login alone, and then each round."""
    unknown = [browser(stage, f"192.0.2.{100 + number}") for number in range(ROUNDS)]
    browsers = Browsers(stage.settings.http_port, browser(stage, "192.0.2.1"), unknown)
    password = demo_password(stage.settings)
    await sign_in(browsers.known, "supervisor", password)
    alone = await sign_in(browsers.known, "supervisor", password)
    rounds = []
    for number in range(ROUNDS):
        rounds.append(await _round(browsers, number, password))
        await asyncio.sleep(PAUSE_S)
    for each in (browsers.known, *unknown):
        await each.aclose()
    return alone, rounds


async def _measure() -> list[Row]:
    async with running_system(("api",)) as stage:
        alone, rounds = await _rounds(stage)
    name, bar = f"ingreso correcto entre {CROWD} errados a la vez", f"≤ {BAR_S:g}"
    refused = sum(each.answers[503] for each in rounds) / ROUNDS
    return [
        row("ingreso correcto, sin nadie más", alone, "s"),
        row(f"{name}: navegador conocido, el peor de {ROUNDS}", max(each.known_s for each in rounds), "s", bar, bar),
        row(f"{name}: navegador nuevo, el peor de {ROUNDS}", max(each.unknown_s for each in rounds), "s", bar, bar),
        row("procesador que gastó el cliente hasta entonces, lo peor", max(each.client_s for each in rounds), "s"),
        row("errados que se rechazan sin comprobar (503)", refused, f"de {CROWD}"),
        row("carga de la máquina al terminar", load_average(), "procesos"),
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return asyncio.run(_measure())
