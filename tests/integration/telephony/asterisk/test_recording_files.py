"""The files of a recording: what a pause keeps out, what a full disk leaves, and a file that is open elsewhere."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony.asterisk.recording import files
from telephony.asterisk.recording.files import RecordingFolder
from telephony.asterisk.recording.timeline import FRAME_BYTES, HEADER_BYTES, RATE
from tests.support.memory_folder import memory_folder
from tests.support.repository import ROOT

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

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
from telephony.asterisk.recording.files import has_writer
end, seen = time.monotonic() + {SECONDS}, set()
while time.monotonic() < end:
    seen.add(has_writer(Path(sys.argv[1])))
print(sorted(seen))
"""


SECOND, US = RATE * FRAME_BYTES, 1_000_000
TALK, SECRET = b"\1", b"\2"


@pytest.fixture
def intake() -> Iterator[Path]:
    """Return a folder for finished recordings."""
    with memory_folder() as folder:
        yield folder


@pytest.fixture
def tape(intake: Path) -> RecordingFolder:
    """Begin a recording."""
    tape = RecordingFolder(intake / "own", "c.0-1", "caller")
    tape.open()
    return tape


def say(stretch: Path, sample: bytes, seconds: float) -> None:
    """Let Asterisk write more sound."""
    with stretch.open("ab") as file:
        file.write(sample * int(seconds * SECOND))


def finished(tape: RecordingFolder, intake: Path) -> bytes:
    """Return the sound of the finished file."""
    assert tape.finish(intake)
    assert not tape.path.exists()
    return (intake / "c.0-1.wav").read_bytes()[HEADER_BYTES:]


def test_a_secret_is_not_kept_though_asterisk_went_on_and_its_time_had_stood_still(
    tape: RecordingFolder, intake: Path
) -> None:
    """No sound came for three seconds of five: by the time of the marks alone the secret would be kept."""
    stretch = tape.mark("raw", 0)
    say(stretch, TALK, 2)
    tape.pause(5 * US)
    say(stretch, SECRET, 4)
    tape.mark("end", 9 * US)
    sound = finished(tape, intake)
    assert sound == TALK * 2 * SECOND + bytes(7 * SECOND)


def test_delayed_audio_of_asterisk_counts_after_stop(tape: RecordingFolder, intake: Path) -> None:
    """Asterisk writes about a second at once; until it reports the stop, that second is left out."""
    stretch = tape.mark("raw", 0)
    say(stretch, TALK, 1)
    pause = tape.pause(2 * US)
    say(stretch, TALK, 1)
    tape.confirm(pause, 0)
    tape.confirm(pause, 0)  # later than any need
    tape.mark("end", 3 * US)
    assert finished(tape, intake) == TALK * 2 * SECOND + bytes(SECOND)


def test_a_stretch_that_asterisk_began_late_holds_nothing_of_the_pause(tape: RecordingFolder, intake: Path) -> None:
    """Asterisk began half a second after the mark and stopped a second after the pause: by the marks, half was kept."""
    stretch = tape.mark("raw", 0)
    pause = tape.pause(2 * US)
    say(stretch, TALK, 1.5)
    say(stretch, SECRET, 1)
    tape.confirm(pause, US // 2)
    tape.mark("end", 3 * US)
    assert finished(tape, intake) == TALK * int(1.5 * SECOND) + bytes(int(1.5 * SECOND))


def test_a_pause_is_marked_where_there_is_room_for_nothing(
    tape: RecordingFolder, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of a pause is created before its stretch begins, and no stretch begins without one."""
    stretch = tape.mark("raw", 0)
    say(stretch, TALK, 1)

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_make", full)
    tape.pause(US)
    say(stretch, SECRET, 1)
    with pytest.raises(OSError, match="No space"):
        tape.open()
    with pytest.raises(OSError, match="No space"):
        tape.mark("end", 2 * US)
    assert finished(tape, intake) == TALK * SECOND


def test_dropped_stretch_is_in_no_file_even_while_asterisk_writes_to_it(tape: RecordingFolder, intake: Path) -> None:
    """A dropped stretch is in no file, even while Asterisk writes to it."""
    say(tape.mark("raw", 0), TALK, 1)
    tape.pause(US)
    tape.open()
    stretch = tape.mark("raw", 2 * US)
    with stretch.open("ab") as writer:
        tape.discard(stretch)
        tape.discard(stretch)
        writer.write(SECRET * SECOND)
    tape.mark("end", 3 * US)
    assert SECRET not in finished(tape, intake)


def test_kernel_signals_file_holder_that_another_process_wants_it() -> None:
    """The kernel signals a file's holder that another process wants it; the usual signal would end the process."""
    with memory_folder() as folder:
        file = folder / "stretch"
        file.touch()
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file)]) as writer:
            result = subprocess.run(
                [sys.executable, "-c", ASKER, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert writer.wait(30) == 0
    assert (result.returncode, result.stdout) == (0, "[False, True]\n")
