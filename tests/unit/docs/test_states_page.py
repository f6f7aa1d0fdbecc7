"""The diagrams of docs/states.md match the code."""

import subprocess
import sys

import pytest

from tests.support.repository import ROOT


@pytest.mark.timeout(300)
def test_the_states_that_are_drawn_are_those_of_the_code() -> None:
    """The page changes with each row of the call flow and each transition of an advisor's state."""
    process = subprocess.run(
        [sys.executable, "scripts/draw-states", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, f"run scripts/draw-states {process.stderr}"
