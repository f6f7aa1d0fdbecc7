"""The commit-msg hook accepts messages of the agreed form and says what is wrong with others."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT


def faults_of(message: str, folder: Path) -> list[str]:
    """Return the lines that the hook prints about a message; empty if it accepts it."""
    file = folder / "COMMIT_EDITMSG"
    file.write_text(message)
    script = [sys.executable, ROOT / "scripts/check-commit-message", file]
    process = subprocess.run(script, capture_output=True, text=True, check=False)
    assert process.returncode == bool(process.stderr), process.stderr
    return process.stderr.splitlines()


@pytest.mark.parametrize(
    "message",
    [
        "tickets: Print the contact time",
        "tests/unit/docs: Check links",
        "tickets, config: Keep an area that was retired",
        "calls: Name the wait\n\nThe reason of a queue was a word and a number.\n",
        "# Please enter the commit message\n\nweb: Build the screens once\n\n# On branch main\n",
        f"web: {'X' * 67}",
        "docs: Explain seals\n# ------------------------ >8 ------------------------\ndiff --git a/x b/x",
        "Merge branch 'main' into other",
        'Revert "tickets: Print the contact time"',
        "fixup! tickets: Print the contact time",
    ],
)
def test_a_message_of_the_agreed_form_is_accepted(message: str, tmp_path: Path) -> None:
    """The form is `area: Sentence` in 72 columns; Git's comments are ignored, and its own subjects accepted."""
    assert faults_of(message, tmp_path) == []


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", "area: Imperative sentence"),
        ("Print the contact time", "area: Imperative sentence"),
        ("Tickets: Print the contact time", "area: Imperative sentence"),
        ("tickets: print the contact time", "area: Imperative sentence"),
        ("tickets: Print the contact time.", "area: Imperative sentence"),
        (f"web: {'X' * 68}", "73 columns"),
        ("web: Build the screens\nand more", "empty line"),
    ],
)
def test_any_other_message_is_refused_with_a_reason(message: str, reason: str, tmp_path: Path) -> None:
    """Each fault is one line that says what is expected."""
    (fault,) = faults_of(message, tmp_path)
    assert reason in fault
