"""Digits: heard as telephone events (RFC 4733) or by SIP INFO, collected for who asks, and sent.

Owns when a digit counts, and when a collection of digits is over. Pure: the time is an argument, in seconds of any
clock that does not go back.
"""

import struct
from collections import deque
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from telephony.port import CollectEnd
from telephony.pyvoip.rtp import FRAME_SAMPLES, timestamp_step

KEYS = "0123456789*#ABCD"
"""The key of each event code from 0 to 15 (RFC 4733 §3.2)."""

Origin = Literal["rtp", "info"]

_EVENT = struct.Struct("!BBH")
_END = 0x80
_VOLUME = 10  # -dBm0
_OLD = 5 * 8000  # samples: an event further back is not late but of a new base
_SAME_PRESS_S = 0.1
_TYPE_AHEAD = 32
_TONE_FRAMES = 5
_END_FRAMES = 3  # RFC 4733 §2.5.1.4: the end is said three times
_PAUSE_FRAMES = 4


def check_keys(digits: str) -> None:
    """Refuse what no telephone has.

    Raises:
        ValueError: a character that is not a key.
    """
    if strange := [key for key in digits if key not in KEYS]:
        raise ValueError(f"{strange[0]!r} is not a key of a telephone")


class EventReception:
    """Follows the telephone events of one stream: each key counts once, whatever packets of it arrive.

    What makes an event is its timestamp (RFC 4733 §2.3.1); markers may be lost or repeated, and the end comes thrice.
    """

    __slots__ = ("_at", "_length", "_ssrc", "key")

    def __init__(self) -> None:
        self._ssrc = -1
        self._at = self._length = 0
        self.key = ""

    def take(self, ssrc: int, timestamp: int, payload: bytes) -> bool | None:
        """Note a packet; afterwards ``key`` is the key that it is about.

        Returns:
            True for a new press, False for more of a known one or of none of the sixteen keys, None if malformed.
        """
        if len(payload) < _EVENT.size:
            return None
        code, _, length = _EVENT.unpack_from(payload)
        if code >= len(KEYS):
            return False
        is_new = self._is_new(ssrc, timestamp, KEYS[code])
        if is_new or timestamp == self._at or self._continues(timestamp):
            self._ssrc, self._at, self._length, self.key = ssrc, timestamp, length, KEYS[code]
        return is_new

    def _is_new(self, ssrc: int, timestamp: int, key: str) -> bool:
        if ssrc != self._ssrc:
            return True
        step = timestamp_step(timestamp, self._at)
        if -_OLD < step <= 0:
            return False
        return not (key == self.key and self._continues(timestamp))

    def _continues(self, timestamp: int) -> bool:
        """A key held for more than 8 s goes on as a next segment (RFC 4733 §2.5.1.3)."""
        return self._length == 0xFFFF and timestamp_step(timestamp, self._at) == self._length


class PressGate:
    """Lets one press through once, when a phone says it both by RTP and by INFO."""

    __slots__ = ("_at", "_key", "_origin")

    def __init__(self) -> None:
        self._key, self._origin, self._at = "", "", 0.0

    def admits(self, key: str, origin: Origin, now: float) -> bool:
        """Whether a press is another one than the last."""
        if key == self._key and origin != self._origin and now - self._at <= _SAME_PRESS_S:
            self._key = ""  # its twin has come: the next such press is a new one
            return False
        self._key, self._origin, self._at = key, origin, now
        return True

    def still_pressed(self, key: str, origin: Origin, now: float) -> None:
        """The key is still down: its twin may come when it is let go."""
        if key == self._key and origin == self._origin:
            self._at = now


class Wanted(msgspec.Struct, frozen=True):
    """What a Collect asks for; see ``telephony.port.Collect``.

    Raises:
        ValueError: it wants no digit, or more than are kept.
    """

    command_id: str
    most: int
    first_digit_s: float
    between_digits_s: float
    terminator: str
    afresh: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.most <= _TYPE_AHEAD:
            raise ValueError(f"a Collect wants 1 to {_TYPE_AHEAD} digits, not {self.most}")


class Collected(NamedTuple):
    """How a collection ended."""

    command_id: str
    digits: str
    ended: CollectEnd


class Collection:
    """Digits pressed on one leg and the Collect that waits for them, if any.

    Digits that come when nobody waits are kept for the next Collect, the newest 32. While a Play is heard no time
    counts. A new Collect takes the place of one that waits, and its digits.
    """

    __slots__ = ("_due", "_pressed", "_wanted")

    def __init__(self) -> None:
        self._pressed: deque[str] = deque(maxlen=_TYPE_AHEAD)
        self._wanted: Wanted | None = None
        self._due: float | None = None

    @property
    def due(self) -> float | None:
        """When the silence will have lasted too long, or None while no time counts."""
        return self._due

    def want(self, wanted: Wanted, now: float, playing: bool) -> Collected | None:
        """Begin to collect; what was pressed before may complete it at once, unless it is to be forgotten."""
        if wanted.afresh:
            self._pressed.clear()
        self._wanted = wanted
        return self._settle(now, playing)

    def press(self, key: str, now: float, playing: bool) -> Collected | None:
        """A key was pressed."""
        self._pressed.append(key)
        return self._settle(now, playing)

    def play_began(self) -> None:
        """A Play is heard: no time counts."""
        self._due = None

    def play_ended(self, now: float) -> None:
        """The Play is over: time counts from now."""
        self._wait(now)

    def expire(self, now: float) -> Collected | None:
        """Time has passed."""
        if self._wanted is None or self._due is None or now < self._due:
            return None
        return self._end(len(self._pressed), "timeout")

    def forget(self) -> None:
        """Drop what was typed ahead, unless a Collect waits for it."""
        if self._wanted is None:
            self._pressed.clear()

    def _settle(self, now: float, playing: bool) -> Collected | None:
        wanted = self._wanted
        if wanted is None:
            return None
        for place, key in enumerate(self._pressed):
            if key == wanted.terminator:
                return self._end(place, "terminator")
            if place + 1 == wanted.most:
                return self._end(wanted.most, "complete")
        self._due = None
        if not playing:
            self._wait(now)
        return None

    def _wait(self, now: float) -> None:
        if self._wanted is not None:
            self._due = now + (self._wanted.between_digits_s if self._pressed else self._wanted.first_digit_s)

    def _end(self, count: int, ended: CollectEnd) -> Collected:
        assert self._wanted is not None
        digits = "".join(self._pressed.popleft() for _ in range(count))
        if ended == "terminator":
            self._pressed.popleft()
        collected = Collected(self._wanted.command_id, digits, ended)
        self._wanted = self._due = None
        return collected


class EventFrame(NamedTuple):
    """What to send in one frame of 20 ms of a telephone event."""

    payload: bytes
    begins: bool


def key_frames(key: str) -> Iterator[EventFrame | None]:
    """The frames, one each 20 ms, that send a key as a telephone event; None where voice may pass.

    A key lasts 100 ms; its end is said three times; 80 ms part it from the next (RFC 4733 §2.5.1).
    """
    for frame in range(_TONE_FRAMES + _END_FRAMES):
        length = FRAME_SAMPLES * min(frame + 1, _TONE_FRAMES)
        flags = _VOLUME | (_END if frame >= _TONE_FRAMES else 0)
        yield EventFrame(_EVENT.pack(KEYS.index(key), flags, length), frame == 0)
    for _ in range(_PAUSE_FRAMES):
        yield None
