"""How long a right login takes beside 150 wrong ones at once, each from another address.

Owns the measurement: rounds of a crowd that nobody knows and, in their midst, a person in a browser where they signed
in before and one in a browser that was never seen, who tries again as the screen does when the server is busy. The
crowd's client costs next to nothing, and opens its connections in each round: one that rested as long as the server
lets it rest (5 s) may be closed at the moment in which it is used again. What the whole client costs is a row of its
own. Loopback only; it ends by itself.
Run it with ``python benchmarks/run.py sign_in``.
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
"""Between rounds, so that each is a crowd of its own."""


def browser(stage: RunningSystem, address: str) -> httpx2.AsyncClient:
    """Make a browser of its own behind the proxy that loopback is trusted to be."""
    url = f"http://{HOST}:{stage.settings.http_port}"
    limits = httpx2.Limits(keepalive_expiry=1.0)
    return httpx2.AsyncClient(
        base_url=url, headers={"X-Forwarded-For": address}, timeout=LOGIN_TIMEOUT_S, limits=limits
    )


def wrong_login(number: int) -> bytes:
    """Return one wrong login from an address of its own, as it goes over the wire."""
    body = json.dumps({"username": f"nadie{number}", "password": "no-es-la-clave"}).encode()
    head = (
        f"POST /api/v1/session HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: 198.51.{number // 250}.{number % 250}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def try_wrong_password(port: int, number: int) -> int:
    """Try one wrong password over a connection of its own; return the status."""
    connection = await http_client.connect(port)
    try:
        async with asyncio.timeout(LOGIN_TIMEOUT_S):
            return await connection.ask(wrong_login(number))
    finally:
        connection.close()


async def sign_in(client: httpx2.AsyncClient, user: str, password: str) -> float:
    """Sign in as the screen does, which waits as long as it is asked to; return the seconds until one is in."""
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
    """The port that everybody asks, the known browser, and the ones that were never seen, one for each round."""

    port: int
    known: httpx2.AsyncClient
    unknown: Sequence[httpx2.AsyncClient]


class Round(NamedTuple):
    """The seconds of the known browser, the unknown one and the client's CPU until both are in; the crowd's answers."""

    known_s: float
    unknown_s: float
    client_s: float
    answers: Counter[int]


async def _round(browsers: Browsers, number: int, password: str) -> Round:
    began = time.process_time()
    crowd = [asyncio.create_task(try_wrong_password(browsers.port, CROWD * number + each)) for each in range(CROWD)]
    await asyncio.sleep(0.2)  # the crowd is on its way
    accepted, unknown = await asyncio.gather(
        sign_in(browsers.known, "supervisor", password), sign_in(browsers.unknown[number], "coordinador", password)
    )
    client = time.process_time() - began
    return Round(accepted, unknown, client, Counter(await asyncio.gather(*crowd)))


async def _rounds(stage: RunningSystem) -> tuple[float, list[Round]]:
    """Measure a right login with nobody else, and then each round."""
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
    """Measure everything.

    Returns:
        One row a number, as ``benchmarks/run.py`` wants them; a row without a bar always holds.
    """
    return asyncio.run(_measure())
