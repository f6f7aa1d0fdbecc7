"""Measures how long the sample of a week of 300,000 calls takes, beside a bare loop of as many SHA-256 hashes.

Owns the measurement: invented calls in strata of line and advisor; size, allocation, frame hashes and draw as a week's
close does them, with one call at least for each advisor. Sample and bare loop alternate, and the ratio is the median of
the pairs. Run it with ``python benchmarks/run.py quality``; ATENCION_BENCH_WEEK is the number of calls.
"""

import hashlib
import os
import random
import time
import uuid
from collections.abc import Callable, Mapping
from fractions import Fraction
from statistics import median

from benchmarks.system.running_system import Row, load_average, row
from metrics.quality.allocation import allocate
from metrics.quality.draw import draw, draw_strata, frame_hash
from metrics.quality.sample_size import SampleRequirement, sample_size

CALLS = int(os.environ.get("ATENCION_BENCH_WEEK", "300000"))
LINES, ADVISORS = ("bogota", "nacional", "quejas"), 60
ROUNDS = 9
BAR_S = 2.0
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
        row("carga de la máquina, 1 min", load_average(), ""),
    ]
