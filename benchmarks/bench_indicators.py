"""Measures how long a report of a year's indicators takes, by interval, by day and by month.

Owns the measurement: a synthetic month of 300,000 calls is counted once, and its counts are stored for twelve
consecutive months; then the year is queried and encoded as the API does. PostgreSQL is embedded, in a temporary folder.
ATENCION_BENCH_MONTH is the number of calls in the month.
"""

import gc
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.schemas import encode_indicators
from agent_api.indicators.service import Selection, report_of
from agent_api.indicators.store import add_counts
from benchmarks.system.running_system import Row, load_average, row
from config.site.loader import load_site
from config.site.oversight.indicators import IndicatorDefinition
from config.timezone import COLOMBIA
from metrics.indicators.cells import CellKey
from metrics.indicators.recount import Recount
from metrics.indicators.results import SlotKind
from storage.embedded.postgres import EmbeddedPostgres
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import migrate

CALLS = int(os.environ.get("ATENCION_BENCH_MONTH", "300000"))
MONTHS, DAYS, ROUNDS = 12, 30, 5
BAR_S = 1.0
CAMPAIGN = "icetex"
SITE = Path(__file__).parents[1] / "config" / "sites" / "icetex"
BEGINS = datetime(2026, 11, 1, tzinfo=COLOMBIA).astimezone(UTC)
ENDS = BEGINS + timedelta(days=MONTHS * DAYS)
ASKED: tuple[tuple[str, SlotKind, str | None], ...] = (
    ("por intervalo, una línea", "interval", "bogota"),
    ("por día, todas las líneas y colas", "day", None),
    ("por mes, todas las líneas y colas", "month", None),
)


def run() -> list[Row]:
    """Measure; return the table's rows."""
    return uvloop.run(_measure())


async def _measure() -> list[Row]:
    definitions = tuple(msgspec.structs.replace(each, valid_from=BEGINS.date()) for each in load_site(SITE).indicators)
    counted = _month(definitions)
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedPostgres(Path(folder) / "postgres") as url:
            engine = make_engine(url)
            await migrate(engine)
            intervals = await _store_year(engine, counted)
            counted.clear()
            _settle()
            rows = [await _time_request(engine, definitions, *selection) for selection in ASKED]
            await engine.dispose()
    print(f"{intervals} intervalos y líneas en el año; carga {load_average():.2f}", file=sys.stderr)
    return rows


def _settle() -> None:
    """Configure the garbage collector as in the api process: it does not scan the loaded objects again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _month(definitions: tuple[IndicatorDefinition, ...]) -> dict[CellKey, dict[str, int]]:
    from tests.support.facts.synthetic_month import month

    recount = Recount(definitions, begins=BEGINS, ends=BEGINS + timedelta(days=DAYS))
    recount.add_all(month(CALLS))
    return recount.counts()


async def _store_year(engine: AsyncEngine, counted: dict[CellKey, dict[str, int]]) -> int:
    for index in range(MONTHS):
        later = index * DAYS * 86_400
        async with unit_of_work(engine) as connection:
            await add_counts(connection, CAMPAIGN, {k._replace(slot=k.slot + later): c for k, c in counted.items()})
    return len({key[:3] for key in counted}) * MONTHS


async def _time_request(
    engine: AsyncEngine, definitions: tuple[IndicatorDefinition, ...], name: str, by: SlotKind, line: str | None
) -> Row:
    selection = Selection(begins=BEGINS, ends=ENDS, line=line)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        report = await report_of(engine, CAMPAIGN, definitions, selection, by)
        content = encode_indicators(selection, by, report)
        took.append(time.perf_counter() - began)
    print(f"{name}: {len(report.figures)} cifras, {len(content) / 1e6:.1f} MB", file=sys.stderr)
    value = median(took)
    return row(f"informe de un año {name}", value, "s", f"< {BAR_S:g}", "≤ 0.5")
