"""Digits as telephone events (RFC 4733) or by SIP INFO: received and sent. Pure.

Owns which packets are one press. Time is an argument, in seconds of any monotonic clock.
"""

import struct
from collections.abc import Iterator
from typing import Literal, NamedTuple

from telephony.port.digit_collection import KEYS
from telephony.pyvoip.media.rtp import FRAME_SAMPLES, timestamp_step

Origin = Literal["rtp", "info"]

_EVENT = struct.Struct("!BBH")
_END = 0x80
_VOLUME = 10  # -dBm0
_MAX_EVENT_AGE = 5 * 8000  # samples: an event further back is not late but of a new base
_SAME_PRESS_S = 0.1
_TONE_FRAMES = 5
_END_FRAMES = 3  # RFC 4733 §2.5.1.4: the end is sent three times
_PAUSE_FRAMES = 4


class EventReception:
    """Tracks the telephone events of one stream: each key counts once, whichever packets of it arrive.

    The timestamp identifies an event (RFC 4733 §2.3.1); markers may be lost or repeated, and the end comes three
    times.
    """

    __slots__ = ("_length", "_ssrc", "_timestamp", "key")

    def __init__(self) -> None:
        self._ssrc = -1
        self._timestamp = self._length = 0
        self.key = ""

    def receive(self, ssrc: int, timestamp: int, payload: bytes) -> bool | None:
        """Process a packet, whose key is then in ``key``.

        Returns:
            True for a new press; False for a known press or an event that is no key; None if malformed.
        """
        if len(payload) < _EVENT.size:
            return None
        code, _, length = _EVENT.unpack_from(payload)
        if code >= len(KEYS):
            return False
        is_new = self._is_new(ssrc, timestamp, KEYS[code])
        if is_new or timestamp == self._timestamp or self._continues(timestamp):
            self._ssrc, self._timestamp, self._length, self.key = ssrc, timestamp, length, KEYS[code]
        return is_new

    def _is_new(self, ssrc: int, timestamp: int, key: str) -> bool:
        if ssrc != self._ssrc:
            return True
        step = timestamp_step(timestamp, self._timestamp)
        if -_MAX_EVENT_AGE < step <= 0:
            return False
        return not (key == self.key and self._continues(timestamp))

    def _continues(self, timestamp: int) -> bool:
        """Return whether this continues a key held for more than 8 s as a next segment (RFC 4733 §2.5.1.3)."""
        return self._length == 0xFFFF and timestamp_step(timestamp, self._timestamp) == self._length


class PressDeduplicator:
    """Removes the duplicate of a press that a phone sends both by RTP and by INFO."""

    __slots__ = ("_key", "_origin", "_pressed_at")

    def __init__(self) -> None:
        self._key, self._origin, self._pressed_at = "", "", 0.0

    def is_new_press(self, key: str, origin: Origin, now: float) -> bool:
        """Return whether a press differs from the last one."""
        if key == self._key and origin != self._origin and now - self._pressed_at <= _SAME_PRESS_S:
            self._key = ""  # the duplicate has come: the next such press is new
            return False
        self._key, self._origin, self._pressed_at = key, origin, now
        return True

    def extend(self, key: str, origin: Origin, now: float) -> None:
        """Note that the key is still down: its duplicate may come at its release."""
        if key == self._key and origin == self._origin:
            self._pressed_at = now


class EventFrame(NamedTuple):
    """One frame of 20 ms of a telephone event."""

    payload: bytes
    begins: bool


def key_frames(key: str) -> Iterator[EventFrame | None]:
    """Yield the frames, one each 20 ms, that send a key as a telephone event; None while voice may be sent.

    A key lasts 100 ms; its end is sent three times; 80 ms separate it from the next (RFC 4733 §2.5.1).
    """
    for frame in range(_TONE_FRAMES + _END_FRAMES):
        length = FRAME_SAMPLES * min(frame + 1, _TONE_FRAMES)
        flags = _VOLUME | (_END if frame >= _TONE_FRAMES else 0)
        yield EventFrame(_EVENT.pack(KEYS.index(key), flags, length), frame == 0)
    for _ in range(_PAUSE_FRAMES):
        yield None
