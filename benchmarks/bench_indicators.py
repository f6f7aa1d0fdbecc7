"""Measures how long a report of a year's indicators takes, by interval, by day and by month.

Owns the measurement: a synthetic month of 300,000 calls and 3,200 evaluations of quality is counted once, and its
counts are stored for twelve consecutive months; then the year is queried and encoded as the API does. PostgreSQL is
embedded, in a temporary folder. A batch of the fold is measured with the evaluations of a whole month in its state and
without them. ATENCION_BENCH_MONTH is the number of calls in the month.
"""

import gc
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from operator import attrgetter
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
from eventlog.facts import Envelope
from metrics.indicators.cells import CellKey
from metrics.indicators.recount import Recount
from metrics.indicators.results import SlotKind
from metrics.indicators.state import State, state_from_json, state_to_json
from storage.embedded.postgres import EmbeddedPostgres
from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import migrate

CALLS = int(os.environ.get("ATENCION_BENCH_MONTH", "300000"))
MONTHS, DAYS, ROUNDS = 12, 30, 5
EVALUATIONS, BATCH = 3_200, 5_000
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
    rows += _fold_rows(definitions)
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
    recount.add_all(merge(month(CALLS), _evaluations(), key=attrgetter("at")))
    return recount.counts()


def _evaluations() -> list[Envelope]:
    """Return the evaluations of a month, signed in working hours."""
    from tests.support.facts.evaluations import signed

    dice = random.Random(25)
    starts = sorted(
        BEGINS + timedelta(days=dice.randrange(DAYS - 1), hours=8 + dice.random() * 9) for _ in range(EVALUATIONS)
    )
    facts = [
        signed(
            number,
            line=dice.choice(["bogota", "nacional", "quejas"]),
            advisor=f"asesor{dice.randrange(60)}",
            user="failed" if dice.random() < 0.05 else "passed",
            score=dice.choice(["100", "95", "90", "250/3", "0"]),
        )
        for number in range(EVALUATIONS)
    ]
    return [
        Envelope(id=f"2-{number}", at=at, campaign=CAMPAIGN, call_id="", actor="user:c", site_version="v", fact=fact)
        for number, (at, fact) in enumerate(zip(starts, facts, strict=True), 1)
    ]


def _fold_rows(definitions: tuple[IndicatorDefinition, ...]) -> list[Row]:
    """Measure a batch as the worker counts it, with the evaluations of a month in the state and without them."""
    from tests.support.facts.synthetic_month import month

    evaluated = Recount(definitions)
    evaluated.add_all(_evaluations())
    facts = list(islice(month(BATCH), BATCH))
    loaded, empty = state_to_json(evaluated.state()), state_to_json(State())
    rounds = [(_time_batch(definitions, empty, facts), _time_batch(definitions, loaded, facts)) for _ in range(ROUNDS)]
    plain, full = (median(each) for each in zip(*rounds, strict=True))
    return [
        row(f"lote de {BATCH:,} hechos, sin evaluaciones", plain, "s"),
        row(f"lote de {BATCH:,} hechos, con {EVALUATIONS:,} evaluaciones del mes", full, "s"),
        row("estado guardado con ellas", len(loaded) / 1e6, "MB", "< 1"),
    ]


def _time_batch(definitions: tuple[IndicatorDefinition, ...], state: bytes, facts: list[Envelope]) -> float:
    began = time.perf_counter()
    recount = Recount(definitions, state=state_from_json(state))
    recount.add_all(facts)
    recount.counts()
    state_to_json(recount.state())
    return time.perf_counter() - began


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
