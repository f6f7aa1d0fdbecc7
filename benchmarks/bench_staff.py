"""Measures the import of 5,000 people of the staff through the API, its check, and the list of the imported people.

Owns the measurement: an invented file, which the running system checks, imports, and imports again without a change,
then a last one in which everybody leaves; and the first page of the list, one request after another. Before they
leave, all get an account with a role and a session, and some are on duty, so that there are rights to end. Run it
with ``python benchmarks/run.py staff``; ATENCION_BENCH_STAFF is the number of people.
"""

import asyncio
import json
import os
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import uvloop
from sqlalchemy import func, select

from agent_api.access import sessions, users
from benchmarks.system.running_system import QUEUE, Row, RunningSystem, load_average, percentile, row, running_system
from call_router.acts import AdvisorPhone
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import account_role, session

PEOPLE = int(os.environ.get("ATENCION_BENCH_STAFF", "5000"))
BAR_S, LIST_BAR_MS = 20.0, 300.0
READS, WARM = 100, 5
ON_DUTY = 150
HEADING = "usuario,nombre,documento,empleador,cargo,linea,canal,coordinador,ingreso,salida,motivo"
EFFECTS = ("entered", "unchanged", "left")


def invent_file(last_day: str = "") -> str:
    """Return a file of people; the first leads the others."""
    rows = (
        f"persona{at},Persona Número {at},{10_000_000 + at},Contacto S. A.,Asesor,bogota,phone,"
        f"{'' if at == 0 else 'persona0'},2026-01-05,{last_day},Contrato {at}"
        for at in range(PEOPLE)
    )
    return "\n".join((HEADING, *rows))


def import_file(stage: RunningSystem, token: str, content: str, *, apply: bool) -> tuple[float, dict[str, Any]]:
    """Send a file; return the seconds, and what it did."""
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"content": content, "apply": apply}).encode()
    request = urllib.request.Request(f"{stage.web}/api/v1/staff-imports", body, heads)
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:
        result = dict(json.load(answer))
    return time.perf_counter() - began, result


async def open_accounts(stage: RunningSystem) -> None:
    """Give each person an account with a role and a session, and put some on duty."""
    cipher, now, names = load_field_cipher(stage.settings), datetime.now(UTC), [f"persona{at}" for at in range(PEOPLE)]
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            for each in names:
                await users.add(connection, cipher, each, full_name=each, password_hash="-", now=now)
                begins = now.date() - timedelta(days=1)
                await users.grant_role(connection, each, "asesor", stage.site.campaign, begins=begins)
                await sessions.begin(connection, each, now)
    finally:
        await engine.dispose()
    for each in names[:ON_DUTY]:
        await stage.router.ready(AdvisorPhone(id=each, address="SIP/banco", queues={QUEUE: 5}))


async def count_open(stage: RunningSystem) -> int:
    """Return how many of them are on duty, or have a session or a role."""
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            open_ = [
                int(await connection.scalar(select(func.count()).where(user.startswith("persona"))) or 0)
                for user in (session.c.user, account_role.c.user)
            ]
    finally:
        await engine.dispose()
    return sum(open_) + len(await stage.router.levels_on_duty())


async def measure(stage: RunningSystem) -> list[Row]:
    """Check, import, import again, read and end everybody; raise an error if a file did something else."""
    token = await asyncio.to_thread(stage.token, "admin")
    checked, _ = await asyncio.to_thread(import_file, stage, token, invent_file(), apply=False)
    durations = []
    for effect, last_day in zip(EFFECTS, ("", "", "2026-02-01"), strict=True):
        if effect == "left":
            await open_accounts(stage)
        seconds, result = await asyncio.to_thread(import_file, stage, token, invent_file(last_day), apply=True)
        if not result["applied"] or result[effect] != PEOPLE:
            raise AssertionError(f"the file should have {effect} everybody: {result}")
        durations.append(seconds)
        if effect == "unchanged":
            reads = await asyncio.to_thread(_read_often, stage, token)
    if left := await count_open(stage):
        raise AssertionError(f"{left} rights or presences are left")
    return [
        row(f"importar {PEOPLE:,} personas", durations[0], "s", f"≤ {BAR_S:g}", "≤ 5"),
        row("solo revisar el archivo", checked, "s", f"≤ {BAR_S:g}"),
        row("importarlo otra vez, sin cambios", durations[1], "s", f"≤ {BAR_S:g}"),
        row("importar la salida de todas, con cuenta y sesión", durations[2], "s", f"≤ {BAR_S:g}"),
        row("primera página de la lista: p95", percentile(reads, 0.95), "ms", f"≤ {LIST_BAR_MS:g}"),
    ]


def _read_often(stage: RunningSystem, token: str) -> list[float]:
    return [_read(stage, token) for _ in range(READS + WARM)][WARM:]


def _read(stage: RunningSystem, token: str) -> float:
    began = time.perf_counter()
    stage.send("GET", "/api/v1/staff?standing=present&limit=50", token)
    return 1000 * (time.perf_counter() - began)


async def _run() -> list[Row]:
    async with running_system(("recorder", "router", "api")) as stage:
        return await measure(stage)


def run() -> list[Row]:
    """Measure; return the table's rows."""
    return [*uvloop.run(_run()), row("carga de la máquina, 1 min", load_average(), "")]
