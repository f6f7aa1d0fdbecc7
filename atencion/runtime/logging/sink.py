"""The sink of log lines: a file descriptor on which a full disk or a closed pipe never raises.

Owns that guarantee, and the count of lost lines. It must not know what a line says.
"""

import os
import threading
from collections.abc import Callable
from typing import Final, TextIO

WriteBytes = Callable[[memoryview], int]
"""Writes bytes and returns their number; raises OSError or ValueError."""

LINE_BYTES: Final = 4096
"""Longest write to a pipe that is atomic among several processes: PIPE_BUF of Linux, pipe(7)."""


class LogSink:
    """Writes lines, from any thread.

    Args:
        write_bytes: returns the number of bytes that it wrote.
        lost_line: returns the line that reports a number of lost lines.
    """

    def __init__(self, write_bytes: WriteBytes, lost_line: Callable[[int], str]) -> None:
        self._write_bytes, self._lost_line = write_bytes, lost_line
        self._lock = threading.RLock()
        self._lost = 0
        self._torn = False

    def write(self, text: str) -> None:
        """Write a line with its line break, after the report of lost lines; or count it as lost."""
        with self._lock:
            if self._lost and self._try_write(self._lost_line(self._lost)):
                self._lost = 0
            if self._lost or not self._try_write(text):
                self._lost += 1

    def flush(self) -> None:
        """Do nothing: every line is written at once."""

    def count_lost(self) -> None:
        """Count a line that could not be rendered."""
        with self._lock:
            self._lost += 1

    def _try_write(self, text: str) -> bool:
        data = memoryview(("\n" * self._torn + text).encode(errors="replace"))
        written = 0
        try:
            while written < len(data):
                written += self._write_bytes(data[written:])
        except (OSError, ValueError):  # no room, no reader, or the file is closed
            self._torn = self._torn or written > 0
            return False
        self._torn = False
        return True


def writer_for(stream: TextIO) -> WriteBytes:
    """Return a writer to a stream; if it has a file, it bypasses the buffer, which would retain failed writes."""
    try:
        stream.fileno()
    except (OSError, ValueError):
        return lambda data: len(data) if stream.write(bytes(data).decode()) else 0
    return lambda data: os.write(stream.fileno(), data)
