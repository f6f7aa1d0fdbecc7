"""A recording under way, on a memory file system: its marks and stretches, and the finished file made of them.

Owns the files of one tape. It must not know what Asterisk is asked for, nor when a recording is over.
"""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from telephony.asterisk.recording.timeline import (
    HEADER_BYTES,
    SPARE_FILE,
    AudioSegment,
    Mark,
    MarkKind,
    arrange_segments,
    folder_name,
    is_empty_recording,
    read_folder_name,
    read_mark,
    recorded_channel,
    wav_header,
)
from telephony.metrics.meter import RecordingSpace
from telephony.port.recordings import RECORDING_SUFFIX

_BLOCK = 1024 * 1024


class RecordingFolder:
    """The files of one recording.

    Args:
        parent: of all tapes of the node.
        recording: its id.
        leg: that is recorded.
    """

    def __init__(self, parent: Path, recording: str, leg: str) -> None:
        self.recording, self.leg = recording, leg
        self.channel = recorded_channel(recording, leg)
        self.path = parent / folder_name(recording, leg)

    def open(self) -> None:
        """Make the folder, for our user alone, and in it the mark that will end the next stretch, whatever happens.

        Raises:
            OSError: it cannot be made.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(self.path / SPARE_FILE)

    def marks(self) -> list[Mark]:
        """What happened so far, in order."""
        return sorted(mark for file in os.listdir(self.path) if (mark := read_mark(file)))

    def mark(self, kind: MarkKind, at_us: int) -> Path:
        """Write down what happens; it comes after all that did.

        What ends a stretch takes the file that was made before the stretch began, so it needs no room.

        Returns:
            The mark's file: for a stretch, the one to record to, so that only our user may ever read it.

        Raises:
            OSError: there is no room for it.
        """
        return self._mark(kind, at_us, None)

    def pause(self, at_us: int) -> Path:
        """Mark a pause, with what the stretch holds by now: nothing that comes later counts, whatever its time.

        Raises:
            OSError: it cannot be marked.
        """
        before = [mark for mark in self.marks() if mark.kind == "raw"]
        return self._mark("gap", at_us, (self.path / before[-1].file_name).stat().st_size if before else None)

    def confirm(self, pause: Path) -> None:
        """Asterisk says that it ended the stretch then: what it had not written yet counts, too."""
        mark = read_mark(pause.name)
        if mark is not None:
            with suppress(OSError):  # it is finished meanwhile, without the last moment
                pause.replace(self.path / mark._replace(bytes_before=None).file_name)

    def discard(self, segment: Path) -> None:
        """Let a stretch be gone, whoever still writes to it."""
        with suppress(OSError):
            segment.unlink()

    def _mark(self, kind: MarkKind, at_us: int, descriptor: int | None) -> Path:
        last = max((mark.at_us for mark in self.marks()), default=-1)
        file = self.path / Mark(max(at_us, last + 1), kind, descriptor).file_name
        if kind != "raw":
            with suppress(FileNotFoundError):
                return (self.path / SPARE_FILE).replace(file)
        _make(file)
        return file

    def is_written(self) -> bool:
        """Whether somebody still writes to a stretch.

        Raises:
            OSError: the folder is gone.
        """
        return any(has_writer(self.path / mark.file_name) for mark in self.marks() if mark.kind == "raw")

    def finish(self, intake: Path) -> bool:
        """Leave the finished file in the intake, whole or not at all, and remove all else.

        Returns:
            False when nothing was recorded: there is no file then.

        Raises:
            OSError: there is no room for it; the tape stays.
        """
        marks = self.marks()
        sizes = {mark.file_name: (self.path / mark.file_name).stat().st_size for mark in marks if mark.kind == "raw"}
        segments, length = arrange_segments(marks, sizes)
        lost = is_empty_recording(marks, segments)
        if not lost:
            finished_file = self.path / "whole"
            try:
                self._write(finished_file, segments, length)
            except OSError:
                finished_file.unlink(missing_ok=True)  # half a file would take the room that others need to be finished
                raise
            finished_file.replace(intake / f"{self.recording}{RECORDING_SUFFIX}")
        shutil.rmtree(self.path)
        return not lost

    def _write(self, path: Path, segments: Iterable[AudioSegment], length: int) -> None:
        with open(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as target:
            target.write(wav_header(length))
            target.truncate(HEADER_BYTES + length)  # what is not written is silence
            for stretch in segments:
                target.seek(HEADER_BYTES + stretch.offset)
                with (self.path / stretch.file).open("rb") as source:
                    remaining = stretch.length
                    while remaining and (block := source.read(min(_BLOCK, remaining))):
                        target.write(block)
                        remaining -= len(block)


def _make(file: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def unfinished_recordings(parent: Path) -> Iterator[RecordingFolder]:
    """The tapes that a process left in a folder."""
    for name in sorted(os.listdir(parent)):
        recording = read_folder_name(name)
        if recording is not None:
            yield RecordingFolder(parent, *recording)


def recording_space(folder: Path) -> RecordingSpace:
    """How full the file system of a folder is (statvfs(3)); ramfs has no bound.

    Raises:
        OSError: it cannot be asked.
    """
    room = os.statvfs(folder)
    return RecordingSpace(free=room.f_bavail * room.f_frsize, size=room.f_blocks * room.f_frsize)


def has_writer(file: Path) -> bool:
    """Whether somebody has a file open for writing: the kernel knows (fcntl(2), F_SETLEASE).

    Who opens it at this very moment is held up until we let go, and we are sent a signal: not the usual one, which
    would end us, but one that is ignored.

    Raises:
        OSError: it is gone.
    """
    with file.open("rb") as reader:
        fcntl.fcntl(reader, fcntl.F_SETSIG, signal.SIGURG)
        try:
            fcntl.fcntl(reader, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        fcntl.fcntl(reader, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
