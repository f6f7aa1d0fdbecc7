"""What a recording under way is like: marks in time, and how the finished file is laid out from them. Pure.

Owns the names of the marks, each a file in the folder of its tape, so that whoever comes after a process that died
knows what it knew; and the WAV file's head. What was recorded is Asterisk's MixMonitor's: linear of 16 bits, 8,000
samples a second, two channels, the channel's own voice left.

The marks rule, not the sounds: whatever a stretch holds beyond the next mark is left out. So what was recorded in a
pause, because Asterisk could not be told of it in time, is not in the recording. And because a stretch in which nobody
sent anything for a while is shorter than its time, a pause also says how much the stretch held when it began: of one
that Asterisk did not say that it ended, no more counts.
"""

import struct
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple, cast, get_args

from telephony.asterisk.call.legs import channel_id_of
from telephony.port import CALLER
from telephony.port.recordings import call_id_of

MarkKind = Literal["raw", "gap", "end"]
"""A stretch of sound begins, silence begins, the recording is over. MixMonitor's stereo wants the suffix ``raw``."""
SPARE_FILE = "spare"
"""A file without a meaning yet: it becomes the mark that ends a stretch, for which no room is needed then."""
RATE = 8000
_CHANNELS, _SAMPLE_BYTES = 2, 2
FRAME_BYTES = _CHANNELS * _SAMPLE_BYTES
HEADER_BYTES = 44
_SEPARATOR = "~"
_SHORT_US = 1_000_000


class Mark(NamedTuple):
    """Something that happened to a recording.

    Attributes:
        at_us: when, microseconds of the machine's clock since its start.
        kind: what.
        bytes_before: bytes in the stretch before it, beyond which nothing of that counts; None where time alone tells.
    """

    at_us: int
    kind: MarkKind
    bytes_before: int | None = None

    @property
    def file_name(self) -> str:
        """Its file; that of a stretch holds the sound."""
        return f"{self.at_us}{'' if self.bytes_before is None else f'-{self.bytes_before}'}.{self.kind}"


class AudioSegment(NamedTuple):
    """A piece of sound, and where it belongs.

    Attributes:
        file: that holds it.
        offset: where it begins, in bytes after the head.
        length: how many of its bytes belong there.
    """

    file: str
    offset: int
    length: int


def read_mark(file: str) -> Mark | None:
    """The mark of a file, or None when it is none."""
    name, _, kind = file.partition(".")
    at_text, bounded, held_text = name.partition("-")
    if kind not in get_args(MarkKind) or not at_text.isdecimal() or (bounded and not held_text.isdecimal()):
        return None
    return Mark(int(at_text), cast(MarkKind, kind), int(held_text) if bounded else None)


def folder_name(recording: str, leg: str) -> str:
    """The name of a tape's folder.

    Raises:
        ValueError: that is no recording's id; it could lead anywhere.
    """
    if not call_id_of(recording) or recording.startswith("."):
        raise ValueError(f"{recording!r} is no recording's id")
    return f"{recording}{_SEPARATOR}{leg}"


def read_folder_name(name: str) -> tuple[str, str] | None:
    """Recording and leg of a tape's folder, or None when it is none."""
    recording, _, leg = name.partition(_SEPARATOR)
    return (recording, leg) if leg and call_id_of(recording) else None


def recorded_channel(recording: str, leg: str) -> str:
    """The channel that is recorded."""
    return call_id_of(recording) if leg == CALLER else channel_id_of(call_id_of(recording), leg)


def arrange_segments(marks: Iterable[Mark], sizes: Mapping[str, int]) -> tuple[list[AudioSegment], int]:
    """Where each stretch belongs, and how long the whole is, in bytes after the head.

    A recording that ends in a pause has it to its end, if that is known. A stretch that ended before the next mark,
    as where the node died, is followed by silence, but not at the recording's end: nobody knows what was said there.

    Args:
        marks: of the recording.
        sizes: of the stretches' files, in bytes.
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
    """Whether nothing was recorded, although it was begun and there was more than a second to be recorded.

    One that was never begun is lost, too.
    """
    marks = sorted(marks)
    if not any(mark.kind == "raw" for mark in marks):
        return True
    due_us = sum(after.at_us - mark.at_us for mark, after in pairwise(marks) if mark.kind == "raw")
    return due_us > _SHORT_US and not any(stretch.length for stretch in segments)


def wav_header(length: int) -> bytes:
    """The first HEAD_BYTES of the WAV file.

    Args:
        length: bytes of sound that follow.
    """
    layout = (1, _CHANNELS, RATE, RATE * FRAME_BYTES, FRAME_BYTES, 8 * _SAMPLE_BYTES)
    riff = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + length, b"WAVE")
    return riff + struct.pack("<4sIHHIIHH", b"fmt ", 16, *layout) + struct.pack("<4sI", b"data", length)


def _bytes_between(first: Mark, second: Mark) -> int:
    return (second.at_us - first.at_us) * RATE // 1_000_000 * FRAME_BYTES
