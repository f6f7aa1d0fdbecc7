"""Measures how long the recovery takes after Valkey lost everything, with longer and longer journals.

Owns the measurement. A journal grows from one length to the next, each in its own database. Then Valkey is emptied and
the system recovers, from each length alternately, so that other load of the machine affects all of them. The recovered
state is compared with the facts; the shortest journal's checkpoint is also folded again.
"""

import base64
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from atencion.runtime.recovery import recover
from atencion.runtime.servers import prepare
from benchmarks.long_journal.facts import CAMPAIGN, SIDE_BY_SIDE
from benchmarks.long_journal.journal import LongJournal
from benchmarks.system.running_system import Row, row
from call_router.service import CallRouter
from config.settings import SAMPLE_SITE, Settings, load_settings
from config.site.loader import load_site
from eventlog.checkpoint import store
from eventlog.facts import StateRestored
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.postgres.engine import make_engine, snapshot, unit_of_work
from storage.postgres.migrate import migrate
from storage.valkey import connect

MILLION: Final = 1_000_000
LENGTHS: Final = tuple(float(each) for each in os.environ.get("ATENCION_BENCH_FACTS", "0.1,1,3,10").split(","))
ROUNDS: Final = 15
BAR_S: Final = 5.0
BAR_FLAT: Final = 1.2
MOST_GB: Final = 15.0
_GB_A_MILLION: Final = 0.8


class Length(msgspec.Struct):
    """A journal of one length.

    Attributes:
        facts: the number of its facts.
        settings: with the addresses of its servers.
        recovered_s: the seconds of each recovery.
        prepared_s: the seconds of everything before the first process starts, including a recovery.
    """

    facts: int
    settings: Settings
    recovered_s: list[float] = []
    prepared_s: list[float] = []


async def measure(folder: Path) -> list[Row]:
    """Measure every length; return the table's rows."""
    _check_room(folder.parent)
    server = EmbeddedPostgres(folder / "postgres")
    async with server as database, EmbeddedValkey(folder / "valkey") as valkey:
        key = base64.b64encode(bytes(range(32))).decode()
        settings = load_settings({"redis_url": valkey, "data_dir": folder / "data", "data_key": key})
        lengths = [each async for each in _grow_journals(database, settings)]
        folded_s = await _fold_again(lengths[0])
        client = connect(valkey)
        for number in range(ROUNDS):
            for each in lengths if number % 2 else lengths[::-1]:
                await _round(each, client)
        await client.aclose()
        used_gb = await _size_gb(lengths[0])
    return _rows(lengths, folded_s, used_gb)


def _rows(lengths: list[Length], folded_s: float, used_gb: float) -> list[Row]:
    rows = []
    for each in lengths:
        size = f"{each.facts / MILLION:.1f} M de hechos"
        rows += [
            row(f"recuperación con {size}, mediana de {ROUNDS}", median(each.recovered_s), "s", f"≤ {BAR_S:g}"),
            row(f"recuperación con {size}, la más lenta", max(each.recovered_s), "s", f"≤ {BAR_S:g}"),
            row(f"todo lo que precede al arranque con {size}", median(each.prepared_s), "s", f"≤ {BAR_S:g}"),
        ]
    medians = [median(each.recovered_s) for each in lengths]
    return [
        *rows,
        row("recuperación, la mediana más larga ÷ la más corta", max(medians) / min(medians), "", f"≤ {BAR_FLAT:g}"),
        row("punto de control de un diario que no lo tiene", lengths[0].facts / folded_s, "hechos/s"),
        row("bases de datos", used_gb, "GB", f"≤ {MOST_GB:g}"),
    ]


def _check_room(folder: Path) -> None:
    free, needed = shutil.disk_usage(folder).free / 1e9, sum(LENGTHS) * _GB_A_MILLION + 2
    if free < needed:
        sys.exit(f"Faltan {needed - free:.0f} GB libres en {folder}: la medición usa unos {needed:.0f}.")


async def _grow_journals(database: str, settings: Settings) -> AsyncIterator[Length]:
    """Load the journals; each longer one grows in a copy of the previous one."""
    journal, before = LongJournal(), ""
    for number, millions in enumerate(LENGTHS):
        name = f"length_{number}"
        async with _autocommit(database) as bare:
            of = f"TEMPLATE {before} STRATEGY file_copy" if before else ""
            await bare.execute(text(f"CREATE DATABASE {name} {of}"))
        url, before, began = database.replace("/atencion?", f"/{name}?"), name, time.perf_counter()
        engine = make_engine(url, name="atencion-bench")
        await migrate(engine)
        await journal.grow(engine, round(millions * MILLION))
        await engine.dispose()
        async with _autocommit(url) as bare:
            await bare.execute(text("VACUUM (ANALYZE)"))
            await bare.execute(text("CHECKPOINT"))
        took = time.perf_counter() - began
        print(f"{journal.facts:,} hechos, cargados en {took:.0f} s", file=sys.stderr, flush=True)
        yield Length(journal.facts, settings.model_copy(update={"database_url": url}))


async def _fold_again(length: Length) -> float:
    """Delete a checkpoint and fold it again from the first fact; return the seconds."""
    engine = make_engine(length.settings.database_url or "", name="atencion-bench")
    async with snapshot(engine) as connection:
        before = await store.read_checkpoint(connection, CAMPAIGN)
    async with unit_of_work(engine) as connection:
        for table in ("checkpoint", "checkpoint_total", "checkpoint_advisor"):
            await connection.execute(text(f"DELETE FROM {table}"))
    began = time.perf_counter()
    await store.catch_up(engine)
    took = time.perf_counter() - began
    async with snapshot(engine) as connection:
        if await store.read_checkpoint(connection, CAMPAIGN) != before:
            raise AssertionError("el punto de control no es el pliegue de los hechos")
    await engine.dispose()
    return took


async def _round(length: Length, client: Any) -> None:
    """Empty Valkey and time a recovery; then empty it again and time everything before the first process starts."""
    engine = make_engine(length.settings.database_url or "", name="atencion-bench")
    site = msgspec.structs.replace(load_site(SAMPLE_SITE), campaign=CAMPAIGN)
    await client.flushall()
    router = CallRouter(client, CAMPAIGN)
    await router.install()
    began = time.perf_counter()
    restored = await recover(engine, router, CAMPAIGN, site.version)
    length.recovered_s.append(time.perf_counter() - began)
    await _check(engine, router, restored, length.facts)
    await engine.dispose()
    await client.flushall()
    began = time.perf_counter()
    await prepare(length.settings, site)
    length.prepared_s.append(time.perf_counter() - began)


async def _check(engine: AsyncEngine, router: CallRouter, restored: StateRestored | None, facts: int) -> None:
    """Raise an error unless every call was counted, the open ones ended, and every advisor is off duty."""
    async with snapshot(engine) as connection:
        position, stored = await store.read_checkpoint(connection, CAMPAIGN)
    totals = await router.totals()
    ended, ingressed = (
        sum(n for name, n in totals.items() if name.startswith(measure)) for measure in ("outcome|", "ingressed|")
    )
    actual = (position.seq, restored and restored.calls_closed, ended, (await router.head()).stream.seq)
    if actual != (facts, SIDE_BY_SIDE, ingressed, SIDE_BY_SIDE + len(stored.advisors) + 1):
        raise AssertionError(f"no se recuperó lo que dicen los hechos: {actual}, {ingressed}, {len(stored.advisors)}")


async def _size_gb(length: Length) -> float:
    async with _autocommit(length.settings.database_url or "") as bare:
        size = await bare.scalar(text("SELECT sum(pg_database_size(datname)) FROM pg_database"))
    return int(size or 0) / 1e9


@asynccontextmanager
async def _autocommit(url: str) -> AsyncIterator[AsyncConnection]:
    """Open a connection outside of transactions."""
    engine = make_engine(url, name="atencion-bench")
    async with engine.connect() as bare:
        await bare.execution_options(isolation_level="AUTOCOMMIT")
        yield bare
    await engine.dispose()
