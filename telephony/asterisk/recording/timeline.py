"""The timeline of a recording: its marks, and the layout of the finished file. Pure.

Owns the names of the marks, each a file in the recording's folder, so that a successor of a dead process knows the
same; and the WAV header. MixMonitor writes the segments: linear of 16 bits, 8,000 samples a second, two channels, the
channel's own voice left.

The marks decide, not the audio: bytes of a segment beyond the next mark are dropped. So speech in a pause is not in
the recording even if Asterisk received the pause late. A segment is shorter than its time if Asterisk began it later
than its mark, or if no voice arrived for a while. Therefore a pause also limits the bytes of the segment: to its size
when the pause began, and once Asterisk confirms the end of the segment, to the time since Asterisk had begun it.
"""

import struct
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple, cast, get_args

from telephony.asterisk.call.legs import channel_id_of
from telephony.port import CALLER
from telephony.port.recordings import call_id_of

MarkKind = Literal["raw", "gap", "end"]
"""A segment begins, silence begins, the recording ends. MixMonitor's stereo needs the suffix ``raw``."""
SPARE_FILE = "spare"
"""A file without a mark yet: it becomes the mark that ends a segment, which then needs no free space."""
RATE = 8000
_CHANNELS, _SAMPLE_BYTES = 2, 2
FRAME_BYTES = _CHANNELS * _SAMPLE_BYTES
HEADER_BYTES = 44
_SEPARATOR = "~"
_SHORT_US = 1_000_000


class Mark(NamedTuple):
    """A step of a recording.

    Attributes:
        at_us: time, microseconds of the machine's clock since its start.
        bytes_before: byte limit of the segment before it; None if only time limits it.
    """

    at_us: int
    kind: MarkKind
    bytes_before: int | None = None

    @property
    def file_name(self) -> str:
        """Its file name; the file of a segment holds its audio."""
        return f"{self.at_us}{'' if self.bytes_before is None else f'-{self.bytes_before}'}.{self.kind}"


class AudioSegment(NamedTuple):
    """A part of a segment's file, and its offset in the finished file, in bytes after the header."""

    file: str
    offset: int
    length: int


def read_mark(file: str) -> Mark | None:
    """Return the mark of a file name, or None."""
    name, _, kind = file.partition(".")
    at_text, bounded, held_text = name.partition("-")
    if kind not in get_args(MarkKind) or not at_text.isdecimal() or (bounded and not held_text.isdecimal()):
        return None
    return Mark(int(at_text), cast(MarkKind, kind), int(held_text) if bounded else None)


def folder_name(recording: str, leg: str) -> str:
    """Return the name of a recording's folder.

    Raises:
        ValueError: the id is malformed; the path could lead outside the folder.
    """
    if not call_id_of(recording) or recording.startswith("."):
        raise ValueError(f"{recording!r} is not the id of a recording")
    return f"{recording}{_SEPARATOR}{leg}"


def read_folder_name(name: str) -> tuple[str, str] | None:
    """Return recording and leg of a folder name, or None."""
    recording, _, leg = name.partition(_SEPARATOR)
    return (recording, leg) if leg and call_id_of(recording) else None


def recorded_channel(recording: str, leg: str) -> str:
    """Return the channel of a recorded leg."""
    return call_id_of(recording) if leg == CALLER else channel_id_of(call_id_of(recording), leg)


def arrange_segments(marks: Iterable[Mark], sizes: Mapping[str, int]) -> tuple[list[AudioSegment], int]:
    """Return the position of each segment, and the total length, bytes after the header.

    A recording that ends in a pause includes the pause, if its end is known. A segment that stopped before the next
    mark, as when the node died, is followed by silence; but the last segment is not, because speech after it is
    unknown.
    """
    marks = sorted(marks)
    segments, length = [], 0
    for number, mark in enumerate(marks):
        offset = _bytes_between(marks[0], mark)
        if mark.kind != "raw":
            length = max(length, offset)
            continue
        size = sizes[mark.file_name] // FRAME_BYTES * FRAME_BYTES
        if number + 1 < len(marks):
            after = marks[number + 1]
            size = min(size, _bytes_between(marks[0], after) - offset)
            size = size if after.bytes_before is None else min(size, after.bytes_before // FRAME_BYTES * FRAME_BYTES)
        segments.append(AudioSegment(mark.file_name, offset, size))
        is_last = all(later.kind == "end" for later in marks[number + 1 :])
        if is_last:
            return segments, offset + size
    return segments, length


def is_empty_recording(marks: Iterable[Mark], segments: Iterable[AudioSegment]) -> bool:
    """Return whether a recording of more than a second has no audio, or none was started."""
    marks = sorted(marks)
    if not any(mark.kind == "raw" for mark in marks):
        return True
    due_us = sum(after.at_us - mark.at_us for mark, after in pairwise(marks) if mark.kind == "raw")
    return due_us > _SHORT_US and not any(stretch.length for stretch in segments)


def wav_header(length: int) -> bytes:
    """Return the first `HEADER_BYTES` of the WAV file, for ``length`` bytes of audio."""
    layout = (1, _CHANNELS, RATE, RATE * FRAME_BYTES, FRAME_BYTES, 8 * _SAMPLE_BYTES)
    riff = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + length, b"WAVE")
    return riff + struct.pack("<4sIHHIIHH", b"fmt ", 16, *layout) + struct.pack("<4sI", b"data", length)


def bytes_of(duration_us: int) -> int:
    """Return the length of a duration's audio."""
    return duration_us * RATE // 1_000_000 * FRAME_BYTES


def _bytes_between(first: Mark, second: Mark) -> int:
    return bytes_of(second.at_us - first.at_us)
