"""What the checkpoint costs the recorder, and how long a recovery takes with ever longer journals.

Owns only the order and the folder, which goes away however it ends: see `benchmarks.long_journal`.
ATENCION_BENCH_FACTS lists the lengths in millions of facts: ``0.1,1,3,10``. The last takes some 10 GB of the disk and
about half an hour.
"""

import logging
import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import structlog
import uvloop

from benchmarks.long_journal import recorder, recovery
from benchmarks.system.running_system import Row, load_average, row


def run() -> list[Row]:
    """Measure and return the table's rows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    signal.signal(signal.SIGTERM, _exit)  # so that the folder goes away
    return uvloop.run(_measure())


def _exit(*_: object) -> NoReturn:
    sys.exit("Se interrumpió la medición.")


async def _measure() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        path = Path(folder)
        path.chmod(0o711)  # noqa: ASYNC240 - PostgreSQL runs as another user when we are root
        rows = [*await recorder.measure(path / "recorder"), *await recovery.measure(path / "recovery")]
    return [*rows, row("carga de la máquina, 1 min", load_average(), "")]
