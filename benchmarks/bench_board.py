"""Measures the cost of a board of five hundred advisors, in the API that sends it and in the browser that shows it.

Owns the measurement: advisors on duty, facts of invented calls written to Valkey's log at a steady rate, clients of the
desk that see the whole board, and one Chromium with the same board. The delay runs from a fact's time in the log, by
Valkey's clock, to its arrival at the client; both clocks are this machine's. Loopback only. Run it with
``python benchmarks/run.py board``.
"""

import asyncio
import random
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice

import uvloop
from playwright.async_api import Page
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.system.browser import signed_in_page
from benchmarks.system.running_system import (
    HOST,
    QUEUE,
    Row,
    RunningSystem,
    facts_of_call,
    load_average,
    percentile,
    row,
    running_system,
)
from call_router.acts import AdvisorPhone
from eventlog.facts import Envelope
from eventlog.journal.reader import Journal
from eventlog.outbox_row import OutboxRow
from eventlog.person import NO_PERSON
from storage.postgres.engine import make_engine

ADVISORS, BUSY, CLIENTS = 500, 250, 20
FACTS_A_CALL = len(list(facts_of_call("", "", NO_PERSON, "")))
RATES = (100, 100 * FACTS_A_CALL)
"""Facts a second: those of a full campaign's day, and those of 100 calls a second."""
MAX_FRAME_MS = 50
WATCHERS, VIEWER = ("supervisor", "coordinador"), "calidad"
SETTLE_S, MEASURE_S = 3.0, 15.0
DEADLINE_S = 30.0

# Work of the main thread shows as gaps between frames.
FRAMES = """
window.gaps = [];
let last = performance.now();
const beat = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(beat); };
requestAnimationFrame(beat);
"""


@dataclass
class Client:
    """A client of the desk.

    Attributes:
        arrivals: of each message, the number of the last fact that it includes, and its arrival time (Unix, ms).
        size: bytes received.
    """

    socket: ClientConnection
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    size: int = 0

    async def receive(self) -> None:
        """Receive messages until the connection ends."""
        async for message in self.socket:
            text = str(message)
            at = time.time() * 1000
            self.size += len(text.encode())
            self.arrivals.append((int(text.partition('"seq":"')[2].partition('"')[0].partition("-")[2]), at))

    def delays_ms(self, facts: Sequence[tuple[int, float]]) -> Iterator[float]:
        """Yield the delay from each fact (number and time) to the first message that includes it."""
        numbers = [number for number, _ in self.arrivals]
        for number, at in facts:
            index = bisect_left(numbers, number)
            if index < len(numbers):
                yield self.arrivals[index][1] - at


class InventedDay:
    """Hundreds of invented calls at once, each advanced by one fact at a time; `rate` is in facts a second."""

    def __init__(self, stage: RunningSystem, advisors: Sequence[str], rate: int) -> None:
        self._rate = rate
        self._stage, self._chance, self._numbers = stage, random.Random(0), count()
        self._lives = [self._life(advisor) for advisor in advisors]
        self._advisors = list(advisors)

    async def begin(self) -> None:
        """Publish a random number of first facts of each call."""
        for life in self._lives:
            if begun := list(islice(life, self._chance.randrange(1, 9))):
                await self._stage.router.publish(begun)

    async def run(self) -> None:
        """Publish one fact after another at the steady rate, until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self._stage.router.publish([self._next()])
            due += 1 / self._rate
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _next(self) -> OutboxRow:
        index = self._chance.randrange(len(self._lives))
        fact = next(self._lives[index], None)
        if fact is None:
            self._lives[index] = self._life(self._advisors[index])
            fact = next(self._lives[index])
        return fact

    def _life(self, advisor: str) -> Iterator[OutboxRow]:
        return facts_of_call(f"b{next(self._numbers):06}", advisor, NO_PERSON, self._stage.site.version)


@dataclass(frozen=True)
class ApiCost:
    """The API's CPU in % of a core, delays in ms, bytes per second and client, and facts per second."""

    cpu: float
    delays: list[float]
    rate: float
    facts: float


@dataclass(frozen=True)
class BrowserCost:
    """The busy share of the browser's main thread in %, and the times between frames in ms."""

    busy: float
    gaps: list[float]


@asynccontextmanager
async def connect_clients(stage: RunningSystem) -> AsyncIterator[list[Client]]:
    """Yield connected clients that receive messages."""
    tokens = [await asyncio.to_thread(stage.token, user) for user in WATCHERS]
    address = f"ws://{HOST}:{stage.settings.http_port}/api/v1/desk"
    async with AsyncExitStack() as stack:
        clients = []
        for number in range(CLIENTS):
            headers = {"Authorization": f"Bearer {tokens[number % len(tokens)]}"}
            opened = connect(address, additional_headers=headers, compression=None, max_size=None)
            clients.append(Client(await stack.enter_async_context(opened)))
        hearing = [asyncio.create_task(client.receive()) for client in clients]
        yield clients
        for task in hearing:
            task.cancel()


async def _measure_api(stage: RunningSystem, clients: list[Client]) -> ApiCost:
    first = (await stage.router.head()).stream
    began, used, sizes = time.monotonic(), stage.cpu_s("api"), [client.size for client in clients]
    await asyncio.sleep(MEASURE_S)
    seconds = time.monotonic() - began
    cpu = 100 * (stage.cpu_s("api") - used) / seconds
    size = sum(client.size - before for client, before in zip(clients, sizes, strict=True))
    last = (await stage.router.head()).stream
    facts = [_number_and_time(envelope) for envelope in await _read_recorded(stage, first, last)]
    delays = [delay for client in clients for delay in client.delays_ms(facts)]
    return ApiCost(cpu, delays, size / seconds / len(clients), len(facts) / seconds)


def _number_and_time(envelope: Envelope) -> tuple[int, float]:
    return int(envelope.id.partition("-")[2]), envelope.at.timestamp() * 1000


async def _read_recorded(stage: RunningSystem, first, last) -> list[Envelope]:  # type: ignore[no-untyped-def]
    """Return the facts after ``first`` up to ``last``, once the recorder has them."""
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    journal = Journal(engine, stage.site.campaign)
    try:
        async with asyncio.timeout(DEADLINE_S):
            while (await journal.head()).stream < last:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        return await journal.facts_between(first, last)
    finally:
        await engine.dispose()


async def _measure_browser(page: Page) -> BrowserCost:
    await page.get_by_text("Asesor").first.wait_for()
    await asyncio.sleep(SETTLE_S)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    before = await _busy_s(session)
    await page.evaluate("window.gaps.length = 0")
    began = time.monotonic()
    await asyncio.sleep(MEASURE_S)
    gaps = await page.evaluate("window.gaps")
    return BrowserCost(100 * (await _busy_s(session) - before) / (time.monotonic() - began), gaps)


async def _busy_s(session) -> float:  # type: ignore[no-untyped-def]
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


async def _measure(rate: int) -> tuple[ApiCost, BrowserCost]:
    async with running_system(("recorder", "router", "api")) as stage:
        names = [f"asesor{number}" for number in range(1, ADVISORS + 1)]
        for name in names:
            await stage.router.ready(AdvisorPhone(id=name, address=f"sip:{name}@{HOST}:9", queues={QUEUE: 5}))
        day = InventedDay(stage, names[:BUSY], rate)
        await day.begin()
        going_on = asyncio.create_task(day.run())
        async with connect_clients(stage) as clients:
            await asyncio.sleep(SETTLE_S)
            api = await _measure_api(stage, clients)
            async with signed_in_page(stage, VIEWER, FRAMES, "/tablero") as page:
                browser = await _measure_browser(page)
        going_on.cancel()
        return api, browser


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    rows = [each for rate in RATES for each in report(rate, *uvloop.run(_measure(rate)))]
    return [*rows, row("carga de la máquina al terminar", load_average(), "procesos")]


def report(rate: int, api: ApiCost, browser: BrowserCost) -> list[Row]:
    """Return the rows of one rate."""
    name = f"{rate} hechos/s, {ADVISORS} asesores, {CLIENTS} clientes"
    screen = f"{rate} hechos/s, tablero en Chromium"
    return [
        row(f"{name}: hechos", api.facts, "hechos/s"),
        row(f"{name}: CPU de la API", api.cpu, "% de un núcleo"),
        row(f"{name}: hecho → mensaje p50 de {len(api.delays)}", percentile(api.delays, 0.5), "ms"),
        row(f"{name}: hecho → mensaje p95", percentile(api.delays, 0.95), "ms"),
        row(f"{name}: hecho → mensaje p99", percentile(api.delays, 0.99), "ms"),
        row(f"{name}: por cliente", api.rate / 1000, "kB/s"),
        row(f"{screen}: hilo principal ocupado", browser.busy, "%"),
        row(f"{screen}: entre cuadros, p50", percentile(browser.gaps, 0.5), "ms"),
        row(f"{screen}: entre cuadros, p95", percentile(browser.gaps, 0.95), "ms"),
        row(f"{screen}: entre cuadros, máximo", max(browser.gaps), "ms", f"≤ {MAX_FRAME_MS}"),
    ]
