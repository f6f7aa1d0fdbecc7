"""Measures the cost of the recorder's checkpoint, and the time of a recovery with longer and longer journals.

Owns the order of the measurements and the temporary folder, which is always removed; see `benchmarks.long_journal`.
ATENCION_BENCH_FACTS lists the lengths in millions of facts: ``0.1,1,3,10``. The last one takes about 10 GB of disk and
half an hour.
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
    """Measure; return the table's rows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    signal.signal(signal.SIGTERM, _exit)  # exit normally, so that the folder is removed
    return uvloop.run(_measure())


def _exit(*_: object) -> NoReturn:
    sys.exit("Se interrumpió la medición.")


async def _measure() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        path = Path(folder)
        path.chmod(0o711)  # noqa: ASYNC240 - PostgreSQL runs as another user when we are root
        rows = [*await recorder.measure(path / "recorder"), *await recovery.measure(path / "recovery")]
    return [*rows, row("carga de la máquina, 1 min", load_average(), "")]
