"""Measures how fast a page of the access log answers, with a year of a million rows.

Owns the measurement: rows of 400 accounts, most of them reads of customers, are written to the table, and pages are
requested through the API by a coordinator, one after another, with each filter and deep in the list. Loopback only.
Run it with ``python benchmarks/run.py access_log``; ATENCION_BENCH_LOG_ROWS is the number of rows.
"""

import asyncio
import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import uvloop
from sqlalchemy import text

from agent_api.access import sessions
from benchmarks.system.running_system import Row, RunningSystem, load_average, percentile, row, running_system
from storage.postgres.engine import make_engine, unit_of_work

ROWS = int(os.environ.get("ATENCION_BENCH_LOG_ROWS", "1000000"))
PAGES, WARM = 60, 5
P95_BAR_MS = 150.0
MONTHS_AGO = (datetime.now(UTC) - timedelta(days=300)).date()
LISTS: Mapping[str, Mapping[str, str]] = {
    "sin filtros": {},
    "una cuenta": {"account": "persona7"},
    "quien lo hizo": {"actor": "persona7"},
    "una clase poco usada": {"kind": "lock"},
    "un canal poco usado": {"channel": "token"},
    "un día de hace diez meses": {"first_day": MONTHS_AGO.isoformat(), "last_day": MONTHS_AGO.isoformat()},
    "una cuenta y un mes de hace diez meses": {
        "account": "persona7",
        "first_day": (MONTHS_AGO - timedelta(days=30)).isoformat(),
        "last_day": MONTHS_AGO.isoformat(),
    },
    "quien leyó a un cliente": {"customer": "cliente-77"},
    "una cuenta que no hay": {"account": "nadie"},
}
_FILL = text(
    """
    INSERT INTO access_log_entry
    SELECT :campaign, 1000000000 + n, now() - interval '365 days' * (1 - n / CAST(:rows AS float)),
        CASE WHEN n % 1000 = 0 THEN 'SignInLocked' WHEN n % 10 = 0 THEN 'SignedIn' ELSE 'CustomerRead' END,
        CASE WHEN n % 1000 = 0 THEN 'lock' WHEN n % 10 = 0 THEN 'sign_in' ELSE 'customer' END,
        'persona' || n % 400, 'persona' || n % 400, CASE WHEN n % 5000 = 3 THEN 'token' ELSE 'screen' END,
        CASE WHEN n % 1000 = 0 THEN '30' WHEN n % 10 = 0 THEN '' ELSE 'data' END, '',
        CASE WHEN n % 10 = 0 THEN '' ELSE 'cliente-' || n % 20000 END, ''
    FROM generate_series(1, :rows) AS n
    """
)


async def _fill(stage: RunningSystem) -> str:
    """Write the rows, and return the token of a coordinator's session."""
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            await connection.execute(_FILL, {"campaign": stage.site.campaign, "rows": ROWS})
        async with unit_of_work(engine) as connection:
            token, _ = await sessions.begin(connection, "coordinador", datetime.now(UTC))
        return token
    finally:
        await engine.dispose()


def _read_pages(stage: RunningSystem, token: str, query: Mapping[str, str]) -> list[float]:
    """Request the pages of the log, and again from the first one at its end; return the duration of each, ms."""
    durations, cursor = [], ""
    for page in range(PAGES + WARM):
        more = {"cursor": cursor} if cursor else {}
        address = f"{stage.web}/api/v1/access-log?{urllib.parse.urlencode({'limit': 50, **query, **more})}"
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
        token = await _fill(stage)
        rows: list[Row] = []
        for name, query in LISTS.items():
            durations = await asyncio.to_thread(_read_pages, stage, token, query)
            rows.append(row(f"página de la bitácora, {name}: p50", percentile(durations, 0.5), "ms"))
            rows.append(
                row(f"página de la bitácora, {name}: p95", percentile(durations, 0.95), "ms", f"≤ {P95_BAR_MS:g}")
            )
    return [*rows, row("filas de la bitácora", ROWS, "filas"), row("carga al terminar", load_average(), "procesos")]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return uvloop.run(_measure())
