"""docs/states.md: what it draws is what the code does."""

import subprocess
import sys

import pytest

from tests.support.repository import ROOT


@pytest.mark.timeout(300)
def test_the_states_that_are_drawn_are_those_of_the_code() -> None:
    """Who changes a row of the call flow, or what an advisor may go through, draws the page anew."""
    process = subprocess.run(
        [sys.executable, "scripts/draw-states", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, f"run scripts/draw-states {process.stderr}"
