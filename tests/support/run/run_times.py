"""Where the minutes of a run go: the seconds of each phase of each test, and the folders that exceed their budget.

A pytest plugin. It writes ``build/tests/times.json``, from which ``scripts/test-times`` prints tables. At the end it
reports which folders exceeded their budget of ``tests/budgets.toml``. No run fails because of its time: the same run
takes longer on a busy machine.
"""

import json
import os
import platform
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from tests.support.repository import ROOT
from tests.support.run.boots import take_boots

BUDGETS = ROOT / "tests" / "budgets.toml"
RESULT = ROOT / "build" / "tests" / "times.json"


@dataclass
class TimedTest:
    """One test of a run; seconds by phase (``setup``, ``call``, ``teardown``), and the boots of servers by kind."""

    test: str
    worker: str
    outcome: str = "passed"
    seconds: dict[str, float] = field(default_factory=dict)
    boots: dict[str, int] = field(default_factory=dict)

    def add(self, report: pytest.TestReport) -> None:
        """Add the report of a phase."""
        self.seconds[report.when or "call"] = round(report.duration, 4)
        self.boots = dict(Counter(self.boots) + Counter(getattr(report, "boots", ())))
        if not report.passed:
            self.outcome = report.outcome


def folder_of(test: str, folders: Mapping[str, float]) -> str:
    """Return the longest of the folders in which a test is; its own top folders without one."""
    path = test.partition("::")[0]
    within = [folder for folder in folders if path.startswith(f"{folder}/")]
    return max(within, key=len) if within else "/".join(path.split("/")[:2])


def seconds_by_folder(tests: list[TimedTest], folders: Mapping[str, float]) -> dict[str, float]:
    """Return the sum of all phases of the tests of each folder, as seconds of one worker."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for timed in tests:
        seconds[folder_of(timed.test, folders)] += sum(timed.seconds.values())
    return dict(seconds)


def exceeded_budgets(seconds: Mapping[str, float], budgets: Mapping[str, float]) -> list[str]:
    """Return a line for each folder that took longer than its budget, or that has none."""
    return [
        f"{folder}: {taken:.0f} s of {budgets.get(folder, 0):.0f} s"
        for folder, taken in sorted(seconds.items())
        if taken > budgets.get(folder, 0)
    ]


class RunTimes:
    """The plugin of the process that controls a run."""

    def __init__(self, budgets: Mapping[str, float]) -> None:
        self._budgets = budgets
        self._tests: dict[str, TimedTest] = {}
        self._started = time.monotonic()
        self._first_test = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Store a phase of a test."""
        self._first_test = self._first_test or time.monotonic()
        worker = getattr(report, "worker_id", "main")
        self._tests.setdefault(report.nodeid, TimedTest(report.nodeid, worker)).add(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the times, and print the boots and the exceeded budgets."""
        tests = list(self._tests.values())
        boots = sum((Counter(timed.boots) for timed in tests), Counter[str]())
        run = {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "wall_s": round(time.monotonic() - self._started, 1),
            "collection_s": round(self._first_test - self._started, 1),
            "boots": dict(sorted(boots.items())),
        }
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps({**run, "tests": [asdict(timed) for timed in tests]}))
        terminalreporter.section("times")
        terminalreporter.write_line(f"Python {run['python']}, {run['cores']} cores, boots: {run['boots']}")
        for line in exceeded_budgets(seconds_by_folder(tests, self._budgets), self._budgets):
            terminalreporter.write_line(f"over its budget: {line}")


def read_budgets(path: Path = BUDGETS) -> dict[str, float]:
    """Read the seconds of each folder."""
    return dict(tomllib.loads(path.read_text())["seconds"])


def pytest_configure(config: pytest.Config) -> None:
    """Time the run in the process that controls it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(RunTimes(read_budgets()), "run-times")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the boots of a phase to its report."""
    report = yield
    if boots := take_boots():
        report.boots = boots
    return report
