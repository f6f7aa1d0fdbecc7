"""A log line that cannot be written raises nothing and is counted."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from atencion.runtime.logging.sink import LogSink, writer_for


class Disk:
    """A disk with limited room.

    Args:
    room: bytes left; the test raises it.
    """

    def __init__(self, room: int) -> None:
        self.room, self.content = room, b""

    def put(self, data: memoryview) -> int:
        """Write as much as fits, as write(2) does."""
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        accepted = bytes(data[: self.room])
        self.room -= len(accepted)
        self.content += accepted
        return len(accepted)

    def sink(self) -> LogSink:
        """Return a sink on that disk."""
        return LogSink(self.put, lambda count: f"lost {count}\n")


def test_lines_lost_on_a_full_disk_are_counted_when_there_is_room() -> None:
    """The count stands once in the place of the lost lines, and the next line is whole."""
    disk = Disk(len("one\n"))
    sink = disk.sink()
    for line in ("one\n", "two\n", "three\n"):
        sink.write(line)
    disk.room = 100
    for line in ("four\n", "five\n"):
        sink.write(line)
    assert disk.content == b"one\nlost 2\nfour\nfive\n"


def test_a_line_that_was_cut_short_is_lost_and_spoils_no_other() -> None:
    """A partial line ends in a line break before the next one; a count that does not fit is kept."""
    disk = Disk(len("one\ntw"))
    sink = disk.sink()
    sink.write("one\n")
    sink.write("two\n")
    disk.room = 3
    sink.write("three\n")
    disk.room = 100
    sink.write("four\n")
    assert disk.content == b"one\ntw\nlo\nlost 2\nfour\n"


def test_a_line_is_written_whole_where_writes_are_short() -> None:
    """A line is whole even if a signal or a pipe shortens single writes."""
    chunks: list[bytes] = []

    def put(data: memoryview) -> int:
        chunks.append(bytes(data[:2]))
        return len(chunks[-1])

    LogSink(put, str).write("señal\n")
    assert b"".join(chunks).decode() == "señal\n"


def closed_pipe() -> int:
    """Return the writing end of a pipe without a reader."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("opened", [closed_pipe, lambda: os.open("/dev/full", os.O_WRONLY)])
def test_neither_a_closed_pipe_nor_a_full_device_raises(opened: Callable[[], int]) -> None:
    """A closed pipe, a full device or a closed file raises nothing; the next usable file gets the count of losses."""
    disk = Disk(0)
    with os.fdopen(opened(), "w") as stream:
        write = writer_for(stream)

        def put(data: memoryview) -> int:
            return disk.put(data) if disk.room else write(data)

        sink = LogSink(put, lambda count: f"lost {count}\n")
        sink.write("line\n")
    sink.write("line\n")
    sink.flush()
    disk.room = 100
    sink.write("next\n")
    assert disk.content == b"lost 2\nnext\n"


def test_nothing_waits_in_a_buffer(tmp_path: Path) -> None:
    """Each line is in the file when the call returns."""
    with (tmp_path / "api.log").open("a") as stream:
        LogSink(writer_for(stream), str).write("línea\n")
        assert (tmp_path / "api.log").read_text() == "línea\n"
