"""G.711 as tables (ITU-T G.711): between u-law and A-law, to samples, and from samples to u-law.

Owns the arithmetic of the two laws, computed once at import. During a call only the two translate tables are used,
and only between legs of different laws: voice stays bytes.
"""

from typing import Literal

Law = Literal["PCMU", "PCMA"]
"""The encoding's name in SDP (RFC 3551 §4.5.14)."""

PAYLOAD_TYPES: dict[Law, int] = {"PCMU": 0, "PCMA": 8}
"""Static payload types (RFC 3551 §6)."""

SILENCE: dict[Law, bytes] = {"PCMU": b"\xff" * 160, "PCMA": b"\xd5" * 160}
"""A frame of 20 ms of silence."""

_BIAS = 33  # of the 14-bit u-law, G.711 table 2
_CLIP = 8158


def _ulaw_sample(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 1) + _BIAS << (code >> 4 & 7)) - _BIAS
    return -4 * magnitude if code & 0x80 else 4 * magnitude


def _alaw_sample(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = code >> 4 & 7, code & 0x0F
    magnitude = mantissa * 2 + 1 if exponent == 0 else mantissa * 2 + 33 << exponent - 1
    return 8 * magnitude if code & 0x80 else -8 * magnitude


def _ulaw_code(sample: int) -> int:
    magnitude = min(abs(sample) >> 2, _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 6
    code = exponent << 4 | (magnitude >> exponent + 1) & 0x0F
    return ~(code | (0x80 if sample < 0 else 0)) & 0xFF


ULAW_SAMPLES: tuple[int, ...] = tuple(_ulaw_sample(code) for code in range(256))
"""The 16-bit sample of each u-law byte."""
ALAW_SAMPLES: tuple[int, ...] = tuple(_alaw_sample(code) for code in range(256))
"""The 16-bit sample of each A-law byte."""


def _nearest(samples: tuple[int, ...], sample: int) -> int:
    """Return the code with the nearest sample; of two, the one of the same sign."""
    return min(range(256), key=lambda code: (abs(samples[code] - sample), (samples[code] < 0) != (sample < 0)))


ULAW_TO_ALAW = bytes(_nearest(ALAW_SAMPLES, sample) for sample in ULAW_SAMPLES)
"""For ``bytes.translate``."""
_SILENT = {0xD5: 0xFF, 0x55: 0x7F}  # A-law has no zero: its smallest step is u-law's silence (G.711 table 4)
ALAW_TO_ULAW = bytes(_SILENT.get(code, _nearest(ULAW_SAMPLES, ALAW_SAMPLES[code])) for code in range(256))
"""For ``bytes.translate``."""


def translate(voice: bytes, law: Law, target: Law) -> bytes:
    """Return the voice in another law; the same object if the law is the same."""
    if law == target:
        return voice
    return voice.translate(ULAW_TO_ALAW if target == "PCMA" else ALAW_TO_ULAW)


_ULAW_CODES = bytes(_ulaw_code(sample << 2) for sample in range(-8192, 8192))


def encode_ulaw(samples: list[int] | tuple[int, ...]) -> bytes:
    """Encode 16-bit samples as u-law."""
    return bytes(_ULAW_CODES[(sample >> 2) + 8192] for sample in samples)


def decode_ulaw(voice: bytes) -> list[int]:
    """Decode u-law to 16-bit samples."""
    return [ULAW_SAMPLES[code] for code in voice]
