"""Soak: full load with every core busy, for half an hour; it fails if a process is replaced or dies.

Owns the command line. The load is `full_load`'s.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.e2e.faults.fault_run import SITE
from tests.e2e.faults.full_load import LoadResult, load
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import System

SETTINGS: Final = {"ATENCION_RTP_PORTS": "20000-23999", "ATENCION_MOST_CALLS": "100"}
_BUSY_ENOUGH: Final = 0.97
"""Of the cores' time; with less, the soak proves nothing."""


def main(words: Sequence[str]) -> int:
    """Run the soak; return 1 when a process was replaced or died, 2 when the cores were not busy."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--callers", type=int, default=60, help="at once")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="atencion-soak-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL's own user must be able to enter its data folder
        measured = asyncio.run(_run(Path(folder), options.minutes * 60, options.callers))
    print(f"end  {measured}", flush=True)
    if not measured.is_calm:
        return 1
    return 0 if measured.busy >= _BUSY_ENOUGH else 2


async def _run(root: Path, seconds: float, callers: int) -> LoadResult:
    folder, sounds = root / "system", root / "sounds"
    folder.mkdir()
    sounds.mkdir()
    exchange, system = PhoneExchange(), System(folder, sounds, SITE, TONES, SETTINGS)
    try:
        await system.start()
        return await load(
            system,
            exchange,
            seconds,
            at_once=callers,
            programs=os.cpu_count() or 1,
            report=lambda measured: print(f"     {measured}", flush=True),
        )
    finally:
        await system.stop()
        await exchange.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
