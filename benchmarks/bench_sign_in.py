"""How long a right login takes beside 150 wrong ones at once, each from another address.

Owns the measurement: rounds of a crowd that nobody knows and, in their midst, a person in a browser where they signed
in before and one in a browser that was never seen, who tries again as the screen does when the server is busy. The
client is this process, so its time is in the numbers. Loopback only; it ends by itself.
Run it with ``python benchmarks/run.py sign_in``.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import httpx2

from atencion.demo_users import demo_password
from benchmarks.stage import HOST, Row, Stage, load_average, row, staged

CROWD, ROUNDS = 150, 5
BAR_S = 2.0
PATIENCE_S, RETRIES = 60.0, 20
PAUSE_S = 3.0
"""Between rounds, so that each is a crowd of its own."""


def browser(stage: Stage, address: str) -> httpx2.AsyncClient:
    """A browser of its own behind the proxy that loopback is trusted to be."""
    url = f"http://{HOST}:{stage.settings.http_port}"
    limits = httpx2.Limits(max_connections=CROWD)
    return httpx2.AsyncClient(base_url=url, headers={"X-Forwarded-For": address}, timeout=PATIENCE_S, limits=limits)


async def guess(crowd: httpx2.AsyncClient, number: int) -> int:
    """Try one wrong password from an address of its own; the status."""
    address = {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250}"}
    said = {"username": f"nadie{number}", "password": "no-es-la-clave"}
    return (await crowd.post("/api/v1/session", json=said, headers=address)).status_code


async def enter(client: httpx2.AsyncClient, user: str, password: str) -> float:
    """Sign in as the screen does, which waits as long as it is asked to; the seconds until one is in."""
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
    """Who asks: everybody of the crowd, the known one and the ones that were never seen, one for each round."""

    crowd: httpx2.AsyncClient
    known: httpx2.AsyncClient
    unknown: Sequence[httpx2.AsyncClient]


async def _round(browsers: Browsers, number: int, password: str) -> tuple[float, float, Counter[int]]:
    """One crowd; the seconds of the known browser and of the unknown one, and how the crowd ended."""
    crowd = [asyncio.create_task(guess(browsers.crowd, CROWD * number + each)) for each in range(CROWD)]
    await asyncio.sleep(0.2)  # the crowd is on its way
    known, unknown = await asyncio.gather(
        enter(browsers.known, "supervisor", password), enter(browsers.unknown[number], "coordinador", password)
    )
    return known, unknown, Counter(await asyncio.gather(*crowd))


async def _measure() -> list[Row]:
    async with staged(("api",)) as stage:
        unknown = [browser(stage, f"192.0.2.{100 + number}") for number in range(ROUNDS)]
        browsers = Browsers(browser(stage, "192.0.2.2"), browser(stage, "192.0.2.1"), unknown)
        password = demo_password(stage.settings)
        await enter(browsers.known, "supervisor", password)
        alone = await enter(browsers.known, "supervisor", password)
        rounds = []
        for number in range(ROUNDS):
            rounds.append(await _round(browsers, number, password))
            await asyncio.sleep(PAUSE_S)
        for each in (browsers.crowd, browsers.known, *unknown):
            await each.aclose()
    name, bar = f"ingreso correcto entre {CROWD} errados a la vez", f"≤ {BAR_S:g}"
    refused = sum(each[2][503] for each in rounds) / ROUNDS
    return [
        row("ingreso correcto, sin nadie más", alone, "s"),
        row(f"{name}: navegador conocido, el peor de {ROUNDS}", max(each[0] for each in rounds), "s", bar, bar),
        row(f"{name}: navegador nuevo, el peor de {ROUNDS}", max(each[1] for each in rounds), "s", bar, bar),
        row("errados que se rechazan sin comprobar (503)", refused, f"de {CROWD}"),
        row("carga de la máquina al terminar", load_average(), "procesos"),
    ]


def run() -> list[Row]:
    """Measure everything.

    Returns:
        One row a number, as ``benchmarks/run.py`` wants them; a row without a bar always holds.
    """
    return asyncio.run(_measure())
