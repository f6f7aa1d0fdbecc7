"""Keys, and the collecting of them for who asks: when a digit counts, and when a collection is over. Pure.

Owns the rules of the port's Collect, which are the same in every gateway that hears keys one by one. The time is an
argument, in seconds of any clock that does not go back.
"""

from collections import deque
from typing import NamedTuple

import msgspec

from telephony.port import CollectEnd

KEYS = "0123456789*#ABCD"
"""The keys of a telephone; each at the place of its event code (RFC 4733 §3.2)."""
_TYPE_AHEAD = 32


def check_keys(digits: str) -> None:
    """Refuse what no telephone has.

    Raises:
        ValueError: a character that is not a key.
    """
    if strange := [key for key in digits if key not in KEYS]:
        raise ValueError(f"{strange[0]!r} is not a key of a telephone")


class CollectRequest(msgspec.Struct, frozen=True):
    """What a Collect asks for; see ``telephony.port.Collect``.

    Raises:
        ValueError: it wants no digit, or more than are kept.
    """

    command_id: str
    max_digits: int
    first_digit_s: float
    between_digits_s: float
    terminator: str
    clears_buffer: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.max_digits <= _TYPE_AHEAD:
            raise ValueError(f"a Collect wants 1 to {_TYPE_AHEAD} digits, not {self.max_digits}")


class CollectResult(NamedTuple):
    """How a collection ended."""

    command_id: str
    digits: str
    ended: CollectEnd


class DigitCollector:
    """Digits pressed on one leg and the Collect that waits for them, if any.

    Digits that come when nobody waits are kept for the next Collect, the newest 32. While a Play is heard no time
    counts. A new Collect takes the place of one that waits, and its digits.
    """

    __slots__ = ("_due", "_pressed", "_wanted")

    def __init__(self) -> None:
        self._pressed: deque[str] = deque(maxlen=_TYPE_AHEAD)
        self._wanted: CollectRequest | None = None
        self._due: float | None = None

    @property
    def deadline(self) -> float | None:
        """When the silence will have lasted too long, or None while no time counts."""
        return self._due

    def start(self, request: CollectRequest, now: float, playing: bool) -> CollectResult | None:
        """Begin to collect; what was pressed before may complete it at once, unless it is to be forgotten."""
        if request.clears_buffer:
            self._pressed.clear()
        self._wanted = request
        return self._check_complete(now, playing)

    def press(self, key: str, now: float, playing: bool) -> CollectResult | None:
        """A key was pressed."""
        self._pressed.append(key)
        return self._check_complete(now, playing)

    def stop_timer(self) -> None:
        """A Play is heard: no time counts."""
        self._due = None

    def start_timer(self, now: float) -> None:
        """The Play is over: time counts from now."""
        self._restart_timer(now)

    def expire(self, now: float) -> CollectResult | None:
        """Time has passed."""
        if self._wanted is None or self._due is None or now < self._due:
            return None
        return self._end(len(self._pressed), "timeout")

    def clear(self) -> None:
        """Drop what was typed ahead, unless a Collect waits for it."""
        if self._wanted is None:
            self._pressed.clear()

    def _check_complete(self, now: float, playing: bool) -> CollectResult | None:
        wanted = self._wanted
        if wanted is None:
            return None
        for place, key in enumerate(self._pressed):
            if key == wanted.terminator:
                return self._end(place, "terminator")
            if place + 1 == wanted.max_digits:
                return self._end(wanted.max_digits, "complete")
        self._due = None
        if not playing:
            self._restart_timer(now)
        return None

    def _restart_timer(self, now: float) -> None:
        if self._wanted is not None:
            self._due = now + (self._wanted.between_digits_s if self._pressed else self._wanted.first_digit_s)

    def _end(self, count: int, ended: CollectEnd) -> CollectResult:
        assert self._wanted is not None
        digits = "".join(self._pressed.popleft() for _ in range(count))
        if ended == "terminator":
            self._pressed.popleft()
        collected = CollectResult(self._wanted.command_id, digits, ended)
        self._wanted = self._due = None
        return collected
