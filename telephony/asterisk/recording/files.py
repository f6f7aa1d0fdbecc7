"""A running recording on a memory file system: its marks and segments, and the finished file.

Owns the files of one recording. It must not know the requests to Asterisk, nor when a recording is over.
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
    bytes_of,
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
    """The files of one recording."""

    def __init__(self, parent: Path, recording: str, leg: str) -> None:
        self.recording, self.leg = recording, leg
        self.channel = recorded_channel(recording, leg)
        self.path = parent / folder_name(recording, leg)

    def open(self) -> None:
        """Create the folder, readable by our user only, and in it a spare file for the mark that ends the next segment.

        Raises:
            OSError: it cannot be created.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(self.path / SPARE_FILE)

    def marks(self) -> list[Mark]:
        """Return the marks so far, in order."""
        return sorted(mark for file in os.listdir(self.path) if (mark := read_mark(file)))

    def mark(self, kind: MarkKind, at_us: int) -> Path:
        """Write a mark after all earlier ones.

        A mark that ends a segment uses the spare file, so it needs no free space.

        Returns:
            The mark's file; that of a segment is the file to record to, readable by our user only.

        Raises:
            OSError: there is no space.
        """
        return self._mark(kind, at_us, None)

    def pause(self, at_us: int) -> Path:
        """Mark a pause with the current size of the segment; bytes beyond it are ignored, regardless of their time.

        Raises:
            OSError: it cannot be marked.
        """
        before = [mark for mark in self.marks() if mark.kind == "raw"]
        return self._mark("gap", at_us, (self.path / before[-1].file_name).stat().st_size if before else None)

    def confirm(self, pause: Path, started_us: int) -> None:
        """Let bytes that Asterisk flushed late count, after it has ended the segment before a pause.

        Args:
            pause: the mark's file.
            started_us: when Asterisk had begun the segment, by the clock of the marks: its audio up to the pause is no
                longer than the time since then.
        """
        mark = read_mark(pause.name)
        if mark is not None:
            limit = bytes_of(max(mark.at_us - started_us, 0))
            with suppress(OSError):  # already finished, without the last moment
                pause.replace(self.path / mark._replace(bytes_before=limit).file_name)

    def discard(self, segment: Path) -> None:
        """Delete a segment, even while it is being written."""
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
        """Return whether a segment is still being written.

        Raises:
            OSError: the folder is gone.
        """
        return any(has_writer(self.path / mark.file_name) for mark in self.marks() if mark.kind == "raw")

    def finish(self, intake: Path) -> bool:
        """Put the finished file into the intake atomically, and remove everything else.

        Returns:
            False if nothing was recorded; then there is no file.

        Raises:
            OSError: there is no space; the recording stays.
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
                finished_file.unlink(missing_ok=True)  # a partial file would take the space that others need
                raise
            finished_file.replace(intake / f"{self.recording}{RECORDING_SUFFIX}")
        shutil.rmtree(self.path)
        return not lost

    def _write(self, path: Path, segments: Iterable[AudioSegment], length: int) -> None:
        with open(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as target:
            target.write(wav_header(length))
            target.truncate(HEADER_BYTES + length)  # gaps are silence
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
    """Yield the recordings that a process left in a folder."""
    for name in sorted(os.listdir(parent)):
        recording = read_folder_name(name)
        if recording is not None:
            yield RecordingFolder(parent, *recording)


def recording_space(folder: Path) -> RecordingSpace:
    """Return the space of a folder's file system (statvfs(3)); ramfs has no limit.

    Raises:
        OSError: it cannot be read.
    """
    room = os.statvfs(folder)
    return RecordingSpace(free=room.f_bavail * room.f_frsize, size=room.f_blocks * room.f_frsize)


def has_writer(file: Path) -> bool:
    """Return whether a file is open for writing, which the kernel reports (fcntl(2), F_SETLEASE).

    A process that opens it at this moment waits until we release the lease, and we get a signal: SIGURG, which is
    ignored, in place of the default, which would end us.

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
