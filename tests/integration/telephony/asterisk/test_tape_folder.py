"""Who is asked of a file that somebody may be opening at that very moment."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.memory import memory_folder

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

ROOT = Path(__file__).parents[4]
SECONDS = 2.0
WRITER = f"""
import os, sys, time
end = time.monotonic() + {SECONDS}
while time.monotonic() < end:
    os.close(os.open(sys.argv[1], os.O_WRONLY))
"""
ASKER = f"""
import sys, time
from pathlib import Path
from telephony.asterisk.tape_folder import has_writer
end, seen = time.monotonic() + {SECONDS}, set()
while time.monotonic() < end:
    seen.add(has_writer(Path(sys.argv[1])))
print(sorted(seen))
"""


def test_who_asks_while_it_is_opened_lives_on() -> None:
    """The kernel signals to whoever holds the file that another wants it; by its usual signal a process ends."""
    with memory_folder() as folder:
        file = folder / "stretch"
        file.touch()
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file)]) as writer:
            asked = subprocess.run(
                [sys.executable, "-c", ASKER, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert writer.wait(30) == 0
    assert (asked.returncode, asked.stdout) == (0, "[False, True]\n")
