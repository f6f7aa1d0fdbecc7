"""Runs every `bench_*.py` below this folder, prints one table and stores the numbers with the machine's description.

Owns the table and the JSON. It must not know what is measured: a benchmark is a file with ``run() -> list[dict]``. Each
row has ``name``, ``value``, ``unit``, ``bar`` (the requirement), ``goal`` (the target) and ``holds``, which is always
true without a bar.

    python benchmarks/run.py            # all but those in APART
    python benchmarks/run.py voice      # bench_voice.py alone
"""

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).parent
APART = frozenset({"asterisk", "customers", "recovery", "search"})
"""Benchmarks that run only when named: the first needs the Asterisk of `make bench-asterisk`, the others minutes."""
RESULTS = FOLDER / "results"
HEADINGS = ("medida", "valor", "unidad", "exigido", "meta", "cumple")


class Row(TypedDict):
    """One number with its bar and goal, which are texts such as ``≤ 50``."""

    name: str
    value: float
    unit: str
    bar: str
    goal: str
    holds: bool


def discover(names: Sequence[str]) -> list[Path]:
    """Return the benchmark files of some names without ``bench_``, or all except APART.

    Raises:
        SystemExit: a name has no file.
    """
    paths = {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.rglob("bench_*.py"))}
    if unknown := [name for name in names if name not in paths]:
        raise SystemExit(f"No existe la medición {', '.join(unknown)}; hay: {', '.join(paths) or 'ninguna'}.")
    return [paths[name] for name in names or paths if name in names or name not in APART]


def measure(path: Path) -> tuple[str, list[Row]]:
    """Import and run a benchmark file; return the name of its results, ``RESULT`` or its own name, and its rows.

    The module has its full name, so that a benchmark may start processes that import it.
    """
    module = importlib.import_module(".".join(path.relative_to(FOLDER.parent).with_suffix("").parts))
    return getattr(module, "RESULT", path.stem.removeprefix("bench_")), module.run()


def cpu_model() -> str:
    """Return the processor's name from Linux, or else from Python."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine() -> dict[str, str | int]:
    """Return the description of the machine and the interpreter."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "kernel": platform.release(),
    }


def table(rows: Iterable[Row]) -> str:
    """Format the rows as aligned columns: texts to the left, values to the right."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(_aligned(index, cell, widths[index]) for index, cell in enumerate(row)).rstrip() for row in cells
    ]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    value = f"{row['value']:,.0f}" if abs(row["value"]) >= 1000 else f"{row['value']:.4g}"
    verdict = ("sí" if row["holds"] else "NO") if row["bar"] else ""
    return (row["name"], value, row["unit"], row["bar"], row["goal"], verdict)


def _aligned(index: int, cell: str, width: int) -> str:
    return cell.rjust(width) if index == HEADINGS.index("valor") else cell.ljust(width)


def store(name: str, rows: list[Row], at: datetime) -> Path:
    """Write ``results/<name>.json``: the rows, the machine and the date."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    content = {"date": at.isoformat(timespec="seconds"), "machine": machine(), "rows": rows}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    return path


def main(names: Sequence[str]) -> int:
    """Run the benchmarks, store and print the results; return 1 if a bar does not hold."""
    rows: list[Row] = []
    for path in discover(names):
        print(f"… {path.stem.removeprefix('bench_')}", file=sys.stderr, flush=True)
        name, measured = measure(path)
        store(name, measured, datetime.now(UTC))
        rows += measured
    print(table(rows))
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
