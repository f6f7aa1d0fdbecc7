"""Measures how long the verification of a sealed month of ten million facts takes, compared with decoding alone.

Owns the measurement: the synthetic month of the tests, each fact repeated for several simultaneous calls, is sealed
into a file as `atencion report seal` writes it, and verified by the code of `atencion verify`. Alternately, the same
file is only decompressed, chained by SHA-256 and decoded, which every verifier must do. Each measurement runs in its
own process, whose CPU time and memory are measured. Run it with ``python benchmarks/run.py sealed``;
ATENCION_BENCH_FACTS is the number of facts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.system.running_system import Row, load_average, row
from config.settings import SAMPLE_SITE
from config.site.loader import load_site
from config.site.oversight.indicators import definitions_to_json
from eventlog.facts import AdvisorStateChanged, Envelope, PeriodClosed, StateRestored
from eventlog.journal.chain import genesis
from eventlog.journal.codec import canonical_bytes
from metrics.indicators.periods import bounds_of
from metrics.sealed.container import read_regions
from metrics.sealed.figures import MonthFigures, figures_of
from metrics.sealed.manifest import FACTS, MANIFEST, Point, read_manifest
from metrics.sealed.reader import FactsReader
from metrics.sealed.verifier import verify
from metrics.sealed.writer import SealedPeriodInfo, SegmentWriter, build_sealed_period
from tests.support.facts.synthetic_month import CAMPAIGN, month

FACTS_IN_ALL: Final = int(os.environ.get("ATENCION_BENCH_FACTS", "10000000"))
FEWER_FACTS: Final = FACTS_IN_ALL // 5
"""A smaller month, to show that memory does not grow with the number of facts."""
PAIRS: Final = 5
AT_ONCE: Final = 20
"""The number of calls for which each fact is repeated."""
FACTS_A_CALL: Final = 9.7
"""Approximate average in the synthetic month."""
BAR_S, SHARE_BAR, MEMORY_BAR_MB = 60.0, 0.5, 512.0
MONTH: Final = "2026-11"


def facts(number: int) -> Iterator[Envelope]:
    """Yield a number of facts in the order of the log."""
    return islice(_facts_of_calls(int(number / AT_ONCE / FACTS_A_CALL * 1.05) + 100), number)


def _facts_of_calls(calls: int) -> Iterator[Envelope]:
    epoch, seq = 1, 0
    for envelope in month(calls):
        if isinstance(envelope.fact, StateRestored):
            epoch, seq = epoch + 1, 1
            yield msgspec.structs.replace(envelope, id=f"{epoch}-1")
            continue
        for copy in range(AT_ONCE):
            seq += 1
            yield _copy_fact(envelope, copy, f"{epoch}-{seq}")


def _copy_fact(envelope: Envelope, copy: int, id_: str) -> Envelope:
    """Return the fact for another call or another advisor."""
    fact = envelope.fact
    if isinstance(fact, AdvisorStateChanged):
        fact = msgspec.structs.replace(fact, advisor=f"{fact.advisor}.{copy}")
    call = f"{envelope.call_id}.{copy}" if envelope.call_id else ""
    return msgspec.structs.replace(envelope, id=id_, call_id=call, fact=fact)


def make_sealed_month(folder: Path, number: int) -> tuple[Path, float]:
    """Seal a month of a number of facts; return the file and the CPU seconds, without the time to invent the facts."""
    definitions = definitions_to_json(load_site(SAMPLE_SITE).indicators)
    figures = MonthFigures(*bounds_of(MONTH), definitions)
    path, spent, source = folder / f"{number}.tar", 0.0, facts(number)
    with tempfile.TemporaryFile(dir=folder) as compressed, tempfile.TemporaryFile(dir=folder) as links:
        segment = SegmentWriter(Point(seq=0, hash=genesis(CAMPAIGN).hash.hex(), id="0-0"), compressed, links)
        while batch := list(islice(source, 10_000)):
            begun = time.process_time()
            for envelope in batch:
                segment.add(canonical_bytes(envelope), envelope.id)
            figures.add_all(batch)
            spent += time.process_time() - begun
        begun = time.process_time()
        closing = _closing_fact(envelope, definitions)
        segment.add(canonical_bytes(closing), closing.id)
        with path.open("wb") as written:
            written.writelines(_seal(segment, definitions, figures.results(), compressed, links))
    return path, spent + time.process_time() - begun


def _closing_fact(last: Envelope, definitions: bytes) -> Envelope:
    """Return the fact that closes the month, in a new epoch."""
    epoch = int(last.id.partition("-")[0]) + 1
    fact = PeriodClosed(month=MONTH, definitions=sha256(definitions).hexdigest())
    return msgspec.structs.replace(last, id=f"{epoch}-1", fact=fact)


def _seal(
    segment: SegmentWriter, definitions: bytes, results: bytes, compressed: BinaryIO, links: BinaryIO
) -> Iterable[bytes]:
    begins, ends = bounds_of(MONTH)
    about = SealedPeriodInfo(
        campaign=CAMPAIGN,
        entity="Entidad",
        month=MONTH,
        begins=begins,
        ends=ends,
        sealed_at=datetime(2026, 12, 3, tzinfo=UTC),
        software="0",
    )
    return build_sealed_period(
        about,
        Ed25519PrivateKey.generate(),
        before=segment.before,
        after=segment.close(),
        closed_by=segment.link.seq,
        definitions=definitions,
        results=results,
        links=links,
        facts=compressed,
    )


def time_decoding(path: Path) -> float:
    """Return the CPU seconds to decompress, chain and decode the facts of a file."""
    decode = msgspec.json.Decoder(Envelope).decode
    begun = time.process_time()
    with path.open("rb") as file:
        regions = {region.name: region for region in read_regions(file)}
        file.seek(regions[MANIFEST].offset)
        manifest = read_manifest(file.read(regions[MANIFEST].size))
        link = bytes.fromhex(manifest.before.hash)
        for lines in FactsReader(file, regions[FACTS]).batches():
            for line in lines:
                link = sha256(link + line).digest()
                decode(line)
    assert link.hex() == manifest.after.hash
    return time.process_time() - begun


def time_verification(path: Path) -> float:
    """Return the CPU seconds to verify a whole file."""
    begun = time.process_time()
    with path.open("rb") as file:
        report = verify(file, recount=figures_of)
    assert report.sound, report.findings
    return time.process_time() - begun


_APART = """
import resource, sys
from pathlib import Path
from benchmarks import bench_sealed
seconds = getattr(bench_sealed, sys.argv[1])(Path(sys.argv[2]))
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run_in_process(function: Literal["time_decoding", "time_verification"], path: Path) -> tuple[float, float]:
    """Run a function in its own process; return its CPU seconds and the process's peak memory, MiB."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", _APART, function, str(path)]
    process = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, process.stdout.split())
    return seconds, mebibytes


def run() -> list[Row]:
    """Seal, verify and compare; return the table's rows."""
    before = load_average()
    with tempfile.TemporaryDirectory() as name:
        small, _ = make_sealed_month(Path(name), FEWER_FACTS)
        _, small_memory = run_in_process("time_verification", small)
        large, sealing = make_sealed_month(Path(name), FACTS_IN_ALL)
        pairs = [
            (run_in_process("time_decoding", large), run_in_process("time_verification", large)) for _ in range(PAIRS)
        ]
        size = large.stat().st_size / 1e6
    seconds = statistics.median(checked_s for _, (checked_s, _) in pairs)
    share = statistics.median(alone_s / checked_s for (alone_s, _), (checked_s, _) in pairs)
    memory = max(mebibytes for _, (_, mebibytes) in pairs)
    facts_told = f"{FACTS_IN_ALL:,}".replace(",", ".")
    return [
        row(f"comprobar un mes sellado de {facts_told} hechos", seconds, "s de un núcleo", f"≤ {BAR_S:g}"),
        row("velocidad, de decodificar y SHA-256 solos", share, "veces", f"≥ {SHARE_BAR:g}"),
        row("memoria al comprobarlo", memory, "MiB", f"≤ {MEMORY_BAR_MB:g}"),
        row(f"memoria con {FEWER_FACTS:,} hechos".replace(",", "."), small_memory, "MiB"),
        row("sellarlo, ya con los hechos leídos", sealing, "s de un núcleo"),
        row("tamaño del archivo", size, "MB"),
        row("carga de la máquina al empezar", before, "procesos"),
    ]
