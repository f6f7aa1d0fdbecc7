"""Measures the sample of a week of 300,000 calls, the waveform of an hour, and the response of the evaluation screen.

Owns the measurement: invented calls in strata of line and advisor; size, allocation, frame hashes and draw as a week's
close does them, with one call at least for each advisor. Sample and a bare loop of as many SHA-256 hashes alternate,
and the ratio is the median of the pairs. The waveform is that of an encrypted hour on the disk, beside its decryption
alone. An evaluation of a call is read through the API, one request after another. Run it with
``python benchmarks/run.py quality``; ATENCION_BENCH_WEEK is the number of calls.
"""

import asyncio
import hashlib
import json
import os
import random
import tempfile
import time
import urllib.request
import uuid
import wave
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from statistics import median
from urllib.error import HTTPError

import uvloop

from agent_api.recordings.waveforms import measure
from benchmarks.system.running_system import (
    Row,
    RunningSystem,
    facts_of_call,
    load_average,
    percentile,
    row,
    running_system,
    store_callers,
)
from eventlog import outbox
from metrics.quality.allocation import allocate
from metrics.quality.draw import draw, draw_strata, frame_hash
from metrics.quality.sample_size import SampleRequirement, sample_size
from storage.postgres.engine import make_engine, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault

CALLS = int(os.environ.get("ATENCION_BENCH_WEEK", "300000"))
LINES, ADVISORS = ("bogota", "nacional", "quejas"), 60
ROUNDS = 9
BAR_S = 2.0
WAVEFORM_BAR_S, SCREEN_BAR_MS = 1.0, 300.0
HOUR_S, READS, WARM = 3600, 200, 5
CALL = "evaluada"
SEED = hashlib.sha256(b"benchmark").hexdigest()
REQUIREMENT = SampleRequirement(confidence=95, margin=Fraction("0.05"))


def invent_week() -> dict[str, list[str]]:
    """Return the ids of the calls of each stratum; the same in each run."""
    dice = random.Random(25)
    strata: dict[str, list[str]] = {}
    for _ in range(CALLS):
        stratum = f"{dice.choice(LINES)}|asesor{dice.randrange(ADVISORS)}"
        strata.setdefault(stratum, []).append(str(uuid.UUID(int=dice.getrandbits(128))))
    return strata


def sample_week(strata: Mapping[str, list[str]]) -> None:
    """Draw the sample of a week, with the hash of each stratum's frame."""
    counts = {key: len(ids) for key, ids in strata.items()}
    size = max(sample_size(sum(counts.values()), REQUIREMENT), len(counts))
    for ids in strata.values():
        frame_hash(ids)
    draws = draw_strata(SEED, strata, allocate(size, counts, at_least_one=True).shares)
    if sum(len(each.drawn) for each in draws.values()) != size:
        raise AssertionError("the sample has another size than its plan")


def hash_bare(ids: list[str]) -> None:
    """Hash as many texts, and do nothing else."""
    for each in ids:
        hashlib.sha256(f"{SEED}|{each}".encode()).digest()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of some work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure_waveforms() -> list[Row]:
    """Measure the waveform of an hour of 16 bits at 8 kHz, beside reading and decrypting it."""
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(random.Random(25).randbytes(8000 * 4 * 60) * (HOUR_S // 60))
    sound.seek(0)
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        vault = Vault(Path(folder), lambda: MasterKeys([b"the master key of the benchmark."]))
        stored = vault.store("grabada", "grabada.rec", sound)
        rounds = [
            (timed(lambda: measure(vault, stored)), timed(lambda: sum(map(len, vault.read(stored)))))
            for _ in range(ROUNDS)
        ]
    waveforms, reads = zip(*rounds, strict=True)
    return [
        row("forma de onda de una hora", median(waveforms), "s", f"≤ {WAVEFORM_BAR_S:g}", "≤ 0.5"),
        row("forma de onda: la más lenta", max(waveforms), "s", f"≤ {WAVEFORM_BAR_S:g}"),
        row("solo leerla y descifrarla", median(reads), "s"),
    ]


async def measure_screen() -> list[Row]:
    """Measure the response of the page on which a call is evaluated."""
    async with running_system(("recorder", "router", "api")) as stage:
        await _journal_call(stage)
        token = await asyncio.to_thread(stage.token, "calidad")
        evaluation = await asyncio.to_thread(_begin, stage, token)
        durations = await asyncio.to_thread(_read, stage, token, f"/api/v1/quality/evaluations/{evaluation}")
        lists = await asyncio.to_thread(_read, stage, token, "/api/v1/quality/evaluations")
    return [
        row("pantalla de una evaluación: p50", percentile(durations, 0.5), "ms"),
        row("pantalla de una evaluación: p95", percentile(durations, 0.95), "ms", f"≤ {SCREEN_BAR_MS:g}"),
        row("lista de evaluaciones: p95", percentile(lists, 0.95), "ms"),
    ]


async def _journal_call(stage: RunningSystem) -> None:
    caller = (await store_callers(stage))[0]
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            for each in facts_of_call(CALL, "asesor1", caller, stage.site.version):
                await outbox.put(
                    connection,
                    stage.site.campaign,
                    [each.fact],
                    actor=each.actor,
                    site_version=each.site_version,
                    call_id=each.call_id,
                )
    finally:
        await engine.dispose()


def _begin(stage: RunningSystem, token: str) -> str:
    """Begin an evaluation of the call, as soon as the journal has it; return its number."""
    deadline = time.monotonic() + 30
    while True:
        try:
            body = json.dumps({"kind": "focused", "channel": "phone", "item": CALL}).encode()
            return str(json.loads(_send(stage, token, "/api/v1/quality/evaluations", body))["id"])
        except HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _read(stage: RunningSystem, token: str, path: str) -> list[float]:
    """Request a path many times; return the duration of each request, ms."""
    return [1000 * timed(lambda: _send(stage, token, path)) for _ in range(READS + WARM)][WARM:]


def _send(stage: RunningSystem, token: str, path: str, body: bytes | None = None) -> bytes:
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{stage.web}{path}", body, heads)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return bytes(answer.read())


def run() -> list[Row]:
    """Measure; return the table's rows."""
    strata = invent_week()
    ids = [each for members in strata.values() for each in members]
    rounds = [
        (
            timed(lambda: sample_week(strata)),
            timed(lambda: draw(SEED, ids, sample_size(len(ids), REQUIREMENT))),
            timed(lambda: hash_bare(ids)),
        )
        for _ in range(ROUNDS)
    ]
    samples, draws, bare = zip(*rounds, strict=True)
    return [
        row(f"muestra de {CALLS:,} llamadas por línea y asesor", median(samples), "s", f"≤ {BAR_S:g}", "≤ 1"),
        row("muestra: la más lenta", max(samples), "s"),
        row("sorteo en un solo estrato", median(draws), "s", f"≤ {BAR_S:g}"),
        row("solo las huellas SHA-256", median(bare), "s"),
        row("muestra ÷ solo las huellas", median(s / b for s, b in zip(samples, bare, strict=True)), "veces"),
        row("sorteo ÷ solo las huellas", median(d / b for d, b in zip(draws, bare, strict=True)), "veces"),
        *measure_waveforms(),
        *uvloop.run(measure_screen()),
        row("carga de la máquina, 1 min", load_average(), ""),
    ]
