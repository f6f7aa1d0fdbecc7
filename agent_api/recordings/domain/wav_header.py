"""Header of a finished recording's WAV file. Pure.

Reads the header (Microsoft, «Multimedia Programming Interface and Data Specifications 1.0», 1991, chapter 3) and
decides which formats are accepted.
"""

import struct
from typing import BinaryIO, Final, Literal

import msgspec

CHANNELS: Final = 2
_LINEAR, _A_LAW, _MU_LAW, _EXTENSIBLE = 0x0001, 0x0006, 0x0007, 0xFFFE
_BITS: Final = {_LINEAR: 16, _A_LAW: 8, _MU_LAW: 8}
Encoding = Literal["linear", "a_law", "mu_law"]
_ENCODINGS: Final[dict[int, Encoding]] = {_LINEAR: "linear", _A_LAW: "a_law", _MU_LAW: "mu_law"}
_RATES: Final = range(8000, 48_001)
_MAX_CHUNKS: Final = 64  # before the sound: real files have two or three


class InvalidWav(ValueError):
    """The bytes are not a two-channel WAV file, 16-bit linear or G.711."""


class WavInfo(msgspec.Struct, frozen=True):
    """Duration and channels of a recording; there are always CHANNELS."""

    duration_ms: int
    channels: int


class WavSound(msgspec.Struct, frozen=True, kw_only=True):
    """Where the sound of a file is, and how it is encoded.

    Attributes:
        rate: frames per second; a frame has a sample of each channel.
        frame_bytes: bytes of a frame.
        begin: the first byte of the sound.
        length: bytes of the sound.
    """

    encoding: Encoding
    rate: int
    frame_bytes: int
    begin: int
    length: int

    @property
    def duration_ms(self) -> int:
        """The duration, without an unfinished frame."""
        return self.length // self.frame_bytes * 1000 // self.rate


def read_wav_header(file: BinaryIO, size: int) -> WavInfo:
    """Read duration and channels; see `find_sound`."""
    return WavInfo(find_sound(file, size).duration_ms, CHANNELS)


def find_sound(file: BinaryIO, size: int) -> WavSound:
    """Find the sound of a file; if the writer died, it extends to the end of the file.

    Args:
        file: at its beginning; its final position is undefined.
        size: of the file, bytes.

    Raises:
        InvalidWav: the format is not accepted.
    """
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise InvalidWav("not a WAV file")
    kind = frame_bytes = rate = 0
    for _ in range(_MAX_CHUNKS):
        name, length = _chunk(file)
        if name == b"fmt ":
            kind, frame_bytes, rate = _format(file.read(length))
        elif name == b"data":
            if not frame_bytes:
                raise InvalidWav("no format chunk before the data")
            remaining = size - file.tell()
            return WavSound(
                encoding=_ENCODINGS[kind],
                rate=rate,
                frame_bytes=frame_bytes,
                begin=file.tell(),
                length=length if 0 < length <= remaining else remaining,
            )
        else:
            file.seek(length + length % 2, 1)
    raise InvalidWav("no data chunk")


def _chunk(file: BinaryIO) -> tuple[bytes, int]:
    head = file.read(8)
    if len(head) < 8:
        raise InvalidWav("the file ends before its data chunk")
    return head[:4], int.from_bytes(head[4:], "little")


def _format(data: bytes) -> tuple[int, int, int]:
    """Return the format's number, bytes per frame and frames per second."""
    if len(data) < 16:
        raise InvalidWav("the format chunk is too short")
    kind, channels, rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", data[:16])
    if kind == _EXTENSIBLE and len(data) >= 26:
        kind = int.from_bytes(data[24:26], "little")
    if channels != CHANNELS or _BITS.get(kind) != bits or rate not in _RATES or frame_bytes != CHANNELS * bits // 8:
        raise InvalidWav("not two channels of 16 bits or G.711")
    return kind, frame_bytes, rate
