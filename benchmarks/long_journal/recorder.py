"""Measures how many facts per second the recorder journals, with its checkpoint and without.

Owns the measurement: the recorder that `atencion serve` runs, from a stream in Valkey into a journal. Two recorders,
each with its own servers, journal the same facts alternately for about a second, so that other load of the machine
affects both. One of them neither folds nor stores a checkpoint.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from benchmarks.long_journal.facts import ADVISORS, CAMPAIGN, SIDE_BY_SIDE, caller, group
from benchmarks.system.running_system import Row, row
from eventlog.checkpoint import store
from eventlog.checkpoint.fold import Checkpoint, CheckpointFold
from eventlog.facts import CallIngressed, Envelope
from eventlog.folds.call_record import CallRecord
from eventlog.journal import writer
from eventlog.person_cipher import encrypt_person
from eventlog.recorder import record
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import make_engine
from storage.postgres.migrate import migrate
from storage.valkey import connect
from tests.support.facts.call_logs import entry_of

PAIRS: Final = int(os.environ.get("ATENCION_BENCH_PAIRS", "40"))
WARM_GROUPS: Final = ADVISORS // SIDE_BY_SIDE
GROUPS: Final = 3
BAR: Final = 0.90
_SEALER = FieldCipher(bytes(range(32)))


class Cost(msgspec.Struct, frozen=True):
    """The cost of journaling.

    Attributes:
        rate: facts per second.
        cpu_us: CPU of the recorder and of PostgreSQL, microseconds per fact.
    """

    rate: float
    cpu_us: float


async def measure(folder: Path) -> list[Row]:
    """Measure; return the table's rows."""
    pairs: list[tuple[Cost, Cost]] = []
    async with _side(folder / "with") as with_checkpoint, _side(folder / "without") as bare:
        for groups in (WARM_GROUPS, *[GROUPS] * PAIRS):
            turns = {True: with_checkpoint, False: bare} if len(pairs) % 2 else {False: bare, True: with_checkpoint}
            costs = {with_it: await side.turn(groups, with_it=with_it) for with_it, side in turns.items()}
            pairs.append((costs[True], costs[False]))
    return _rows(pairs[1:])


def _rows(pairs: Sequence[tuple[Cost, Cost]]) -> list[Row]:
    ratios = sorted(with_checkpoint.rate / bare.rate for with_checkpoint, bare in pairs)
    cpu = median(with_checkpoint.cpu_us / bare.cpu_us for with_checkpoint, bare in pairs)
    quarter = len(ratios) // 4
    print(f"la mitad de las razones está entre {ratios[quarter]:.3f} y {ratios[-1 - quarter]:.3f}", file=sys.stderr)
    return [
        row(
            "registrador con punto de control", median(with_checkpoint.rate for with_checkpoint, _ in pairs), "hechos/s"
        ),
        row("registrador sin punto de control", median(bare.rate for _, bare in pairs), "hechos/s"),
        row(f"con ÷ sin, {ADVISORS} asesores, mediana de {PAIRS} pares", median(ratios), "", f"≥ {BAR:g}"),
        row("CPU de registrador y PostgreSQL por hecho, con ÷ sin", cpu, ""),
    ]


class _Side:
    """A recorder with its own servers."""

    def __init__(self, server: EmbeddedPostgres, engine: AsyncEngine, client: Any) -> None:
        self._server, self._engine, self._client = server, engine, client
        self._groups, self._facts = 0, 0

    async def turn(self, groups: int, *, with_it: bool) -> Cost:
        """Write the facts of some more groups into the stream; return the cost of journaling them."""
        before = self._facts
        for _ in range(groups):
            self._groups += 1
            await self._append(list(group(self._groups, self._facts)))
        end, stop = _End(f"1-{self._facts}"), asyncio.Event()
        began, cpu_s = time.perf_counter(), _cpu_s(self._server.pid)
        with _without_checkpoint(enabled=not with_it):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(record(CAMPAIGN, self._client, self._engine, stop, cipher=_SEALER, projections=[end]))
                await end.seen.wait()
                stop.set()  # after the current batch
        facts, took = self._facts - before, time.perf_counter() - began
        return Cost(facts / took, (_cpu_s(self._server.pid) - cpu_s) / facts * 1e6)

    async def _append(self, facts: Sequence[Envelope]) -> None:
        async with self._client.pipeline(transaction=False) as pipe:
            for envelope in facts:
                pipe.xadd(f"{{{CAMPAIGN}}}:log", entry_of(envelope), id=envelope.id)
                if isinstance(envelope.fact, CallIngressed):
                    person = encrypt_person(caller(int(envelope.call_id.partition("-")[2])), _SEALER)
                    pipe.hset(f"{{{CAMPAIGN}}}:person", person.ref, person.encoded)
            await pipe.execute()
        self._facts += len(facts)


@asynccontextmanager
async def _side(folder: Path) -> AsyncIterator[_Side]:
    server = EmbeddedPostgres(folder / "postgres")
    async with server as database, EmbeddedValkey(folder / "valkey") as valkey:
        client: Any = connect(valkey)
        engine = make_engine(database, name="atencion-bench")
        await migrate(engine)
        try:
            yield _Side(server, engine, client)
        finally:
            await engine.dispose()
            await client.aclose()


class _End:
    """Detects the last fact; polling the journal would distort the measurement."""

    def __init__(self, last: str) -> None:
        self._last, self.seen = last, asyncio.Event()

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Set the event if the batch ends with the last fact."""
        if envelopes[-1].id == self._last:
            self.seen.set()


def _cpu_s(server: int) -> float:
    """Return the CPU seconds of this process, a server and its child processes, including ended ones (proc(5))."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(process.parent.name) == server:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == server:
            ticks += sum(map(int, fields[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


class _NoFold(CheckpointFold):
    """A fold that ignores every fact."""

    def add(self, envelope: Envelope, before: CallRecord | None) -> None:
        """Do nothing."""


async def _no_advance(connection: AsyncConnection, campaign: str, changed: Checkpoint, **position: int) -> None:
    """Store nothing."""


@contextmanager
def _without_checkpoint(*, enabled: bool) -> Iterator[None]:
    if not enabled:
        yield
        return
    with patch.object(writer, "CheckpointFold", _NoFold), patch.object(store, "advance", _no_advance):
        yield
