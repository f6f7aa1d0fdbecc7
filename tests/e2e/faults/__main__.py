"""The command that runs the fault suite: one system for each fault, and a line of the table after each.

Owns the command line. It must not assert: the table is for people, and test_faults.py checks two of its rows.
"""

import argparse
import asyncio
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.faults.fault import FAULTS, Fault
from tests.e2e.faults.fault_run import FaultResult, run_fault
from tests.e2e.faults.fault_table import header, replace_table, row_line, table
from tests.support.sip.phone_exchange import PhoneExchange


def main(words: Sequence[str]) -> int:
    """Run the chosen faults; return 1 when a call of one of them is neither counted nor in a certified gap."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose title contains this")
    parser.add_argument("--into", type=Path, help="a document whose table to replace")
    parser.add_argument("--label", default="now", help="which table of the document")
    options = parser.parse_args(words)
    chosen = [fault for fault in FAULTS if options.only in fault.title]
    rows = _run_all(chosen)
    if options.into is not None:
        text = options.into.read_text(encoding="utf-8")
        options.into.write_text(replace_table(text, options.label, f"{_machine()}\n\n{table(rows)}"), encoding="utf-8")
    return 0 if all(row.accounted for row in rows) else 1


def _run_all(faults: Sequence[Fault]) -> list[FaultResult]:
    rows: list[FaultResult] = []
    print(header(), flush=True)
    with tempfile.TemporaryDirectory(prefix="atencion-faults-") as root:
        Path(root).chmod(0o755)  # PostgreSQL's own user must be able to enter its data folder
        (Path(root) / "sounds").mkdir()
        for number, fault in enumerate(faults):
            folder = Path(root) / str(number)
            folder.mkdir()
            rows.append(asyncio.run(_run_one(fault, folder, Path(root) / "sounds")))
            print(row_line(rows[-1]), flush=True)
            shutil.rmtree(folder, ignore_errors=True)
    return rows


async def _run_one(fault: Fault, folder: Path, sounds: Path) -> FaultResult:
    exchange = PhoneExchange()
    try:
        return await run_fault(fault, folder, sounds, exchange)
    finally:
        await exchange.close()


def _machine() -> str:
    """Return a sentence with the date and the machine."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    date = datetime.now(UTC).date().isoformat()
    return f"Measured on {date}: {os.cpu_count()} cores ({model}), Python {platform.python_version()}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
