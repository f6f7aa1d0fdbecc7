"""Measures how soon a screen is there: its first paint, and the paint of its content instead of «Leyendo…».

Owns the measurement: each screen is opened ten times with an empty HTTP cache, each time in a new session, and ten
times again with what the first opening left in the cache. The times are the page's, from the start of the navigation
in a window that is already open: the browser's work for a new window is not ours. The data are those of an ordinary
month: tickets, calls and advisors at work. Loopback only. Run it with ``python benchmarks/run.py paint``.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

import uvloop
from playwright.async_api import Browser, BrowserContext
from sqlalchemy import insert

from benchmarks.bench_lists import call_rows, ticket_rows
from benchmarks.system.browser import chromium, new_context, signed_in_context
from benchmarks.system.running_system import (
    HOST,
    QUEUE,
    Row,
    RunningSystem,
    load_average,
    percentile,
    row,
    running_system,
)
from call_router.acts import AdvisorPhone
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import call, ticket

OPENINGS = 10
TICKETS, CALLS, ADVISORS = 2_000, 2_000, 60
BATCH = 1_000
FIRST_BAR_MS, CONTENT_BAR_MS = 250.0, 600.0
WINDOW_S = 1.5
"""How long a new window of Chromium works on itself (its tabs, its own pages), with margin."""
DEADLINE_S = 30.0


@dataclass(frozen=True)
class Screen:
    """A screen.

    Attributes:
        user: None without a session.
        content: selector of what shows that the content is there.
    """

    name: str
    user: str | None
    path: str
    content: str


SCREENS = (
    Screen("ingreso", None, "/ingreso", "h1"),
    Screen("escritorio", "asesor1", "/escritorio", "section[aria-labelledby='su-dia'] li strong"),
    Screen("bandeja", "supervisor", "/bandeja", "main tbody tr"),
    Screen("tablero", "supervisor", "/tablero", "section[aria-labelledby='colas'] tbody tr"),
    Screen("informes", "supervisor", "/informes", "section[aria-labelledby='informes'] p:not([data-loading])"),
)

# The content is painted when the frame after the one that first has it begins.
WATCH = """
window.times = {};
new PerformanceObserver((list) => {
  for (const each of list.getEntries())
    if (each.name === 'first-contentful-paint') window.times.first = each.startTime;
}).observe({type: 'paint', buffered: true});
const look = () => {
  if (!document.querySelector(SELECTOR)?.textContent) return;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame((at) => { window.times.content = at; }));
};
const watch = new MutationObserver(look);
watch.observe(document, {subtree: true, childList: true, characterData: true});
"""


@dataclass
class Openings:
    """The times of a screen's openings, ms."""

    first: list[float] = field(default_factory=list)
    content: list[float] = field(default_factory=list)


async def fill(stage: RunningSystem) -> None:
    """Store tickets and calls, and have advisors be on duty."""
    campaign, version, now = stage.site.campaign, stage.site.version, datetime.now(UTC)
    tickets = ticket_rows(load_field_cipher(stage.settings), campaign, version, now)
    calls = call_rows(campaign, version, now)
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        for table, rows, count in ((ticket, tickets, TICKETS), (call, calls, CALLS)):
            for _ in range(count // BATCH):
                async with unit_of_work(engine) as connection:
                    await connection.execute(insert(table), list(islice(rows, BATCH)))
    finally:
        await engine.dispose()
    for number in range(1, ADVISORS + 1):
        name = f"asesor{number}"
        await stage.router.ready(AdvisorPhone(id=name, address=f"sip:{name}@{HOST}:9", queues={QUEUE: 5}))


async def measure_screen(browser: Browser, stage: RunningSystem, screen: Screen) -> tuple[Openings, Openings]:
    """Open a screen with an empty and with a filled cache; return the times of both."""
    cold, warm = Openings(), Openings()
    for _ in range(OPENINGS):
        context = await (signed_in_context(browser, stage, screen.user) if screen.user else new_context(browser))
        for openings in (cold, warm):
            await _open(context, stage, screen, openings)
        await context.close()
    return cold, warm


async def _open(context: BrowserContext, stage: RunningSystem, screen: Screen, openings: Openings) -> None:
    page = await context.new_page()
    await asyncio.sleep(WINDOW_S)
    await page.add_init_script(WATCH.replace("SELECTOR", repr(screen.content)))
    await page.goto(f"{stage.web}{screen.path}")
    async with asyncio.timeout(DEADLINE_S):
        while len(times := await page.evaluate("window.times")) < 2:  # noqa: ASYNC110 - a page
            await asyncio.sleep(0.05)
    openings.first.append(times["first"])
    openings.content.append(times["content"])
    await page.close()


async def _measure() -> dict[Screen, tuple[Openings, Openings]]:
    async with running_system(("recorder", "router", "api")) as stage:
        await fill(stage)
        async with chromium() as browser:
            await measure_screen(browser, stage, SCREENS[0])  # the first pages of a browser start its processes
            return {screen: await measure_screen(browser, stage, screen) for screen in SCREENS}


def report(name: str, openings: Openings) -> Sequence[Row]:
    """Return the rows of a screen with one state of the cache."""
    return [
        row(f"{name}, {what}, {label}", percentile(times, share), "ms", bar if share > 0.5 else "", "")
        for what, times, bar in (
            ("primer trazo", openings.first, f"≤ {FIRST_BAR_MS:g}"),
            ("contenido", openings.content, f"≤ {CONTENT_BAR_MS:g}"),
        )
        for label, share in (("p50", 0.5), ("p95", 0.95))
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    rows: list[Row] = []
    for screen, (cold, warm) in uvloop.run(_measure()).items():
        rows += [*report(f"{screen.name}, caché vacía", cold), *report(f"{screen.name}, caché llena", warm)]
    return [*rows, row("carga de la máquina al terminar", load_average(), "procesos")]
