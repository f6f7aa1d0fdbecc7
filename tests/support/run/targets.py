"""The target that runs each test: `make test` or `make nightly` only, by the table ``tests/targets.toml``.

A pytest plugin. It marks the tests that only `make nightly` runs with ``nightly``.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import pytest

from tests.support.repository import ROOT

Target = Literal["nightly", "test"]
TARGETS = ROOT / "tests" / "targets.toml"
REPLACED = ROOT / "tests" / "replaced.toml"


def read_targets(path: Path = TARGETS) -> dict[str, Target]:
    """Read the target of each path of the table."""
    table = tomllib.loads(path.read_text())
    return {name: cast(Target, target) for target, reasons in table.items() for name in reasons}


def read_replaced(path: Path = REPLACED) -> dict[str, str]:
    """Read the paths of the tests that were merged or removed, each with the test that replaces it."""
    return {old: new for tests in tomllib.loads(path.read_text()).values() for old, new in tests.items()}


def covers(path: str, test: str) -> bool:
    """Return whether a test is within a path of the table; ``folder/[word]`` is one parameter of the folder's tests."""
    folder, bracket, word = path.partition("/[")
    if bracket:
        _, _, parameters = test.partition("[")
        return test.startswith(f"{folder}/") and word.removesuffix("]") in parameters.removesuffix("]").split("-")
    return test == path or test.startswith((f"{path}/", f"{path}::", f"{path}["))


def target_of(test: str, targets: Mapping[str, Target]) -> Target:
    """Return the target of the longest path that covers a test; `make test` without one."""
    covering = [path for path in targets if covers(path, test)]
    return targets[max(covering, key=len)] if covering else "test"


@pytest.hookimpl(tryfirst=True)  # before the selection by markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the nightly run."""
    targets = read_targets()
    for item in items:
        if target_of(item.nodeid, targets) == "nightly":
            item.add_marker(pytest.mark.nightly)
