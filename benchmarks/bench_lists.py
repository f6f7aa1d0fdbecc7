"""Measures how fast a page of a list answers, with 100,000 tickets and 100,000 calls.

Owns the measurement: rows with realistic shares of states, channels, areas and owners are written to the tables, and
pages of each list are then requested through the API by a supervisor, one after another, with each filter, in each
order, and deep in the list. The counts are measured apart, because the screen does not wait for them. At the end, a
supervisor pages through the inbox in Chromium, whose trace has each task of the main thread. Loopback only.
Run it with ``python benchmarks/run.py lists``; ATENCION_BENCH_LIST_ROWS is the number of rows of each list.
"""

import asyncio
import json
import os
import random
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import uvloop
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.store import TEXT
from benchmarks.bench_api import sign_in
from benchmarks.system.browser import signed_in_page
from benchmarks.system.running_system import Row, RunningSystem, load_average, percentile, row, running_system
from benchmarks.system.trace import MainThread, traced
from storage.encryption.field_cipher import FieldCipher, load_field_cipher, row_key
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import call, ticket, ticket_entry

ROWS = int(os.environ.get("ATENCION_BENCH_LIST_ROWS", "100000"))
PAGES, WARM, BATCH = 60, 5, 2_000
P99_BAR_MS = 100.0
FRAME_BAR_MS = 50.0
SCREENS = 15
"""Pages that the browser shows."""
STATES = {"closed": 80, "received": 8, "in_area": 6, "in_review": 3, "ready": 1, "sending": 1, "incomplete": 1}
CHANNELS = {"phone": 60, "web": 25, "written": 12, "in_person": 2, "message": 1}
TOPICS = {
    ("solicitud", "renovacion", "pasos"): 60,
    ("solicitud", "credito_nuevo", "reconsideracion"): 39,
    ("reclamo", "pago_no_aplicado", "pago_sin_registrar"): 1,
}
OWNERS = {"": 50, **{f"persona{number}": 5 for number in range(10)}}
TICKET_LISTS: dict[str, dict[str, str]] = {
    "sin filtros": {},
    "orden de radicación": {"sort": "-filed_at"},
    "un estado": {"state": "in_review"},
    "un canal poco usado": {"channel": "message"},
    "un responsable": {"owner": "persona3"},
    "una tipología poco usada": {"kind": "reclamo"},
    "un área": {"area": "credito_cobranza"},
    "sin tomar": {"unowned": "true"},
    "un resultado que no hay": {"outcome": "withdrawn"},
    "un canal poco usado, por radicación": {"channel": "message", "sort": "-filed_at"},
    "semáforo en rojo y un canal": {"light": "red", "channel": "web"},
    "cerrados de un canal y un período": {"state": "closed", "channel": "in_person", "filed_from": "2026-06-01"},
}
CALL_LISTS: dict[str, dict[str, str]] = {
    "sin filtros": {},
    "las primeras": {"sort": "arrived_at"},
    "un asesor": {"advisor": "asesor7"},
    "una cola y esperas largas": {"queue": "credito", "min_wait_s": "110"},
    "conversaciones largas": {"min_talk_s": "590"},
    "un resultado poco usado": {"outcome": "technical_failure"},
}


def _choose(dice: random.Random, shares: Mapping[Any, int]) -> Any:
    return dice.choices(list(shares), list(shares.values()))[0]


def ticket_rows(cipher: FieldCipher, campaign: str, version: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table ticket, filed within a year."""
    dice = random.Random(1)
    for number in range(1, ROWS + 1):
        name = str(FilingNumber(now.year, number))
        filed_at = now - timedelta(days=365) * (1 - number / ROWS)
        state = _choose(dice, STATES)
        closed = state == "closed"
        kind, theme, subtheme = _choose(dice, TOPICS)
        yield {
            "campaign": campaign,
            "number": name,
            **{"kind": kind, "theme": theme, "subtheme": subtheme, "site_version": version},
            "text": cipher.encrypt(
                "Pide que le expliquen el estado de su cuenta. " * 8, field=TEXT, row=row_key(campaign, name)
            ),
            **{"status": "closed" if closed else "open", "call_id": "", "caller_ref": "", "caller": ""},
            **{"filed_at": filed_at, "received_at": filed_at, "filed_by": "asesor1", "received_by": "Ana Lucía Rojas"},
            **{"idempotency_key": name, "request": name, "state": state, "tier": 3 if state == "in_area" else 2},
            "owner": "" if closed else _choose(dice, OWNERS),
            "area": "credito_cobranza" if state in ("in_area", "in_review") else "",
            "channel": _choose(dice, CHANNELS),
            "due_on": ((filed_at if closed else now) + timedelta(days=dice.randrange(-5, 25))).date(),
            "outcome": "answered" if closed else None,
            "closed_at": filed_at + timedelta(days=dice.random() * 15) if closed else None,
        }


def call_rows(campaign: str, version: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table call, arrived within a year."""
    dice = random.Random(2)
    outcomes = {"answered": 80, "abandoned_queue": 15, "abandoned_ivr": 4, "technical_failure": 1}
    for number in range(ROWS):
        arrived_at = now - timedelta(days=365) * (1 - number / ROWS)
        outcome = _choose(dice, outcomes)
        waited, talked = timedelta(seconds=dice.randrange(120)), timedelta(seconds=dice.randrange(600))
        answered_at = arrived_at + waited if outcome == "answered" else None
        yield {
            **{"campaign": campaign, "call_id": f"b{number:07}", "line": "nacional", "site_version": version},
            **{"gateway": "g", "caller_ref": "", "arrived_at": arrived_at, "in_hours": True},
            **{"queue": dice.choice(("credito", "general")), "queued_at": arrived_at, "threshold_ms": 20_000},
            "answered_at": answered_at,
            "advisor": f"asesor{dice.randrange(1, 41)}" if answered_at else "",
            **{"held_ms": 0, "held_since": None, "offers": 1, "ended_at": arrived_at + waited + talked},
            **{"outcome": outcome, "stage": "talking", "ended_by": "caller", "visits": [], "received_from": ""},
            **{"of_call": "", "attempts": 0, "set_aside": ""},
        }


async def _fill(stage: RunningSystem) -> None:
    campaign, version, now = stage.site.campaign, stage.site.version, datetime.now(UTC)
    cipher = load_field_cipher(stage.settings)
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        for table, rows in (
            (ticket, ticket_rows(cipher, campaign, version, now)),
            (call, call_rows(campaign, version, now)),
        ):
            while batch := [each for each, _ in zip(rows, range(BATCH), strict=False)]:
                async with unit_of_work(engine) as connection:
                    await connection.execute(insert(table), batch)
                    if table is ticket:
                        await _add_entries(connection, batch)
        async with unit_of_work(engine) as connection:
            for name in ("ticket", "ticket_entry", "call"):
                await connection.execute(text(f"ANALYZE {name}"))
    finally:
        await engine.dispose()


async def _add_entries(connection: AsyncConnection, tickets: list[dict[str, Any]]) -> None:
    """Store the filing of each ticket, from which the list reads since when it is in its state."""
    shared = {"version": 1, "who": "asesor1", "who_name": "Ana Lucía Rojas", "step": '{"step":"file"}', "round": 0}
    rows = [
        {"campaign": each["campaign"], "number": each["number"], "at": each["filed_at"], "state": each["state"]}
        | shared
        for each in tickets
    ]
    await connection.execute(insert(ticket_entry), rows)


def _read_pages(stage: RunningSystem, token: str, path: str, query: Mapping[str, str]) -> list[float]:
    """Request the pages of a list, and again from the first one at its end; return the duration of each, ms."""
    durations, cursor = [], ""
    for page in range(PAGES + WARM):
        more = {"cursor": cursor} if cursor else {}
        address = f"{stage.web}{path}?{urllib.parse.urlencode({'limit': 50, **query, **more})}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        if page >= WARM:
            durations.append((time.perf_counter() - began) * 1000)
        cursor = json.loads(content).get("next") or ""
    return durations


async def _measure() -> list[Row]:
    async with running_system(("recorder", "router", "api")) as stage:
        token = (await sign_in(stage, 1))["supervisor"][0]
        await _fill(stage)
        rows: list[Row] = []
        for name, path, lists in (
            ("tickets", "/api/v1/tickets", TICKET_LISTS),
            ("llamadas", "/api/v1/calls", CALL_LISTS),
        ):
            for filtered, query in lists.items():
                durations = await asyncio.to_thread(_read_pages, stage, token, path, query)
                bar = f"≤ {P99_BAR_MS:g}"
                rows.append(row(f"página de {name}, {filtered}: p50", percentile(durations, 0.5), "ms"))
                rows.append(row(f"página de {name}, {filtered}: p99", percentile(durations, 0.99), "ms", bar))
        year = (datetime.now(UTC) - timedelta(days=90)).date().isoformat()
        for name, path, query in (
            ("tickets", "/api/v1/ticket-counts", {}),
            ("llamadas de 90 días", "/api/v1/call-counts", {"from": year}),
        ):
            durations = await asyncio.to_thread(_read_counts, stage, token, path, query)
            rows.append(row(f"cuenta de {name}: p99", percentile(durations, 0.99), "ms"))
        rows += _frame_rows(await _page_through_inbox(stage))
    return [*rows, row("filas de cada lista", ROWS, "filas"), row("carga al terminar", load_average(), "procesos")]


async def _page_through_inbox(stage: RunningSystem) -> MainThread:
    """Show pages of the inbox in a browser, walk over the rows and filter them; return the tasks of its main thread."""
    async with signed_in_page(stage, "supervisor", "", "/bandeja") as page:
        await page.get_by_role("button", name="Siguientes").wait_for()
        async with traced(page) as main_thread:
            for number in range(SCREENS):
                await page.get_by_role("button", name="Siguientes").click()
                await page.get_by_text(f"{(number + 1) * 50 + 1:,} a".replace(",", ".")).wait_for()
                await page.get_by_role("row").get_by_role("link").first.focus()
                for _ in range(5):
                    await page.keyboard.press("ArrowDown")
                await page.mouse.wheel(0, 1_500)
            await page.get_by_label("Estado").select_option("in_review")
            await page.get_by_text("1 a 50").wait_for()
        return main_thread


def _frame_rows(main_thread: MainThread) -> list[Row]:
    longest = max(main_thread.tasks_ms, default=0.0)
    return [
        row("bandeja en Chromium: tarea más larga de un fotograma", longest, "ms", f"≤ {FRAME_BAR_MS:g}"),
        row("bandeja en Chromium: lo que esa clase de tarea ocupó el procesador", max(main_thread.busy_ms), "ms"),
        row("bandeja en Chromium: tareas medidas", len(main_thread.tasks_ms), "tareas"),
    ]


def _read_counts(stage: RunningSystem, token: str, path: str, query: Mapping[str, str]) -> list[float]:
    durations = []
    for _ in range(20):
        address = f"{stage.web}{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
        durations.append((time.perf_counter() - began) * 1000)
    return durations


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return uvloop.run(_measure())
